"""What would be known had our clock stood where the servers' stand."""

from datetime import timedelta

import pytest

from monitor.model import Claim, Window, clock
from monitor.verdicts.other_clock import by_other_clock, two_clocks
from tests.builders import NOON, ago, days, snapshot, window

HOUR = timedelta(hours=1)
YESTERDAY = clock.day_end(clock.day(ago(1)))


@pytest.mark.parametrize(
    ("vouched", "offset", "expected"),
    [
        (window(ago(60)), -days(20), window(ago(60), ago(20))),
        (window(ago(10)), -days(20), window(ago(20), ago(20))),
        (window(ago(60), ago(3)), -HOUR, window(ago(60), ago(3))),
        (window(ago(60)), HOUR, window(ago(60), NOON + HOUR)),
        (window(ago(60), ago(3)), HOUR, window(ago(60), ago(3) + HOUR)),
        # statistics end with the day that was asked for, whatever the hour
        (window(ago(60), YESTERDAY), -HOUR, window(ago(60), YESTERDAY)),
        (window(ago(60), YESTERDAY), HOUR, window(ago(60), YESTERDAY)),
        (window(ago(60), YESTERDAY), YESTERDAY + days(2) - NOON, window(ago(60), YESTERDAY)),
        (window(ago(60), YESTERDAY), YESTERDAY + days(2.1) - NOON, None),
    ],
)
def test_a_list_ends_when_it_came_statistics_with_their_day(
    vouched: Window, offset: timedelta, expected: Window | None
) -> None:
    seen = snapshot(windows=(vouched,), claims=(Claim(source="feed", window=vouched),))

    other = by_other_clock(seen, offset)

    assert other.taken_at == NOON + offset
    assert other.windows == ((expected,) if expected else ())
    assert tuple(claim.window for claim in other.claims) == other.windows


@pytest.mark.parametrize(
    ("offset", "words"),
    [(-days(20), "比本机慢20天"), (days(20), "比本机快20天"), (-HOUR, "比本机慢60分钟")],
)
def test_it_is_said_which_clock_is_behind(offset: timedelta, words: str) -> None:
    assert words in two_clocks(offset) and "不作结论" in two_clocks(offset)
