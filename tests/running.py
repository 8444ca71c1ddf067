"""The program run as people run it: in a folder, with its streams and exit code kept."""

import contextlib
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.cli import main


@dataclass(frozen=True, kw_only=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def wait_until(ready: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for another process; the caller's own assertions tell where it never came so far."""
    until = time.monotonic() + seconds
    while not ready() and time.monotonic() < until:
        time.sleep(0.05)


def run(folder: Path, *words: object) -> Done:
    """Run ``monitor -C folder words…`` in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(["-C", str(folder), *map(str, words)])
        except SystemExit as left:
            code = int(left.code or 0)
    return Done(code=code, out=out.getvalue(), err=err.getvalue())
