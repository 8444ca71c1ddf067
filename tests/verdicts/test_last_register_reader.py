"""Which check was the last one, and of what its register consisted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts.last_register_reader import last_register
from tests.builders import NOON
from tests.office import Office, account, make_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that was checked with three accounts, and ten days later with two."""
    office = make_office(tmp_path, [account(id) for id in "abc"])
    office.at(0, "check")
    make_office(tmp_path, [account(id) for id in "ab"])
    office.at(10, "check")
    return office


@pytest.fixture
def db(office: Office) -> Iterator[Database]:
    with open_database(office.database) as opened:
        yield opened


def ids(db: Database, days: float, *, other_than: str = "") -> list[str] | None:
    last = last_register(db, NOON + timedelta(days=days), other_than=other_than)
    if last is None:
        return None
    assert set(last.sources) in ({each.id for each in last.accounts}, set())
    return [each.id for each in last.accounts]


def test_the_last_check_is_the_latest_that_is_not_dated_in_the_future(db: Database) -> None:
    assert ids(db, -1) is None
    assert ids(db, 0) == ids(db, 9) == ["a", "b", "c"]
    assert ids(db, 10) == ids(db, 99) == ["a", "b"]


def test_a_check_that_a_wrong_clock_dated_is_not_the_last(db: Database) -> None:
    db.execute("INSERT INTO set_aside (kind, \"row\", run) VALUES ('run', 2, 2)")

    assert ids(db, 99) == ["a", "b", "c"]


def test_the_register_of_the_last_check_lacks_nothing_of_itself(
    office: Office, db: Database
) -> None:
    assert ids(db, 99, other_than=office.register().sha256) is None


def test_a_register_of_an_older_program_is_known_without_its_sources(db: Database) -> None:
    db.execute("DELETE FROM register_sources")

    assert ids(db, 99) == ["a", "b"]
