"""A folder that may be read and not written, as on a share that was mounted so."""

import os
from pathlib import Path

from tests.running import run

NOBODY = 65534


def as_nobody(folder: Path, *words: str) -> int:
    """Run a command as somebody who may read everything in *folder* and write nothing."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in folder.parents:
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setuid(NOBODY)
            os._exit(run(folder, *words).code)
        finally:
            os._exit(99)
    _, status = os.waitpid(child, 0)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return os.waitstatus_to_exitcode(status)


def listing(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
