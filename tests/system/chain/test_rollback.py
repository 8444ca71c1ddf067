"""A database that was put back alone, edited heads, entries of people taken away."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import time_machine

from monitor.app.task_run_store import TaskRunStore
from monitor.model import clock
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from tests.county.stories import MOMENT
from tests.running import run
from tests.system.chain.builders import alter, faults


def saved(folder: Path) -> Path:
    copy = folder / "saved.db"
    shutil.copyfile(folder / "data" / "monitor.db", copy)
    return copy


def put_back(folder: Path, copy: Path) -> None:
    for path in (folder / "data").glob("monitor.db*"):
        path.unlink()
    shutil.copyfile(copy, folder / "data" / "monitor.db")


def observed(folder: Path, when: str = "昨天") -> None:
    done = run(folder, "observe", "rongmei-shipinhao", "--newest", when, "--by", "王五")
    assert done.code == 0, done.err


def test_a_database_put_back_alone_is_told_in_so_many_words(county: Path) -> None:
    copy = saved(county)
    observed(county)
    run(county, "check", "rongmei-shipinhao")

    put_back(county, copy)

    found = faults(county)
    assert len([one for one in found if "数据库比证据旧（缺第" in one]) == 1
    assert not any("未登记" in one for one in found)


@pytest.mark.parametrize("days", [0, 2])
def test_the_program_moves_no_evidence_aside_that_a_newer_database_knew(
    days: int, county: Path
) -> None:
    copy = saved(county)
    run(county, "check", "rongmei-shipinhao")
    before = {path.name: path.read_bytes() for path in evidence(county)}
    put_back(county, copy)

    with time_machine.travel(MOMENT.timestamp() + days * 86400, tick=False):
        done = run(county, "check", "rongmei-shipinhao")

    assert "数据库比证据旧" in done.err and "未作改动" in done.err
    assert list((county / "data" / "evidence").glob("*.torn-*")) == []
    for name, data in before.items():
        assert (county / "data" / "evidence" / name).read_bytes().startswith(data)
    assert any("数据库比证据旧" in fault for fault in faults(county))


def test_a_rolled_back_database_is_found_by_its_evidence_without_the_log(county: Path) -> None:
    copy = saved(county)
    with time_machine.travel(MOMENT.timestamp() + 86400, tick=False):
        run(county, "check", "rongmei-shipinhao")
    put_back(county, copy)
    (county / "data" / "evidence" / "chain.log").write_text(log_until(county))

    assert any("数据库比证据旧" in fault for fault in faults(county))


def log_until(county: Path) -> str:
    with sqlite3.connect(county / "data" / "monitor.db") as db:
        (last,) = db.execute("SELECT max(id) FROM links").fetchone()
    lines = (county / "data" / "evidence" / "chain.log").read_text().splitlines(keepends=True)
    return "".join(lines[:last])


def evidence(folder: Path) -> list[Path]:
    return sorted((folder / "data" / "evidence").glob("*.warc.gz"))


@pytest.mark.parametrize(
    "sql",
    [
        ("DELETE FROM observations WHERE \"by\" > ''",),
        ("UPDATE observations SET \"by\" = '别人' WHERE \"by\" > ''",),
        ("UPDATE case_steps SET text = 'x'",),
        ("DELETE FROM case_steps", "DELETE FROM cases"),
        ("DELETE FROM runs WHERE id = 2",),
        ("DELETE FROM runs WHERE id = 1",),
        (
            "DELETE FROM assessments WHERE run = 2",
            "DELETE FROM runs WHERE id = 2",
        ),
    ],
)
def test_entries_and_runs_taken_away_are_found(sql: tuple[str, ...], office: Path) -> None:
    alter(office, *sql)

    assert faults(office) != ()


def test_the_next_writer_takes_in_nothing_that_somebody_else_did(office: Path) -> None:
    alter(office, "UPDATE duties SET note = '别人' WHERE id = (SELECT min(id) FROM duties)")
    alter(office, "UPDATE notices SET text = '别人'", "DELETE FROM contacts")
    with open_database(office / "data" / "monitor.db") as db:
        task, due = db.execute("SELECT task, due_at FROM duties ORDER BY id").fetchone()
        TaskRunStore(db).finish_duty(task, clock.unstamp(due), at=MOMENT, outcome="ok")
        Outbox(db).acknowledge("a", at=MOMENT)

    found = faults(office)
    assert any("表 duties" in one and "程序之外改动" in one for one in found)
    assert any("表 notices" in one and "程序之外改动" in one for one in found)
    assert any("表 contacts" in one and "缺失" in one for one in found)
