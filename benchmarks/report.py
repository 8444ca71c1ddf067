"""Time and memory of a quarter's report over N accounts and 4 spot checks.

``python -m benchmarks.report 1000 10000 100000`` makes a data directory for each N, then runs
``monitor report quarter`` in a fresh process and prints seconds, peak memory and file sizes.
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from monitor.model import (
    Account,
    Observation,
    Platform,
    Post,
    Reading,
    Run,
    RunMode,
    Snapshot,
    Unit,
    Window,
)  # fmt: skip
from monitor.model.clock import BEIJING
from monitor.model.policy import Policy
from monitor.registry import rules
from monitor.system.database import open_database
from monitor.verdicts import judge
from monitor.verdicts.records import AccountResult
from monitor.verdicts.writer import VerdictWriter

MOMENTS = tuple(
    datetime(2021, month, day, 16, tzinfo=BEIJING)
    for month, day in ((9, 30), (10, 29), (11, 30), (12, 31))
)
PLATFORMS = (Platform.WECHAT,) * 6 + (Platform.DOUYIN, Platform.WEIBO, Platform.TOUTIAO)
BATCH = 1000


def accounts(total: int) -> list[Account]:
    """Return accounts in units of ten."""
    return [
        Account(
            id=f"a{number:06}",
            name=f"第{number}号政务账号",
            platform=PLATFORMS[number % len(PLATFORMS)],
            unit=Unit(id=f"u{number // 10:05}", name=f"第{number // 10}号单位", kind="department"),
        )
        for number in range(total)
    ]


def fill(folder: Path, total: int) -> None:
    """Write a register's head and the four spot checks of *total* accounts."""
    (folder / "accounts.yaml").write_text(
        "jurisdiction: {name: 某市, office: 某市人民政府办公室}\n"
        "units: [{id: u, name: 某局}]\naccounts: [{id: a, name: 甲, platform: wechat, unit: u}]\n",
        encoding="utf-8",
    )
    county = accounts(total)
    checks = rules.checks_for(county[0], Policy())
    with open_database(folder / "data" / "monitor.db") as db:
        writer = VerdictWriter(db)
        for number, moment in enumerate(MOMENTS, 1):
            run = Run(
                id=0, mode=RunMode.FULL, moment=moment, started_at=moment, registered=total,
                selected=(), registry=f"r{number}", rules="sha256:0", program="benchmark",
            )  # fmt: skip
            id = writer.begin_run(run, county)
            for start in range(0, total, BATCH):
                part = county[start : start + BATCH]
                writer.append(id, [seen(one, moment, checks) for one in part])
            writer.finish_run(id, at=moment, seal="")


def seen(account: Account, moment: datetime, checks: tuple[object, ...]) -> AccountResult:
    """Judge one account: of a hundred, some five are silent and ten are not seen."""
    lot = int(account.id[1:]) % 100
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
        assessment=judge.inspect(snapshot, checks),  # type: ignore[arg-type]
    )


def reported(folder: str) -> tuple[float, float, float]:
    """Return (seconds, MiB at most, MB written) of the report over a folder."""
    command = [sys.executable, "-m", "monitor", "-C", folder, "report", "quarter", "2021Q4"]
    started = time.perf_counter()
    subprocess.run([*command, "--format", "json,xlsx,html"], check=True, capture_output=True)
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    written = sum(path.stat().st_size for path in Path(folder, "out").rglob("*") if path.is_file())
    return took, peak, written / 1e6


if __name__ == "__main__":
    print(f"{'accounts':>9} {'s':>8} {'ms each':>8} {'peak MiB':>9} {'KiB each':>9} {'MB out':>8}")
    for total in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as name:
            fill(Path(name), total)
            with get_context("spawn").Pool(1) as pool:  # so that peaks do not add up
                took, peak, written = pool.apply(reported, (name,))
        print(
            f"{total:9} {took:8.1f} {took / total * 1000:8.2f} {peak:9.0f} "
            f"{peak * 1024 / total:9.1f} {written:8.1f}",
            flush=True,
        )
