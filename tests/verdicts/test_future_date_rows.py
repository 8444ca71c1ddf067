"""Items under a date in the future are kept, and when they were first seen is never forgotten."""

import pytest

from monitor.figures.period_reader import PeriodReader
from monitor.model import Misdated
from monitor.model.period import Period, Span
from monitor.system.connection import Database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, days, post, window
from tests.verdicts.builders import ID, begin, inspected, seen

AHEAD = Misdated(key="k", title="春耕“简报”", url="http://a.invalid/k", written="2028-01-01 09:00")
OTHER = Misdated(key="l", title="", url="", written="2027-01-01")


def append(db: Database, on: float, *items: Misdated) -> None:
    look = seen(post(ago(100), key="p"), on=on, window=window(ago(2000), ago(on)), misdated=items)
    VerdictWriter(db).append(begin(db), [inspected(look)])


def test_they_are_read_back_as_they_were(db: Database) -> None:
    append(db, 1, AHEAD, OTHER)

    (look,) = HistoryReader(db).look_history([ID], NOON, days(7))[ID].observations

    assert look.reading.misdated == (AHEAD, OTHER)


@pytest.mark.parametrize("first", [8, 70, 700])
def test_the_look_that_first_showed_one_is_told_however_long_ago(
    db: Database, first: float
) -> None:
    for on in (first, 7.5, 1):
        append(db, on, AHEAD)

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert min(look.taken_at for look in history.observations) == ago(first)


def test_each_of_them_has_its_own_first_look(db: Database) -> None:
    for on, items in ((90, (AHEAD,)), (80, (AHEAD, OTHER)), (70, (AHEAD, OTHER))):
        append(db, on, *items)

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert [look.taken_at for look in history.observations] == [ago(90), ago(80)]


def test_no_look_is_told_twice_nor_one_of_after_the_moment(db: Database) -> None:
    append(db, 1, AHEAD)
    append(db, -1, AHEAD)

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert [look.taken_at for look in history.observations] == [ago(1)]


def test_without_any_nothing_more_is_told(db: Database) -> None:
    append(db, 90)
    append(db, 1)

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert ago(1) in {look.taken_at for look in history.observations}


def test_a_listing_that_shows_it_still_has_lost_nothing(db: Database) -> None:
    dated = seen(post(ago(20), key="k", url=AHEAD.url), on=2, window=window(ago(90), ago(2)))
    VerdictWriter(db).append(begin(db), [inspected(dated)])
    append(db, 0, AHEAD)

    gone = {post.key: gone_at for post, _, gone_at in VerdictReader(db).posts(ID)}

    assert gone["k"] is None


def test_a_post_that_is_shown_under_another_key_is_not_gone(db: Database) -> None:
    for key, on in (("https://a.invalid/1", 2), ("http://a.invalid/1", 0)):
        one = post(ago(20), key=key, url="https://a.invalid/1")
        look = seen(one, on=on, window=window(ago(90), ago(on)))
        VerdictWriter(db).append(begin(db), [inspected(look)])

    assert [gone_at for _, _, gone_at in VerdictReader(db).posts(ID)] == [None, None]


@pytest.mark.parametrize(("items", "expected"), [((), 1), ((AHEAD,), 0)])
def test_a_list_that_hides_a_day_measures_no_silence_of_a_quarter(
    db: Database, items: tuple[Misdated, ...], expected: int
) -> None:
    append(db, 1, *items)

    (history,) = PeriodReader(db).past(Period(year=2021, month=10, span=Span.QUARTER)).histories

    assert len(history.windows) == expected
