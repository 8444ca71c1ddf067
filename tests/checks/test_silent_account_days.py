"""How the days of a silence are counted, and which times are in doubt."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from checks.silent_account import SilentAccount
from monitor.model import Post, Precision, State, clock
from monitor.model.clock import BEIJING
from monitor.model.errors import CannotJudge
from tests.builders import NOON, account, ago, days, post, snapshot, window
from tests.checks.silence import CHECK, WHOLE, find


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (0, State.FRESH),
        (7, State.FRESH),
        (8, State.DUE),
        (14, State.DUE),
        (15, State.STALE),
        (89, State.STALE),
        (90, State.ZOMBIE),
        (400, State.ZOMBIE),
    ],
)
def test_states_change_on_their_days(age: int, state: State) -> None:
    seen = snapshot(post(ago(age)), windows=(WHOLE,))

    assert CHECK.state(seen) is state
    assert bool(find(seen)) is (age > 14)


@pytest.mark.parametrize(
    ("published", "moment", "over"),
    [
        (at(2021, 12, 1, 0, 0), at(2021, 12, 15, 23, 59), False),
        (at(2021, 12, 1, 23, 59), at(2021, 12, 15, 0, 0), False),
        (at(2021, 12, 1, 23, 59), at(2021, 12, 16, 0, 0), True),
        (at(2021, 12, 1, 0, 0), at(2021, 12, 16, 0, 0), True),
        (at(2022, 2, 14, 12), at(2022, 2, 28, 23, 59), False),
        (at(2022, 2, 14, 12), at(2022, 3, 1, 0, 0), True),
        (at(2020, 2, 15, 12), at(2020, 2, 29, 23, 59), False),
        (at(2020, 2, 15, 12), at(2020, 3, 1, 0, 0), True),
        (at(2021, 12, 18, 12), at(2022, 1, 1, 0, 0), False),
        (at(2021, 12, 18, 12), at(2022, 1, 2, 0, 0), True),
    ],
)
def test_days_are_natural_days_of_beijing(
    published: datetime, moment: datetime, over: bool
) -> None:
    """On both sides of the limit, across midnight, month end and year end."""
    seen = snapshot(post(published), taken_at=moment, windows=(window(clock.BEGINNING, moment),))

    assert bool(find(seen)) is over


@pytest.mark.parametrize(("age", "over"), [(14.0, False), (14 + 1 / 86400, True)])
def test_exact_hours_count_to_the_second(age: float, over: bool) -> None:
    check = SilentAccount(exact_hours=True)
    seen = snapshot(post(NOON - timedelta(seconds=round(age * 86400))), windows=(WHOLE,))

    assert bool(find(seen, check)) is over


def test_a_bare_date_on_the_fourteenth_day_passes() -> None:
    day = clock.day_end(clock.day(ago(14)))

    assert find(snapshot(post(day, precision=Precision.DAY), windows=(WHOLE,))) == []


@pytest.mark.parametrize(("age", "over"), [(14, False), (15, True)])
def test_an_account_younger_than_the_limit_is_not_silent_yet(age: int, over: bool) -> None:
    opened = clock.day(NOON) - days(age)
    seen = snapshot(account=account(opened_on=opened), windows=(WHOLE,))

    if over:
        assert find(seen)
    else:
        with pytest.raises(CannotJudge):
            find(seen)


def test_a_future_post_proves_nothing() -> None:
    """Neither fresh by a date to come nor saved by it."""
    seen = snapshot(post(NOON + days(30)), post(ago(20)), windows=(WHOLE,))

    assert CHECK.state(seen) is State.STALE


def test_a_clock_a_little_ahead_is_accepted() -> None:
    assert find(snapshot(post(NOON + timedelta(minutes=3)))) == []


def test_todays_bare_date_is_not_the_future() -> None:
    assert find(snapshot(post(clock.day_end(clock.day(NOON)), precision=Precision.DAY))) == []


def doubted(published: float, earliest: float, latest: float) -> Post:
    return replace(
        post(ago(published)), earliest_at=ago(earliest), latest_at=ago(latest), doubt="时间存疑"
    )


def test_a_post_possibly_within_the_limit_is_neither_fresh_nor_stale() -> None:
    """The verdict depends on the zone that the feed did not state."""
    seen = snapshot(doubted(15, 15, 14), windows=(WHOLE,))

    with pytest.raises(CannotJudge, match="时间存疑"):
        find(seen)
    assert CHECK.state(seen) is State.UNKNOWN


def test_an_edit_time_alone_does_not_clear() -> None:
    with pytest.raises(CannotJudge):
        find(snapshot(doubted(0, 10000, 0), windows=(WHOLE,)))


def test_a_doubt_that_changes_nothing_changes_nothing() -> None:
    assert find(snapshot(doubted(3, 3, 2))) == []
    assert find(snapshot(doubted(40, 41, 39), windows=(WHOLE,)))


def test_days_are_counted_by_date_not_by_the_hosts_zone() -> None:
    late = datetime(2021, 12, 16, 23, 30, tzinfo=BEIJING)
    moment = datetime(2021, 12, 31, 0, 30, tzinfo=BEIJING)

    assert date(2021, 12, 16) == clock.day(late)
    assert find(snapshot(post(late), taken_at=moment, windows=(window(clock.BEGINNING, moment),)))
