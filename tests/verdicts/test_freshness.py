"""The arithmetic of freshness."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from monitor.model.clock import BEIJING
from monitor.verdicts import freshness
from monitor.verdicts.freshness import Limit, Silence, silences
from tests.builders import NOON, ago, post, window

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


def test_the_order_of_posts_does_not_matter() -> None:
    assert measured(29, 3, 17, 9, 25, 1, 13, 5, 21, 7) == Silence(longest_days=4, days_over=0)


def test_several_posts_a_day_are_one() -> None:
    assert measured(5, 5, 5) == measured(5)


def test_age_is_never_negative() -> None:
    assert freshness.age(ago(-1), NOON) == 0


def test_the_newest_of_equals_is_the_same_in_any_order() -> None:
    one, other = post(ago(1), "a"), post(ago(1), "b")

    assert freshness.newest([one, other]) == freshness.newest([other, one]) == other
    assert freshness.newest([post(ago(2)), one, post(ago(3))]) == one


def test_nothing_has_no_newest() -> None:
    assert freshness.newest([]) is None


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("exact", "late", "within"),
    [
        (True, timedelta(), True),
        (True, SECOND, False),
        (False, timedelta(hours=12) - SECOND, True),  # the fourteenth day lasts till midnight
        (False, timedelta(hours=12), False),
    ],
)
def test_a_limit_ends_with_its_last_hour_or_its_last_day(
    exact: bool, late: timedelta, within: bool
) -> None:
    limit = Limit(days=14, exact_hours=exact)

    assert limit.holds(ago(14), NOON + late) is within
    assert (limit.begins(NOON + late) <= ago(14)) is within


def test_a_limit_begins_to_the_hour_or_with_the_day() -> None:
    assert Limit(days=14, exact_hours=True).begins(NOON) == ago(14)
    assert Limit(days=14).begins(NOON) == datetime(2021, 12, 17, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("published", "refutes"),
    [
        (ago(13), True),
        (ago(20), False),  # what was known
        (ago(20) + SECOND, False),  # newer, and still over the limit
        (ago(1), True),
        (ago(1) + SECOND, False),  # after what was spoken of
    ],
)
def test_only_what_is_newer_than_known_and_within_the_limit_then_refutes(
    published: datetime, refutes: bool
) -> None:
    assert FOURTEEN.refutes(published, ago(20), ago(1)) is refutes
    assert not FOURTEEN.refutes(published, ago(1), ago(1))


@pytest.mark.parametrize(
    ("ahead", "counts"),
    [
        (timedelta(minutes=5), True),
        (timedelta(hours=12) - SECOND, True),  # a bare date of today is its last second
        (timedelta(hours=12), False),
    ],
)
def test_what_is_dated_later_today_counts_and_what_is_tomorrow_does_not(
    ahead: timedelta, counts: bool
) -> None:
    assert bool(freshness.counted([post(NOON + ahead)], NOON)) is counts


@pytest.mark.parametrize(("late", "counts"), [(timedelta(), True), (SECOND, False)])
def test_before_midnight_an_honest_clock_may_say_tomorrow(late: timedelta, counts: bool) -> None:
    night = datetime(2021, 12, 31, 23, 58, tzinfo=BEIJING)

    posts = freshness.counted([post(night + timedelta(minutes=5) + late)], night)

    assert bool(posts) is counts


def test_a_repost_counts_where_it_is_to_count() -> None:
    posts = [post(ago(1), "own"), post(ago(1), "repost", repost=True)]

    assert [post.key for post in freshness.counted(posts, NOON)] == ["own", "repost"]
    assert [post.key for post in freshness.counted(posts, NOON, reposts=False)] == ["own"]


@pytest.mark.parametrize(
    ("ages", "days"),
    [
        ((0, 2, 4), None),
        ((0, 2, 4, 6), 2),
        ((0, 2, 4, 6, 90), 22.5),  # the first of the ninety days is one of them
        ((0, 2, 4, 6, 91), 2),
        ((-1, 0, 2, 4, 6), 2),  # what is to come is none
    ],
)
def test_a_rhythm_is_the_mean_of_ninety_days(ages: Sequence[int], days: float | None) -> None:
    assert freshness.rhythm([post(ago(n)) for n in ages], NOON) == days


def test_a_post_on_the_last_day_ends_the_silence() -> None:
    assert measured(1, 31) == Silence(longest_days=30, days_over=15)


def test_both_ends_of_a_period_belong_to_it() -> None:
    since, until = on(10, 1, 0), on(10, 31, 23)

    ends = silences([since, until], since, until, FOURTEEN, before=on(9, 20))
    beyond = silences([since - SECOND, until + SECOND], since, until, FOURTEEN, before=on(9, 20))

    assert ends == Silence(longest_days=30, days_over=15)
    assert beyond == Silence(longest_days=41, days_over=27)


def test_of_windows_that_reach_back_the_latest_and_widest_is_first() -> None:
    narrow, edge = window(ago(14), NOON), window(FOURTEEN.begins(NOON), NOON)
    wide, earlier = window(ago(30), NOON), window(ago(90), ago(1))

    assert freshness.reaching([earlier, edge, narrow, wide], FOURTEEN) == (wide, edge, earlier)


@pytest.mark.parametrize("exact_hours", [False, True])
@pytest.mark.parametrize("hours", [0, 7.99, 8, 15.98, 23])
def test_a_limit_holds_from_the_moment_that_it_begins(hours: float, exact_hours: bool) -> None:
    limit = Limit(days=14, exact_hours=exact_hours)
    moment = datetime(2021, 10, 20, tzinfo=BEIJING) + timedelta(hours=hours)
    begins = limit.begins(moment)

    held = [limit.holds(begins + timedelta(seconds=s), moment) for s in (-1, 0, 1)]

    assert held == [False, True, True]
