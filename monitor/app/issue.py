"""An issue in three steps: its files are staged, it is frozen with their hashes, they are placed.

Killed before it is frozen, nothing was issued; killed afterwards, the next report puts in place
the very files that were frozen. The folder of an issue never holds what the database knows nothing
of.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.figures.issues import Issued, IssueStore
from monitor.model.errors import MonitorError
from monitor.model.system_errors import reason_of
from monitor.system import durable, locks
from monitor.system.database import checkpoint
from monitor.system.files import ISSUING, MANIFEST, Content, Published, move, whole, write_all

Tell = Callable[[str], None]

LOCK = "issue.lock"
WORK, READY = f"{ISSUING}half", f"{ISSUING}ready"
PLACE = "issue-place.json"
BUSY = "另有一份报告正在印发，请稍后再试"


@dataclass(frozen=True, slots=True)
class Placed:
    """An issue whose files stand in their folder."""

    issued: Issued
    published: Published


@contextmanager
def alone(stage: Path) -> Iterator[None]:
    """Hold *stage* for issuing; raises Busy where another process is at it."""
    with locks.held(stage / LOCK, lambda: BUSY):
        yield


def issue(
    issues: IssueStore,
    stage: Path,
    folder: Path,
    issued: Issued,
    files: Mapping[str, Content],
    about: Mapping[str, Any],
    tell: Tell,
) -> Published:
    """Freeze *issued* and put its *files* into *folder*; the caller holds *stage* ``alone``."""
    place = {"folder": str(folder.absolute()), "names": list(files), **_key(issued)}
    work, ready = stage / WORK, stage / READY
    try:
        hashes = write_all(work, files, about)
        whole(stage / PLACE, json.dumps(place).encode())
        work.rename(ready)
        _sync(ready)
        _sync(stage)
        folder.mkdir(parents=True, exist_ok=True)  # where that fails, nothing is frozen
    except OSError as error:
        _drop(stage)
        raise MonitorError(f"报告无法写入 {folder}：{reason_of(error)}") from error
    issues.issue(issued, hashes)  # what fails here is cleared away by the next report
    checkpoint(issues.db)  # on the disk, before any file says that it was issued
    return _placed(ready, folder, tuple(files), hashes, tell)


def complete(issues: IssueStore, stage: Path, tell: Tell) -> Placed | None:
    """Complete an issue that was frozen and then interrupted; drop one that was not frozen.

    The caller holds *stage* ``alone``.
    """
    ready = stage / READY
    try:
        place = json.loads((stage / PLACE).read_text("utf-8"))
        key = place["period"], place["kind"], int(place["version"])
        folder, names = Path(place["folder"]), tuple(map(str, place["names"]))
    except (OSError, ValueError, KeyError, TypeError):
        _drop(stage)  # cut off while the files were staged: nothing was frozen
        return None
    issued = next(
        (candidate for candidate in issues.issued(*key[:2]) if candidate.version == key[2]), None
    )
    hashes = issues.issue_files(*key)
    if issued is None or ((ready / MANIFEST).exists() and not _same(ready, hashes)):
        _drop(stage)
        return None
    published = _placed(ready, folder, names, hashes, tell)
    tell(f"{issued.number} 上次印发时中断，文件现已补齐，在 {folder}。")
    return Placed(issued, published)


def _key(issued: Issued) -> dict[str, Any]:
    return {"period": issued.period, "kind": issued.kind, "version": issued.version}


def _drop(stage: Path) -> None:
    with suppress(OSError):
        (stage / PLACE).unlink()
    for left in (stage / WORK, stage / READY):
        shutil.rmtree(left, ignore_errors=True)


def _placed(
    ready: Path, folder: Path, names: tuple[str, ...], hashes: Mapping[str, str], tell: Tell
) -> Published:
    """Move the staged files into *folder*, the manifest last; a second time moves the rest."""
    try:
        _set_aside(folder, hashes, tell)
        folder.mkdir(parents=True, exist_ok=True)
        for name in (*names, MANIFEST):
            if (ready / name).exists():
                move(ready / name, folder / name)
        _sync(folder)
    except OSError as error:
        raise MonitorError(
            f"报告已登记印发，文件尚未写入 {folder}：{reason_of(error)}；下次生成报告时自动补齐"
        ) from error
    _drop(ready.parent)
    return Published(folder, tuple(folder / name for name in names))


def _set_aside(folder: Path, hashes: Mapping[str, str], tell: Tell) -> None:
    """Move away a folder that holds something else under a name of this issue."""
    if not any(
        (folder / name).exists() and not _is(folder / name, hashes[name]) for name in hashes
    ):
        return
    number = 1
    while (aside := folder.with_name(f"{folder.name}（另存{number}）")).exists():
        number += 1
    folder.rename(aside)
    tell(f"{folder} 中原有未经登记的文件，未覆盖，已移至 {aside.name}。")


def _same(folder: Path, hashes: Mapping[str, str]) -> bool:
    """Say whether what is left of the staged files is what was frozen."""
    left = [name for name in hashes if (folder / name).exists()]
    return all(_is(folder / name, hashes[name]) for name in left)


def _is(path: Path, sha256: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _sync(folder: Path) -> None:
    """Make the names in *folder* durable, where the system knows how."""
    with suppress(OSError):
        durable.sync_folder(folder)
