"""Files that a manifest below out/ names: each one of its very folder, or none at all.

The folder is the office's: whoever may write there may write anything into a manifest.
"""

import os
import stat
from pathlib import Path

LARGEST = 4 * 1024 * 1024  # bytes of a manifest; a county of 5,000 accounts stays below 100 kB
NO_NAME = frozenset('/\\:*?"<>|')  # what stands in no file's name on some system


def standing(folder: Path, name: object) -> tuple[Path, os.stat_result] | None:
    """Return where the file *name* stands, and what is known of it; None where it is no such."""
    if not isinstance(name, str) or not _is_name(name):
        return None
    path = folder / name
    try:
        known = path.lstat()
    except OSError:
        return None
    return (path, known) if stat.S_ISREG(known.st_mode) else None


def _is_name(name: str) -> bool:
    """Say whether *name* leads out of its folder on no system, and hides in it on none."""
    return bool(name) and name.isprintable() and not NO_NAME & set(name) and name[0] not in ". "
