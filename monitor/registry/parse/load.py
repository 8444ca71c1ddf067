"""Reads accounts.yaml whole: every fault in one pass, or the register."""

import hashlib
from pathlib import Path

from monitor.registry.available_kinds import AvailableKinds, available_kinds
from monitor.registry.parse import messages
from monitor.registry.parse.accounts_and_units import (
    RegisterContext,
    names_by_id,
    read_accounts,
    read_counties,
    read_units,
)
from monitor.registry.parse.channels import read_channels
from monitor.registry.parse.checking import section, unknown_key
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.file import START, decode, read_bytes
from monitor.registry.parse.options import read_policy
from monitor.registry.parse.settings import (
    read_endpoints,
    read_jurisdiction,
    read_network,
    read_pace,
    read_rectifying,
    read_schedule,
    read_score,
    read_stamping,
)
from monitor.registry.parse.shapes import SECTIONS
from monitor.registry.parse.yaml_positions import Fields, Scalar, read
from monitor.registry.values import DEFAULT_PACE, Registry

REQUIRED = ("jurisdiction", "units", "accounts")


def load(path: Path, available: AvailableKinds | None = None) -> Registry:
    """Return the register in *path*; raises RegistryError with every fault, in order of place."""
    return loaded(read_bytes(path, Faults(str(path))), path, available)


def loaded(data: bytes, path: Path, available: AvailableKinds | None = None) -> Registry:
    """Return the register in *data*, which stands or is to stand in *path*, as ``load`` does."""
    faults = Faults(str(path))
    root = read(decode(data, faults), faults.add)
    faults.root = root
    if root is None or (isinstance(root, Scalar) and root.blank):
        faults.raise_if_any()
        raise faults.fatal(START, "文件中没有内容，至少应有 jurisdiction、units 和 accounts")
    if not isinstance(root, Fields):
        raise faults.fatal(root.mark, "文件应由 jurisdiction、units、accounts 等字段组成")
    registry = _read(root, path, data, available or available_kinds(), faults)
    faults.raise_if_any()
    return registry


def _read(
    root: Fields, path: Path, data: bytes, available: AvailableKinds, faults: Faults
) -> Registry:
    """Read each section; the value counts only where no fault was added."""
    _check_sections(root, faults)
    parts = {key: section(root, key, kind, faults) for key, kind in SECTIONS.items()}
    policy = read_policy(parts["policy"], available, faults)
    units = read_units(parts["units"], faults)
    around = RegisterContext(
        units={unit.id: unit for unit in units},
        named=names_by_id(parts["units"]),
        declares_units="units" in root.entries,
        policy=policy,
        available=available,
        faults=faults,
    )
    pace = read_pace(parts["pace"], faults)
    network = read_network(parts["network"], path.parent, faults)
    return Registry(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        jurisdiction=read_jurisdiction(parts["jurisdiction"], faults),
        units=units,
        counties=read_counties(parts["counties"], faults),
        accounts=read_accounts(parts["accounts"], around),
        policy=policy,
        endpoints=read_endpoints(parts["endpoints"], available, faults),
        pace=pace,
        default_pace=pace.pop("default", DEFAULT_PACE),
        network=network,
        stamping=read_stamping(parts["stamping"], path.parent, faults),
        scheme=read_score(parts["score"], faults),
        rectifying=read_rectifying(parts["rectifying"], faults),
        channels=read_channels(parts["channels"], units, frozenset(around.named), faults),
        schedule=read_schedule(
            parts["schedule"],
            parts["holidays"],
            path.parent,
            faults,
            allow_private=network.allow_private,
        ),
    )


def _check_sections(root: Fields, faults: Faults) -> None:
    for key in root.entries:
        if key not in SECTIONS:
            unknown_key(root, key, list(SECTIONS), (), faults)
    for key in REQUIRED:
        node = root.get(key)
        if node is None:
            faults.add(root.mark, (key,), messages.MISSING.format(key=key))
        elif key == "jurisdiction" and isinstance(node, Scalar) and node.blank:
            faults.add(node.mark, (key,), messages.EMPTY)
