"""One process and its helpers, measured: seconds, CPU, memory.

CPU is that of the process and of every helper it waited for, as the kernel counts it. Memory is
read twenty times a second from the whole tree of processes: the most that one of them ever held,
and the most that all held at one time (pages that they share are counted for each).
"""

import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

EVERY = 0.05  # seconds between two looks at the memory
MIB = 1024  # KiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run cost. *own*: CPU of the first process alone, to a twentieth of a second.

    *largest*, *together*: MiB. *processes*: how many were ever seen.
    """

    code: int
    wall: float
    cpu: float
    own: float
    largest: float
    together: float
    processes: int


@dataclass(slots=True)
class Memory:
    """What a process and its descendants hold, watched from a thread; what itself has spent."""

    root: int
    stop: Event = field(default_factory=Event)
    peaks: dict[int, float] = field(default_factory=dict)
    together: float = 0.0
    own: float = 0.0

    def watch(self) -> None:
        """Read until told to stop."""
        while True:
            self._read()
            if self.stop.wait(EVERY):
                return

    def _read(self) -> None:
        total = 0.0
        with suppress(OSError):
            self.own = max(self.own, spent_by(self.root))
        for process in self._tree():
            with suppress(OSError, KeyError, ValueError):
                held = _held(process)
                self.peaks[process] = max(self.peaks.get(process, 0.0), held["VmHWM"])
                total += held["VmRSS"]
        self.together = max(self.together, total)

    def _tree(self) -> list[int]:
        found, waiting = [], [self.root]
        while waiting:
            process = waiting.pop()
            found.append(process)
            for file in Path(f"/proc/{process}/task").glob("*/children"):
                with suppress(OSError):
                    waiting.extend(map(int, file.read_text().split()))
        return found


def spent_by(process: int) -> float:
    """Return the CPU seconds that a process has taken so far, without its helpers'."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _held(process: int) -> dict[str, float]:
    """Return what a process holds and at most held, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    pairs = (line.partition(":") for line in lines if line.startswith(("VmHWM", "VmRSS")))
    return {name: int(value.split()[0]) / MIB for name, _, value in pairs}


def measured(
    command: list[str], folder: Path, environment: dict[str, str], limit: float = 3600
) -> Cost:
    """Run *command* in *folder* to its end, or end it after *limit* seconds; say what it cost."""
    with (folder / "out.txt").open("wb") as out, (folder / "err.txt").open("wb") as err:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        memory = Memory(process.pid)
        watcher = Thread(target=memory.watch, daemon=True)
        late = Event()
        watcher.start()
        bell = Thread(target=_end_after, args=(process, limit, late), daemon=True)
        bell.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        late.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.stop.set()
        watcher.join()
    return Cost(
        code=process.returncode,
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        own=memory.own,
        largest=max(used.ru_maxrss / MIB, *memory.peaks.values(), 0.0),
        together=max(memory.together, used.ru_maxrss / MIB),
        processes=len(memory.peaks),
    )


def _end_after(process: subprocess.Popen[bytes], limit: float, done: Event) -> None:
    if not done.wait(limit):
        process.kill()
