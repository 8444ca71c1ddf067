"""Whatever is written out strictly is read back as the same moment, whatever the moment."""

import email.utils
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.clock import BEIJING
from monitor.parsing import dates
from tests.parsing.dates.builders import SEEN

MOMENTS = st.integers(1_230_940_800, 1_795_000_000)  # the 3rd of January 2009 to SEEN
OFFSETS = st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
ZH_MONTHS = [f"{c}月" for c in (*"一二三四五六七八九十", "十一", "十二")]
ZH_DAYS = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"]
DIGITS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))


def written_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{DIGITS[str(tens)]}十")
    return head + (DIGITS[str(ones)] if ones else "")


def twelve(at: datetime, before: str, after: str) -> str:
    return f"{before if at.hour < 12 else after}{(at.hour - 1) % 12 + 1}:{at:%M:%S}"


def zh_rfc(at: datetime) -> str:
    return f"{ZH_DAYS[at.weekday()]}, {at:%d} {ZH_MONTHS[at.month - 1]} {at:%Y %H:%M:%S %z}"


def zh_java(at: datetime) -> str:
    return f"{ZH_DAYS[at.weekday()]} {ZH_MONTHS[at.month - 1]} {at:%d %H:%M:%S} CST {at:%Y}"


def oracle(at: datetime) -> str:
    half = "上午" if at.hour < 12 else "下午"
    return f"{at:%d}-{at.month}月-{at:%y} {(at.hour - 1) % 12 + 1:02d}.{at:%M.%S}.000000 {half}"


LOCAL: dict[str, Callable[[datetime], str]] = {
    "iso": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
    "spaced": lambda at: f"{at:%Y-%m-%d %H:%M:%S}.0",
    "slashes": lambda at: f"{at.year}/{at.month}/{at.day} {at:%H:%M:%S}",
    "dots": lambda at: f"{at:%Y.%m.%d %H:%M:%S}",
    "row": lambda at: f"{at:%Y%m%d%H%M%S}",
    "row and T": lambda at: f"{at:%Y%m%dT%H%M%S}",
    "chinese": lambda at: f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}",
    "chinese words": lambda at: (
        f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute}分{at.second}秒"
    ),
    "chinese weekday": lambda at: f"{at:%Y年%m月%d日} {ZH_DAYS[at.weekday()]} {at:%H:%M:%S}",
    "halves": lambda at: f"{at:%Y/%m/%d} {twelve(at, '上午', '下午')}",
    "halves in English": lambda at: f"{at:%b %d, %Y}, {twelve(at, '', '')} {at:%p}",
    "halves in front": lambda at: f"{at:%Y-%m-%d} {twelve(at, 'AM ', 'PM ')}",
    "asctime": lambda at: at.ctime(),
    "oracle": oracle,
    "full width": lambda at: f"{at:%Y-%m-%d %H:%M:%S}".translate(
        {ord(c): ord(c) + 0xFEE0 for c in "0123456789-:"}
    ),
    "labelled": lambda at: f"发布时间：{at:%Y-%m-%d %H:%M:%S} 来源：云岭发布",
    "turned": lambda at: f"{at:%H:%M:%S} {at:%Y-%m-%d}",
}
CHINAS: dict[str, Callable[[datetime], str]] = {
    "java": lambda at: f"{at:%a %b %d %H:%M:%S} CST {at:%Y}",
    "java in Chinese": zh_java,
    "javascript": lambda at: f"{at:%a %b %d %Y %H:%M:%S} GMT+0800 (中国标准时间)",
    "cookie": lambda at: f"{at:%A, %d-%b-%Y %H:%M:%S} CST",
    "postgres": lambda at: f"{at:%Y-%m-%d %H:%M:%S}+08",
    "bracket": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}[Asia/Shanghai]",
    "spoken": lambda at: f"北京时间{at.year}年{at.month}月{at.day}日{at:%H:%M:%S}",
    "utc+8": lambda at: f"{at:%Y-%m-%d %H:%M:%S} UTC+8",
}
ZONED: dict[str, Callable[[datetime], str]] = {
    "iso": lambda at: at.isoformat(),
    "iso basic": lambda at: f"{at:%Y%m%dT%H%M%S%z}",
    "rfc 822": email.utils.format_datetime,
    "rfc 822 with two digits": lambda at: f"{at:%a, %d %b %y %H:%M:%S %z}",
    "rfc 822 with a colon": lambda at: f"{at:%a, %d %b %Y %H:%M:%S} {at.isoformat()[-6:]}",
    "rfc 850": lambda at: f"{at.astimezone(UTC):%A, %d-%b-%y %H:%M:%S} GMT",
    "rfc in Chinese": zh_rfc,
    "ruby": lambda at: f"{at:%a %b %d %H:%M:%S %z %Y}",
    "javascript": lambda at: f"{at:%a %b %d %Y %H:%M:%S} GMT{at:%z}",
    "seconds": lambda at: str(int(at.timestamp())),
    "milliseconds": lambda at: f"{int(at.timestamp())}123",
    "a fraction": lambda at: f"{int(at.timestamp())}.5",
    "net": lambda at: f"/Date({int(at.timestamp())}000{at:%z})/",
}


@pytest.mark.parametrize("form", LOCAL)
@given(seconds=MOMENTS)
def test_a_time_without_a_zone_is_read_back(form: str, seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, BEIJING)

    moment = dates.read(LOCAL[form](at), SEEN)

    assert moment is not None
    assert (moment.at, moment.zoned) == (at, False)


@pytest.mark.parametrize("form", CHINAS)
@given(seconds=MOMENTS)
def test_a_time_of_china_is_read_back_wherever_it_is_read(form: str, seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, BEIJING)

    moment = dates.read(CHINAS[form](at), SEEN, zone=UTC)

    assert moment is not None
    assert (moment.at, moment.zoned) == (at, True)


@pytest.mark.parametrize("form", ZONED)
@given(seconds=MOMENTS, zone=OFFSETS)
def test_a_time_with_any_offset_is_read_back(form: str, seconds: int, zone: timezone) -> None:
    at = datetime.fromtimestamp(seconds, zone)

    moment = dates.read(ZONED[form](at), SEEN)

    assert moment is not None
    assert (moment.at, moment.zoned) == (at, True)


@given(seconds=MOMENTS)
def test_a_day_in_chinese_numbers_is_read_back(seconds: int) -> None:
    on = datetime.fromtimestamp(seconds, BEIJING).date()
    year = "".join(DIGITS[digit] for digit in str(on.year))

    moment = dates.read(f"{year}年{written_number(on.month)}月{written_number(on.day)}日", SEEN)

    assert moment is not None
    assert moment.at.astimezone(BEIJING).date() == on


@given(seconds=MOMENTS, form=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_day_and_a_month_in_unknown_order_are_read_right_or_refused(
    seconds: int, form: str
) -> None:
    on = datetime.fromtimestamp(seconds, BEIJING).date()

    moment = dates.read(on.strftime(form), SEEN)

    assert (moment is None) is (on.day <= 12 and on.day != on.month)
    assert moment is None or moment.at.astimezone(BEIJING).date() == on
