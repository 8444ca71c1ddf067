"""End a program whose interpreter is blocked for good.

Code in C may hold the interpreter's lock for hours: a regular expression on an unlucky text. Then
no thread runs and Python handles no signal. Large answers are read in another process, which is
ended when its budget is used up; a small answer is read in this one, and no reader is known to
take long over it. Should one do so all the same, the kernel ends this program once it has computed
for ``MIN_CPU_SECONDS`` while no other thread could run. What is committed stands, and the next run
goes on from there.
"""

import faulthandler
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

# The timer counts the processor time of all threads together, and code in C that has released the
# lock computes on every processor at once: up to RESET_EVERY × processors between two resets. So
# the limit grows with the processors, beyond five of them: it must never run out in a healthy run.
MIN_CPU_SECONDS = 5.0
CPU_SECONDS_PER_PROCESSOR = 1.0
RESET_EVERY = 0.5  # seconds


@contextmanager
def watched(log: Path) -> Iterator[None]:
    """End the program if it is blocked within the block; its stack is written into *log*."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    done = Event()
    limit = max(MIN_CPU_SECONDS, CPU_SECONDS_PER_PROCESSOR * (os.cpu_count() or 1))
    thread = Thread(target=_keep_resetting_timer, args=(done, limit), name="watch", daemon=True)
    with log.open("ab") as file:
        # chain: dump the stack, then let the signal's default action end the program
        faulthandler.register(signal.SIGVTALRM, file=file, chain=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            faulthandler.unregister(signal.SIGVTALRM)


def _keep_resetting_timer(done: Event, limit: float) -> None:
    """Reset the timer to *limit* again and again, which works only while threads may run."""
    while True:
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)
        if done.wait(RESET_EVERY):
            return
