"""What offices write in the cells of a ledger."""

from datetime import date

import pytest

from monitor.model import Platform, Status
from monitor.parsing import vocabulary


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("微信公众号（订阅号）", Platform.WECHAT),
        ("今日头条-头条号", Platform.TOUTIAO),
        ("微 信", Platform.WECHAT),
        ("微信视频号", Platform.CHANNELS),
        ("学习强国", Platform.OTHER),
        ("其它", Platform.OTHER),
    ],
)
def test_two_words_for_one_platform_are_one(text: str, platform: Platform) -> None:
    assert vocabulary.platform(text) is platform


@pytest.mark.parametrize(
    "text", ["微信（视频号）", "微博、抖音", "微信（全国）", "百家号（搜狐号）", "微信/微博"]
)
def test_words_for_two_platforms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不认识的平台"):
        vocabulary.platform(text)


@pytest.mark.parametrize(
    "text",
    ["2016-05-17 09:30:00", "2016-5-17T9:30", "2016年 5月 17日", "2016、5、17", "２０１６.5.17",
     "2016年5月17号", "20160517", "42507", "42507.4"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert vocabulary.day(text, date(2021, 12, 31)) == date(2016, 5, 17)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("对", True),
        ("✔", True),
        ("有", True),
        ("1", True),
        ("✘", False),
        ("错", False),
        ("无", False),
    ],
)
def test_a_yes_and_a_no_mean_what_they_mean_elsewhere(text: str, means: bool) -> None:
    assert vocabulary.flag(text) is means


@pytest.mark.parametrize(
    "text", ["201605", "2016.5", "2016年5月", "2016 年 5 月", "２０１６－０５"]
)
def test_a_month_is_known_for_one(text: str) -> None:
    assert vocabulary.is_month(text) and not vocabulary.is_month("2016-05-17")
    assert vocabulary.day(text, date(2021, 12, 31)) == date(2016, 5, 1)


@pytest.mark.parametrize(
    ("text", "count"), [("1.5 万", 15000), ("1 234人", 1234), ("12,345", 12345), ("2w+", 20000)]
)
def test_numbers_are_read_as_offices_write_them(text: str, count: int) -> None:
    assert vocabulary.amount(text) == count


def test_half_a_follower_is_a_number_that_lost_its_unit() -> None:
    with pytest.raises(ValueError, match="不是整数，以万计的请写"):
        vocabulary.amount("1.2")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800000000 0936-6621234", "13800000000、0936-6621234"),
        ("138 0000 0000", "13800000000"),
        ("0936 6621234", "09366621234"),
        ("６６２１２３４转８０１", "6621234转801"),
    ],
)
def test_two_telephone_numbers_in_one_cell_keep_apart(text: str, number: str) -> None:
    assert vocabulary.phone(text) == number


@pytest.mark.parametrize("text", ["1380000000013900000000", "()()()()", "138****0000", "无"])
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不像电话号码"):
        vocabulary.phone(text)


@pytest.mark.parametrize(
    ("text", "filed"), [("已备案（2019.3）", True), ("已登记", True), ("正在备案", False)]
)
def test_what_is_said_of_the_filing_is_understood(text: str, filed: bool) -> None:
    assert vocabulary.flag(text) is filed


def test_a_filing_that_is_doubted_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="看不懂"):
        vocabulary.flag("已备案（未审核）")


@pytest.mark.parametrize(
    ("text", "filed"),
    [("甘备2021001号", True), ("备案号：620724-0012", True), ("已备案（2020年5月）", True),
     ("未备案", False)],
)  # fmt: skip
def test_a_filing_number_says_that_it_is_filed(text: str, filed: bool) -> None:
    assert vocabulary.flag(text) is filed


@pytest.mark.parametrize("text", ["待备2021001", "未报备 2021", "2021001"])
def test_what_may_be_no_filing_number_is_asked_about(text: str) -> None:
    with pytest.raises(ValueError, match="看不懂"):
        vocabulary.flag(text)


TODAY = date(2021, 12, 31)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2016.1", "可能是1月，也可能是10月"),
        ("去年", "看不懂日期"),
        ("2016-02-30", "不存在"),
        ("2022-01-01", "不合理"),
        ("1999-12-31", "不合理"),
    ],
)
def test_a_day_that_cannot_be_meant_is_asked_about(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        vocabulary.day(text, TODAY)


@pytest.mark.parametrize("text", ["2021-12-31", "2000-01-01", "2016.10", "2016.01"])
def test_a_day_from_the_year_2000_to_today_is_one(text: str) -> None:
    assert vocabulary.day(text, TODAY).year in (2021, 2000, 2016)


@pytest.mark.parametrize(
    ("text", "title", "count"),
    [("1.2", "粉丝数（万）", 12000), ("12", "粉丝数（万）", 120000), ("12", "粉丝数", 12)],
)
def test_a_head_that_counts_in_ten_thousands_is_heeded(text: str, title: str, count: int) -> None:
    assert vocabulary.amount(text, title) == count


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="看不懂数字“很多”"):
        vocabulary.amount("很多")


@pytest.mark.parametrize("text", ["李四 12345", "13900001111", "王五（66212）"])
def test_a_number_among_names_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="含有号码"):
        vocabulary.person(text)


def test_a_name_is_kept_with_up_to_four_digits() -> None:
    assert vocabulary.person(" 李 四 ") == "李四"
    assert vocabulary.person("李四 1234") == "李四 1234"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1234567890123", True),
        ("12345678901234", False),
        ("110-12", True),
        ("12-34", False),
        ("0936-6621234-12345678901234", False),
        ("()-()-", False),
    ],
)
def test_a_telephone_number_has_from_three_to_thirteen_digits_in_a_row(
    text: str, is_one: bool
) -> None:
    if is_one:
        assert vocabulary.phone(text) == text
        return
    with pytest.raises(ValueError, match="不像电话号码"):
        vocabulary.phone(text)


def test_two_words_of_which_none_is_a_platform_are_none() -> None:
    with pytest.raises(ValueError, match="不认识的平台"):
        vocabulary.platform("口琴（竹笛）")


@pytest.mark.parametrize(
    ("text", "own"), [("百家号", "百家号"), ("百 家号", "百家号"), ("微信", ""), ("其他", "")]
)
def test_only_a_platform_that_is_none_of_ours_has_a_name_of_its_own(text: str, own: str) -> None:
    assert vocabulary.elsewhere(text) == own


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("正常", Status.ACTIVE),
        ("active", Status.ACTIVE),
        (" 运行 ", Status.ACTIVE),
        ("已注销", Status.CANCELLED),
        ("注销已备案", Status.CLOSED),
        ("ＣＬＯＳＥＤ", Status.CLOSED),
    ],
)
def test_a_state_is_read_in_the_offices_words(text: str, status: Status) -> None:
    assert vocabulary.status(text) is status


def test_a_state_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="不认识的状态“飞走”，可写 正常、"):
        vocabulary.status("飞走")


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("11月11日", date(2021, 11, 11)),
        ("12月31日", date(2021, 12, 31)),  # today
        ("１月 ５号", date(2021, 1, 5)),
        ("2021年11月11日", date(2021, 11, 11)),
    ],
)
def test_a_day_without_its_year_is_the_latest(text: str, on: date) -> None:
    assert vocabulary.recent_day(text, date(2021, 12, 31)) == on


@pytest.mark.parametrize(
    ("text", "today", "on"),
    [
        ("11月11日", date(2022, 1, 5), date(2021, 11, 11)),
        ("1月5日", date(2022, 1, 5), date(2022, 1, 5)),
        ("1月6日", date(2022, 1, 5), date(2021, 1, 6)),
        ("2月29日", date(2024, 3, 1), date(2024, 2, 29)),
        ("2月29日", date(2025, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_list_of_last_quarter_that_comes_in_january_is_of_last_year(
    text: str, today: date, on: date
) -> None:
    assert vocabulary.recent_day(text, today) == on


@pytest.mark.parametrize("text", ["2月30日", "2月29日", "13月1日"])
def test_a_day_that_no_year_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不存在"):
        vocabulary.recent_day(text, date(2023, 3, 1))


def test_a_ledger_needs_the_year() -> None:
    with pytest.raises(ValueError, match="看不懂日期"):
        vocabulary.day("11月11日", date(2021, 12, 31))


def test_the_first_month_has_a_name_of_its_own() -> None:
    assert vocabulary.day("2016年元月", TODAY) == date(2016, 1, 1)
    assert vocabulary.day("2016年元月8日", TODAY) == date(2016, 1, 8)
