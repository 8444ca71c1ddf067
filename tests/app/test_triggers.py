"""When scheduled things are due: every form, both limits, month and year ends, properties."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.app.occurrences import latest, occurrences, upcoming
from monitor.app.triggers import trigger_of
from monitor.model.clock import BEIJING
from monitor.model.recurrence import parse
from monitor.model.workdays import Workdays

DAYS = Workdays()
RULES = (
    "每天 08:30", "工作日 08:30", "每周四 09:00", "每月15日 09:00", "每月31日 09:00",
    "每月最后工作日 16:00", "每季度最后工作日 16:00", "每月2次", "30 8 * * 1-5", "*/20 9,14 1 * 0",
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def due(rule: str, since: str, until: str) -> list[str]:
    found = occurrences(parse(rule), at(since), at(until), DAYS)
    return [f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("rule", "since", "until", "expected"),
    [
        ("每天 08:30", "2021-12-30 08:30", "2022-01-01 08:30",
         ["2021-12-31 08:30", "2022-01-01 08:30"]),
        ("工作日 08:30", "2021-09-29 09:00", "2021-10-10 09:00",
         ["2021-09-30 08:30", "2021-10-08 08:30", "2021-10-09 08:30"]),
        # while it is still the day before in UTC
        ("工作日 07:30", "2021-09-30 12:00", "2021-10-12 00:00",
         ["2021-10-08 07:30", "2021-10-09 07:30", "2021-10-11 07:30"]),
        ("每周四 09:00", "2021-12-20 00:00", "2022-01-06 09:00",
         ["2021-12-23 09:00", "2021-12-30 09:00", "2022-01-06 09:00"]),
        ("每月31日 09:00", "2021-01-15 00:00", "2021-05-01 00:00",
         ["2021-01-31 09:00", "2021-02-28 09:00", "2021-03-31 09:00", "2021-04-30 09:00"]),
        ("每月29日 09:00", "2023-01-30 00:00", "2024-03-01 00:00",
         ["2023-02-28 09:00", "2023-03-29 09:00", "2023-04-29 09:00", "2023-05-29 09:00",
          "2023-06-29 09:00", "2023-07-29 09:00", "2023-08-29 09:00", "2023-09-29 09:00",
          "2023-10-29 09:00", "2023-11-29 09:00", "2023-12-29 09:00", "2024-01-29 09:00",
          "2024-02-29 09:00"]),
        ("每月30日 09:00", "2024-01-15 00:00", "2024-05-01 00:00",
         ["2024-01-30 09:00", "2024-02-29 09:00", "2024-03-30 09:00", "2024-04-30 09:00"]),
        ("每月28日 09:00", "2024-02-01 00:00", "2024-03-28 09:00",
         ["2024-02-28 09:00", "2024-03-28 09:00"]),
        ("每月最后工作日 16:00", "2021-10-01 00:00", "2022-02-01 00:00",
         ["2021-10-29 16:00", "2021-11-30 16:00", "2021-12-31 16:00", "2022-01-30 16:00"]),
        ("每季度最后工作日 16:00", "2021-01-01 00:00", "2022-01-01 00:00",
         ["2021-03-31 16:00", "2021-06-30 16:00", "2021-09-30 16:00", "2021-12-31 16:00"]),
        ("0 9 * * 0", "2021-12-01 00:00", "2021-12-13 00:00",
         ["2021-12-05 09:00", "2021-12-12 09:00"]),
        ("0 9 * * 7", "2021-12-01 00:00", "2021-12-06 00:00", ["2021-12-05 09:00"]),
        ("0 9 1 * 1", "2021-12-01 00:00", "2021-12-07 00:00",
         ["2021-12-01 09:00", "2021-12-06 09:00"]),
        # either of day and weekday will do, unless one of them names every day
        ("0 9 1-31 * 1", "2021-12-01 00:00", "2021-12-07 00:00", ["2021-12-06 09:00"]),
        ("0 9 1-30 * 1", "2021-12-30 12:00", "2022-01-01 08:59", []),
        ("0 9 1 * 0-6", "2021-12-01 00:00", "2022-01-02 00:00",
         ["2021-12-01 09:00", "2022-01-01 09:00"]),
        ("0 9 1 * 1-6", "2021-12-04 00:00", "2021-12-06 08:59", ["2021-12-04 09:00"]),
        # a step beyond the end leaves the first alone
        ("10-20/15,59/1,40/30 8 * * *", "2021-12-01 00:00", "2021-12-02 00:00",
         ["2021-12-01 08:10", "2021-12-01 08:40", "2021-12-01 08:59"]),
        ("*/60 */24 */31 */12 */7", "2021-12-01 00:00", "2022-01-03 00:00",
         ["2022-01-01 00:00", "2022-01-02 00:00"]),
        ("0 9 29 2 *", "2023-01-01 00:00", "2024-03-01 00:00", ["2024-02-29 09:00"]),
        ("*/30 8-9 1 1 *", "2021-12-01 00:00", "2022-01-02 00:00",
         ["2022-01-01 08:00", "2022-01-01 08:30", "2022-01-01 09:00", "2022-01-01 09:30"]),
        ("50/5 8 2 12 *", "2021-12-01 00:00", "2021-12-31 00:00",
         ["2021-12-02 08:50", "2021-12-02 08:55"]),
    ],
)  # fmt: skip
def test_a_rule_falls_due(rule: str, since: str, until: str, expected: list[str]) -> None:
    assert due(rule, since, until) == expected


def test_the_first_limit_is_excluded_and_the_last_included() -> None:
    assert due("每天 08:30", "2021-12-30 08:30", "2021-12-30 23:59") == []
    assert due("每天 08:30", "2021-12-30 08:29", "2021-12-30 08:30") == ["2021-12-30 08:30"]


def test_random_checks_are_drawn_on_working_days_in_office_hours() -> None:
    limits = at("2021-10-01 00:00"), at("2022-01-01 00:00")
    found = tuple(occurrences(parse("每月3次"), *limits, DAYS))
    local = [moment.astimezone(BEIJING) for moment in found]

    assert len(found) == 9
    assert len({moment.date() for moment in local}) == 9
    for moment in local:
        assert DAYS.is_workday(moment.date())
        assert "09:30" <= f"{moment:%H:%M}" < "16:30"


def test_a_draw_is_the_same_for_one_seed_and_another_for_another() -> None:
    def drawn(seed: str) -> tuple[datetime, ...]:
        limits = at("2021-10-01 00:00"), at("2022-01-01 00:00")
        return tuple(occurrences(parse("每月2次"), *limits, DAYS, seed=seed))

    assert drawn("a") == drawn("a")
    assert drawn("a") != drawn("b")


def test_the_office_decides_what_the_last_working_day_is() -> None:
    own = Workdays(off=frozenset({at("2021-12-31 00:00").date()}))
    limits = at("2021-12-01 00:00"), at("2022-01-01 00:00")

    (moment,) = occurrences(parse("每月最后工作日 16:00"), *limits, own)

    assert moment == at("2021-12-30 16:00")


moments = st.datetimes(datetime(2021, 1, 1), datetime(2023, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=BEIJING)
)


@given(
    rule=st.sampled_from(RULES), since=moments, days=st.tuples(st.floats(0, 60), st.floats(0, 60))
)
def test_two_stretches_hold_what_the_whole_holds(
    rule: str, since: datetime, days: tuple[float, float]
) -> None:
    middle = since + timedelta(days=days[0])
    end = middle + timedelta(days=days[1])
    read = parse(rule)

    parts = [*occurrences(read, since, middle, DAYS), *occurrences(read, middle, end, DAYS)]

    assert parts == list(occurrences(read, since, end, DAYS))


@given(rule=st.sampled_from(RULES), moment=moments)
def test_nothing_is_due_between_the_last_and_the_next(rule: str, moment: datetime) -> None:
    read = parse(rule)
    before, after = latest(read, moment, DAYS), upcoming(read, moment, DAYS)

    assert before is not None and after is not None
    assert (before.tzinfo, after.tzinfo) == (UTC, UTC)
    assert before <= moment < after
    assert list(occurrences(read, before, after, DAYS)) == [after]


@pytest.mark.parametrize("rule", RULES)
def test_the_limits_of_every_form_are_the_same(rule: str) -> None:
    since = at("2021-10-01 00:00")
    first = upcoming(parse(rule), since, DAYS)
    assert first is not None

    assert list(occurrences(parse(rule), since, first, DAYS)) == [first]
    assert not list(occurrences(parse(rule), since, first - timedelta(microseconds=1), DAYS))
    assert list(occurrences(parse(rule), first - timedelta(microseconds=1), first, DAYS)) == [first]
    assert not list(occurrences(parse(rule), first, first, DAYS))


def test_what_never_comes_is_never_due() -> None:
    read = parse("0 9 30 2 *")

    assert upcoming(read, at("2021-01-01 00:00"), DAYS) is None
    assert latest(read, at("2021-01-01 00:00"), DAYS) is None


LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, frozenset[int]]:
    """Return one of cron's fields with the numbers that it names."""
    texts, numbers = [], set()
    for _ in range(draw(st.integers(1, 3))):
        form = draw(st.sampled_from(("*", "*/n", "a", "a", "a-b", "a-b/n", "a/n")))
        first = low if "*" in form else draw(st.integers(low, high))
        last = draw(st.integers(first, high)) if "b" in form else high
        step = draw(st.integers(1, 99)) if "n" in form else 1
        texts.append(form.replace("a", f"{first}").replace("b", f"{last}").replace("n", f"{step}"))
        numbers |= {first} if form == "a" else set(range(first, last + 1, step))
    return ",".join(texts), frozenset(numbers)


crons = st.tuples(*(st.just(("*", frozenset(range(low, high + 1)))) | fields(low, high)
                    for low, high in LIMITS))  # fmt: skip
turns = st.builds(  # the days at which calendars go wrong, and any other
    lambda year, month, days: date(year, month, 1) - timedelta(days=days),
    st.integers(1992, 2099), st.integers(1, 12) | st.just(3), st.integers(-27, 2),
)  # fmt: skip


def by_the_minute(cron: tuple[frozenset[int], ...], since: datetime, end: datetime) -> list[str]:
    """Return every minute after *since*, up to *end*, at which *cron* says yes."""
    minutes, hours, days, months, weekdays = cron
    sundays = {number % 7 for number in weekdays}
    found, minute = [], since.replace(second=0, microsecond=0)
    while (minute := minute + timedelta(minutes=1)) <= end:
        by_day, by_weekday = minute.day in days, minute.isoweekday() % 7 in sundays
        either = len(days) < 31 and len(sundays) < 7
        if (
            minute.minute in minutes
            and minute.hour in hours
            and minute.month in months
            and (by_day or by_weekday if either else by_day and by_weekday)
        ):
            found.append(f"{minute:%Y-%m-%d %H:%M}")
    return found


@given(cron=crons, day=turns, seconds=st.integers(0, 86399), hours=st.integers(1, 72))
def test_a_trigger_gives_what_asking_minute_by_minute_would_give(
    cron: tuple[tuple[str, frozenset[int]], ...], day: date, seconds: int, hours: int
) -> None:
    since = datetime.combine(day, time(), BEIJING) + timedelta(seconds=seconds)
    end = since + timedelta(hours=hours)
    rule = parse(" ".join(text for text, _ in cron))

    expected = by_the_minute(tuple(numbers for _, numbers in cron), since, end)

    found = [moment.astimezone(BEIJING) for moment in occurrences(rule, since, end, DAYS)]
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in found] == expected
    for moment in found[:1]:  # a limit belongs to the time before it
        assert next(occurrences(rule, since, moment, DAYS)) == moment
        assert not list(occurrences(rule, since, moment - timedelta(microseconds=1), DAYS))
        assert moment not in occurrences(rule, moment, end, DAYS)


@given(rule=st.sampled_from(RULES), since=moments)
def test_a_trigger_asked_for_the_first_time_counts_the_present_moment(
    rule: str, since: datetime
) -> None:
    """The scheduler asks so when it is given a job."""
    trigger = trigger_of(parse(rule), DAYS, "", since + timedelta(days=400))
    first = trigger.get_next_fire_time(None, since)
    assert first is not None and first >= since

    assert trigger.get_next_fire_time(None, first) == first
    assert trigger.get_next_fire_time(first, first) > first


def test_a_month_without_a_working_day_has_no_draw() -> None:
    whole = frozenset(date(2021, 11, day) for day in range(1, 31))
    limits = at("2021-10-01 00:00"), at("2021-12-31 23:59")

    found = occurrences(parse("每月2次"), *limits, Workdays(off=whole))

    assert [moment.month for moment in found] == [10, 10, 12, 12]
