"""CPU and memory of commands over N accounts of one unit on one platform, the worst of registers.

``python -m benchmarks.one_unit 1000 2000 4000 8000`` checks loopback feeds without pace, then asks
for what was found; each command is a process of its own. What grows faster than N shows as a ratio
beyond that of the numbers.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import register
from benchmarks.server import running
from monitor.model import Platform, clock

PYTHON = [sys.executable, "-m", "monitor"]


def commands() -> dict[str, list[str]]:
    """Return the commands by how they are called here."""
    now = clock.beijing(clock.now())
    quarter = f"{now.year}Q{(now.month + 2) // 3}"
    return {
        "validate": ["accounts", "validate"],
        "validate again": ["accounts", "validate"],
        "check": ["check"],
        "check again": ["check"],
        "status": ["status"],
        "worklist": ["worklist"],
        "list": ["accounts", "list"],
        "cases": ["cases", "list"],
        "quarter": ["report", "quarter", quarter],
        "letters": ["report", "notice", "--all"],
    }


def spent(folder: Path, words: list[str]) -> tuple[float, int]:
    """Return the CPU seconds and the MiB of one command; raises SystemExit where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.Popen(
        [*PYTHON, "-C", str(folder), *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
    )
    assert done.stderr is not None
    said = done.stderr.read().decode()
    _, status, usage = os.wait4(done.pid, 0)
    done.returncode = os.waitstatus_to_exitcode(status)
    del before
    if done.returncode not in (0, 1, 3):
        print(f"{' '.join(words)}: {done.returncode} {said[-300:]}", file=sys.stderr)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def measured(total: int) -> dict[str, tuple[float, int]]:
    """Return what each command took over *total* accounts."""
    with tempfile.TemporaryDirectory() as place, running(total) as server:
        folder = Path(place)
        origins = [f"http://127.0.0.{1 + n}:{server.port}" for n in range(20)]
        register.write(total, folder, feeds=origins, own=True, unit=total, platform=Platform.WEIBO)
        return {name: spent(folder, words) for name, words in commands().items()}


def main(totals: list[int]) -> None:
    found = {total: measured(total) for total in totals}
    print(f"{'CPU s / MiB':16}" + "".join(f"{total:>16}" for total in totals))
    for name in commands():
        cells = [found[total][name] for total in totals]
        print(f"{name:16}" + "".join(f"{cpu:10.2f} {mib:5}" for cpu, mib in cells))


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])
