"""Where reading binds: one process, two processes, two Dask workers over the same columns.

``python -m benchmarks.work_bound [N] [--rounds 3] [--cluster]`` looks at N columns of portals (HTML
of 30 kB by the source ``webpage``, and the newest item's own page), every account fresh, politeness
off, each way a fresh process in an empty folder. A column takes a hundred times as long to read as
to serve, and it is served from memory: what the server's process takes is told, and is taken out
of the ratios. One that asks waits for the server with every question, two wait half as long each;
so the time of one process is counted less the server's CPU, that of two less half of it.

The last column needs no idle machine: CPU of one process by what two cores need at least for the
CPU that the other way took, its parent's share being done by one of them.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from benchmarks import feeds, readme, server
from benchmarks.peers import environment
from benchmarks.peers.measuring import measured, spent_by

CORES = 2
FRESH = 7  # days: nobody is reminded, nobody examined
HEAD = """\
jurisdiction: {name: 云岭县}
pace: {default: 0}
network: {allow_private: true}
units: [{id: u, name: 云岭县某局}]
accounts:
"""
COLUMN = "item: 'ul.list > li', link: a, date: .date"
ONE = "one process"
BLOCK = "work-bound"  # of the README


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What one run took. *parent*, *server*: CPU of the one that writes, and of who answers."""

    wall: float
    cpu: float
    parent: float
    server: float

    @property
    def least(self) -> float:
        """Return the seconds that two cores need at least for this CPU."""
        return max(self.parent, self.cpu / CORES)


def register(folder: Path, total: int, port: int) -> None:
    """Write *total* fresh accounts with a column each."""
    fresh = islice((number for number in count() if feeds.age(number) <= FRESH), total)
    lines = (
        f"  - {{id: a{n}, name: 账号{n}, platform: website, unit: u, filed: true, "
        f"opened_on: 2016-05-01, url: '{feeds.address('page', n, port)}', "
        f"sources: [{{kind: webpage, url: '{feeds.address('page', n, port)}', {COLUMN}}}]}}\n"
        for n in fresh
    )
    (folder / "accounts.yaml").write_text(HEAD + "".join(lines), encoding="utf-8")


def look(words: list[str], total: int, serving: server.Server, helpers: list[int]) -> Took:
    """Check once; *helpers*: processes that work for it and are not its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register(folder, total, serving.port)
        before = serving.counts()
        elsewhere = sum(map(spent_by, helpers))
        home = {**os.environ, "HOME": name, "XDG_CACHE_HOME": name}
        home.pop("PYTHONDONTWRITEBYTECODE", None)
        cost = measured([str(environment.program()), "check", *words], folder, home)
        asked = serving.counts().since(before)
        if cost.code or asked.requests < total:
            told = (folder / "err.txt").read_text("utf-8") + (folder / "out.txt").read_text("utf-8")
            raise SystemExit(f"exit code {cost.code}, asked {asked.requests} times\n{told[-2000:]}")
        away = sum(map(spent_by, helpers)) - elsewhere
        return Took(wall=cost.wall, cpu=cost.cpu + away, parent=cost.own, server=asked.cpu)


@contextmanager
def dask() -> Iterator[tuple[str, list[int]]]:
    """Run a scheduler and two workers; yield its address and the workers."""
    program = shutil.which("dask", path=str(Path(sys.executable).parent))
    if program is None:
        raise SystemExit("dask is not installed: the extra cluster")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    settings = {
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
        "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "60s",
    }
    alone = ["--host", "127.0.0.1", "--no-dashboard"]
    port = address.rpartition(":")[2]
    commands = [[program, "scheduler", "--port", port, *alone]]
    commands += [[program, "worker", address, "--nthreads", "1", "--no-nanny", *alone]] * CORES
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        started = []
        for command in commands:
            process = subprocess.Popen(
                command, cwd=folder, env={**os.environ, **settings}, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            started.append(process.pid)
            time.sleep(2)
        yield address, started[1:]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.work_bound", description=__doc__)
    parser.add_argument("total", type=int, nargs="?", default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cluster", action="store_true", help="two Dask workers, too")
    parser.add_argument("--accept", action="store_true", help="put the table into the README")
    wanted = parser.parse_args()
    ways: dict[str, tuple[list[str], list[int]]] = {
        ONE: (["--workers", "1"], []),
        "two processes": (["--workers", str(CORES)], []),
    }
    with ExitStack() as stack:
        if wanted.cluster:
            address, workers = stack.enter_context(dask())
            ways["two Dask workers"] = ["--cluster", address], workers
        serving = stack.enter_context(server.running(wanted.total * 6, "page"))
        took: dict[str, list[Took]] = {name: [] for name in ways}
        for turn in range(wanted.rounds):
            for name in sorted(ways, reverse=bool(turn % 2)):
                took[name].append(look(ways[name][0], wanted.total, serving, ways[name][1]))
    text = shown(wanted.total, took)
    if wanted.accept:
        readme.put(BLOCK, text)
    print(readme.block(BLOCK, text))


def shown(total: int, took: dict[str, list[Took]]) -> str:
    """Return the table."""
    floor = middle(took[ONE])
    lines = [
        f"{total} columns, medians of {len(took[ONE])}; {environment.machine()}.",
        "",
        "| Way | s | CPU s | of the parent | of the server | × one process | by CPU |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, runs in took.items():
        one = middle(runs)
        share = 1 if name == ONE else CORES
        ratio = (floor.wall - floor.server) / (one.wall - one.server / share)
        by_cpu = floor.cpu / (one.cpu if name == ONE else one.least)
        lines.append(
            f"| {name} | {one.wall:.2f} | {one.cpu:.2f} | {one.parent:.2f} | {one.server:.2f} "
            f"| {ratio:.2f} | {by_cpu:.2f} |"
        )
    return "\n".join(lines)


def middle(runs: list[Took]) -> Took:
    """Return the medians of *runs*."""
    return Took(
        wall=statistics.median(one.wall for one in runs),
        cpu=statistics.median(one.cpu for one in runs),
        parent=statistics.median(one.parent for one in runs),
        server=statistics.median(one.server for one in runs),
    )


if __name__ == "__main__":
    main()
