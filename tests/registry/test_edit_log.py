"""Changes of the register: an account's are found by rows, those of earlier programs too."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.registry.edit_log import Edit, EditLog
from monitor.system.connection import Database
from monitor.system.database import open_database
from tests.builders import NOON

OLDER = """
DROP TABLE edit_accounts;
DELETE FROM _sqlite_migrations WHERE name = 'm038_edit_accounts';
INSERT INTO edits (at, "by", action, account, reason, diff, sha256, applied) VALUES
    ('2021-12-01T00:00:00+00:00', '张三', 'import', 'a、bb、a', '', '', 's', 1),
    ('2021-12-02T00:00:00+00:00', '张三', 'set', 'b', '', '', 's', 1),
    ('2021-12-03T00:00:00+00:00', '张三', 'unit', '', '', '', 's', 1);
"""
SEVERAL = (("a", "bb", "c"), ("b",), ())


def edit(accounts: tuple[str, ...]) -> Edit:
    return Edit(
        at=NOON, by="张三", action="set", accounts=accounts, reason="", diff="", sha256="s",
        applied=False,
    )  # fmt: skip


def accounts_of(db: Database, account: str = "") -> list[tuple[str, ...]]:
    return [edit.accounts for edit in EditLog(db).edits(account)]


@pytest.mark.parametrize(
    ("account", "changes"),
    [
        ("", [(), ("b",), ("a", "bb", "c")]),
        ("a", [("a", "bb", "c")]),
        ("b", [("b",)]),
        ("c", [("a", "bb", "c")]),
        ("bb、c", []),
        ("d", []),
    ],
)
def test_a_change_is_found_by_each_account_that_it_touched(
    account: str, changes: list[tuple[str, ...]], db: Database
) -> None:
    for accounts in SEVERAL:
        EditLog(db).begin_edit(edit(accounts))

    assert accounts_of(db, account) == changes


def test_an_account_that_a_change_names_twice_is_touched_once(db: Database) -> None:
    EditLog(db).begin_edit(edit(("b", "a", "b")))

    assert accounts_of(db, "b") == [("b", "a")]


def test_only_so_many_are_told_and_the_latest_first(db: Database) -> None:
    for number in range(4):
        EditLog(db).begin_edit(edit(("a", f"n{number}")))

    assert [edit.accounts[1] for edit in EditLog(db).edits("a", limit=2)] == ["n3", "n2"]


def test_changes_of_an_earlier_program_are_found_by_their_accounts(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLDER)

    with open_database(path) as db:
        assert accounts_of(db) == [(), ("b",), ("a", "bb")]
        assert (accounts_of(db, "bb"), accounts_of(db, "b")) == ([("a", "bb")], [("b",)])
        ((kept,),) = db.execute("SELECT account FROM edits WHERE id = 1").fetchall()
        assert kept == "a、bb、a"  # the row itself is sealed
