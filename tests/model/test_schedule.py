"""Since when the schedule truly runs, and how what was missed is counted in words."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model.clock_offset import Comparison
from monitor.model.schedule import MOST_MISSED, Task, show_missed, started_again
from tests.builders import NOON, days


def compared(moment: datetime, offset: timedelta) -> Comparison:
    return Comparison(run=1, moment=moment, offset=offset)


BATTERY = datetime(1970, 1, 2, 9, 0, tzinfo=UTC)
BEHIND = NOON - BATTERY


@pytest.mark.parametrize(
    ("since", "done", "said", "now", "start"),
    [
        (BATTERY - days(1), {}, compared(BATTERY, BEHIND), NOON + days(1), NOON),
        (BATTERY - days(1), {Task.LOOK: BATTERY}, compared(BATTERY, BEHIND), NOON, NOON),
        # not put right yet
        (BATTERY - days(1), {}, compared(BATTERY, BEHIND), BATTERY + days(1), None),
        # the schedule ran long before the battery was empty: what was missed was missed
        (NOON - days(30), {}, compared(BATTERY, BEHIND), NOON, None),
        (BATTERY - days(1), {Task.LOOK: NOON - days(2)}, compared(BATTERY, BEHIND), NOON, None),
        # a clock that was ahead, that was right, of which nobody told
        (NOON - days(1), {}, compared(NOON, days(-20)), NOON + days(30), None),
        (BATTERY - days(1), {}, compared(BATTERY, timedelta(minutes=10)), NOON, None),
        (BATTERY - days(1), {}, None, NOON, None),
    ],
)
def test_the_years_that_an_empty_battery_skipped_were_not_missed(
    since: datetime,
    done: dict[Task, datetime],
    said: Comparison | None,
    now: datetime,
    start: datetime | None,
) -> None:
    assert started_again(since, done, said, now) == start


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "1 次"), (MOST_MISSED - 1, "9999 次"), (MOST_MISSED, "10000 次以上")],
)
def test_what_is_not_counted_to_its_end_is_said_to_be_more(number: int, shown: str) -> None:
    assert show_missed(number) == shown
