"""A copy of a data directory that can be shown to be whole, made while the program works.

The database is copied as it stands at one moment; of each evidence file, as much as that copy
knows of. A copy is a folder named after its moment; it gets its name only when every byte of it
is durable and was read back. Days that an earlier copy holds are linked to, not copied again.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app.audit import audit
from monitor.model import clock
from monitor.model.errors import ConfigError, MonitorError, StoreError
from monitor.model.system_errors import reason_of
from monitor.registry.register_files import names_in
from monitor.rollup.place import FILE as RECEIVED
from monitor.system import durable, token_store
from monitor.system.chain import log as chainlog
from monitor.system.database import open_database
from monitor.system.files import whole
from monitor.system.locks import held
from monitor.verdicts.reader import VerdictReader

LIST = "backup.json"  # in a copy: what it holds; written last
LAST = "last_backup.json"  # in the data directory: when it was last copied
OTHERS = "register"  # in a copy: the files that the register names
PART = ".part"
DATABASE = "monitor.db"
CHUNK = 1 << 20
HALF = re.compile(r"\.warc\.gz|\.half$")  # days, their torn tails, what is being adopted


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A finished copy: its size, how many files were linked, the faults its audit found."""

    folder: Path
    made_at: datetime
    size: int
    linked: int
    faults: tuple[str, ...]


def backup(data: Path, accounts: Path, to: Path, now: datetime, *, grants: bool = False) -> Copied:
    """Copy *data* and the register *accounts* into a new folder below *to*.

    *grants*: the renewed tokens too; secrets.yaml never. Raises MonitorError, one sentence, and
    leaves no part behind, where that cannot be done.
    """
    if not (data / DATABASE).exists():
        if not (data / RECEIVED).exists():
            raise ConfigError(f"数据目录 {data} 中没有数据库，尚无可备份的内容")
        open_database(data / DATABASE).close()  # a city may watch no account of its own
    if to.resolve().is_relative_to(data.resolve()):
        raise ConfigError(f"备份不能放在数据目录 {data} 之内，请指定另一块磁盘上的目录")
    busy = f"数据目录 {data} 正在备份，请等它结束后再试"
    with held(data / "backup.lock", lambda: busy), explained(f"备份无法写入 {to}"):
        durable.make_folder(to)
        _clear(to, data)
        folder = free(to, now)
        part = folder.with_name(f"{folder.name}{PART}")
        try:
            copied = _write_copy(data, accounts, part, folder, now, grants)
            part.rename(folder)
            durable.sync_folder(to)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    note(data, now, folder, len(copied.faults))
    return copied


def note(data: Path, at: datetime, folder: Path, faults: int) -> None:
    """Record in *data* that it was copied *at* a moment into *folder*."""
    record = {"at": clock.stamp(at), "to": str(folder.absolute()), "faults": faults}
    whole(data / LAST, json.dumps(record, ensure_ascii=False).encode())


def last(data: Path) -> tuple[datetime, Path, int] | None:
    """Return when *data* was last copied, where to, and the faults found; None if never."""
    try:
        record = json.loads((data / LAST).read_text(encoding="utf-8"))
        return clock.unstamp(record["at"]), Path(record["to"]), int(record["faults"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def listed(folder: Path) -> dict[str, Any]:
    """Return the manifest of the copy *folder*; raises ConfigError where it has none."""
    try:
        manifest: dict[str, Any] = json.loads((folder / LIST).read_text(encoding="utf-8"))
        _ = (
            clock.unstamp(manifest["made_at"]),
            dict(manifest["files"]),
            manifest["register"],
            manifest["faults"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{folder} 不是一份完整的备份（没有可读的 {LIST}）") from error
    return manifest


def newest(folder: Path) -> Path | None:
    """Return the newest copy below *folder*, None where there is none."""
    if not folder.is_dir():
        return None
    copies = (path for path in folder.iterdir() if path.suffix != PART and (path / LIST).is_file())
    return max(copies, key=lambda path: path.name, default=None)


def _write_copy(
    data: Path, accounts: Path, part: Path, folder: Path, now: datetime, grants: bool
) -> Copied:
    (part / "evidence").mkdir(parents=True)
    durable.write(part / ".of", str(data.resolve()).encode())
    if (log := chainlog.log_path(data / DATABASE)).is_file():
        # before the database, which may be ahead of its log, and never behind it
        copy(log, chainlog.log_path(part / DATABASE), log.stat().st_size)
    for name in (DATABASE, RECEIVED):
        if (data / name).exists():
            _copy_database(data / name, part / name)
    with open_database(part / DATABASE) as db:
        ends = VerdictReader(db).evidence_ends()
    earlier = newest(folder.parent)
    linked = sum(
        _day(data / "evidence" / name, part / "evidence" / name, end, earlier)
        for name, end in ends.items()
        if (data / "evidence" / name).exists()
    )
    for path in _others(data, accounts, grants):
        beside = part / ("evidence" if path.parent.name == "evidence" else "") / path.name
        copy(path, beside, path.stat().st_size, private=path.name == token_store.FILE)
    named = names_in(accounts.read_bytes(), accounts) if accounts.is_file() else ()
    for name in named:
        durable.make_folder((part / OTHERS / name).parent)
        copy(accounts.parent / name, part / OTHERS / name, (accounts.parent / name).stat().st_size)
    with open_database(part / DATABASE) as db:
        faults = audit(db, part / "evidence").faults
    (part / ".of").unlink()
    register = accounts.name if accounts.is_file() else ""
    _list(part, {"made_at": clock.stamp(now), "of": str(data.resolve()), "register": register,
                 "register_files": list(named), "faults": list(faults)})  # fmt: skip
    sizes = [path.stat().st_size for path in part.rglob("*") if path.is_file()]
    return Copied(folder=folder, made_at=now, size=sum(sizes), linked=linked, faults=faults)


def _others(data: Path, accounts: Path, grants: bool) -> Iterator[Path]:
    """Yield the other files of a copy: the register, proofs of time, renewed tokens if asked."""
    if accounts.is_file():
        yield accounts
    for path in sorted((data / "evidence").glob("*")):
        if path.is_file() and not _is_copied(path.name):
            yield path
    if grants and (data / token_store.FILE).is_file():
        yield data / token_store.FILE


def _is_copied(name: str) -> bool:
    """Say whether a file of the evidence is copied by itself, or is no evidence."""
    return name.startswith(".") or name == chainlog.NAME or bool(HALF.search(name))


def _list(part: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a copy, once all its files are durable."""
    files = {
        path.relative_to(part).as_posix(): _hash(path)
        for path in sorted(part.rglob("*"))
        if path.is_file()
    }
    for name in files:
        durable.sync_file(part / name)
    text = json.dumps({**manifest, "files": files}, ensure_ascii=False, indent=1)
    durable.write(part / LIST, text.encode())
    for folder in {(part / name).parent for name in files} - {part}:
        durable.sync_folder(folder)


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database as it stands at one moment, whoever writes to it meanwhile."""
    try:
        address = f"{source.resolve().as_uri()}?mode=ro"
        with (
            closing(sqlite3.connect(address, uri=True, timeout=60)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.Error as error:
        raise StoreError(f"数据库无法备份：{reason_of(error)}") from error


def _day(source: Path, target: Path, end: int, earlier: Path | None) -> int:
    """Copy *end* bytes of a day's evidence, by a link where an earlier copy has the same."""
    before = earlier / "evidence" / source.name if earlier else None
    if before is not None and _is_same(before, source, end):
        try:
            os.link(before, target)
        except OSError:
            pass  # a file system without links: copied like any other
        else:
            return 1
    copy(source, target, end)
    return 0


def _is_same(before: Path, source: Path, end: int) -> bool:
    if not before.is_file() or before.stat().st_size != end:
        return False
    return _hash(before) == _hash(source, end)


def copy(source: Path, target: Path, end: int, *, private: bool = False) -> None:
    """Copy the first *end* bytes, durable, and read them back."""
    mode = 0o600 if private else 0o666
    with (
        source.open("rb") as old,
        open(target, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as new,
    ):
        left = end
        while left and (data := old.read(min(left, CHUNK))):
            new.write(data)
            left -= len(data)
        new.flush()
        os.fsync(new.fileno())
    if _hash(target) != _hash(source, end):
        raise MonitorError(f"备份与原件不一致：{source.name}，请检查目标磁盘后重试")


def _hash(path: Path, end: int | None = None) -> str:
    digest = hashlib.sha256()
    left = path.stat().st_size if end is None else end
    with path.open("rb") as file:
        while left and (data := file.read(min(left, CHUNK))):
            digest.update(data)
            left -= len(data)
    return digest.hexdigest()


def free(place: Path, now: datetime, prefix: str = "") -> Path:
    """Return a folder in *place* that is named after *now* and is not there yet."""
    wanted = folder = place / f"{prefix}{clock.beijing(now):%Y-%m-%dT%H-%M-%S}"
    number = 1
    while folder.exists():
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    return folder


def _clear(to: Path, data: Path) -> None:
    """Remove what a killed backup of the same directory left."""
    for part in to.glob(f"*{PART}"):
        try:
            is_ours = (part / ".of").read_text(encoding="utf-8") == str(data.resolve())
        except OSError:
            is_ours = not any(part.glob("*"))
        if is_ours:
            shutil.rmtree(part, ignore_errors=True)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn the system's errors into one sentence."""
    try:
        yield
    except OSError as error:
        raise MonitorError(f"{what}：{reason_of(error)}") from error


def verified(folder: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Return the manifest of the copy *folder* after reading every byte of it.

    Raises MonitorError where a byte is not the one that was copied.
    """
    manifest = listed(folder)
    with explained(f"备份 {folder} 无法读取"):
        for name, digest in manifest["files"].items():
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise ConfigError(f"备份 {folder} 的清单指向目录之外：{name}")
            if not path.is_file() or _hash(path) != digest:
                raise MonitorError(f"备份 {folder} 已损坏：{name} 缺失或与备份时不一致")
    for fault in manifest["faults"]:
        tell(f"备份时即有的问题：{fault}")
    return manifest
