"""Registers in which no fault was found, kept for the next command.

Reading a register and naming every fault in it takes longer than most commands take for all
else. What is kept stands in the user's own cache, never in the data directory, which others may
write to: who can write such a file can make the program do anything. It is taken only for the
same bytes at the same path, read by the same program; whatever is wrong with it, the register is
read anew. A register that names certificates (``ca_file``) is not kept, since they may change. Of
one that stands in many files, what was read of each is kept: see stored_parts.
"""

import functools
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs

from monitor.registry import private_file
from monitor.registry.reading import load, loaded
from monitor.registry.stored_parts import StoredParts
from monitor.registry.stored_sources import dumps
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
    registry = private_file.read(file)
    if isinstance(registry, Registry):
        return registry
    parts = parts_of(path)
    registry = loaded(data, path, kept=parts)
    if registry.files and parts is not None:
        parts.forget_others()
    elif not (registry.network.ca_file or registry.stamping.ca_file):
        _keep(file, registry)
    return registry


def parts_of(path: Path) -> StoredParts | None:
    """Return what is kept of the files of the register in *path*, None where nothing can be."""
    place = _place()
    return (
        None if place is None else StoredParts(folder=place / f"{_of(path)}.parts", program=_reader)
    )


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
    digest = _reader()
    digest.update(f"{path}\0{path.absolute()}\0".encode("utf-8", "surrogateescape"))
    digest.update(data)
    return f"{digest.hexdigest()}.register"


def _of(path: Path) -> str:
    """Return the name of the folder for the files of the register in *path*."""
    return hashlib.sha256(str(path.absolute()).encode("utf-8", "surrogateescape")).hexdigest()


def _reader() -> "hashlib._Hash":
    """Return a hash begun with what reads registers: this Python and this program."""
    digest = hashlib.sha256()
    for part in (sys.version, *_program()):
        digest.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    return digest


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


def _keep(file: Path, registry: Registry) -> None:
    """Write *registry* down for the next command, where that is possible."""
    private_file.write(file, dumps(registry, registry.accounts))
    with suppress(OSError):
        _forget(file.parent)


def _forget(where: Path) -> None:
    """Remove all but the registers that were kept last."""
    files = sorted(where.glob("*.register"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST:]:
        file.unlink(missing_ok=True)
    folders = sorted(where.glob("*.parts"), key=lambda file: file.stat().st_mtime, reverse=True)
    for folder in folders[MOST:]:
        shutil.rmtree(folder, ignore_errors=True)
