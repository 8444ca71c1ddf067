"""The zones that dates name: China's CST, offsets read whole, names that nobody knows."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from monitor.model.clock import BEIJING
from monitor.parsing import dates
from tests.parsing.dates.builders import SEEN

SHOWN = "Fri, 20 Nov 2026 16:05:33"


def hours(text: str, zone: timezone | ZoneInfo = BEIJING) -> float | None:
    """Return how far east of Greenwich the zone of *text* is read to lie."""
    moment = dates.read(text, SEEN, zone=zone)
    shown = datetime(2026, 11, 20, 16, 5, 33, tzinfo=UTC)
    return None if moment is None else (shown - moment.at) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "east"),
    [
        ("CST", 8), ("cst", 8), ("BJT", 8), ("HKT", 8), ("JST", 9), ("KST", 9), ("GMT", 0),
        ("UT", 0), ("Z", 0), ("EST", -5), ("EDT", -4), ("CDT", -5), ("MST", -7), ("MDT", -6),
        ("PST", -8), ("PDT", -7), ("MET", 1), ("CEST", 2), ("ACST", 9.5), ("+0800", 8),
        ("+08:00", 8), ("+8", 8), ("+08", 8), ("-05:30", -5.5), ("-01:01", -61 / 60),
        ("+00:00", 0), ("-0000", 0), ("+14:00", 14), ("-12:00", -12), ("GMT+0800", 8),
        ("GMT+8", 8), ("GMT +8", 8), ("UTC+8", 8), ("UTC+08:00", 8), ("UTC-5", -5),
        ("CST+0800", 8), ("+0800 (CST)", 8), ("+0900 (中国标准时间)", 9), ("(UTC+8)", 8),
        ("(中国标准时间)", 8), ("China Standard Time", 8), ("Asia/Shanghai", 8),
        ("Asia/Urumqi", 6), ("[Asia/Tokyo]", 9), ("Etc/GMT-8", 8), ("+0800 CST", 8),
        ("CST (China Standard Time)", 8),
    ],
)  # fmt: skip
def test_a_named_zone_is_read_whole(name: str, east: float) -> None:
    assert hours(f"{SHOWN} {name}") == pytest.approx(east)


@pytest.mark.parametrize(
    ("zone", "east"),
    [
        (BEIJING, 8), (ZoneInfo("UTC"), 8), (ZoneInfo("Asia/Tokyo"), 8), (UTC, 8),
        (ZoneInfo("America/Chicago"), -6), (ZoneInfo("America/New_York"), -6),
        (ZoneInfo("US/Central"), -6), (timezone(timedelta(hours=-6)), -6),
    ],
)  # fmt: skip
def test_cst_is_chinas_unless_the_source_stands_in_america(
    zone: timezone | ZoneInfo, east: float
) -> None:
    assert hours(f"{SHOWN} CST", zone=zone) == east


@pytest.mark.parametrize("name", ["XYZ", "IST", "BST", "A", "AST", "Asia/Nowhere", "(XYZ)"])
def test_a_name_that_nobody_knows_is_refused_or_a_doubt_of_fourteen_hours(name: str) -> None:
    shown = datetime(2026, 11, 20, 16, 5, 33, tzinfo=UTC)

    bounded = dates.read(f"{SHOWN} {name}", SEEN, bounded=True)

    assert dates.read(f"{SHOWN} {name}", SEEN) is None
    assert bounded is not None
    assert bounded.at == shown - timedelta(hours=8)  # as the source's own
    assert bounded.bounds == (shown - timedelta(hours=14), shown + timedelta(hours=14))


def test_a_doubtful_time_lies_in_the_future_only_if_its_earliest_moment_does() -> None:
    for hour, wrong in (("00:25", False), ("00:40", True)):  # in UTC+14 it is 10:25 in Beijing
        moment = dates.read(f"Tue, 24 Nov 2026 {hour}:00 XYZ", SEEN, bounded=True)

        assert moment is not None
        assert bool(dates.fault(moment, SEEN + timedelta(hours=8))) is wrong


@pytest.mark.parametrize(
    "rest",
    ["+14:15", "-15:00", "+0875", "+08:60", "EST+0800", "JST GMT", "GMT (CST)",
     "JST (中国标准时间)", "xyz", "PM AM", "GMT extra", "+0800 +0900", "2026", "GMT+"],
)  # fmt: skip
def test_what_is_left_unread_of_a_date_refuses_it(rest: str) -> None:
    assert dates.read(f"{SHOWN} {rest}", SEEN, bounded=True) is None
