"""The register cut down to what a verdict on a few accounts rests on: no person, no telephone."""

from collections.abc import Iterator
from typing import Any

import yaml

from monitor.model.errors import MonitorError
from monitor.registry import Registry

JURISDICTION = ("name", "code")
SECTIONS = ("policy", "endpoints")
UNIT = ("id", "name", "kind", "abolished_on")
# an account beside the asked ones, which a check may compare with
BESIDE = (
    "id",
    "name",
    "platform",
    "unit",
    "wechat_kind",
    "platform_id",
    "opened_on",
    "filed",
    "status",
    "closing",
    "merged_on",
)
ASKED = (*BESIDE, "required", "url", "verified", "functions", "sources", "policy")


def cut(registry: Registry, accounts: frozenset[str]) -> str:
    """Return the register of *accounts*, and of the others of their units without sources."""
    units = {account.unit.id for account in registry.accounts if account.id in accounts}
    own = _loaded(registry)
    written = {
        "jurisdiction": _only(own[0].get("jurisdiction", {}), JURISDICTION),
        **_only(own[0], SECTIONS),
        "units": [_only(unit, UNIT) for unit in _each(own, "units") if unit.get("id") in units],
        "accounts": [
            _only(account, ASKED if account.get("id") in accounts else BESIDE)
            for account in _each(own, "accounts")
            if account.get("unit") in units
        ],
    }
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False)


def _loaded(registry: Registry) -> list[dict[str, Any]]:
    """Return the register's own file and those that it names, as they are written."""
    folder = registry.path.parent
    paths = (registry.path, *(folder / file.name for file in registry.files))
    try:
        return [yaml.safe_load(path.read_text("utf-8-sig")) for path in paths]
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise MonitorError(f"名单 {registry.path} 无法读取") from error


def _each(files: list[dict[str, Any]], section: str) -> Iterator[dict[str, Any]]:
    for file in files:
        yield from (entry for entry in file.get(section) or () if isinstance(entry, dict))


def _only(entry: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: entry[name] for name in names if name in entry}
