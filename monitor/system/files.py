"""Report files: whole or not at all, listed with their hashes, frozen once they are issued."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from monitor.model.errors import MonitorError
from monitor.model.system_errors import reason_of
from monitor.system import durable
from monitor.system.locks import is_held
from monitor.system.sharing import is_shared
from monitor.system.written import IN_USE, KeptFile, WrittenFiles, candidates, record_of

MANIFEST = "manifest.json"
DOOR = ".lock"  # held while a folder is made, or others' folders are inspected
ISSUING = "issue-"  # how the folders begin that an issue under way leaves; it is completed
Content = bytes | Iterable[str | bytes]


@dataclass(frozen=True, slots=True)
class Published:
    """Where the files stand, in the order they were asked for; *kept*: what was not replaced."""

    folder: Path
    files: tuple[Path, ...]
    kept: tuple[KeptFile, ...] = ()


def publish(
    folder: Path, stage: Path, files: Mapping[str, Content], about: Mapping[str, Any]
) -> Published:
    """Write *files* into *folder* with a manifest of *about* and their hashes.

    They are written under *stage*, a folder in the data directory, first and moved into place when
    all are whole, the manifest last: a run that is killed leaves none of them half written. What
    people changed in *folder* is kept, and the manifest names it and the file that stands beside
    it. Papers of the same ``period``, or of the same ``kind`` where they have none, whose
    files still stand there stay in it, under ``beside``.
    Raises MonitorError where the disk refuses.
    """
    placed: dict[str, Path] = {}
    kept: list[KeptFile] = []
    try:
        with staging(stage) as work:
            hashes = _write_files(work, files)
            durable.make_folder(folder)
            with record_of(stage.parent) as written:
                written.add(hashes.values())
                taken = {folder / name for name in (*files, MANIFEST)}
                for name in files:
                    placed[name] = _put(work / name, folder / name, written, kept, taken)
                    taken.add(placed[name])
                named = {placed[name].name: sha256 for name, sha256 in hashes.items()}
                listed = {**about, **dict(_besides(folder, about, kept, named))}
                written.add([_write_manifest(work, listed, named)])
                _put(work / MANIFEST, folder / MANIFEST, written, kept, taken)
    except OSError as error:
        raise MonitorError(f"报告无法写入 {folder}：{reason_of(error)}") from error
    return Published(folder, tuple(placed.values()), tuple(kept))


def _besides(
    folder: Path, about: Mapping[str, Any], kept: Iterable[KeptFile], names: Container[str]
) -> Iterator[tuple[str, Any]]:
    """Yield what a manifest says besides: what was kept, the papers whose files still stand."""
    if held := [one.path.name for one in kept]:
        yield "kept", held
    try:
        before = json.loads((folder / MANIFEST).read_text("utf-8"))
        papers = [
            {**paper, "files": left}
            for paper in ({**before, "beside": []}, *before.get("beside", []))
            if _of(paper) == _of(about)
            if (left := _standing(folder, paper["files"], names))
        ]
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return  # none yet, or somebody changed it
    if papers:
        yield "beside", [{k: v for k, v in one.items() if k != "beside"} for one in papers]


def _of(paper: Mapping[str, Any]) -> Any:
    """Return what papers of one folder have in common: their period, or that they are letters."""
    return paper["period"] if "period" in paper else paper["kind"]


def _standing(folder: Path, files: Mapping[str, str], replaced: Container[str]) -> dict[str, str]:
    return {n: h for n, h in files.items() if n not in replaced and (folder / n).is_file()}


def deliver(data: Path, path: Path, content: bytes) -> Published:
    """Write the one file *path* for people in one step; what they changed there is kept.

    *data*: the data directory. Raises MonitorError where the disk refuses.
    """
    kept: list[KeptFile] = []
    try:
        durable.make_folder(path.parent)
        with record_of(data) as written, _half_of(path, content) as (half, sha256):
            written.add([sha256])
            placed = _put(half, path, written, kept)
    except OSError as error:
        raise MonitorError(f"文件无法写入 {path}：{reason_of(error)}") from error
    return Published(placed.parent, (placed,), tuple(kept))


def _put(
    source: Path,
    path: Path,
    written: WrittenFiles,
    kept: list[KeptFile],
    taken: Container[Path] = (),
) -> Path:
    """Put *source* in the place of *path* or of the first number free; return where it stands.

    *taken*: the places of other files that are written with it.
    """
    first = ""
    for target in candidates(path):
        if target != path and target in taken:
            continue
        reason = written.reason_to_keep(target)
        if not reason:
            try:
                move(source, target)
            except PermissionError:  # as on Windows, where Word has the file open
                if not target.exists():
                    raise
                reason = IN_USE
            else:
                break
        first = first or reason
    if first:
        kept.append(KeptFile(path, first, target))
    return target


def write_all(work: Path, files: Mapping[str, Content], about: Mapping[str, Any]) -> dict[str, str]:
    """Write *files* and their manifest into *work*; return the SHA-256 of each by its name."""
    hashes = _write_files(work, files)
    return {**hashes, MANIFEST: _write_manifest(work, about, hashes)}


def _write_files(work: Path, files: Mapping[str, Content]) -> dict[str, str]:
    work.mkdir(parents=True, exist_ok=True)
    return {name: _write(work / name, content) for name, content in files.items()}


def _write_manifest(work: Path, about: Mapping[str, Any], hashes: Mapping[str, str]) -> str:
    text = json.dumps({**about, "files": hashes}, ensure_ascii=False, indent=2) + "\n"
    return _write(work / MANIFEST, text.encode())


def whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write one file in one step, *private* for its owner's eyes, or those of a shared folder.

    Raises MonitorError where the disk refuses.
    """
    try:
        durable.make_folder(path.parent)
        mode = 0o666 & ~_hidden_from(path.parent) if private else 0o666
        with _half_of(path, content, mode) as (half, _):
            durable.put(half, path)
    except OSError as error:
        raise MonitorError(f"文件无法写入 {path}：{reason_of(error)}") from error


def create(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write one file in one step where none is yet, *private* for its owner's eyes only.

    Raises MonitorError where there is one, or where the disk refuses.
    """
    try:
        with _half_of(path, content, 0o600 if private else 0o666) as (half, _):
            try:
                os.link(half, path)  # which fails where there is one
            except OSError:  # or a file system without links
                if os.path.lexists(path):
                    raise
                half.replace(path)
            try:
                durable.sync_folder(path.parent)
            except OSError:
                path.unlink()
                raise
    except FileExistsError as error:
        raise MonitorError(f"已有 {path}，未作改动") from error
    except OSError as error:
        raise MonitorError(f"文件无法写入 {path}：{reason_of(error)}") from error


@contextmanager
def _half_of(path: Path, content: bytes, mode: int = 0o666) -> Iterator[tuple[Path, str]]:
    """Yield *content* as a file beside *path*, and its SHA-256; it goes where nobody takes it."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield half, _write(half, content, mode=mode)
    finally:
        half.unlink(missing_ok=True)


def _hidden_from(folder: Path) -> int:
    """Return the permissions that keep a private file in *folder* from whom it does not concern."""
    return 0o007 if is_shared(folder) else 0o077


@contextmanager
def staging(stage: Path) -> Iterator[Path]:
    """Yield a folder of one's own below *stage*; what killed runs left there goes.

    Who works there holds a lock, which the system lets go when a process ends: the number of
    a process says nothing once another process has it, and not every system can be asked.
    """
    stage.mkdir(parents=True, exist_ok=True)
    door = FileLock(stage / DOOR)
    with door:  # nobody tidies up between the making of a folder and of its lock
        for left in stage.iterdir():
            if left.is_dir() and not left.name.startswith(ISSUING) and not is_held(_lock_of(left)):
                shutil.rmtree(left, ignore_errors=True)
                _lock_of(left).unlink(missing_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=stage))
        lock = FileLock(_lock_of(work))
        lock.acquire()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        lock.release()
        with suppress(OSError):
            _lock_of(work).unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")


def _write(path: Path, content: Content, mode: int = 0o666) -> str:
    """Write and flush *content*, made with *mode* less the umask; return its SHA-256."""
    digest = hashlib.sha256()
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        for piece in [content] if isinstance(content, bytes) else content:
            data = piece if isinstance(piece, bytes) else piece.encode()
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def move(source: Path, target: Path) -> None:
    """Put *source* in *target*'s place in one step, on another file system too."""
    try:
        durable.put(source, target)
    except OSError:
        with _half_of(target, source.read_bytes()) as (half, _):
            durable.put(half, target)
