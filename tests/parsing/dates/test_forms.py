"""Dates in the forms that platforms and people write: the right moment, or none."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.model import clock
from monitor.model.clock import BEIJING
from monitor.parsing import dates
from monitor.parsing.dates.moment import Moment
from tests.lengths import tries
from tests.parsing.dates.builders import SEEN


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


MOMENTS: list[tuple[str, str, str]] = [
    # platforms
    ("Thu Jun 17 11:00:31 +0800 2021", "2021-06-17 11:00:31", "second"),
    ("1766000000", "2025-12-18 03:33:20", "second"),
    ("1766000000123", "2025-12-18 03:33:20", "second"),
    ("2025-12-04 18:00", "2025-12-04 18:00:00", "minute"),
    ("2025-12-04 18:00:22", "2025-12-04 18:00:22", "second"),
    ("2026/02/11 09:30", "2026-02-11 09:30:00", "minute"),
    ("2026-03-09", "2026-03-09 23:59:59", "day"),
    ("2026年2月11日", "2026-02-11 23:59:59", "day"),
    ("2026.2.11", "2026-02-11 23:59:59", "day"),
    ("06月17日 18:12", "2026-06-17 18:12:00", "minute"),
    ("04-24", "2026-04-24 23:59:59", "day"),
    ("04月03日", "2026-04-03 23:59:59", "day"),
    ("12-31", "2025-12-31 23:59:59", "day"),
    ("Wed, 19 Nov 2025 01:45:00 GMT", "2025-11-19 09:45:00", "second"),
    ("Wed, 19 Nov 2025 09:45:00 +0800", "2025-11-19 09:45:00", "second"),
    ("Wed, 19 Nov 2025 09:45:00 ", "2025-11-19 09:45:00", "second"),
    ("19 Nov 2025 09:45 EST", "2025-11-19 22:45:00", "minute"),
    ("2018-12-31T15:59:50.000Z", "2018-12-31 23:59:50", "second"),
    ("2018-12-31T15:59:50+08:00", "2018-12-31 15:59:50", "second"),
    ("2018-12-31T15:59", "2018-12-31 15:59:00", "minute"),
    ("2026-11-20 16:40:05.123", "2026-11-20 16:40:05", "second"),
    ("2016/6/29 15:07:41", "2016-06-29 15:07:41", "second"),
    # relative
    ("刚刚", "2026-11-23 10:30:00", "minute"),
    ("just now", "2026-11-23 10:30:00", "minute"),
    ("59秒前", "2026-11-23 10:29:01", "second"),
    ("3分钟前", "2026-11-23 10:27:00", "minute"),
    ("约 3 分钟前", "2026-11-23 10:27:00", "minute"),
    ("23小时前", "2026-11-22 11:30:00", "hour"),
    ("半小时前", "2026-11-23 10:00:00", "hour"),
    ("一个半小时前", "2026-11-23 09:00:00", "hour"),
    ("两个小时之前", "2026-11-23 08:30:00", "hour"),
    ("1小时20分钟前", "2026-11-23 09:10:00", "minute"),
    ("3天前", "2026-11-20 23:59:59", "day"),
    ("十二天前", "2026-11-11 23:59:59", "day"),
    ("3周前", "2026-11-02 23:59:59", "week"),
    ("3个月前", "2026-08-23 23:59:59", "month"),
    ("一年前", "2025-11-23 23:59:59", "month"),
    # named days
    ("今天 08:05", "2026-11-23 08:05:00", "minute"),
    ("今日", "2026-11-23 23:59:59", "day"),
    ("昨天16:00", "2026-11-22 16:00:00", "minute"),
    ("昨天 23：50", "2026-11-22 23:50:00", "minute"),
    ("昨日", "2026-11-22 23:59:59", "day"),
    ("昨晚", "2026-11-22 23:59:59", "day"),
    ("昨晚8点", "2026-11-22 20:00:00", "hour"),
    ("今早", "2026-11-23 23:59:59", "day"),
    ("前天 12:30", "2026-11-21 12:30:00", "minute"),
    ("大前天", "2026-11-20 23:59:59", "day"),
    ("周三", "2026-11-18 23:59:59", "day"),
    ("星期三 10:00", "2026-11-18 10:00:00", "minute"),
    ("周日", "2026-11-22 23:59:59", "day"),
    ("上周五下午3点", "2026-11-20 15:00:00", "hour"),
    ("上上周一", "2026-11-09 23:59:59", "day"),
    # written out
    ("二〇二六年十一月二十日", "2026-11-20 23:59:59", "day"),
    ("２０２６－１１－２０", "2026-11-20 23:59:59", "day"),
    ("2026年11月20日（星期五）", "2026-11-20 23:59:59", "day"),
    ("2026-11-20 星期五", "2026-11-20 23:59:59", "day"),
    ("2026年11月20日 16:40", "2026-11-20 16:40:00", "minute"),
    ("2026年11月20日16时40分", "2026-11-20 16:40:00", "minute"),
    ("2026年11月20日 下午3点半", "2026-11-20 15:30:00", "minute"),
    ("2026-11-20 下午3:05", "2026-11-20 15:05:00", "minute"),
    ("2026-11-20 3:05 PM", "2026-11-20 15:05:00", "minute"),
    ("2021-12-31 24:00", "2022-01-01 00:00:00", "minute"),
    ("20261120", "2026-11-20 23:59:59", "day"),
    ("26-11-20", "2026-11-20 23:59:59", "day"),
    ("去年3月5日", "2025-03-05 23:59:59", "day"),
    ("11/20", "2026-11-20 23:59:59", "day"),
    ("2月29日", "2024-02-29 23:59:59", "day"),
    ("Dec 31, 2021", "2021-12-31 23:59:59", "day"),
    ("31 December 2021", "2021-12-31 23:59:59", "day"),
    ("上午10:20", "2026-11-23 10:20:00", "minute"),
    ("11:50 PM", "2026-11-22 23:50:00", "minute"),
    # words around it
    ("发布时间：2017-12-01 16:10", "2017-12-01 16:10:00", "minute"),
    ("【2026-11-20】", "2026-11-20 23:59:59", "day"),
    ("2026-11-20 来源：高台融媒", "2026-11-20 23:59:59", "day"),
    ("来源：县政府 2026-11-20", "2026-11-20 23:59:59", "day"),
    ("06月17日 18:12 来自 微博", "2026-06-17 18:12:00", "minute"),
    ("发布于 昨天", "2026-11-22 23:59:59", "day"),
    ("张掖 2026-11-20", "2026-11-20 23:59:59", "day"),
    ("2026-11-20 张掖", "2026-11-20 23:59:59", "day"),
]

REFUSED = [
    "", " ", "0", "null", "-1", "1.648548115016E12", "13800138000", "12345", "2026年", "13-45",
    "2026-02-30", "2026-13-01", "2026年2月30日", "V1.2.3", "5.20元", "5.20", "星期八", "昨天 25:00",
    "第3天", "3天", "前天后", "浏览次数：123", "0936-6621234", "62072419800101123X", "abc",
    "100000000", "1e9", "1970-01-01", "10:20", "23:50", "明天", "后天 10:00", "3天后", "高台县",
    "x" * 500,
]  # fmt: skip


@pytest.mark.parametrize(("text", "moment", "precision"), MOMENTS, ids=[m[0] for m in MOMENTS])
def test_a_date_is_read(text: str, moment: str, precision: str) -> None:
    found = dates.read(text, SEEN)

    assert found is not None
    assert found.at == at(moment)
    assert found.precision == precision


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20])
def test_what_is_no_date_is_refused(text: str) -> None:
    moment = dates.read(text, SEEN)

    assert moment is None or dates.fault(moment, SEEN)


@pytest.mark.parametrize("number", [0, -1, 12, 1_648_548_115_016_000, 100_000_000])
def test_a_number_that_is_no_epoch_is_refused(number: int) -> None:
    assert dates.read(number, SEEN) is None


def test_numbers_are_read_as_their_texts_are() -> None:
    assert dates.read(1766000000, SEEN) == dates.read("1766000000", SEEN)
    assert dates.read(1766000000123, SEEN) == dates.read("1766000000", SEEN)


def test_the_year_turns_at_the_answers_moment() -> None:
    january = datetime(2021, 1, 3, 0, 10, tzinfo=BEIJING)

    for short, whole in (("12-30", "2020-12-30"), ("01-03", "2021-01-03")):
        moment, expected = dates.read(short, january), dates.read(whole, january)
        assert moment is not None and expected is not None
        assert moment.at == expected.at


def test_before_the_turn_of_the_year_its_first_day_is_the_last_ones() -> None:
    eve = datetime(2020, 12, 31, 23, 50, tzinfo=BEIJING)

    for text in ("01-01", "1月1日", "Jan 1"):
        moment = dates.read(text, eve)
        assert moment is not None
        assert moment.at == datetime(2020, 1, 1, 23, 59, 59, tzinfo=BEIJING)


@pytest.mark.parametrize(("digits", "year"), [("49", 2049), ("50", 1950), ("98", 1998)])
def test_two_digits_of_a_year_are_this_centurys_up_to_its_middle(digits: str, year: int) -> None:
    moment = dates.read(f"Fri, 27 Nov {digits} 16:40:05 +0800", SEEN)

    assert moment is not None
    assert moment.at.year == year


def test_yesterday_just_after_midnight() -> None:
    midnight = datetime(2021, 1, 1, 0, 10, tzinfo=BEIJING)

    moment = dates.read("昨天 23:50", midnight)

    assert moment is not None
    assert moment.at == datetime(2020, 12, 31, 23, 50, tzinfo=BEIJING)


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Shanghai"])
@pytest.mark.parametrize("locale", ["C", "zh_CN.UTF-8"])
def test_the_host_does_not_matter(zone: str, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("LC_ALL", locale)
    time.tzset()
    try:
        moments = [dates.read(text, SEEN.astimezone(UTC)) for text, _, _ in MOMENTS]
    finally:
        monkeypatch.undo()
        time.tzset()

    assert moments == [dates.read(text, SEEN) for text, _, _ in MOMENTS]


RELATIVE = ("ago", "named-day", "weekday", "month-day", "time-of-day", "months-ago")
moments = st.integers(1_230_900_000, 1_795_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, BEIJING)
)


@settings(max_examples=tries(300))
@given(
    moments, st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S"])
)
def test_what_is_written_in_full_is_read_back(moment: datetime, form: str) -> None:
    found = dates.read(moment.strftime(form), SEEN)

    assert found is not None
    assert found.at == moment


@settings(max_examples=tries(300))
@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    moment = dates.read(text, SEEN)

    assert moment is None or moment.at.tzinfo is not None


@settings(max_examples=tries(300))
@given(st.text(alphabet="0123456789年月日时分秒前天昨今上下午周星期一二三十-:/. ", max_size=16))
def test_relative_and_yearless_forms_are_never_far_in_the_future(text: str) -> None:
    moment = dates.read(text, SEEN)

    assert moment is None or not ahead(moment)


def ahead(moment: Moment) -> bool:
    return moment.rule in RELATIVE and clock.day(moment.at) > clock.day(SEEN + timedelta(days=1))


NUMBERS, HOURS, MINUTES = st.integers(0, 99), st.integers(0, 23), st.integers(0, 59)


@given(
    st.one_of(
        st.builds("{}分钟前".format, NUMBERS),
        st.builds("{}小时前".format, NUMBERS),
        st.builds("{}天前".format, NUMBERS),
        st.builds("{}个月前".format, NUMBERS),
        st.builds("{}{:02}:{:02}".format, st.sampled_from(("昨天 ", "前天 ", "")), HOURS, MINUTES),
        st.builds("周{}".format, st.sampled_from("一二三四五六日")),
        st.builds("{}月{}日".format, st.integers(1, 12), st.integers(1, 31)),
    )
)
def test_what_is_read_of_a_relative_or_yearless_form_is_never_far_in_the_future(text: str) -> None:
    moment = dates.read(text, SEEN)
    assume(moment is not None and moment.rule in RELATIVE)

    assert moment is not None and not ahead(moment)


@settings(max_examples=tries(300))
@given(st.integers(1, 16).flatmap(lambda length: st.integers(10 ** (length - 1), 10**length - 1)))
def test_a_string_of_digits_is_an_epoch_or_a_day_or_nothing(number: int) -> None:
    moment = dates.read(str(number), SEEN)

    if moment is not None:
        assert len(str(number)) in (8, 10, 12, 13, 14)
