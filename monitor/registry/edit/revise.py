"""A change of the register, proved before it is made: only what was meant differs.

The changed text is read like any other register. It is refused where it has faults, or where
anything but the meant fields of the meant accounts would read differently.
"""

import difflib
import glob
import hashlib
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from monitor.model import Account, Unit
from monitor.model.errors import Busy, ConfigError, FileProblem, RegistryError
from monitor.model.system_errors import reason_of
from monitor.registry.edit.editor import Editor
from monitor.registry.edit.scalars import Value
from monitor.registry.parse.faults import Faults
from monitor.registry.parse.file import decode, read_bytes
from monitor.registry.parse.load import loaded
from monitor.registry.values import Registry
from monitor.system import durable, redact
from monitor.system.locks import held

_LONE_CR = re.compile(rb"\r(?!\n)")

PATIENCE = 10  # seconds to wait for another person
BOM = b"\xef\xbb\xbf"


class ChangeRefused(ConfigError):
    """The changed register would have faults: *problems*, each with its place."""

    def __init__(self, problems: tuple[FileProblem, ...]) -> None:
        reasons = "；".join(f"{problem.field}: {problem.message}" for problem in problems)
        super().__init__(f"修改后名单有误，未保存：{reasons}")
        self.problems = problems


class ChangedMeanwhile(ConfigError):
    """Somebody changed the register between the reading and the writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one account. *new*: add it; a value of None removes the key."""

    account: str
    values: Mapping[str, Value | None]
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A register before and after some changes, not yet written."""

    path: Path
    before: bytes
    after: bytes
    old: Registry
    new: Registry

    @property
    def sha256(self) -> str:
        """Return the hash of the file as it is to be."""
        return hashlib.sha256(self.after).hexdigest()

    @property
    def diff(self) -> tuple[str, ...]:
        """Return the lines that go and come, each with its sign."""
        old, new = (data.decode("utf-8-sig").splitlines() for data in (self.before, self.after))
        lines = difflib.unified_diff(old, new, lineterm="", n=0)
        return tuple(
            redact.written(line) for line in lines if not line.startswith(("---", "+++", "@@"))
        )


def fingerprint(path: Path) -> str:
    """Return the hash of the file as it stands, sound or not; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def revise(path: Path, changes: Sequence[Change], units: Sequence[Unit] = ()) -> Revision:
    """Return *path* with *changes* and new *units*; raises ConfigError where not possible."""
    before = read_bytes(path, Faults(str(path)))
    _refuse(bool(_LONE_CR.search(before)), f"{path} 有不规范的换行（只有回车），请另存为标准格式")
    old = loaded(before, path)
    ids = {account.id for account in old.accounts}
    editor = Editor(decode(before, Faults(str(path))))
    for unit in units:
        kind = {"kind": unit.kind} if unit.kind else {}
        editor.add({"id": unit.id, "name": unit.name} | kind, "units")
    for change in changes:
        if change.new:
            _refuse(change.account in ids, f"账号标识 {change.account} 已经用过")
            ids.add(change.account)
            editor.add({key: value for key, value in change.values.items() if value is not None})
        else:
            _refuse(change.account not in ids, f"名单中没有账号 {change.account}")
            editor.set(change.account, change.values)
    after = (BOM if before.startswith(BOM) else b"") + editor.text.encode()
    try:
        new = loaded(after, path)
    except RegistryError as error:
        raise ChangeRefused(error.problems) from error
    _check(old, new, changes, tuple(units))
    return Revision(path=path, before=before, after=after, old=old, new=new)


def write(revision: Revision) -> None:
    """Put the changed register in the old one's place, in one step.

    Raises ConfigError where somebody has changed the file meanwhile.
    """
    path = revision.path.resolve()  # a link stays a link
    half = path.with_name(f".{path.name}.{os.getpid()}")
    busy = f"另一个程序正在修改 {path}，请稍后再试"
    try:
        with held(path.with_name(f".{path.name}.lock"), lambda: busy, PATIENCE):
            if path.read_bytes() != revision.before:
                raise ChangedMeanwhile(f"{path} 刚刚被修改过，未保存，请重新执行")
            for left in path.parent.glob(f".{glob.escape(path.name)}.[0-9]*"):
                left.unlink(missing_ok=True)  # by a program that was killed
            try:
                with half.open("wb") as file:
                    file.write(revision.after)
                    file.flush()
                    os.fsync(file.fileno())
                shutil.copymode(path, half)
                durable.put(half, path)
            finally:
                half.unlink(missing_ok=True)
    except Busy:
        raise
    except OSError as error:
        raise ConfigError(f"{path} 无法写入：{reason_of(error)}") from error


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
    wanted = replace(old, accounts=(), sha256="", units=(*old.units, *units))
    same_rest = wanted == replace(new, accounts=(), sha256="")
    expected = [*was, *(change.account for change in changes if change.new)]
    if strays or not same_rest or [account.id for account in new.accounts] != expected:
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
