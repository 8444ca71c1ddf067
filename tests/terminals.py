"""The program at a terminal, as a person sits before it."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def on_a_terminal(
    folder: Path, words: Sequence[str], answers: str
) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run a command whose questions a person at a terminal answers; return what stood on it."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode("utf-8", "surrogateescape"))
    ended = subprocess.run(
        [sys.executable, "-m", "monitor", "-C", str(folder), *words],
        stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while piece := _read(ours):
        shown += piece
    os.close(ours)
    return ended, shown.decode("utf-8", "replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # as Linux tells that nobody holds the other end
        return b""
