"""A copy put in a data directory's place: proved first, then moved there in one step."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app import backup
from monitor.app.audit import audit
from monitor.app.backup import DATABASE, LIST, OTHERS
from monitor.model import clock
from monitor.model.errors import ConfigError, MonitorError
from monitor.registry.register_files import pattern_fault
from monitor.system import durable, token_store
from monitor.system.database import open_database
from monitor.system.locks import held

LOCKS = ("monitor.lock", "hand.lock", "daemon.lock", "backup.lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored. *aside*: where the old directory was moved, None where there was none.

    *register*: the copy's, where another one stands that was left as it is. *faults*: how many
    the data had when it was copied.
    """

    made_at: datetime
    source: Path
    aside: Path | None
    register: Path | None
    faults: int


def restore(
    source: Path,
    data: Path,
    accounts: Path,
    now: datetime,
    *,
    replace: bool,
    tell: Callable[[str], None],
) -> Restored:
    """Put the copy *source*, or the newest one below it, in the place of *data*.

    A directory that is in use is never touched; one that holds anything is moved aside, where
    *replace* says so. The register is put back where there is none, and never overwritten.
    """
    copy = source if (source / LIST).is_file() else backup.newest(source)
    if copy is None:
        raise ConfigError(f"{source} 中没有备份")
    if _is_filled(data) and not replace:
        raise ConfigError(
            f"数据目录 {data} 不是空的，未恢复；确要代以备份的，请加 --replace，现有数据将另行保存"
        )
    manifest = backup.verified(copy, tell)
    stage = data.with_name(f".{data.name}.restoring-{os.getpid()}")
    with backup.explained(f"无法恢复到 {data}"):
        try:
            _staged(copy, manifest, stage, data)
            backup.note(stage, clock.unstamp(manifest["made_at"]), copy, len(manifest["faults"]))
            with _unused(data):
                aside = _swapped(stage, data, now)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        register = _register(copy, manifest, accounts) if manifest["register"] else None
    return Restored(
        made_at=clock.unstamp(manifest["made_at"]),
        source=copy,
        aside=aside,
        register=register,
        faults=len(manifest["faults"]),
    )


def _is_filled(data: Path) -> bool:
    return data.is_dir() and any(path.name not in LOCKS for path in data.iterdir())


def _staged(copy: Path, manifest: dict[str, Any], stage: Path, data: Path) -> None:
    """Copy everything to *stage*, durable, and audit it there."""
    durable.make_folder(stage / "evidence")
    for name in manifest["files"]:
        if name != manifest["register"] and not name.startswith(f"{OTHERS}/"):
            _copied(copy / name, stage / name)
    if not (stage / token_store.FILE).exists() and (data / token_store.FILE).is_file():
        # renewals since have ended the tokens that an older copy could hold
        _copied(data / token_store.FILE, stage / token_store.FILE)
    with open_database(stage / DATABASE) as db:
        faults = audit(db, stage / "evidence").faults
    if new := [fault for fault in faults if fault not in manifest["faults"]]:
        raise MonitorError(f"恢复后的数据校验不通过，未恢复：{new[0]}")
    durable.sync_folder(stage / "evidence")
    durable.sync_folder(stage)


def _copied(source: Path, target: Path) -> None:
    backup.copy(source, target, source.stat().st_size, private=target.name == token_store.FILE)


@contextmanager
def _unused(data: Path) -> Iterator[None]:
    """Hold every lock of *data*; raises Busy where one is taken."""
    busy = f"数据目录 {data} 正在使用，未恢复；请先停止守护进程，并等检查和登记结束"
    with ExitStack() as stack:
        for name in LOCKS if data.is_dir() else ():
            stack.enter_context(held(data / name, lambda: busy))
        yield


def _swapped(stage: Path, data: Path, now: datetime) -> Path | None:
    """Put *stage* in the place of *data*; return where the old one went, None if it was empty."""
    if not data.exists():
        stage.rename(data)
        durable.sync_folder(data.parent)
        return None
    filled = _is_filled(data)
    aside = backup.free(data.parent, now, prefix=f"{data.name}.old-")
    data.rename(aside)
    try:
        stage.rename(data)
    except OSError:
        aside.rename(data)
        raise
    durable.sync_folder(data.parent)
    if filled:
        return aside
    shutil.rmtree(aside, ignore_errors=True)
    return None


def _register(copy: Path, manifest: dict[str, Any], accounts: Path) -> Path | None:
    """Put the register back where there is none; return the copy's where another one stands.

    The files that it names come first. What stands in the place of one is left as it is.
    """
    kept = copy / manifest["register"]
    names = [name for name in manifest.get("register_files", ()) if not pattern_fault(name)]
    places = {accounts.parent / name: copy / OTHERS / name for name in names} | {accounts: kept}
    if not accounts.exists():
        for place, source in places.items():
            if not os.path.lexists(place):
                durable.make_folder(place.parent)
                _copied(source, place)
                durable.sync_folder(place.parent)
    same = (place.is_file() and place.read_bytes() == s.read_bytes() for place, s in places.items())
    return None if all(same) else kept
