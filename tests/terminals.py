"""The program at a terminal, as a person sits before it."""

import contextlib
import io
import os
import pty
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from monitor.cli import main
from tests.running import Done


def on_a_terminal(folder: Path, words: Sequence[str], answers: str) -> Done:
    """Run ``monitor -C folder words…``, whose questions are answered; *err*: all that was shown."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode("utf-8", "surrogateescape"))
    shown: list[bytes] = []
    reader = Thread(target=_read, args=(ours, shown))
    reader.start()
    out, code, stdin = io.StringIO(), 0, sys.stdin
    with (
        os.fdopen(os.dup(theirs), "r", encoding="utf-8") as sys.stdin,
        os.fdopen(theirs, "w", encoding="utf-8") as screen,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(screen),
    ):
        try:
            main(["-C", str(folder), *words])
        except SystemExit as left:
            code = int(left.code or 0)
        finally:
            sys.stdin = stdin
    reader.join()
    os.close(ours)
    return Done(code=code, out=out.getvalue(), err=b"".join(shown).decode("utf-8", "replace"))


def _read(terminal: int, shown: list[bytes]) -> None:
    with contextlib.suppress(OSError):  # as Linux tells that nobody holds the other end
        while piece := os.read(terminal, 4096):
            shown.append(piece)
