"""The arithmetic of freshness."""

from datetime import datetime

import pytest

from monitor import freshness
from monitor.clock import BEIJING
from monitor.freshness import Limit, Silence, silences
from tests.builders import NOON, ago, post

FOURTEEN = Limit(days=14)


def on(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=BEIJING)


def measured(*days: int, before: datetime | None = None) -> Silence:
    posts = [on(10, day) for day in days]
    return silences(posts, on(10, 1, 0), on(10, 31, 23), FOURTEEN, before=before)


def test_a_busy_period_has_no_day_over() -> None:
    assert measured(1, 10, 20, 30) == Silence(longest_days=10, days_over=0)


@pytest.mark.parametrize(
    ("second", "longest", "over"), [(15, 16, 2), (16, 15, 1), (17, 16, 1), (18, 17, 2)]
)
def test_days_over_are_counted_from_the_fifteenth(second: int, longest: int, over: int) -> None:
    """From the 1st: the 16th is the first day over; the day of the next post is not."""
    assert measured(1, second) == Silence(longest_days=longest, days_over=over)


def test_silence_to_the_end_counts_the_last_day() -> None:
    assert measured(1) == Silence(longest_days=30, days_over=16)


def test_silence_begins_before_the_period() -> None:
    assert measured(20, before=on(9, 20)) == Silence(longest_days=30, days_over=15)


def test_without_a_post_the_period_is_one_silence() -> None:
    assert measured() == Silence(longest_days=30, days_over=16)


def test_posts_outside_the_period_do_not_count() -> None:
    outside = [on(9, 30), on(11, 1)]

    assert silences(outside, on(10, 1, 0), on(10, 31, 23), FOURTEEN, before=None) == measured()


def test_several_posts_a_day_are_one() -> None:
    assert measured(5, 5, 5) == measured(5)


def test_age_is_never_negative() -> None:
    assert freshness.age(ago(-1), NOON) == 0


def test_the_newest_of_equals_is_the_same_in_any_order() -> None:
    one, other = post(ago(1), "a"), post(ago(1), "b")

    assert freshness.newest([one, other]) == freshness.newest([other, one])


def test_nothing_has_no_newest() -> None:
    assert freshness.newest([]) is None
