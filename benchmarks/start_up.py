"""CPU time of the commands that only tell what is known, beside what no program can do without.

``python -m benchmarks.start_up FOLDER`` runs each command, in fresh processes, over the recorded
county in FOLDER (``make demo`` leaves one in ``.demo``) and prints milliseconds of CPU, the
least of ten, and their ratio to importing the four libraries of the stack. The first command
validates the register and keeps it for the others, as for any user; bytecode is kept, too.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

TIMES = 10
STACK = "import requests, bs4, sqlite_utils, rich"
COMMANDS = (
    ("--help",),
    ("status",),
    ("show", "xinfang-weixin"),
    ("accounts", "list"),
    ("worklist",),
    ("cases", "list"),
)


def milliseconds(*words: str) -> float:
    """Return the least CPU time of *words*, run ``TIMES`` times."""
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    times = []
    for _ in range(TIMES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], env=environment, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times) * 1000


def main(data: Path) -> None:
    """Print one line a command."""
    stack = milliseconds("-c", STACK)
    rows = [("python -c pass", milliseconds("-c", "pass")), (STACK, stack)]
    for words in COMMANDS:
        command = " ".join(("monitor", *words))
        rows.append((command, milliseconds("-m", "monitor", "--data", str(data), *words)))
    for name, spent in rows:
        print(f"{name:44} {spent:6.0f} ms {spent / stack:6.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
