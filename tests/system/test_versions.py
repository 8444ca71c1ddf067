"""An older program on a newer database: refused, both told, nothing written."""

from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.model.errors import StoreError
from monitor.system.database import open_database
from monitor.system.migrations_answers import migrations
from monitor.system.readonly import open_reading
from monitor.system.versions import COUNT, NEWEST, sign
from tests.hand_office import silent_office
from tests.office import Office
from tests.unwritable import listing

SET, NAME = "newmedia-monitor", "m900_what_is_not_yet_known"
COMMANDS = (
    ("status",), ("check",), ("cases", "list"), ("notices", "list"), ("accounts", "log"),
    ("evidence", "verify"), ("daemon", "--once"), ("prune", "--keep-years", "3"),
    ("desk", "--port", "0"),
    ("observe", "caizheng-weixin", "--newest", "2021-12-07", "--screenshot", "{shot}",
     "--by", "张三"),
)  # fmt: skip


def upgraded(path: Path, version: int = 1_002_003) -> None:
    """Do to a database what a later program does when it opens it."""
    db = Database(path)
    with db.atomic():
        row = {"migration_set": SET, "name": NAME, "applied_at": "2030-01-01 00:00:00+00:00"}
        db.table("_sqlite_migrations").insert(row)
        db.execute(f"PRAGMA user_version={version}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def kept(office: Office) -> dict[str, bytes]:
    """Return the files of *office*, without those that only say who is at work."""
    passing = (".lock", "running.json", "-shm", "-wal")
    files = listing(office.folder)
    return {name: data for name, data in files.items() if not name.endswith(passing)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = silent_office(tmp_path_factory.mktemp("office"))
    upgraded(made.database)
    return made


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_refuses_a_newer_database_and_writes_nothing(
    office: Office, words: tuple[str, ...]
) -> None:
    before = kept(office)

    shot = office.folder / "home.png"
    done = office.at(1, *(word.format(shot=shot) for word in words))

    assert (done.code, done.out) == (2, "")
    assert "已由较新的程序升级（程序 1.2.3，结构第900版），本程序是 0." in done.err
    assert "未作改动" in done.err and done.err.count("\n") == 1
    assert kept(office) == before


def test_both_ways_of_opening_refuse_it(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    open_database(path).close()
    open_database(path).close()
    upgraded(path, version=0)

    for opened in (open_database, open_reading):
        with pytest.raises(StoreError, match=r"升级（结构第900版），本程序是 .*（结构第\d+版）"):
            opened(path)


def test_a_database_bears_the_version_of_the_program_that_made_its_tables(tmp_path: Path) -> None:
    with open_database(tmp_path / "monitor.db") as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1000, "0.1.0"
        db.execute("PRAGMA user_version=7")
        sign(db)
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1000


def test_the_newest_migration_is_the_one_that_is_told() -> None:
    numbers = [int(migration.name[1:4]) for migration in migrations.pending(Database(memory=True))]

    assert numbers == sorted(numbers)
    assert (len(numbers), numbers[-1]) == (COUNT, NEWEST)
