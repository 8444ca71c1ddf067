"""Working days: holidays, make-up days, the office's own lists, years nobody knows yet."""

from datetime import date, timedelta

import pytest

from monitor.model.workdays import Workdays

STANDING = Workdays()


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 9, 30), True),
        (date(2021, 10, 1), False),
        (date(2021, 10, 7), False),
        (date(2021, 10, 8), True),
        (date(2021, 10, 9), True),  # a Saturday that makes up for the holiday
        (date(2021, 10, 10), False),
        (date(2022, 1, 30), True),  # a Sunday before the Spring Festival
    ],
)
def test_holidays_and_make_up_days_are_known(day: date, worked: bool) -> None:
    assert STANDING.is_workday(day) is worked


def test_the_offices_own_lists_override() -> None:
    own = Workdays(off=frozenset({date(2021, 12, 31)}), work=frozenset({date(2022, 1, 1)}))

    assert not own.is_workday(date(2021, 12, 31))
    assert own.is_workday(date(2022, 1, 1))
    assert own.last_workday(2021, 12) == date(2021, 12, 30)


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2021, 12, date(2021, 12, 31)), (2021, 10, date(2021, 10, 29)), (2022, 1, date(2022, 1, 30)),
     (2021, 2, date(2021, 2, 26)), (2021, 5, date(2021, 5, 31)), (2035, 3, date(2035, 3, 30))],
)  # fmt: skip
def test_the_last_working_day_of_a_month(year: int, month: int, last: date) -> None:
    assert STANDING.last_workday(year, month) == last


def test_a_year_nobody_knows_is_weekdays_with_a_caveat() -> None:
    monday = date(2035, 6, 4)

    assert [STANDING.is_workday(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [
        False
    ] * 2
    assert not STANDING.knows(2035)
    assert "尚无2035年放假安排" in STANDING.caveat(monday)


def test_next_year_is_missed_from_november_on() -> None:
    last_known = max(year for year in range(2021, 2060) if STANDING.knows(year))

    assert STANDING.caveat(date(last_known, 10, 31)) == ""
    assert f"尚无{last_known + 1}年放假安排" in STANDING.caveat(date(last_known, 11, 1))
    told = Workdays(off=frozenset({date(last_known + 1, 1, 1)}))
    assert told.caveat(date(last_known, 11, 1)) == ""


def test_working_days_are_counted_over_a_holiday() -> None:
    assert STANDING.next_workday(date(2021, 9, 30)) == date(2021, 10, 8)
    assert STANDING.next_workday(date(2021, 9, 30), 2) == date(2021, 10, 9)
    assert STANDING.next_workday(date(2021, 9, 30), 3) == date(2021, 10, 11)


def test_a_coming_holiday_is_told_and_a_weekend_is_not() -> None:
    national = tuple(date(2021, 10, n) for n in range(1, 8))

    assert STANDING.days_off_ahead(date(2021, 9, 30), 7) == national
    assert STANDING.days_off_ahead(date(2021, 9, 24), 7) == national
    assert STANDING.days_off_ahead(date(2021, 9, 23), 7) == ()
    assert STANDING.days_off_ahead(date(2021, 11, 4), 7) == ()
