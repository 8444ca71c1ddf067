"""CPU time of the commands that only tell what is known, beside what no program can do without.

``python -m benchmarks.start_up [FOLDER] [--accept]`` runs each command, in fresh processes, over
the recorded county in FOLDER (``make demo`` leaves one in ``.demo``) and prints a table:
milliseconds of CPU and of waiting, the least of ten, and the ratio to importing the four libraries
of the stack. The first command validates the register and keeps it for the others, as for any user;
bytecode is kept, too. It ends with 1 where a command takes more CPU than its budget; ``--accept``
puts the table into the README.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import readme

TIMES = 10
BLOCK = "start-up"  # of the README
HEAD = "| Command | CPU ms | × stack | waited ms | budget |\n| --- | ---: | ---: | ---: | ---: |"
STACK = "import requests, bs4, sqlite_utils, rich"
BUDGETS = {  # ms; nothing is promised of the others
    ("--help",): 100,
    ("status",): 350,
    ("show", "xinfang-weixin"): 0,
    ("accounts", "list"): 0,
    ("worklist",): 0,
    ("cases", "list"): 0,
}


def milliseconds(*words: str) -> tuple[float, float]:
    """Return the least CPU time of *words* and the least time waited, run ``TIMES`` times."""
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    spent, waited = [], []
    for _ in range(TIMES):
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, *words], env=environment, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        waited.append(time.perf_counter() - begun)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent) * 1000, min(waited) * 1000


def main(data: Path, *, accept: bool) -> int:
    """Print one line a command; return the exit code."""
    if not (data / "monitor.db").exists():
        raise SystemExit(f"no recorded county in {data}: make demo")
    stack = milliseconds("-c", STACK)
    rows = [("python -c pass", milliseconds("-c", "pass"), 0), (STACK, stack, 0)]
    for words, budget in BUDGETS.items():
        command = " ".join(("monitor", *words))
        rows.append((command, milliseconds("-m", "monitor", "--data", str(data), *words), budget))
    lines = [HEAD]
    for name, (spent, waited), budget in rows:
        promised = f"{budget} ms" if budget else "–"
        ratio = spent / stack[0]
        lines.append(f"| `{name}` | {spent:.0f} | {ratio:.2f} | {waited:.0f} | {promised} |")
    if accept:
        readme.put(BLOCK, "\n".join(lines))
    print(readme.block(BLOCK, "\n".join(lines)))
    return 1 if any(0 < budget < spent for _, (spent, _), budget in rows) else 0


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--accept"]
    sys.exit(main(Path(given[0] if given else ".demo"), accept="--accept" in sys.argv))
