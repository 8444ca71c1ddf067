"""The database itself: opened, migrated, shared, and refused where it is none."""

import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.app.store import Store
from monitor.model.errors import StoreError
from monitor.system.migrations_seals import migrations
from tests.builders import NOON, account, ago, post
from tests.databases import Remembered
from tests.verdicts.builders import begin, inspected, run, seen


def test_a_file_that_is_no_database_is_refused_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(b"this is not a database" * 100)

    with pytest.raises(StoreError, match="不是本程序的数据库"):
        Store(path)


def test_a_second_opening_migrates_nothing(tmp_path: Path) -> None:
    Store(tmp_path / "monitor.db").close()

    with Store(tmp_path / "monitor.db") as store:
        assert store.integrity() == "ok"


def test_the_databases_of_tests_are_those_of_the_migrations() -> None:
    made, migrated = Database(memory=True), Database(memory=True)
    Remembered().apply(made)
    migrations.apply(migrated)

    assert shape(made) == shape(migrated)
    assert not migrations.pending(made)


def shape(db: Database) -> tuple[set[tuple[str, ...]], dict[str, int]]:
    """Return every table, index and trigger, and how many rows each table has."""
    there = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    return set(there), {name: db.table(name).count for name in db.table_names()}


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "m.db")
    code = f"from pathlib import Path; from monitor.app.store import Store; Store(Path({path!r}))"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)
    ]

    errors = [process.communicate()[1] for process in started]

    assert errors == [b""] * 4


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    Store(path).close()

    def write(name: str) -> None:
        with Store(path) as store:
            for _ in range(20):
                number = store.begin_run(run(), [account()])
                store.append(number, [inspected(seen(post(ago(1)), account=name))])

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (60,)
        assert db.execute("SELECT count(*) FROM observations").fetchone() == (60,)


def test_moments_are_stored_in_one_width(store: Store) -> None:
    store.append(begin(store), [inspected(seen(post(NOON - timedelta(seconds=1))))])

    (text,) = store.db.execute("SELECT published_at FROM posts").fetchone()

    assert text == "2021-12-31T03:59:59+00:00"
