"""A change of the register, proved before it is made: only what was meant differs.

The changed text is read like any other register. It is refused where it has faults, or where
anything but the meant fields of the meant accounts would read differently.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from monitor.model import Account, Unit
from monitor.model.errors import ConfigError, FileProblem, RegistryError
from monitor.registry.edit.editor import Editor
from monitor.registry.edit.housing import OWN, Housing
from monitor.registry.edit.scalars import Value
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.file import decode, read_bytes
from monitor.registry.parse.includes import RegisterFolder
from monitor.registry.parse.load import loaded
from monitor.registry.validated_cache import parts_of
from monitor.registry.values import Registry
from monitor.system import redact

_LONE_CR = re.compile(rb"\r(?!\n)")

BOM = b"\xef\xbb\xbf"


class ChangeRefused(ConfigError):
    """The changed register would have faults: *problems*, each with its place."""

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        reasons = "；".join(f"{problem.field}: {problem.message}" for problem in problems)
        super().__init__(f"修改后名单有误，未保存：{reasons}")
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one account. *new*: add it; a value of None removes the key."""

    account: str
    values: Mapping[str, Value | None]
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedFile:
    """A file of a register before and after some changes. *name*: empty for accounts.yaml."""

    name: str
    path: Path
    before: bytes
    after: bytes

    @property
    def diff(self) -> tuple[str, ...]:
        """Return the lines that go and come, each with its sign."""
        old, new = (data.decode("utf-8-sig").splitlines() for data in (self.before, self.after))
        lines = difflib.unified_diff(old, new, lineterm="", n=0)
        return tuple(
            redact.written(line) for line in lines if not line.startswith(("---", "+++", "@@"))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A register before and after some changes, not yet written. *files*: those that differ."""

    path: Path
    files: tuple[RevisedFile, ...]
    old: Registry
    new: Registry

    @property
    def sha256(self) -> str:
        """Return the hash of the register as it is to be."""
        return self.new.sha256

    @property
    def diff(self) -> tuple[str, ...]:
        """Return the lines that go and come; where there are more files, each below its name."""
        named = bool(self.old.files)
        heads = [(f"{file.name or self.path.name}：",) if named else () for file in self.files]
        return tuple(
            line
            for head, file in zip(heads, self.files, strict=True)
            for line in (*head, *file.diff)
        )


def revise(path: Path, changes: Sequence[Change], units: Sequence[Unit] = ()) -> Revision:
    """Return *path* with *changes* and new *units*; raises ConfigError where not possible."""
    before = read_bytes(path, Faults(str(path)))
    kept = parts_of(path)
    old = loaded(before, path, kept=kept)
    house = Housing(old)
    texts = _Texts(path=path, root=before)
    ids = set(house.accounts)
    for unit in units:
        kind = {"kind": unit.kind} if unit.kind else {}
        editor = texts.editor(house.for_unit(unit.name))
        editor.add({"id": unit.id, "name": unit.name} | kind, "units")
    for change in changes:
        if change.new:
            _refuse(change.account in ids, f"账号标识 {change.account} 已经用过")
            ids.add(change.account)
            editor = texts.editor(house.for_account(change.values.get("unit")))
            editor.add({key: value for key, value in change.values.items() if value is not None})
        else:
            _refuse(change.account not in house.accounts, f"名单中没有账号 {change.account}")
            texts.editor(house.accounts[change.account]).set(change.account, change.values)
    files = texts.files()
    after = {file.name: file.after for file in files}
    folder = RegisterFolder(folder=path.parent, changed=after)
    try:
        new = loaded(after.get(OWN, before), path, folder=folder, kept=kept)
    except RegistryError as error:
        raise ChangeRefused(error.problems) from error
    _check(old, new, changes, tuple(units))
    return Revision(path=path, files=files, old=old, new=new)


@dataclass(kw_only=True)
class _Texts:
    """The files that are to change, each with what changes in it."""

    path: Path
    root: bytes
    _before: dict[str, bytes] = field(default_factory=dict, init=False)
    _editors: dict[str, Editor] = field(default_factory=dict, init=False)

    def editor(self, name: str) -> Editor:
        """Return what gathers the changes of the file *name*."""
        if name not in self._editors:
            path = self._path(name)
            data = self.root if name == OWN else read_bytes(path, Faults(str(path)))
            lone = bool(_LONE_CR.search(data))
            _refuse(lone, f"{path} 有不规范的换行（只有回车），请另存为标准格式")
            self._before[name] = data
            self._editors[name] = Editor(decode(data, Faults(str(path))))
        return self._editors[name]

    def files(self) -> tuple[RevisedFile, ...]:
        """Return the files that differ, in the order in which they were first changed."""
        made = [self._revised(name, editor) for name, editor in self._editors.items()]
        return tuple(file for file in made if file.before != file.after)

    def _revised(self, name: str, editor: Editor) -> RevisedFile:
        before = self._before[name]
        after = (BOM if before.startswith(BOM) else b"") + editor.text.encode()
        return RevisedFile(name=name, path=self._path(name), before=before, after=after)

    def _path(self, name: str) -> Path:
        return self.path if name == OWN else self.path.parent / name


def _check(
    old: Registry, new: Registry, changes: Sequence[Change], units: tuple[Unit, ...]
) -> None:
    """Refuse a text that reads differently anywhere else: it would be a fault of ours."""
    meant = {change.account: change for change in changes}
    was = {account.id: account for account in old.accounts}
    strays = [
        account.id
        for account in new.accounts
        if not _agrees(was.get(account.id), account, meant.get(account.id))
    ]
    wanted = replace(old, accounts=(), sha256="", units=(*old.units, *units), files=())
    same_rest = wanted == replace(new, accounts=(), sha256="", files=())
    made = {change.account for change in changes if change.new}
    others = [account.id for account in new.accounts if account.id not in made]
    if strays or not same_rest or others != [*was] or len(new.accounts) != len(was) + len(made):
        where = strays[0] if strays else "其他内容"
        raise ConfigError(f"无法在不影响 {where} 的情况下自动修改，未保存，请手工修改 {old.path}")


def _agrees(was: Account | None, now: Account, change: Change | None) -> bool:
    if was is None:
        return change is not None and change.new
    free = {
        "duplicates",
        "duplicates_total",
        *(change.values if change else ()),
    }  # these follow from the others
    return all(
        getattr(was, field.name) == getattr(now, field.name)
        for field in fields(Account)
        if field.name not in free
    )


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise ConfigError(sentence)
