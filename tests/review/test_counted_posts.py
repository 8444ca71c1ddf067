"""A count of posts from a cell, and the month from the head of its column."""

from datetime import date, datetime

import pytest

from monitor.model import Precision
from monitor.model.clock import BEIJING
from monitor.model.period import Period, Span, last_whole_month
from monitor.parsing.dates.moment import Moment
from monitor.review import counted_posts, posts_column
from monitor.review.claims import FieldError, PersonClaim
from tests.builders import NOON, account

NOVEMBER = Period(year=2021, month=11, span=Span.MONTH)
ACCOUNT = account()


def claim(**seen: object) -> PersonClaim:
    values = {"account": ACCOUNT, "by": "张三", "at": NOON, "until": NOON} | seen
    return PersonClaim(**values)  # type: ignore[arg-type]


def at(*day: int, precision: Precision = Precision.MINUTE) -> Moment:
    year, month, of_month = day
    moment = datetime(year, month, of_month, 9, tzinfo=BEIJING)
    return Moment(at=moment, precision=precision, rule="test")


def parsed(word: str, seen: PersonClaim | None = None, by: str = "张三") -> int:
    return counted_posts.parse(word, ACCOUNT, NOVEMBER, by, seen).posts


@pytest.mark.parametrize(
    ("word", "posts"),
    [
        ("0", 0), ("12", 12), ("１２", 12), ("12条", 12), (" 1,234 ", 1234), ("007", 7),
        ("100000", 100_000), ("12 篇", 12),
    ],
)  # fmt: skip
def test_a_count_is_read_as_people_write_it(word: str, posts: int) -> None:
    assert parsed(word) == posts


@pytest.mark.parametrize(
    "word",
    ["-1", "1.5", "约20", "20+", "20多", "1.2万", "无", "没有", "100001", "12,34", "二十",
     "2021-11-05", "44505.5", "12/13"],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(word: str) -> None:
    with pytest.raises(FieldError, match="应为 0 至 100000 的整数") as wrong:
        parsed(word)

    assert wrong.value.field == "posts" and word in str(wrong.value)


def test_somebody_must_have_counted() -> None:
    with pytest.raises(FieldError, match="请写查看人姓名") as wrong:
        parsed("3", by=" ")

    assert wrong.value.field == "by"


@pytest.mark.parametrize(
    ("posts", "seen", "is_refused"),
    [
        ("0", {"newest": at(2021, 11, 1)}, True),
        ("0", {"newest": at(2021, 11, 30)}, True),
        ("0", {"newest": at(2021, 10, 31)}, False),
        ("0", {"newest": at(2021, 12, 1)}, False),  # says nothing of November
        ("1", {"newest": at(2021, 11, 30)}, False),
        ("0", {"newest": at(2021, 11, 30, precision=Precision.DAY)}, True),
        ("0", {"newest": at(2021, 11, 30, precision=Precision.MONTH)}, False),
        ("1", {"newest": at(2021, 10, 31)}, True),
        ("1", {"newest": at(2021, 10, 31), "until": NOVEMBER.until}, True),
        ("1", {"newest": at(2021, 10, 31), "until": at(2021, 11, 30).at}, False),  # since then
        ("1", {"newest": at(2021, 11, 1)}, False),
        ("1", {"newest": at(2021, 10, 31, precision=Precision.MONTH)}, False),
        ("1", {"none_since": NOVEMBER.since}, True),
        ("0", {"none_since": NOVEMBER.since}, False),
        ("1", {"none_since": datetime(2021, 11, 2, tzinfo=BEIJING)}, False),
        ("1", {"none_since": NOVEMBER.since, "until": NOVEMBER.until}, True),
        ("1", {"none_since": NOVEMBER.since, "until": at(2021, 11, 30).at}, False),
    ],
)
def test_a_row_does_not_tell_two_stories(
    posts: str, seen: dict[str, object], *, is_refused: bool
) -> None:
    if is_refused:
        with pytest.raises(FieldError, match="2021年11月"):
            parsed(posts, claim(**seen))
    else:
        assert parsed(posts, claim(**seen)) == int(posts)


@pytest.mark.parametrize(
    ("title", "month"),
    [
        (posts_column.head(NOVEMBER), NOVEMBER),
        ("发布条数(2021-11)", NOVEMBER),
        ("2021年11月 发布条数", NOVEMBER),
        ("发布条数（２０２１年１１月）", NOVEMBER),
        ("发布条数（2021年1月）", Period(year=2021, month=1, span=Span.MONTH)),
        ("发布条数", None),
        ("11月发布条数", None),
        ("发布条数（2021年）", None),
        ("发布条数（2021年13月）", None),
        ("发布条数（2021年10月至2021年11月）", None),
        ("", None),
    ],
)
def test_the_head_says_of_which_month(title: str, month: Period | None) -> None:
    assert posts_column.month_of(title) == month


@pytest.mark.parametrize(
    ("today", "name"),
    [
        (date(2021, 11, 29), "2021-10"),
        (date(2021, 11, 30), "2021-11"),
        (date(2021, 12, 1), "2021-11"),
        (date(2022, 1, 1), "2021-12"),
        (date(2024, 2, 28), "2024-01"),
        (date(2024, 2, 29), "2024-02"),
    ],
)
def test_a_month_is_asked_of_from_its_last_day_on(today: date, name: str) -> None:
    assert last_whole_month(today).name == name


@pytest.mark.parametrize(
    ("word", "is_filled"), [("0", True), ("x", True), ("", False), ("—", False), ("已填报", False)]
)
def test_a_mark_of_the_program_is_no_count(word: str, *, is_filled: bool) -> None:
    assert counted_posts.is_filled(word) is is_filled
