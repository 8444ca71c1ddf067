"""The streams and the signal that a command begins with, whoever started it and however."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Literal, TextIO

READ, WRITTEN, TOLD = range(3)


def open_all() -> None:
    """Put something in the place of each stream that was closed before we began.

    Else the next file that is opened, the database, takes its number. Results that go nowhere
    are refused as those to a full disk are; what is merely told may be lost.
    """
    closed = [number for number in (READ, WRITTEN, TOLD) if not _is_open(number)]
    for number in closed:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY if number == TOLD else os.O_RDONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
    if sys.stdin is None:
        sys.stdin = _stream(READ, "r")
    if sys.stdout is None:
        sys.stdout = _stream(WRITTEN, "w")
    if sys.stderr is None:
        sys.stderr = _stream(TOLD, "w")


@contextmanager
def stoppable() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C, with a sentence, until a command waits for it itself."""
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _stream(number: int, mode: Literal["r", "w"]) -> TextIO:
    return open(number, mode, encoding="utf-8", errors="replace", closefd=False)
