"""What is older than it must be kept goes, and it stays provable that it did."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from monitor.app import prune as pruning
from monitor.app.prune_store import GONE
from monitor.cli.prune import TABLES
from monitor.system.database import open_database
from monitor.system.locks import held
from monitor.verdicts.reader import VerdictReader
from tests.running import Done, run
from tests.system.chain.builders import alter, faults

LATER = datetime(2022, 12, 20, 4, tzinfo=UTC)  # a year after the second of the quarter's runs


@pytest.fixture
def old(quarter: Path) -> Path:
    """The recorded quarter, a year and some days later."""
    with open_database(quarter / "data" / "monitor.db") as db:
        assert len(VerdictReader(db).runs()) == 4
    return quarter


def prune(folder: Path, *words: object) -> Done:
    with time_machine.travel(LATER, tick=False):
        return run(folder, "prune", "--keep-years", 1, *words)


def there(folder: Path) -> set[str]:
    return {path.name for path in (folder / "data" / "evidence").glob("*.warc.gz")}


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        (number,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def test_a_dry_run_takes_nothing_and_says_what_would_go(old: Path) -> None:
    files, size = there(old), (old / "data" / "monitor.db").stat().st_size

    output = json.loads(prune(old, "--dry-run", "--json").out)

    assert (
        output["rows"]["runs"] == 4 - runs_left(old) and output["files"] and output["bytes"] > 10000
    )
    assert there(old) == files and (old / "data" / "monitor.db").stat().st_size == size
    assert count(old, "prunings") == 0 and faults(old) == ()


def test_what_goes_is_named_in_chinese(old: Path) -> None:
    assert TABLES.keys() == GONE.keys()

    named = prune(old, "--dry-run").out.splitlines()

    assert named and not [line for line in named if re.search("[A-Za-z]", line)]


def runs_left(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        (number,) = db.execute(
            "SELECT count(*) FROM runs WHERE moment >= '2021-12-19T16'"
        ).fetchone()
    return int(number)


def test_what_stays_is_still_proved_and_what_is_gone_is_told(old: Path) -> None:
    left, before = runs_left(old), count(old, "case_steps")
    size = (old / "data" / "monitor.db").stat().st_size

    done = prune(old)

    assert done.code == 0, done.err
    assert 0 < left == count(old, "runs") < 4
    assert min(there(old)) >= "2021-12-20"
    assert count(old, "case_steps") == before
    assert (old / "data" / "monitor.db").stat().st_size < size
    said = run(old, "evidence", "verify")
    assert said.code == 0, said.out
    assert "2021-12-20 以前的记录" in said.err and "已登记并封存" in said.err
    assert "没有 2021-12-20 以前可清理的记录" in prune(old).err


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE prunings SET files = '[]'",
        "UPDATE prunings SET until = '2030-01-01'",
        "DELETE FROM prunings",
        "DELETE FROM conclusions WHERE id = (SELECT max(id) FROM conclusions)",
        "DELETE FROM runs WHERE id = (SELECT min(id) FROM runs)",
    ],
)
def test_nobody_else_can_call_a_removal_pruning(sql: str, old: Path) -> None:
    prune(old)
    alter(old, sql)

    assert faults(old) != ()


def test_rows_that_went_cannot_come_back(old: Path) -> None:
    kept = old / "kept.db"
    shutil.copyfile(old / "data" / "monitor.db", kept)
    prune(old)
    alter(old, f"ATTACH '{kept}' AS kept", "INSERT INTO runs SELECT * FROM kept.runs WHERE id = 1")

    assert any("又出现" in fault for fault in faults(old))


def test_it_waits_for_no_check_and_refuses(old: Path) -> None:
    with held(old / "data" / "monitor.lock", lambda: "另一个检查"):
        done = prune(old)

    assert done.code == 2 and count(old, "prunings") == 0


def test_stopped_between_the_rows_and_the_files_it_is_finished_next_time(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = there(old)
    with monkeypatch.context() as patch:
        patch.setattr(pruning, "_removed", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), time_machine.travel(LATER, tick=False):
            pruning.prune(old / "data", LATER.date().replace(year=2021), LATER, lambda _: None)
    assert there(old) == files

    done = run(old, "evidence", "verify")
    assert done.code == 0 and "文件尚在" in done.err
    with time_machine.travel(LATER, tick=False):
        checked = run(old, "check", "rongmei-shipinhao")
    assert "未登记" not in checked.err
    assert min(there(old)) >= "2021-12-20"
    assert faults(old) == ()


def test_a_pruned_period_gives_no_report(old: Path) -> None:
    prune(old)

    done = run(old, "report", "quarter", "2021Q4")

    assert done.code == 2 and "已按保存年限清理" in done.err
