"""One office with N accounts: a check of all of them, cold and warm, and whether it grows with N.

``python -m benchmarks.many_accounts 1000 10000 30000`` registers N accounts with
benchmarks.register (eight to a unit, a file a county), lets them read feeds of a loopback server
of twenty hosts, and runs ``monitor check`` twice in fresh processes. A quarter of the feeds vouch
for themselves, so that some sixteen of a hundred accounts fail and become cases. Printed are
seconds, CPU of the check's processes, the most memory of its largest process and of all together,
the size of database and evidence, and CPU an account beside that of the first N.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import register
from benchmarks.feeds import HOSTS
from benchmarks.peers.measuring import Cost, measured
from benchmarks.server import running

FILES = 100  # of a register, as many as Gansu has counties
OWN = 4  # of so many feeds one vouches that it leaves nothing out
ENDED = (0, 1, 3)  # all kept, a rule broken, something not judged
COLUMNS = ("accounts", "run", "s", "per s", "CPU s", "ms each", "grows", "peak MiB", "KiB each",
           "together", "db MB", "evid. MB")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """What a run cost, and what its data directory holds after it."""

    cost: Cost
    database: int
    evidence: int


def registered(total: int, folder: Path, port: int) -> None:
    """Write a register of *total* accounts that read the feeds of the server at *port*."""
    origins = [f"http://127.0.0.{1 + number}:{port}" for number in range(HOSTS)]
    register.write(total, folder, files=min(FILES, total), feeds=origins, own=True)
    number = 0
    for path in sorted((folder / "counties").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for place, line in enumerate(lines):
            if line.lstrip().startswith("sources:"):
                if number % OWN:
                    lines[place] = line.replace(", own: true", "")
                number += 1
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def checked(folder: Path, options: Sequence[str]) -> Grown:
    """Run one check of all accounts in a fresh process."""
    command = [sys.executable, "-m", "monitor", "-C", str(folder), "check", *options]
    cost = measured(command, folder, {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path.cwd())})
    if cost.code not in ENDED:
        raise SystemExit((folder / "err.txt").read_text(encoding="utf-8")[-2000:])
    data = folder / "data"
    return Grown(
        cost=cost,
        database=sum(path.stat().st_size for path in data.glob("monitor.db*")),
        evidence=sum(path.stat().st_size for path in data.rglob("*.warc.gz")),
    )


def line(total: int, run: str, grown: Grown, first: float) -> str:
    """Return the figures of one run. *first*: CPU an account of the first N."""
    cost = grown.cost
    each = cost.cpu / total
    values = (
        f"{total}", run, f"{cost.wall:.1f}", f"{total / cost.wall:.0f}", f"{cost.cpu:.1f}",
        f"{each * 1000:.2f}", f"{each / first:.2f}", f"{cost.largest:.0f}",
        f"{cost.largest * 1024 / total:.1f}", f"{cost.together:.0f}",
        f"{grown.database / 1e6:.1f}", f"{grown.evidence / 1e6:.1f}",
    )  # fmt: skip
    return "".join(f"{value:>9}" for value in values)


def main(totals: Sequence[int], options: Sequence[str], place: str | None) -> None:
    """Print two lines for each N."""
    print("".join(f"{word:>9}" for word in COLUMNS), flush=True)
    first: dict[str, float] = {}
    for total in totals:
        with tempfile.TemporaryDirectory(dir=place) as name, running(total) as server:
            folder = Path(name)
            registered(total, folder, server.port)
            for run in ("cold", "warm"):
                grown = checked(folder, options)
                each = first.setdefault(run, grown.cost.cpu / total)
                print(line(total, run, grown, each), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("totals", type=int, nargs="+", metavar="N")
    parser.add_argument("--in", dest="place", help="where the data directories are made")
    parser.add_argument(
        "--workers", default="", help="as for monitor check; its own choice without"
    )
    given = parser.parse_args()
    main(given.totals, ["--workers", given.workers] if given.workers else [], given.place)
