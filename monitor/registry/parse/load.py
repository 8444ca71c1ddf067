"""Reads accounts.yaml whole, with the files that it names: every fault, or the register."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from monitor.model.errors import FileProblem, RegistryError
from monitor.model.policy import Policy
from monitor.registry.available_kinds import AvailableKinds, available_kinds
from monitor.registry.parse import messages
from monitor.registry.parse.accounts_and_units import read_part
from monitor.registry.parse.channels import read_channels
from monitor.registry.parse.checking import section, unknown_key
from monitor.registry.parse.counties import read_counties
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.file import START, decode, read_bytes
from monitor.registry.parse.includes import (
    MAX_BYTES,
    Include,
    RegisterFolder,
    included,
    names_files,
    patterns_of,
    read_file,
)
from monitor.registry.parse.joining import Joining
from monitor.registry.parse.options import read_policy
from monitor.registry.parse.part import RegisterPart
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
from monitor.registry.parse.yaml_positions import Fields, Node, Scalar, read
from monitor.registry.register_files import sha256_of
from monitor.registry.values import DEFAULT_PACE, RegisterFile, Registry
from monitor.system import collector

REQUIRED = ("jurisdiction", "units", "accounts")


class KeptParts(Protocol):
    """Keeps what was read of a file for the next time that the same bytes are to be read."""

    def get(self, name: str, data: bytes, policy: Policy) -> RegisterPart | None: ...
    def keep(self, name: str, data: bytes, part: RegisterPart) -> None: ...


class _NoParts:
    def get(self, name: str, data: bytes, policy: Policy) -> RegisterPart | None:
        return None

    def keep(self, name: str, data: bytes, part: RegisterPart) -> None:
        return None


def load(path: Path, available: AvailableKinds | None = None) -> Registry:
    """Return the register in *path*; raises RegistryError with every fault, in order of place."""
    return loaded(read_bytes(path, Faults(str(path))), path, available)


def loaded(
    data: bytes,
    path: Path,
    available: AvailableKinds | None = None,
    *,
    folder: RegisterFolder | None = None,
    kept: KeptParts | None = None,
) -> Registry:
    """Return the register in *data*, which stands or is to stand in *path*, as ``load`` does.

    *folder*: where the files are read that it names, if not beside *path*. *kept*: what was read
    of them before.
    """
    with collector.resting():
        reader = _RegisterReader(
            path=path,
            data=data,
            available=available or available_kinds(),
            folder=folder or RegisterFolder(folder=path.parent),
            kept=kept or _NoParts(),
        )
        return reader.registry()


@dataclass(kw_only=True)
class _RegisterReader:
    """Reads one register. *broken*: the faults of files of which nothing else can be said."""

    path: Path
    data: bytes
    available: AvailableKinds
    folder: RegisterFolder
    kept: KeptParts
    faults: Faults = field(init=False)
    broken: list[tuple[FileProblem, ...]] = field(default_factory=list, init=False)
    files: list[RegisterFile] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.faults = Faults(str(self.path))

    def registry(self) -> Registry:
        """Return the register; raises RegistryError with every fault."""
        root = self._root()
        _check_sections(root, self.faults)
        sections = {key: section(root, key, kind, self.faults) for key, kind in SECTIONS.items()}
        policy = read_policy(sections["policy"], self.available, self.faults)
        own = read_part(
            sections["units"],
            sections["accounts"],
            policy,
            self.available,
            self.faults,
            declares_units="units" in root.entries,
        )
        others = self._others(sections["accounts"], policy)
        joined = Joining(parts=[(own, self.faults), *others]).join()
        registry = self._read(sections, policy, joined)
        self._raise([faults for _, faults in others])
        return registry

    def _root(self) -> Fields:
        faults = self.faults
        root = read(decode(self.data, faults), faults.add)
        faults.root = root
        if root is None or (isinstance(root, Scalar) and root.blank):
            faults.raise_if_any()
            raise faults.fatal(START, "文件中没有内容，至少应有 jurisdiction、units 和 accounts")
        if not isinstance(root, Fields):
            raise faults.fatal(root.mark, "文件应由 jurisdiction、units、accounts 等字段组成")
        return root

    def _others(self, accounts: Node | None, policy: Policy) -> list[tuple[RegisterPart, Faults]]:
        """Return what stands in the files that *accounts* names, each with its faults."""
        read: list[tuple[RegisterPart, Faults]] = []
        size = 0
        for include in included(accounts, self.path, self.folder.folder, self.faults):
            faults = Faults(str(self.path.parent / include.name))
            try:
                data = self.folder.read(include.name, faults)
                size += len(data)
                if size > MAX_BYTES:
                    self._too_much(include)
                    break
                part = self._part(include.name, data, policy, faults)
            except RegistryError as error:
                self.broken.append(error.problems)
                continue
            faults.settle()
            read.append((part, faults))
            self.files.append(
                RegisterFile(
                    name=include.name,
                    sha256=hashlib.sha256(data).hexdigest(),
                    units=len(part.units),
                    accounts=len(part.accounts),
                )
            )
        return read

    def _part(self, name: str, data: bytes, policy: Policy, faults: Faults) -> RegisterPart:
        part = self.kept.get(name, data, policy)
        if part is None:
            part = read_file(data, policy, self.available, faults)
            if not faults.entries:
                self.kept.keep(name, data, part)
        return part

    def _too_much(self, include: Include) -> None:
        message = f"各文件合计超过 {MAX_BYTES // 1024**2} MB，请确认选对了文件"
        self.faults.add(include.mark, include.place, message)

    def _raise(self, others: Iterable[Faults]) -> None:
        """Raise RegistryError with every fault: those of accounts.yaml, then those of each file."""
        named = [faults.problems() for faults in others]
        problems = [
            *self.faults.problems(),
            *(p for those in (*self.broken, *named) for p in those),
        ]
        if problems:
            raise RegistryError(tuple(problems))

    def _read(self, sections: dict[str, Node | None], policy: Policy, joined: Joining) -> Registry:
        """Read each section; the value counts only where no fault was added."""
        faults = self.faults
        units = tuple(joined.units.values())
        pace = read_pace(sections["pace"], faults)
        network = read_network(sections["network"], self.path.parent, faults)
        return Registry(
            path=self.path,
            sha256=sha256_of(self.data, ((file.name, file.sha256) for file in self.files)),
            jurisdiction=read_jurisdiction(sections["jurisdiction"], faults),
            units=units,
            counties=read_counties(sections["counties"], faults),
            accounts=joined.accounts,
            policy=policy,
            endpoints=read_endpoints(sections["endpoints"], self.available, faults),
            pace=pace,
            default_pace=pace.pop("default", DEFAULT_PACE),
            network=network,
            stamping=read_stamping(sections["stamping"], self.path.parent, faults),
            scheme=read_score(sections["score"], faults),
            rectifying=read_rectifying(sections["rectifying"], faults),
            channels=read_channels(sections["channels"], units, frozenset(joined.named), faults),
            schedule=read_schedule(
                sections["schedule"],
                sections["holidays"],
                self.path.parent,
                faults,
                allow_private=network.allow_private,
            ),
            patterns=patterns_of(sections["accounts"]),
            files=tuple(self.files),
        )


def _check_sections(root: Fields, faults: Faults) -> None:
    for key in root.entries:
        if key not in SECTIONS:
            unknown_key(root, key, list(SECTIONS), (), faults)
    optional = {"units"} if names_files(root.get("accounts")) else set()
    for key in REQUIRED:
        node = root.get(key)
        if node is None and key not in optional:
            faults.add(root.mark, (key,), messages.MISSING.format(key=key))
        elif key == "jurisdiction" and isinstance(node, Scalar) and node.blank:
            faults.add(node.mark, (key,), messages.EMPTY)
