"""The register at the start of a run as the text of one column, and back.

Each account stands by names: a field that is added later is empty in the snapshots before it, and
one that is unknown here is passed over. Earlier programs wrote nine values by position; their
snapshots stay as they are, for seals cover them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from monitor.model import Account, AccountSnapshot, Platform, Status
from monitor.system.packing import compact

OLD_FIELDS = (
    "id", "name", "platform", "unit", "unit_name", "unit_kind", "status", "opened_on", "filed",
)  # fmt: skip


def dump(accounts: Iterable[Account]) -> str:
    """Return *accounts* as JSON."""
    rows = [_fields(account) for account in accounts]
    return compact(rows)


def load(text: str) -> tuple[AccountSnapshot, ...]:
    """Return the accounts of ``dump``, or of an earlier program."""
    words: dict[str, str] = {}  # units are repeated by their accounts: each is kept once
    return tuple(_registered(_named(row), words) for row in json.loads(text))


def registered(account: Account) -> AccountSnapshot:
    """Return the snapshot of *account*."""
    return _registered(_fields(account), {})


def _fields(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "platform": account.platform.value,
        "unit": account.unit.id,
        "unit_name": account.unit.name,
        "unit_kind": account.unit.kind,
        "status": account.status.value,
        "opened_on": account.opened_on.isoformat() if account.opened_on else None,
        "filed": account.filed,
    }


def _named(row: Mapping[str, Any] | Sequence[Any]) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    return dict(zip(OLD_FIELDS, row, strict=True))


def _registered(row: Mapping[str, Any], words: dict[str, str]) -> AccountSnapshot:
    opened = row["opened_on"]
    unit_id, unit, kind = row["unit"], row["unit_name"], row["unit_kind"]
    return AccountSnapshot(
        id=row["id"],
        name=row["name"],
        platform=Platform(row["platform"]),
        unit_id=words.setdefault(unit_id, unit_id),
        unit=words.setdefault(unit, unit),
        kind=words.setdefault(kind, kind),
        status=Status(row["status"]),
        opened_on=date.fromisoformat(opened) if opened else None,
        filed=row["filed"],
    )
