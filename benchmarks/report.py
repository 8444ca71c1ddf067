"""Time and memory of a quarter's report over N accounts and 4 full checks of them.

``python -m benchmarks.report 1000 10000 100000`` makes a data directory for each N with
benchmarks.register: of a hundred accounts some five are silent and ten cannot be judged, what fails
is a case, and the quarter before is issued. Then ``monitor report quarter`` runs in a fresh
process, in the forms that it writes by default.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import time_machine

from benchmarks import register
from monitor.app import follow_up
from monitor.cli import main as monitor
from monitor.model import (
    Account,
    Assessment,
    Check,
    Observation,
    Post,
    Reading,
    Run,
    RunMode,
    Snapshot,
    Window,
)  # fmt: skip
from monitor.model.clock import BEIJING
from monitor.registry import Registry, load
from monitor.registry.rules import ChecksOf
from monitor.system.database import open_database
from monitor.verdicts import judge
from monitor.verdicts.run_values import AccountResult
from monitor.verdicts.writer import VerdictWriter

MOMENTS = tuple(
    datetime(2021, month, day, 16, tzinfo=BEIJING)
    for month, day in ((9, 30), (10, 29), (11, 30), (12, 31))
)
MADE_AT = datetime(2022, 1, 5, 10, tzinfo=BEIJING)
ISSUED = ("2021Q3", datetime(2021, 10, 9, 10, tzinfo=BEIJING))
BATCH = 1000
FILES = 100  # of a register, as many as Gansu has counties


def fill(folder: Path, total: int) -> None:
    """Write a register of *total* accounts, the checks of them, their cases and a paper issued."""
    registry = load(register.write(total, folder, files=min(FILES, total)))
    checks = ChecksOf(registry.policy)
    for number, moment in enumerate(MOMENTS):
        with time_machine.travel(moment, tick=False):
            _check(folder, registry, checks, moment)
        if number == 0:
            period, at = ISSUED
            with time_machine.travel(at, tick=False):
                issue = ["--issue", "云政办报〔2021〕1号", f"{at:%Y-%m-%d}"]
                _run(folder, ["report", "quarter", period, "--format", "json", *issue])


def _check(folder: Path, registry: Registry, checks: ChecksOf, moment: datetime) -> None:
    """Append one full check, judged by the program's own checks, and the cases that it opens."""
    accounts = registry.judged
    with open_database(folder / "data" / "monitor.db") as db:
        writer = VerdictWriter(db)
        run = Run(
            id=0, mode=RunMode.FULL, moment=moment, started_at=moment, registered=len(accounts),
            selected=tuple(account.id for account in accounts), registry=registry.sha256,
            rules="sha256:0", program="benchmark",
        )  # fmt: skip
        id = writer.begin_run(run, registry.accounts)
        judged: list[Assessment] = []
        for start in range(0, len(accounts), BATCH):
            part = [
                seen(account, moment, checks(account))
                for account in accounts[start : start + BATCH]
            ]
            writer.append(id, part)
            judged += (item.assessment for item in part)
        writer.finish_run(id, at=moment, seal="")
        follow_up.after_check(db, registry, run, judged, at=moment, now=moment)


def seen(account: Account, moment: datetime, checks: tuple[Check, ...]) -> AccountResult:
    """Judge one account: of a hundred, some five are silent and ten are not seen."""
    lot = int(account.id[1:7]) % 100  # as benchmarks.register numbers them
    age = 20 + lot * 5 if lot < 5 else 1 + lot % 9
    at = moment - timedelta(days=age)
    post = Post(key=at.isoformat(), published_at=at, title=f"{account.name}工作动态")
    window = Window(since=moment - timedelta(days=60), until=moment)
    reading = Reading() if 5 <= lot < 15 else Reading(posts=(post,), window=window, items_seen=1)
    snapshot = Snapshot(
        account=account, taken_at=moment, posts=reading.posts,
        windows=(window,) if reading.window else (),
    )  # fmt: skip
    return AccountResult(
        observations=(
            Observation(account=account.id, source="feed", taken_at=moment, reading=reading),
        ),
        assessment=judge.inspect(snapshot, checks),
    )


def _run(folder: Path, command: Sequence[str]) -> None:
    try:
        monitor(["-C", str(folder), *command])
    except SystemExit as ended:
        if ended.code not in (0, None):
            raise


def reported(folder: str) -> tuple[float, float, float, float]:
    """Return (seconds, CPU seconds, MiB at most, MB written) of the report over a folder."""
    command = [sys.executable, "-m", "benchmarks.report", "--report", folder]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    took = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = Path(folder, "out", "2021Q4")
    written = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, written / 1e6


def main(totals: Sequence[int]) -> None:
    head = ("accounts", "s", "CPU s", "ms each", "peak MiB", "KiB each", "MB out")
    print("".join(f"{word:>9}" for word in head))
    for total in totals:
        with tempfile.TemporaryDirectory() as name:
            with get_context("spawn").Pool(1) as pool:  # so that peaks do not add up
                pool.apply(fill, (Path(name), total))
            with get_context("spawn").Pool(1) as pool:
                took, cpu, peak, written = pool.apply(reported, (name,))
        row = (total, took, cpu, cpu / total * 1000, peak, peak * 1024 / total, written)
        print("".join(f"{value:9.2f}" if value < 10 else f"{value:9.0f}" for value in row))


if __name__ == "__main__":
    if sys.argv[1] == "--report":
        with time_machine.travel(MADE_AT, tick=False):
            _run(Path(sys.argv[2]), ["report", "quarter", "2021Q4"])
    else:
        main(list(map(int, sys.argv[1:])))
