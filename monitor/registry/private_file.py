"""What this user alone wrote for the next command: a pickle that nobody else can have made."""

import os
import pickle
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from monitor.model.errors import MonitorError


def read(file: Path) -> Any:
    """Return the value in *file*; None where there is none that this user alone wrote."""
    try:
        with file.open("rb") as stream:
            if not (_is_private(os.fstat(stream.fileno())) and _is_private(file.parent.stat())):
                return None
            return pickle.load(stream)  # noqa: S301  # this user's own, nobody else's
    except Exception:  # noqa: BLE001  # a file cut short or of another Python may raise anything
        return None


def _is_private(status: os.stat_result) -> bool:
    """Say whether nobody but this user can have written what *status* tells of."""
    if not hasattr(os, "geteuid"):  # Windows: the folder of a user's programs is that user's
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def write(file: Path, data: bytes) -> None:
    """Write *data* down for the next command, where that is possible."""
    from monitor.system.files import whole  # only who keeps one waits for it

    with suppress(OSError, MonitorError):
        for folder in reversed((file.parent, *file.parent.parents)):
            if not folder.is_dir():
                folder.mkdir(mode=0o700)
        whole(file, data, private=True)
