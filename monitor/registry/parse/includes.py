"""The files that accounts.yaml names among its accounts: ``accounts: [counties/*.yaml]``.

They stand below the folder of accounts.yaml, whatever a pattern or a link says, each is named once,
and what one of them holds is units and accounts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.model.policy import Policy
from monitor.registry.available_kinds import AvailableKinds
from monitor.registry.parse import messages
from monitor.registry.parse.accounts_and_units import is_text, read_part
from monitor.registry.parse.checking import section, unknown_key
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.file import START, decode, read_bytes
from monitor.registry.parse.part import RegisterPart
from monitor.registry.parse.shapes import SECTIONS
from monitor.registry.parse.yaml_positions import (
    Fields,
    Items,
    Node,
    Place,
    Position,
    Scalar,
    read,
)
from monitor.registry.register_files import ENDINGS, matching, pattern_fault
from monitor.system import secrets

MAX_FILES = 1_000
MAX_BYTES = 100 * 1024**2  # of all together: some 300 000 accounts
HELD = {"units": list, "accounts": list}  # all that may stand in such a file
SIGNS = frozenset("/\\*?[")  # of a text that is meant to name a file, whatever it ends in


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFolder:
    """Where the files of a register are read. *changed*: bytes in the place of what is there."""

    folder: Path
    changed: Mapping[str, bytes] = field(default_factory=dict)

    def read(self, name: str, faults: Faults) -> bytes:
        """Return the bytes of the file *name*; raises RegistryError where they cannot be had."""
        changed = self.changed.get(name)
        return read_bytes(self.folder / name, faults) if changed is None else changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Include:
    """A file by its *name* below the folder, and the entry that names it."""

    name: str
    mark: Position
    place: Place


def names_files(node: Node | None) -> bool:
    """Say whether any entry of the accounts names files."""
    return any(True for _ in _patterns(node))


def patterns_of(node: Node | None) -> tuple[str, ...]:
    """Return what the entries of the accounts that name files say, in their order."""
    texts = (scalar.text for scalar, _ in _patterns(node))
    return tuple(text for text in texts if not pattern_fault(text))


def included(node: Node | None, path: Path, folder: Path, faults: Faults) -> Iterator[Include]:
    """Yield the files that the accounts of *path* name, in the order of their entries."""
    seen: dict[Path, int] = {}
    own = (folder / path.name).resolve()
    for scalar, place in _texts(node):
        if not is_pattern(scalar.text):
            faults.add(scalar.mark, place, messages.TYPES["dict_type"])
            continue
        if fault := pattern_fault(scalar.text):
            faults.add(scalar.mark, place, fault)
            continue
        names = matching(folder, scalar.text)
        if not names:
            shown = messages.shown(scalar.text)
            where = f"路径从 {path.name} 所在的目录算起"
            faults.add(scalar.mark, place, f"没有与 {shown} 相符的文件，{where}")
        for name in names:
            real = (folder / name).resolve()
            if fault := _file_fault(name, real, own, folder, seen):
                faults.add(scalar.mark, place, fault)
            else:
                seen[real] = scalar.mark.line
                yield Include(name=name, mark=scalar.mark, place=place)


def told_files(data: bytes, path: Path, faults: Faults) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the patterns in *data*, which stands in *path*, and the names of the files."""
    root = read(decode(data, faults), faults.add)
    accounts = root.get("accounts") if isinstance(root, Fields) else None
    names = tuple(include.name for include in included(accounts, path, path.parent, faults))
    return patterns_of(accounts), names


def _file_fault(name: str, real: Path, own: Path, folder: Path, seen: Mapping[Path, int]) -> str:
    if not real.is_relative_to(folder.resolve()):
        return f"{name} 是指向名单目录之外的链接，不能引用"
    if real == own or real.name == secrets.FILE:
        return f"不能引用 {name}，请把各县区的文件放在单独的目录中，如 counties/*.yaml"
    if real in seen:
        return f"文件 {name} 重复，第 {seen[real]} 行已经引用过"
    if len(seen) >= MAX_FILES:
        return f"引用的文件过多，最多 {MAX_FILES} 个"
    return ""


def read_file(
    data: bytes, policy: Policy, available: AvailableKinds, faults: Faults
) -> RegisterPart:
    """Return what the included file *data* holds; raises RegistryError where it is none."""
    root = read(decode(data, faults), faults.add)
    faults.root = root
    if root is None or (isinstance(root, Scalar) and root.blank):
        faults.raise_if_any()
        raise faults.fatal(START, "文件中没有内容，至少应有 units 或 accounts")
    if not isinstance(root, Fields):
        raise faults.fatal(root.mark, "文件应由 units 和 accounts 两个列表组成")
    for key, (mark, _) in root.entries.items():
        if key in SECTIONS and key not in HELD:
            faults.add(mark, (key,), "引用的文件中只能有 units 和 accounts，这一节请写在主文件中")
        elif key not in HELD:
            unknown_key(root, key, list(HELD), (), faults)
    units, accounts = (section(root, key, kind, faults) for key, kind in HELD.items())
    for scalar, place in _texts(accounts):
        faults.add(scalar.mark, place, "引用的文件中不能再引用别的文件")
    return read_part(
        units, accounts, policy, available, faults, declares_units="units" in root.entries
    )


def _texts(node: Node | None) -> Iterator[tuple[Scalar, Place]]:
    for number, item in enumerate(node.items if isinstance(node, Items) else ()):
        if isinstance(item, Scalar) and is_text(item):
            yield item, ("accounts", number)


def _patterns(node: Node | None) -> Iterator[tuple[Scalar, Place]]:
    """Yield the entries that are meant to name files."""
    for scalar, place in _texts(node):
        if is_pattern(scalar.text):
            yield scalar, place


def is_pattern(text: str) -> bool:
    """Say whether *text*, an entry of the accounts, is meant to name files."""
    return text.endswith(ENDINGS) or bool(SIGNS & set(text))
