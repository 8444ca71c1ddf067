"""The marks of a year rest on the quarters that were checked, and say which were not."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from monitor.app.score import YearScores, year_scores
from monitor.model.clock import BEIJING
from monitor.model.errors import RequestError
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.database import open_database
from tests.office import Office

NEW_YEAR = datetime(2022, 1, 1, tzinfo=BEIJING)


@pytest.fixture
def db(office: Office) -> Iterator[Database]:
    with open_database(office.database) as opened:
        yield opened


def names(scores: YearScores) -> tuple[list[str], list[str]]:
    scope = scores.scope
    return [p.name for p in scope.quarters], [p.name for p in scope.unchecked]


def test_a_year_counts_the_quarters_checked_and_names_the_others(
    db: Database, registry: Registry
) -> None:
    scores = year_scores(db, registry, 2021, None, NEW_YEAR)

    assert names(scores) == (["2021Q4"], ["2021Q1", "2021Q2", "2021Q3"])
    assert (scores.scope.name, scores.scope.label) == ("2021", "2021年")
    assert "2021年第一季度、2021年第二季度、2021年第三季度没有检查" in scores.scope.notes[0]


def test_a_quarter_counts_alone(db: Database, registry: Registry) -> None:
    scores = year_scores(db, registry, 2021, 4, NEW_YEAR)

    assert names(scores) == (["2021Q4"], []) and scores.scope.name == "2021Q4"


@pytest.mark.parametrize(
    ("year", "quarter", "words"),
    [(2021, 3, "2021 年第 3 季度尚未检查过"), (2022, None, "2022 年尚未检查过")],
)
def test_what_was_never_checked_has_no_marks(
    db: Database, registry: Registry, year: int, quarter: int | None, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        year_scores(db, registry, year, quarter, NEW_YEAR)


@pytest.mark.parametrize(
    ("now", "unchecked"),
    [
        (datetime(2022, 3, 31, 23, 59, 59, tzinfo=BEIJING), []),
        (datetime(2022, 4, 1, tzinfo=BEIJING), ["2022Q2"]),
    ],
)
def test_a_quarter_that_has_not_begun_is_not_named_as_unchecked(
    office: Office, db: Database, registry: Registry, now: datetime, unchecked: list[str]
) -> None:
    office.at(30, "check")

    assert names(year_scores(db, registry, 2022, None, now)) == (["2022Q1"], unchecked)


def test_the_notes_name_what_the_marks_leave_out(db: Database, registry: Registry) -> None:
    running = year_scores(db, registry, 2021, 4, datetime(2021, 12, 20, tzinfo=BEIJING))
    over = year_scores(db, registry, 2021, 4, NEW_YEAR)

    assert "2021Q4 尚未结束，得分截至 2021-12-20。" in running.scope.notes
    assert not any("尚未结束" in note for note in over.scope.notes)
