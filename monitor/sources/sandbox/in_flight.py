"""End a program whose interpreter is blocked for good.

Code in C may hold the interpreter's lock for hours: a regular expression on an unlucky text. Then
no thread runs and no signal is answered. Large answers are read elsewhere, and no reader is known
to take long over a small one; should one be found, the kernel ends the program when it has
computed for ``HELD`` seconds without letting anybody else run. What is committed stands, and the
next run goes on from there.
"""

import faulthandler
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

HELD = 5.0  # seconds of the processor, times the processors that may compute at once
OFTEN = 0.5


@contextmanager
def watched(log: Path) -> Iterator[None]:
    """End the program if it is blocked within the block; its stack is written into *log*."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    done = Event()
    most = max(HELD, float(os.cpu_count() or 1))
    thread = Thread(target=_put_off, args=(done, most), name="watch", daemon=True)
    with log.open("ab") as file:
        faulthandler.register(signal.SIGVTALRM, file=file, chain=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            faulthandler.unregister(signal.SIGVTALRM)


def _put_off(done: Event, most: float) -> None:
    """Reset the timer again and again, which works only while threads may run."""
    while True:
        signal.setitimer(signal.ITIMER_VIRTUAL, most)
        if done.wait(OFTEN):
            return
