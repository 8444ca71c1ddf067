"""The days of a year: what is known of each, and no gap measured across what nobody saw."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.model import Window, clock
from monitor.model.clock import BEIJING
from reports.year_calendar import CELL, HALF, YearCalendar, calendar

TODAY = date(2021, 12, 31)  # a Friday
FIRST = date(2020, 12, 28)  # the Monday 52 weeks before
DAYS = (TODAY - FIRST).days + 1


def on(*days_ago: int) -> list[date]:
    return [TODAY - timedelta(days=n) for n in days_ago]


def window(since: date, until: date) -> Window:
    return Window(since=clock.day_start(since), until=clock.day_end(until))


def year(
    posted: Iterable[date] = (), windows: Iterable[Window] = (), looked: Iterable[date] = ()
) -> YearCalendar:
    return calendar(posted, windows, list(looked), TODAY)


def drawn(shown: YearCalendar, kind: str) -> int:
    return sum(half.outlines[kind].count("M") for half in shown.halves)


def test_a_year_of_which_all_is_known_is_told_without_a_doubt() -> None:
    shown = year(on(0, 3, 10), [window(FIRST, TODAY)], on(0, 0, 7))

    assert (
        shown.words
        == f"近一年已知发布3天，所见完整区间内最长连续{DAYS - 11}天没有内容。期间查看3次"
    )
    assert (drawn(shown, "posted"), drawn(shown, "silent")) == (3, DAYS - 3)
    assert (drawn(shown, "unknown"), drawn(shown, "looked")) == (0, 2)


def test_where_posts_are_not_listed_no_gap_is_measured() -> None:
    shown = year(on(0, 100))

    assert "最长" not in shown.words
    assert f"另有{DAYS - 2}天来源没有列出、也没有人看到，不能说没有发布" in shown.words
    assert drawn(shown, "silent") == 0


def test_a_gap_ends_where_nobody_saw_the_day() -> None:
    windows = [window(*on(9, 6)), window(*on(4, 2))]

    assert "最长连续4天" in year(on(0), windows).words


@pytest.mark.parametrize(
    ("posted", "looked", "words"),
    [
        ([], [], "近一年没有查看过，没有一天能确定是否发布"),
        ([], on(3), "近一年查看过1次，没有一天能确定是否发布"),
        (on(DAYS), on(DAYS), "近一年没有查看过，没有一天能确定是否发布"),  # before the first
    ],
)
def test_a_year_of_which_nothing_is_known_says_so(
    posted: list[date], looked: list[date], words: str
) -> None:
    assert year(posted, looked=looked).words == words


def moment(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2021, 12, day, hour, minute, second, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (moment(10, 0), moment(10, 23, 59, 59), 1),
        (moment(10, 0, 0, 1), moment(10, 23, 59, 59), 0),
        (moment(10, 0), moment(10, 23, 59, 58), 0),
        (moment(10, 12), moment(12, 12), 1),
        (moment(31, 0), moment(31, 12), 0),  # today is not over
    ],
)
def test_a_day_is_empty_only_where_all_of_it_is_vouched_for(
    since: datetime, until: datetime, days: int
) -> None:
    assert drawn(year(windows=[Window(since=since, until=until)]), "silent") == days


def test_a_window_that_reaches_back_for_ever_ends_with_the_first_day() -> None:
    shown = year(windows=[Window(since=clock.BEGINNING, until=clock.END)])

    assert drawn(shown, "silent") == DAYS


def test_what_is_known_coarsely_is_told_apart() -> None:
    assert "还有2条内容只知大致时间" in calendar([], [], [], TODAY, 2).words


def test_months_add_up_to_the_year() -> None:
    shown = year(on(0, 3, 40), [window(*on(60, 20))], on(0, 40))

    assert sum(m.posted + m.silent + m.unknown for m in shown.months) == DAYS
    assert [m.label for m in shown.months][::12] == ["2020年12月", "2021年12月"]
    assert (shown.months[-1].posted, shown.months[-1].looks) == (2, 1)


@pytest.mark.parametrize("today", [TODAY + timedelta(days=n) for n in range(0, 370, 3)])
def test_nothing_is_drawn_outside_of_the_picture(today: date) -> None:
    shown = calendar([], [], [], today)

    places = [
        int(x) for half in shown.halves for x in re.findall(r"M(\d+) ", half.outlines["unknown"])
    ]
    assert max(places) + CELL <= HALF * CELL
    assert len(shown.halves) == 2 and shown.halves[-1].last == today
    for half in shown.halves:
        assert all(x + 2 * CELL <= half.width for x, _ in half.months)
        assert all(b - a >= 2 * CELL for (a, _), (b, _) in pairwise(half.months))
