"""Time and memory of ``monitor export parquet`` over a year of daily verdicts, and of a question.

``python -m benchmarks.export 55 1100`` makes a data directory of N accounts checked on each of 365
days, exports it in a fresh process, and asks DuckDB how many accounts of each platform failed at
least once in each quarter. Needs the extra ``analytics``.
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.peers.environment import program
from benchmarks.peers.measuring import measured
from benchmarks.report import seen
from monitor.model import Account, Platform, Run, RunMode, Unit
from monitor.model.clock import BEIJING
from monitor.model.policy import Policy
from monitor.registry import rules
from monitor.system.database import open_database
from monitor.verdicts.run_values import AccountResult
from monitor.verdicts.writer import VerdictWriter

DAYS = 365
FIRST = datetime(2021, 1, 1, 16, tzinfo=BEIJING)
PLATFORMS = (Platform.WECHAT,) * 6 + (Platform.DOUYIN, Platform.WEIBO, Platform.TOUTIAO)
LOTS = 100  # accounts that differ in what is seen of them; the others are like these
QUESTION = """
SELECT county, quarter(day) AS quarter, platform, count(DISTINCT account) AS accounts,
count(DISTINCT account) FILTER (verdict = 'fail') AS failed
FROM '{folder}/verdicts.parquet' GROUP BY ALL ORDER BY ALL
"""


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
    """Write a register's head, and a check of *total* accounts on each day."""
    (folder / "accounts.yaml").write_text(
        "jurisdiction: {name: 某县, code: '620724'}\nunits: [{id: u, name: 某局}]\n"
        "accounts: [{id: a, name: 甲, platform: wechat, unit: u}]\n",
        encoding="utf-8",
    )
    county = accounts(total)
    checks = rules.checks_for(county[0], Policy())
    with open_database(folder / "data" / "monitor.db") as db:
        writer = VerdictWriter(db)
        for day in range(DAYS):
            moment = FIRST + timedelta(days=day)
            alike = [seen(one, moment, checks).assessment for one in county[:LOTS]]
            run = Run(
                id=0, mode=RunMode.LOOK, moment=moment, started_at=moment, registered=total,
                selected=(), registry=f"r{day // 30}", rules="sha256:0", program="benchmark",
            )  # fmt: skip
            id = writer.begin_run(run, county)
            judged = [replace(alike[n % LOTS], account=one) for n, one in enumerate(county)]
            writer.append(id, [AccountResult(observations=(), assessment=one) for one in judged])
            writer.finish_run(id, at=moment, seal="")


def main(total: int) -> None:
    """Print one line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, total)
        out = folder / "parquet"
        command = [str(program()), "-C", name, "export", "parquet", "--out", str(out)]
        cost = measured(command, folder, {"HOME": name})
        if cost.code:
            raise SystemExit((folder / "err.txt").read_text(encoding="utf-8"))
        begun = time.perf_counter()
        rows = duckdb.execute(QUESTION.format(folder=out)).fetchall()
        asked = time.perf_counter() - begun
        size = sum(path.stat().st_size for path in out.glob("*.parquet"))
        database = (folder / "data" / "monitor.db").stat().st_size
    print(
        f"{total:6} × {DAYS} {cost.wall:7.1f} s {cost.cpu:7.1f} s CPU {cost.largest:6.0f} MiB "
        f"{database / 1e6:7.1f} MB in the database {size / 1e6:6.2f} MB of Parquet, "
        f"{len(rows)} rows asked in {asked * 1000:.0f} ms",
        flush=True,
    )


if __name__ == "__main__":
    for wanted in map(int, sys.argv[1:]):
        main(wanted)
