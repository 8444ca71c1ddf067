"""Quarters, months, years: their days, their names, their neighbours."""

from datetime import date, datetime, timedelta

import pytest

from monitor.model.clock import BEIJING
from monitor.model.errors import ConfigError
from monitor.model.period import Period, Span, quarter_of, read, read_any


@pytest.mark.parametrize(
    ("text", "span", "first", "last", "label"),
    [
        ("2021Q4", Span.QUARTER, date(2021, 10, 1), date(2021, 12, 31), "2021年第四季度"),
        ("2021q1", Span.QUARTER, date(2021, 1, 1), date(2021, 3, 31), "2021年第一季度"),
        ("2020-02", Span.MONTH, date(2020, 2, 1), date(2020, 2, 29), "2020年2月"),
        ("2021-12", Span.MONTH, date(2021, 12, 1), date(2021, 12, 31), "2021年12月"),
        ("2021年第四季度", Span.QUARTER, date(2021, 10, 1), date(2021, 12, 31), "2021年第四季度"),
        (" 2021年 第1季度", Span.QUARTER, date(2021, 1, 1), date(2021, 3, 31), "2021年第一季度"),
        ("２０２１年四季度", Span.QUARTER, date(2021, 10, 1), date(2021, 12, 31), "2021年第四季度"),
        ("2020年2月", Span.MONTH, date(2020, 2, 1), date(2020, 2, 29), "2020年2月"),
        ("2021年12月", Span.MONTH, date(2021, 12, 1), date(2021, 12, 31), "2021年12月"),
        ("2021年", Span.YEAR, date(2021, 1, 1), date(2021, 12, 31), "2021年"),
        ("2021年度", Span.YEAR, date(2021, 1, 1), date(2021, 12, 31), "2021年"),
        ("2021", Span.YEAR, date(2021, 1, 1), date(2021, 12, 31), "2021年"),
    ],
)
def test_a_period_has_its_days_and_its_name(
    text: str, span: Span, first: date, last: date, label: str
) -> None:
    period = read(text, span)
    assert read_any(text) == period

    assert (period.first_day, period.last_day, period.label) == (first, last, label)
    assert read(period.name, span) == period


@pytest.mark.parametrize(
    ("text", "span"),
    [("2021Q5", Span.QUARTER), ("21Q4", Span.QUARTER), ("2021-13", Span.MONTH), ("", Span.YEAR),
     ("2021-1", Span.MONTH), ("2021年4", Span.QUARTER), ("20214", Span.QUARTER),
     ("2021年第五季度", Span.QUARTER), ("2021年13月", Span.MONTH), ("2021-12月", Span.MONTH),
     ("1999", Span.YEAR)],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_an_example(text: str, span: Span) -> None:
    with pytest.raises(ConfigError, match="应写成 2021"):
        read(text, span)


def test_a_period_ends_with_its_last_second_in_beijing() -> None:
    period = read("2021Q4", Span.QUARTER)
    last = datetime(2021, 12, 31, 23, 59, 59, tzinfo=BEIJING)

    assert period.holds(last)
    assert not period.holds(last + timedelta(seconds=1))
    assert period.holds(datetime(2021, 10, 1, tzinfo=BEIJING))
    assert not period.holds(datetime(2021, 9, 30, 23, 59, 59, tzinfo=BEIJING))
    assert (period.since, period.until) == (datetime(2021, 10, 1, tzinfo=BEIJING), last)


@pytest.mark.parametrize(
    ("text", "span", "before", "year_before"),
    [("2021Q1", Span.QUARTER, "2020Q4", "2020Q1"), ("2021-01", Span.MONTH, "2020-12", "2020-01"),
     ("2021", Span.YEAR, "2020", "2020"), ("2021Q4", Span.QUARTER, "2021Q3", "2020Q4")],
)  # fmt: skip
def test_a_period_knows_its_neighbours(
    text: str, span: Span, before: str, year_before: str
) -> None:
    period = read(text, span)

    assert (period.before.name, period.year_before.name) == (before, year_before)


def test_periods_follow_one_another_without_a_gap() -> None:
    period = Period(year=2021, month=10, span=Span.QUARTER)

    assert period.before.last_day + timedelta(days=1) == period.first_day


@pytest.mark.parametrize(
    "text", ["", "前年", "2021Q5", "2021-13", "21", "２０２１Q", "2021Q4 2021"]
)
def test_what_names_no_period_of_any_span_is_answered_with_all_forms(text: str) -> None:
    with pytest.raises(ConfigError, match=r"2021Q4 或 2021年第四季度、2021-12 .*、2021 或 2021年"):
        read_any(text)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2021, 12, 31), "2021Q4"),
        (date(2022, 1, 1), "2022Q1"),
        (date(2022, 3, 31), "2022Q1"),
        (date(2022, 4, 1), "2022Q2"),
    ],
)
def test_a_day_lies_in_its_quarter_from_the_first_to_the_last(day: date, quarter: str) -> None:
    assert quarter_of(day).name == quarter
