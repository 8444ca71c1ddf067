"""A copy that cannot be written, an old database, one in use: verified, and never written."""

import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.app.task_run_store import TaskRunStore
from monitor.model import clock
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.database import open_database
from monitor.system.migrations_views import VIEWS
from tests.running import run, wait_until
from tests.system.chain.builders import alter, faults, sealed_anew
from tests.unwritable import as_nobody, listing


@pytest.mark.skipif(os.name == "nt", reason="needs another user")
@pytest.mark.parametrize(
    "words", [("evidence", "verify"), ("status",), ("show", "rongmei-shipinhao")]
)
def test_a_copy_that_cannot_be_written_is_read(words: tuple[str, ...], office: Path) -> None:
    code = run(office, *words).code
    before = listing(office)

    assert as_nobody(office, *words) == code
    assert listing(office) == before


@pytest.mark.skipif(os.name == "nt", reason="needs another user")
def test_a_copy_that_cannot_be_written_is_held_against_a_paper(
    office: Path, tmp_path: Path
) -> None:
    with open_database(office / "data" / "monitor.db") as db:
        head = ChainHeads(db).head()
    assert head
    (tmp_path / "a.html").write_text(f"<p>{head.line}</p>", encoding="utf-8")
    before = listing(office)

    assert as_nobody(office, "evidence", "verify", "--against", str(head)) == 0
    assert as_nobody(office, "evidence", "verify", "--report", str(tmp_path / "a.html")) == 0
    assert as_nobody(office, "evidence", "verify", "--against", "0" * 16) == 1
    assert listing(office) == before


def test_a_copy_whose_log_was_not_folded_in_is_read_with_it(office: Path, tmp_path: Path) -> None:
    """What the write-ahead log holds would be missing, and look like an older database."""
    copy = tmp_path / "copy"
    shutil.copytree(office, copy, ignore=shutil.ignore_patterns("data"))
    with open_database(office / "data" / "monitor.db") as db:
        TaskRunStore(db).restart_schedule(clock.now())
        shutil.copytree(office / "data", copy / "data")
    (copy / "data" / "monitor.db-shm").unlink()
    assert (copy / "data" / "monitor.db-wal").stat().st_size

    assert as_nobody(copy, "evidence", "verify") == 0


def test_a_changed_copy_that_cannot_be_written_is_found_out(office: Path) -> None:
    alter(office, "UPDATE case_steps SET text = 'x'")

    assert as_nobody(office, "evidence", "verify") == 1


OLDER = (
    *(f'DROP VIEW "{view}"' for view in VIEWS),
    "DROP TABLE links",
    "DROP TABLE link_rows",
    "DROP TABLE prunings",
    "DROP TABLE register_sources",
    "DROP TABLE case_findings",
    "DROP TABLE case_step_runs",
    "DROP TABLE finding_identities",
    "ALTER TABLE runs DROP COLUMN link",
    "DROP TABLE bundles",
    "DROP TABLE acts",
    "DROP TABLE post_counts",
    "DROP TABLE edit_accounts",
    "ALTER TABLE assessments DROP COLUMN outlook",
    "ALTER TABLE assessments DROP COLUMN vouched_until",
    "ALTER TABLE assessments DROP COLUMN looked_at",
    "ALTER TABLE observations DROP COLUMN via",
    "ALTER TABLE answers DROP COLUMN via",
    *(
        f"ALTER TABLE {table} DROP COLUMN via"
        for table in ("case_steps", "edits", "contacts", "issues", "slip_steps")
    ),
    'ALTER TABLE issues DROP COLUMN "by"',
    "DELETE FROM _sqlite_migrations WHERE name >= 'm031'",
)


@pytest.fixture
def older(few: Path) -> Path:
    """A data directory as the version before the chain left it."""
    own = "run IS NULL AND observation IS NULL"  # the seals of what was replayed: later, too
    with closing(sqlite3.connect(few / "data" / "monitor.db")) as db:
        ends = db.execute(f'SELECT file, "offset" FROM exchanges WHERE {own}').fetchall()
        db.execute(f"DELETE FROM exchanges WHERE {own}")
        db.execute("UPDATE runs SET link = NULL")
        db.execute("UPDATE assessments SET outlook = NULL, vouched_until = NULL, looked_at = NULL")
        db.commit()
    for name, end in ends:
        os.truncate(few / "data" / "evidence" / name, end)
    sealed_anew(few)
    with closing(sqlite3.connect(few / "data" / "monitor.db")) as db:
        for one in OLDER:
            db.execute(one)
        db.commit()
        db.execute("VACUUM")
    (few / "data" / "evidence" / "chain.log").unlink()
    return few


def test_an_old_database_is_verified_as_it_is_and_not_written(older: Path) -> None:
    before = (older / "data" / "monitor.db").read_bytes()

    done = run(older, "evidence", "verify")

    assert done.code == 0, done.out
    assert "起逐条封存" in done.err
    assert (older / "data" / "monitor.db").read_bytes() == before


def test_an_old_database_is_sealed_as_it_stands_and_verify_says_since_when(older: Path) -> None:
    with open_database(older / "data" / "monitor.db"):
        pass
    done = run(older, "evidence", "verify")
    assert done.code == 0, done.out
    assert f"数据库自 {clock.show(clock.now())[:13]}" in done.err

    alter(older, "UPDATE posts SET first_seen_at = '2021-01-01T00:00:00+00:00' WHERE id = ("
          "SELECT min(id) FROM posts)")  # fmt: skip
    assert any("表 posts" in fault for fault in faults(older))


def test_a_migration_takes_in_nothing_that_somebody_did_before(office: Path) -> None:
    alter(
        office,
        "UPDATE runs SET mode = 'sample' WHERE id = 1",
        "DELETE FROM contacts",
        "DELETE FROM _sqlite_migrations WHERE name = 'm033_sources'",
        "DROP TABLE register_sources",
        "DROP TABLE case_findings",
        "DROP TABLE case_step_runs",
        "DROP TABLE finding_identities",
    )

    with open_database(office / "data" / "monitor.db") as db:
        assert db.table("register_sources").exists()

    found = faults(office)
    assert any("表 runs 第 1 行" in one for one in found)
    assert any("表 contacts" in one and "缺失" in one for one in found)


def writes(path: Path, task: str, number: int) -> None:
    with open_database(path) as db:
        for turn in range(number):
            at = clock.BEGINNING.replace(year=2000 + turn)
            TaskRunStore(db).begin_duty(task, at, missed=0, at=at)
            TaskRunStore(db).finish_duty(task, at, at=at, outcome="ok")


@pytest.mark.long
def test_two_processes_write_one_chain_and_verify_looks_on(office: Path) -> None:
    path = office / "data" / "monitor.db"
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=writes, args=(path, task, 40)) for task in ("one", "other")]
    for writer in writers:
        writer.start()

    with closing(sqlite3.connect(path)) as db:
        wait_until(lambda: db.execute("SELECT count(*) FROM duties").fetchone()[0] > 10)
    seen = [faults(office) for _ in range(5)]
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert seen == [()] * 5 and faults(office) == ()
