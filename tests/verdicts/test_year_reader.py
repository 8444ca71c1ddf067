"""What is known of an account day by day: no day is taken for empty, or for full, in error."""

from typing import Any

import pytest

from monitor.model import Examination, Misdated, Post, Precision, Window
from monitor.system.connection import Database
from monitor.verdicts.writer import VerdictWriter
from monitor.verdicts.year_reader import KnownDays, YearReader
from tests.builders import NOON, ago, confirmed, days, post, window
from tests.verdicts.builders import ID, begin, inspected, seen


def known(db: Database) -> KnownDays:
    return YearReader(db).known_days(ID, ago(371), NOON)


def keep(db: Database, *looks: Any) -> int:
    run = begin(db)
    VerdictWriter(db).append(run, [inspected(*looks)])
    return run


def test_looks_and_posts_of_the_year_are_known(db: Database) -> None:
    keep(db, seen(post(ago(1)), post(ago(400)), on=1), seen(on=372))
    VerdictWriter(db).append_by_hand([seen(post(ago(3), "hand:1"), by="张三", source="by_hand")])

    found = known(db)

    assert sorted(found.posts) == [ago(3), ago(1)]
    assert found.looks == ((ago(1), ""), (NOON, "张三"))
    assert YearReader(db).known_days("other", ago(371), NOON) == KnownDays()


def test_an_item_dated_anew_was_published_when_it_was_first_said_to_be(db: Database) -> None:
    keep(db, seen(post(ago(9), "k"), on=8))
    keep(db, seen(post(ago(1), "k")))

    assert known(db).posts == (ago(9),)


def test_what_is_no_longer_shown_is_no_day_with_posts(db: Database) -> None:
    keep(db, seen(post(ago(2), "k"), on=1, window=window(ago(9), ago(1))))
    keep(db, seen(window=window(ago(9))))

    assert known(db).posts == ()


@pytest.mark.parametrize(
    ("precision", "posts", "coarse"),
    [(p, 0 if p in (Precision.WEEK, Precision.MONTH) else 1, int(p in ("week", "month")))
     for p in Precision],
)  # fmt: skip
def test_a_coarse_time_is_no_day(
    precision: Precision, posts: int, coarse: int, db: Database
) -> None:
    keep(db, seen(Post(key="k", published_at=ago(5), precision=precision)))

    assert (len(known(db).posts), known(db).coarse) == (posts, coarse)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"examination": confirmed()}, True),
        ({"examination": Examination(at=NOON, until=NOON, refuted="另有更新")}, False),
        ({"misdated": (Misdated(key="m", title="", url="", written="2028-01-01"),)}, False),
    ],
)
def test_only_what_stands_is_vouched_for(
    fields: dict[str, Any], counts: bool, db: Database
) -> None:
    keep(db, seen(window=window(ago(9)), **fields))

    assert known(db).windows == ((Window(since=ago(9), until=NOON),) if counts else ())


def test_what_a_wrong_clock_dated_says_nothing(db: Database) -> None:
    run = keep(db, seen(on=3, window=window(ago(9), ago(3))))
    with db.conn:
        db.conn.execute("INSERT INTO set_aside (kind, row, run) VALUES ('run', ?, ?)", [run, run])

    assert known(db) == KnownDays()


def test_a_window_of_before_the_year_that_reaches_into_it_counts(db: Database) -> None:
    keep(db, seen(on=1, window=Window(since=ago(500), until=ago(1))))
    keep(db, seen(on=380, window=Window(since=ago(500), until=ago(380))))

    assert [w.until for w in known(db).windows] == [NOON - days(1)]
