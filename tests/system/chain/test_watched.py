"""Whatever form a statement has, the rows it touches are sealed by the commit it is part of."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.system.chain import links
from monitor.system.chain.watched import written
from monitor.system.connection import Database
from monitor.system.database import immediate, open_database

ROW = ("memo", "2026-01-01", "[]")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A database with one row that the chain holds, opened anew."""
    with closing(open_database(tmp_path / "m.db")) as new, immediate(new):
        new.execute("INSERT INTO registries VALUES ('old', '2026-01-01', '[]')")
    with closing(open_database(tmp_path / "m.db")) as again:
        yield again


def sealed(db: Database) -> list[tuple[str, str]]:
    """Return what the chain holds of the registries; nothing may differ from it."""
    assert links.compared(db) == ([], [])
    return sorted(db.execute("SELECT sha256, accounts FROM registries").fetchall())


FORMS = {
    "insert": "INSERT INTO registries VALUES ('memo', '', '[]')",
    "small letters": "insert into registries values ('memo', '', '[]')",
    "capitals": "INSERT INTO REGISTRIES VALUES ('memo', '', '[]')",
    "quoted": """INSERT INTO "registries" VALUES ('memo', '', '[]')""",
    "in brackets": "INSERT INTO [registries] VALUES ('memo', '', '[]')",
    "with its schema": "INSERT INTO main.registries VALUES ('memo', '', '[]')",
    "behind a comment": "-- new\nINSERT INTO registries VALUES ('memo', '', '[]')",
    "over several lines": "\n INSERT\n OR IGNORE\n INTO registries\n VALUES ('memo', '', '[]')",
    "from a question": "INSERT INTO registries SELECT 'memo', '', '[]'",
    "behind a with": "WITH n AS (SELECT 'memo') INSERT INTO registries SELECT *, '', '[]' FROM n",
    "replace": "REPLACE INTO registries VALUES ('old', '', '[1]')",
    "insert or replace": "INSERT OR REPLACE INTO registries VALUES ('old', '', '[1]')",
    "upsert": "INSERT INTO registries VALUES ('old', '', '') "
    "ON CONFLICT DO UPDATE SET accounts = '[1]'",
    "update": "UPDATE registries SET accounts = '[1]'",
    "update or ignore": "UPDATE OR IGNORE registries SET accounts = '[1]'",
    "update of the key": "UPDATE registries SET sha256 = 'new'",
    "delete": "DELETE FROM registries",
}


@pytest.mark.parametrize("sql", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("by", ["database", "connection", "cursor", "script"])
def test_every_form_of_writing_is_sealed(sql: str, by: str, db: Database) -> None:
    with immediate(db):
        match by:
            case "database":
                db.execute(sql)
            case "connection":
                db.conn.executemany(sql, [()])
            case "cursor":
                db.conn.cursor().execute(sql)
            case _:
                db.library.executescript(sql)

    assert sealed(db) != [("old", "[]")]


def test_one_statement_for_many_rows_by_a_cursor_is_sealed(db: Database) -> None:
    with immediate(db):
        db.conn.cursor().executemany("INSERT INTO registries VALUES (?, ?, ?)", [ROW])

    assert ("memo", "[]") in sealed(db)


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_taken_back_leaves_the_next_write_sealed(times: int, db: Database) -> None:
    for _ in range(times):
        with pytest.raises(RuntimeError), immediate(db):
            db.execute("UPDATE registries SET accounts = '[1]'")
            raise RuntimeError
    with immediate(db):
        db.execute("UPDATE registries SET accounts = '[2]'")

    assert sealed(db) == [("old", "[2]")]


def test_what_a_connection_wrote_in_between_is_sealed_by_its_next_commit(db: Database) -> None:
    with immediate(db):
        pass
    db.execute("UPDATE registries SET accounts = '[1]'")
    db.conn.rollback()
    db.execute("UPDATE registries SET accounts = '[2]'")
    db.conn.commit()
    with immediate(db):
        pass

    assert sealed(db) == [("old", "[2]")]


def test_what_goes_back_to_a_savepoint_leaves_the_next_write_sealed(db: Database) -> None:
    with immediate(db):
        db.execute("SAVEPOINT here")
        db.execute("UPDATE registries SET accounts = '[1]'")
        db.execute("ROLLBACK TO here")
        db.execute("UPDATE registries SET accounts = '[2]'")
        db.execute("RELEASE here")

    assert sealed(db) == [("old", "[2]")]


def test_what_sqlite_takes_back_by_itself_leaves_the_next_write_sealed(db: Database) -> None:
    with immediate(db):
        db.execute("UPDATE registries SET accounts = '[1]'")
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("INSERT OR ROLLBACK INTO registries VALUES ('old', '', '')")
        assert not db.conn.in_transaction
        db.execute("UPDATE registries SET accounts = '[2]'")

    assert sealed(db) == [("old", "[2]")]


def test_a_table_made_and_dropped_meanwhile_is_no_matter(db: Database) -> None:
    with immediate(db):
        db.execute("CREATE TABLE passing (id INTEGER PRIMARY KEY)")
        db.execute("INSERT INTO passing VALUES (1)")
        db.execute("DROP TABLE passing")
        db.execute("UPDATE registries SET accounts = '[1]'")

    assert sealed(db) == [("old", "[1]")]


def test_a_connection_that_notes_nothing_writes_nothing(tmp_path: Path, db: Database) -> None:
    with closing(sqlite3.connect(tmp_path / "m.db")) as connection:
        plain = Database(connection)
        with pytest.raises(TypeError), immediate(plain):
            plain.execute("DELETE FROM registries")

    assert sealed(db) == [("old", "[]")]


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("SELECT 1", ""),
        ("PRAGMA user_version", ""),
        ("  COMMIT", ""),
        ("BEGIN IMMEDIATE", "<"),
        ("ROLLBACK TO a", "<"),
        ("DELETE FROM temp.touched", ""),
        ("DELETE FROM temporary", "temporary"),
        ("DELETE FROM t.x", "*"),
        ('DELETE FROM "main"."x"', "*"),
        ('UPDATE "a b" SET c = 1', "a b"),
        ('UPDATE "a""b" SET c = 1', "*"),
        ("SELECTED", "*"),
        ("VACUUM", "*"),
        ("", "*"),
    ],
)
def test_what_a_statement_writes_to_is_plain_or_anything(sql: str, table: str) -> None:
    assert written(sql) == table
