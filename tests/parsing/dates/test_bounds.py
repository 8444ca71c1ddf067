"""What a date may mean: its zone, its limits, its doubts, its precision."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.model import Precision
from monitor.parsing import dates
from tests.builders import NOON
from tests.parsing.dates.builders import SEEN


def test_a_text_without_a_zone_takes_the_given_one() -> None:
    text = "Wed, 19 Nov 2025 09:45:00 "

    here, there = dates.read(text, SEEN), dates.read(text, SEEN, zone=ZoneInfo("UTC"))

    assert here is not None and there is not None
    assert there.at - here.at == timedelta(hours=8)
    assert not here.zoned


@pytest.mark.parametrize("text", ["Wed, 19 Nov 2025 09:45:00 GMT", "2018-12-31T15:59:50Z"])
def test_a_text_with_a_zone_keeps_it(text: str) -> None:
    here, there = dates.read(text, SEEN), dates.read(text, SEEN, zone=ZoneInfo("UTC"))

    assert here == there
    assert here is not None and here.zoned


@pytest.mark.parametrize(
    ("ahead", "wrong"), [(timedelta(minutes=5), False), (timedelta(minutes=5, seconds=1), True)]
)
def test_a_time_in_the_future_is_none(ahead: timedelta, wrong: bool) -> None:
    moment = dates.Moment(at=SEEN + ahead, precision=Precision.SECOND, rule="iso")

    assert bool(dates.fault(moment, SEEN)) is wrong


@pytest.mark.parametrize(("text", "wrong"), [("2026-11-23", False), ("2026-11-24", True)])
def test_a_bare_date_is_in_the_future_from_tomorrow(text: str, wrong: bool) -> None:
    moment = dates.read(text, SEEN)

    assert moment is not None
    assert bool(dates.fault(moment, SEEN)) is wrong


@pytest.mark.parametrize(("text", "wrong"), [("2009-01-02", False), ("2008-12-31", True)])
def test_a_time_before_the_platforms_is_none(text: str, wrong: bool) -> None:
    moment = dates.read(text, SEEN)

    assert moment is not None
    assert bool(dates.fault(moment, SEEN)) is wrong


@pytest.mark.parametrize(
    ("apart", "precision", "doubt"),
    [
        (timedelta(minutes=2), Precision.SECOND, False),
        (timedelta(minutes=2, seconds=1), Precision.SECOND, True),
        (timedelta(minutes=3), Precision.MINUTE, False),
        (timedelta(hours=23), Precision.DAY, False),
        (timedelta(days=2), Precision.DAY, True),
    ],
)
def test_a_second_opinion_raises_a_doubt(
    apart: timedelta, precision: Precision, doubt: bool
) -> None:
    for by_id in (SEEN - apart, SEEN + apart):
        assert bool(dates.cross_check(SEEN, by_id, precision=precision)) is doubt


def test_a_lower_bound_allows_any_later_time() -> None:
    assert dates.cross_check(SEEN, SEEN - timedelta(hours=8), lower_bound=True) == ""
    assert dates.cross_check(SEEN, SEEN + timedelta(hours=8), lower_bound=True)
    assert dates.cross_check(SEEN, None) == ""


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.SECOND, "2021-12-31 12:00"),
        (Precision.MINUTE, "2021-12-31 12:00"),
        (Precision.HOUR, "2021-12-31 12时"),
        (Precision.DAY, "2021-12-31"),
        (Precision.MONTH, "2021-12-31"),
    ],
)
def test_a_moment_is_shown_no_finer_than_it_is_known(precision: Precision, text: str) -> None:
    assert dates.shown(NOON, precision) == text
