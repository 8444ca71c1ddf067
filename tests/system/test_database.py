"""The database itself: opened, migrated, shared, and refused where it is none."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from monitor.model.errors import StoreError
from monitor.system.connection import Database
from monitor.system.database import checkpoint, immediate, open_database, query
from monitor.system.migrations_answers import migrations
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, ago, post
from tests.databases import Remembered
from tests.verdicts.builders import begin, inspected, run, seen


def test_a_file_that_is_no_database_is_refused_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(b"this is not a database" * 100)

    with pytest.raises(StoreError, match="不是本程序的数据库"):
        open_database(path)


def test_a_second_opening_migrates_nothing(tmp_path: Path) -> None:
    open_database(tmp_path / "monitor.db").close()

    with open_database(tmp_path / "monitor.db") as db:
        assert SealedRows(db).integrity() == "ok"


def test_the_databases_of_tests_are_those_of_the_migrations() -> None:
    made, migrated = sqlite_utils.Database(memory=True), sqlite_utils.Database(memory=True)
    Remembered().apply(made)
    migrations.apply(migrated)

    assert shape(made) == shape(migrated)
    assert not migrations.pending(made)


def shape(db: sqlite_utils.Database) -> tuple[set[tuple[str, ...]], dict[str, int]]:
    """Return every table, index and trigger, and how many rows each table has."""
    there = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    return set(there), {name: db.table(name).count for name in db.table_names()}


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "m.db")
    code = "from pathlib import Path; from monitor.system.database import open_database; "
    code += f"open_database(Path({path!r}))"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)
    ]

    errors = [process.communicate()[1] for process in started]

    assert errors == [b""] * 4


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    open_database(path).close()

    def write(name: str) -> None:
        with open_database(path) as db:
            for _ in range(20):
                number = VerdictWriter(db).begin_run(run(), [account()])
                VerdictWriter(db).append(number, [inspected(seen(post(ago(1)), account=name))])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (60,)
        assert db.execute("SELECT count(*) FROM observations").fetchone() == (60,)


def test_a_database_is_closed_where_its_block_ends(tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        assert db.table_names()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")


@pytest.mark.parametrize(
    ("sql", "values", "error"),
    [
        ("SELECT * FROM gone", [], StoreError),  # the file is not as it should be
        ("SELECT * FROM posts WHERE id = ?", [1, 2], sqlite3.ProgrammingError),  # a bug of ours
    ],
)
def test_a_question_says_whether_the_file_is_at_fault_or_we_are(
    sql: str, values: list[int], error: type[Exception], db: Database
) -> None:
    with pytest.raises(error):
        list(query(db, sql, values))


def test_a_question_gives_rows_with_their_names_one_at_a_time(db: Database) -> None:
    rows = query(db, "SELECT :a AS a UNION SELECT 2 ORDER BY a", {"a": 1})

    assert next(rows)["a"] == 1
    assert next(rows)["a"] == 2


@pytest.mark.parametrize("folded", [True, False])
def test_what_was_folded_stands_in_the_file_alone(folded: bool, tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        with immediate(db):
            db.table("set_aside").insert({"kind": "run", "row": 1, "run": 1})
        if folded:
            checkpoint(db)
        shutil.copy(tmp_path / "m.db", tmp_path / "alone.db")  # without its log

    with open_database(tmp_path / "alone.db") as alone:
        assert alone.table("set_aside").count == folded


def test_moments_are_stored_in_one_width(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(post(NOON - timedelta(seconds=1))))])

    (text,) = db.execute("SELECT published_at FROM posts").fetchone()

    assert text == "2021-12-31T03:59:59+00:00"
