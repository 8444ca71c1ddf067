"""What must survive a power failure: bytes first, then the name, then the folder that holds it."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable: a rename that is not may be undone by a power failure.

    Windows has no such call and opens no folders; there the file system's journal must do.
    """
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sync_file(path: Path) -> None:
    """Make the bytes of *path* durable, whoever wrote them."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def make_folder(folder: Path) -> None:
    """Make *folder* and those above it where they are missing, their names durable."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def put(source: Path, target: Path) -> None:
    """Put the durable file *source* in *target*'s place in one step that lasts."""
    source.replace(target)
    sync_folder(target.parent)


def write(path: Path, data: bytes) -> None:
    """Write *data* to the new file *path*, its bytes and its name durable."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)
