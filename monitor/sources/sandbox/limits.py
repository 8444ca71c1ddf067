"""The budget of one answer, and how a process that reads one is held to it.

Time is the processor's, counted by the kernel: a busy machine condemns no page, and a regular
expression that lets no other thread run is ended all the same. Where there is no such clock
(Windows) the time that passes bounds it. Memory is what is added to the process meanwhile.
"""

import faulthandler
import os
import signal
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

resource: Any = None
with suppress(ImportError):  # Windows has none
    resource = import_module("resource")

IN_PLACE = 64_000  # bytes: no reader takes long over so few
SECONDS = 2.0  # of the processor, for one answer
PASSING = 30.0 if hasattr(signal, "setitimer") else 10.0  # seconds that may pass over it
MIB = 2**20
MEMORY = 150 * MIB
# The kernel refuses what lies beyond MEMORY and this. It is larger than any single piece that a
# parser asks for: whoever is refused one has used up MEMORY, so that no parser which takes a
# refusal for the end of its page can pass for one that has read the whole.
PIECE = 64 * MIB
WORN = 32 * MIB  # left behind by earlier answers: a process that has grown by it makes way

_STATE = Path("/proc/self/status")


class Budget:
    """Holds this process to the budget: ``begin`` and ``end`` stand around each piece of work."""

    def __init__(self, passing: float) -> None:
        self.passing = passing
        self._nowhere: TextIO = open(os.devnull, "w")  # noqa: PTH123, SIM115
        self._first = _size("VmSize")
        self._begun = self._peak = 0

    def open(self) -> None:
        """Begin with an answer: memory in use by now does not count."""
        self._begun, self._peak = _size("VmSize"), _peak()
        self._limit(self._begun + MEMORY + PIECE)

    def close(self) -> bool:
        """End with the answer; say whether it took too much memory."""
        self._limit(None)
        peak = _peak()
        return peak > self._peak and peak - (self._begun or self._peak) > MEMORY

    def begin(self) -> None:
        """Start the clock: when it runs out, the process ends on the spot."""
        faulthandler.dump_traceback_later(self.passing, exit=True, file=self._nowhere)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)

    def end(self) -> None:
        """Stop the clock."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()

    @property
    def worn(self) -> bool:
        """Whether so much memory is left behind that the process should be replaced."""
        return _size("VmSize") > self._first + WORN

    @staticmethod
    def _limit(size: int | None) -> None:
        if resource is None or (size is not None and not _STATE.exists()):
            return
        with suppress(OSError, ValueError):  # a system that allows no limits
            _, most = resource.getrlimit(resource.RLIMIT_AS)
            wanted = most if size is None else size
            if most != resource.RLIM_INFINITY:
                wanted = min(wanted, most)
            resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def _size(name: str) -> int:
    """Return a size of this process in bytes on Linux, 0 elsewhere."""
    with suppress(OSError, ValueError, IndexError):
        for line in _STATE.read_text("ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0


def _peak() -> int:
    """Return the peak memory of this process in bytes, 0 where it is unknown."""
    if size := _size("VmPeak"):
        return size
    if resource is None:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # bytes, off Linux
