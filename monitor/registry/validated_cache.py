"""Registers in which no fault was found, kept for the next command.

Reading a register and naming every fault in it takes longer than most commands take for all
else. What is kept stands in the user's own cache, never in the data directory, which others may
write to: who can write such a file can make the program do anything. It is taken only for the
same bytes at the same path, read by the same program; whatever is wrong with it, the register is
read anew. A register that names further files (``ca_file``) is not kept, since they may change.
"""

import functools
import hashlib
import os
import pickle
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs

from monitor.model.errors import MonitorError
from monitor.registry.reading import load, loaded
from monitor.registry.stored_sources import StoredSources
from monitor.registry.values import Registry

FOLDER = "newmedia-monitor"
MOST = 20  # registers of one user
PROGRAM = ("monitor", "checks", "reports")
MAX_BYTES = 5 * 1024**2  # a bigger register is refused by who reads it


def remembered(path: Path) -> Registry:
    """Return the register in *path* as ``registry.load`` does, with its errors."""
    data, place = _bytes(path), _place()
    if data is None or place is None:
        return load(path)  # says what is wrong with it
    file = place / _name(path, data)
    registry = _kept(file)
    if registry is None:
        registry = loaded(data, path)
        if not (registry.network.ca_file or registry.stamping.ca_file):
            _keep(file, registry)
    return registry


def folder() -> Path:
    """Return where this user's registers are kept."""
    return Path(platformdirs.user_cache_dir(FOLDER, appauthor=False)) / "registers"


def _place() -> Path | None:
    """Return the folder where this user has one; a service without a home has none."""
    try:
        place = folder()
    except RuntimeError:  # so platformdirs says that there is no home
        return None
    return place if place.is_absolute() else None


def _bytes(path: Path) -> bytes | None:
    try:
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    return None


def _name(path: Path, data: bytes) -> str:
    """Return the name of the file for *data* in *path*, as this very program reads it."""
    digest = hashlib.sha256()
    for part in (str(path), str(path.absolute()), sys.version, *_program()):
        digest.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    digest.update(data)
    return f"{digest.hexdigest()}.register"


@functools.cache  # a process is one program, whatever comes into its files' places
def _program() -> tuple[str, ...]:
    """Return what changes whenever a file of the program does."""
    root = Path(__file__).parents[2]
    return tuple(file for package in PROGRAM for file in sorted(_files(root / package)))


def _files(folder: Path | str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from () if entry.name == "__pycache__" else _files(entry.path)
            else:
                status = entry.stat()
                yield f"{entry.path}:{status.st_size}:{status.st_mtime_ns}"


def _kept(file: Path) -> Registry | None:
    """Return the register in *file*; None where there is none that this user alone wrote."""
    try:
        with file.open("rb") as stream:
            if not (_is_private(os.fstat(stream.fileno())) and _is_private(file.parent.stat())):
                return None
            value: Any = pickle.load(stream)  # noqa: S301  # this user's own, nobody else's
    except Exception:  # noqa: BLE001  # a file cut short or of another Python may raise anything
        return None
    return value if isinstance(value, Registry) else None


def _is_private(status: os.stat_result) -> bool:
    """Say whether nobody but this user can have written what *status* tells of."""
    if not hasattr(os, "geteuid"):  # Windows: the folder of a user's programs is that user's
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(file: Path, registry: Registry) -> None:
    """Write *registry* down for the next command, where that is possible."""
    accounts = tuple(
        replace(account, sources=StoredSources(account.sources)) if account.sources else account
        for account in registry.accounts
    )
    from monitor.system.files import whole  # only who keeps one waits for it

    with suppress(OSError, MonitorError):
        data = pickle.dumps(replace(registry, accounts=accounts), pickle.HIGHEST_PROTOCOL)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole(file, data, private=True)
        _forget(file.parent)


def _forget(where: Path) -> None:
    """Remove all but the registers that were kept last."""
    files = sorted(where.glob("*.register"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST:]:
        file.unlink(missing_ok=True)
