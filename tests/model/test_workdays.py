"""Working days: holidays, make-up days, the office's own lists, years nobody knows yet."""

from datetime import date, timedelta

import pytest

from monitor.model.statutory_holidays import statutory_days
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


LAST_KNOWN = max(year for year in range(2021, 2060) if STANDING.knows(year))


def test_a_year_nobody_knows_is_weekdays_without_the_days_off_by_law() -> None:
    monday = date(2035, 6, 4)  # 端午 is on the Sunday after it

    worked = [STANDING.is_workday(monday + timedelta(days=n)) for n in range(7)]

    assert worked == [True] * 5 + [False] * 2
    assert not STANDING.knows(2035) and not STANDING.is_workday(date(2035, 5, 1))


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (date(2035, 6, 4), date(2035, 6, 11), "2035年"),
        (date(LAST_KNOWN, 12, 30), date(LAST_KNOWN + 1, 1, 1), f"{LAST_KNOWN + 1}年"),
        (date(2035, 12, 31), date(2036, 1, 2), "2035年、2036年"),
        (date(LAST_KNOWN, 11, 2), date(LAST_KNOWN, 11, 9), ""),
        (date(LAST_KNOWN, 12, 30), date(LAST_KNOWN, 12, 31), ""),
    ],
)
def test_a_caveat_stands_where_days_of_an_unknown_year_are_counted(
    since: date, until: date, years: str
) -> None:
    caveat = STANDING.caveat(since, until)

    wanted = f"暂按法定节假日推算，未计{years}调休补班"
    assert caveat == (wanted if years else "")


def test_what_the_office_enters_of_a_year_ends_the_caveat() -> None:
    entered = Workdays(off=frozenset({date(2035, 1, 1)}))

    assert entered.caveat(date(2035, 6, 4), date(2035, 6, 11)) == ""


def test_next_year_is_missed_from_november_on() -> None:
    assert STANDING.missing_year(date(LAST_KNOWN, 10, 31)) == ""
    assert f"尚无{LAST_KNOWN + 1}年放假安排" in STANDING.missing_year(date(LAST_KNOWN, 11, 1))
    assert "尚无2035年放假安排" in STANDING.missing_year(date(2035, 6, 4))
    told = Workdays(off=frozenset({date(LAST_KNOWN + 1, 1, 1)}))
    assert told.missing_year(date(LAST_KNOWN, 11, 1)) == ""


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_days_off_by_law_are_days_off_in_the_years_that_were_announced(year: int) -> None:
    days = statutory_days(year)

    assert len(days) == 13 and not any(STANDING.is_workday(day) for day in days)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2035, 1, 1), True),
        (date(2035, 1, 2), False),
        (date(2035, 2, 6), False),
        (date(2035, 2, 7), True),  # the eve of the lunar new year
        (date(2035, 2, 8), True),
        (date(2035, 2, 10), True),
        (date(2035, 2, 11), False),
        (date(2035, 4, 4), False),
        (date(2035, 4, 5), True),  # 清明
        (date(2035, 4, 30), False),
        (date(2035, 5, 2), True),
        (date(2035, 5, 3), False),
        (date(2035, 6, 10), True),  # 端午
        (date(2035, 9, 16), True),  # 中秋
        (date(2035, 9, 30), False),
        (date(2035, 10, 3), True),
        (date(2035, 10, 4), False),
    ],
)
def test_the_days_off_by_law(day: date, off: bool) -> None:
    assert (day in statutory_days(day.year)) is off


def test_new_year_is_no_working_day_of_a_year_nobody_knows() -> None:
    """1 January 2036 is a Tuesday."""
    assert STANDING.next_workday(date(2035, 12, 31)) == date(2036, 1, 2)


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
