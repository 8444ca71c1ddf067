"""When scheduled things are due: every form, both limits, month and year ends, properties."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.clock import BEIJING
from monitor.model.errors import ConfigError
from monitor.model.recurrence import latest, occurrences, parse, upcoming
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
    ("text", "shown"),
    [
        ("每天 08:30", "每天 08:30"),
        ("每天８：３０", "每天 08:30"),
        ("daily 8:30", "每天 08:30"),
        ("工作日 08:30", "工作日 08:30"),
        ("workday 08:30", "工作日 08:30"),
        ("每周四 09:00", "每周四 09:00"),
        ("每周4 09:00", "每周四 09:00"),
        ("Thursday 09:00", "每周四 09:00"),
        ("每周日 09:00", "每周日 09:00"),
        ("每星期天 9:00", "每周日 09:00"),
        ("每周7 09:00", "每周日 09:00"),
        ("每月15日 09:00", "每月15日 09:00"),
        ("monthly-15 09:00", "每月15日 09:00"),
        ("last-workday 16:00", "每月最后工作日 16:00"),
        ("每月最后一个工作日 16:00", "每月最后工作日 16:00"),
        ("quarter-last-workday 16:00", "每季度最后工作日 16:00"),
        ("每季最后工作日 16:00", "每季度最后工作日 16:00"),
        ("每月2次", "每月2次"),
        ("random 3", "每月3次"),
        ("30 8 * * 1-5", "30 8 * * 1-5"),
    ],
)
def test_a_rule_is_read_as_staff_write_it(text: str, shown: str) -> None:
    assert parse(text).text == shown
    assert parse(shown) == parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "每天", "每天 24:00", "每天 8:60", "每周八 09:00", "每周0 09:00", "每周8 09:00",
     "每月0日 09:00", "每月32日 09:00", "每月0次", "每月11次", "下班前", "30 8 * *", "60 8 * * *",
     "30 24 * * *", "30 8 0 * *", "30 8 * 13 *", "30 8 * * 8", "a b c d e", "5-1 8 * * *",
     "*/0 8 * * *"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)

    assert f"“{text}”" in str(caught.value)
    assert "每周四 09:00" in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "since", "until", "expected"),
    [
        ("每天 08:30", "2021-12-30 08:30", "2022-01-01 08:30",
         ["2021-12-31 08:30", "2022-01-01 08:30"]),
        ("工作日 08:30", "2021-09-29 09:00", "2021-10-10 09:00",
         ["2021-09-30 08:30", "2021-10-08 08:30", "2021-10-09 08:30"]),
        ("每周四 09:00", "2021-12-20 00:00", "2022-01-06 09:00",
         ["2021-12-23 09:00", "2021-12-30 09:00", "2022-01-06 09:00"]),
        ("每月31日 09:00", "2021-01-15 00:00", "2021-05-01 00:00",
         ["2021-01-31 09:00", "2021-02-28 09:00", "2021-03-31 09:00", "2021-04-30 09:00"]),
        ("每月最后工作日 16:00", "2021-10-01 00:00", "2022-02-01 00:00",
         ["2021-10-29 16:00", "2021-11-30 16:00", "2021-12-31 16:00", "2022-01-30 16:00"]),
        ("每季度最后工作日 16:00", "2021-01-01 00:00", "2022-01-01 00:00",
         ["2021-03-31 16:00", "2021-06-30 16:00", "2021-09-30 16:00", "2021-12-31 16:00"]),
        ("0 9 * * 0", "2021-12-01 00:00", "2021-12-13 00:00",
         ["2021-12-05 09:00", "2021-12-12 09:00"]),
        ("0 9 * * 7", "2021-12-01 00:00", "2021-12-06 00:00", ["2021-12-05 09:00"]),
        ("0 9 1 * 1", "2021-12-01 00:00", "2021-12-07 00:00",
         ["2021-12-01 09:00", "2021-12-06 09:00"]),
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
    found = occurrences(parse("每月3次"), at("2021-10-01 00:00"), at("2022-01-01 00:00"), DAYS)
    local = [moment.astimezone(BEIJING) for moment in found]

    assert len(found) == 9
    assert len({moment.date() for moment in local}) == 9
    for moment in local:
        assert DAYS.is_workday(moment.date())
        assert "09:30" <= f"{moment:%H:%M}" < "16:30"


def test_a_draw_is_the_same_for_one_seed_and_another_for_another() -> None:
    def drawn(seed: str) -> tuple[datetime, ...]:
        limits = at("2021-10-01 00:00"), at("2022-01-01 00:00")
        return occurrences(parse("每月2次"), *limits, DAYS, seed=seed)

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

    parts = occurrences(read, since, middle, DAYS) + occurrences(read, middle, end, DAYS)

    assert parts == occurrences(read, since, end, DAYS)


@given(rule=st.sampled_from(RULES), moment=moments)
def test_nothing_is_due_between_the_last_and_the_next(rule: str, moment: datetime) -> None:
    read = parse(rule)
    before, after = latest(read, moment, DAYS), upcoming(read, moment, DAYS)

    assert before is not None and after is not None
    assert before <= moment < after
    assert occurrences(read, before, after, DAYS) == (after,)


def test_what_never_comes_is_never_due() -> None:
    read = parse("0 9 30 2 *")

    assert upcoming(read, at("2021-01-01 00:00"), DAYS) is None
    assert latest(read, at("2021-01-01 00:00"), DAYS) is None
