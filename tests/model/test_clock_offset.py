"""Our clock against the servers': who is believed, how it is said, how long it stands."""

from datetime import timedelta

import pytest

from monitor.model import clock_offset
from monitor.model.clock_offset import Comparison
from monitor.model.outcome import Outcome
from tests.builders import NOON, days

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NOTHING = timedelta()


@pytest.mark.parametrize(
    ("hosts", "offset"),
    [
        ([], None),
        ([NOTHING], NOTHING),
        ([days(-20)], days(-20)),  # the only one that told
        ([10 * MINUTE], 10 * MINUTE),
        ([days(-20), days(-20)], days(-20)),
        ([days(-20), NOTHING], None),  # one of two is no majority, for either side
        ([days(-20), days(20)], None),
        ([days(-20), days(-20), NOTHING], days(-20)),
        ([days(-20), NOTHING, NOTHING], NOTHING),
        ([days(-20), days(-20), NOTHING, NOTHING], None),
        ([HOUR, HOUR, HOUR, days(-300)], HOUR),
        ([HOUR, 2 * HOUR, 3 * HOUR], 2 * HOUR),
        ([HOUR, days(3)], HOUR),  # at least so much is what both say
        ([-HOUR, HOUR, NOTHING], None),
        ([-HOUR, HOUR, NOTHING, NOTHING, NOTHING], NOTHING),
        ([11 * MINUTE, 12 * MINUTE, 9 * MINUTE], 11 * MINUTE),
    ],
)
def test_most_hosts_are_believed(hosts: list[timedelta], offset: timedelta | None) -> None:
    told = {f"h{number}.example": [one] for number, one in enumerate(hosts)}

    assert clock_offset.common_offset(told) == offset


def test_a_host_that_is_asked_often_counts_once() -> None:
    told = {"busy.example": [days(-20)] * 9, "a.example": [NOTHING], "b.example": [NOTHING]}

    assert clock_offset.common_offset(told) == NOTHING


def test_of_one_host_the_middle_of_what_it_says_counts() -> None:
    assert clock_offset.common_offset({"a.example": [NOTHING, days(-20), days(-20)]}) == days(-20)


@pytest.mark.parametrize("here", ["127.0.0.1", "localhost", "::1", "rsshub.localhost"])
def test_a_service_on_this_machine_has_our_own_clock(here: str) -> None:
    """It is told of where nobody else said anything, and never acted upon."""
    beside, alone = clock_offset.HostClocks(), clock_offset.HostClocks()
    beside.note(here, NOTHING)
    beside.note("a.example", days(-20))
    alone.note(here, days(-20))

    assert (beside.offset, beside.reported_offset) == (days(-20), days(-20))
    assert (alone.offset, alone.reported_offset) == (None, days(-20))


@pytest.mark.parametrize(
    ("offset", "wrong"),
    [(10 * MINUTE, False), (-10 * MINUTE, False), (601 * MINUTE / 60, True), (-11 * MINUTE, True)],
)
def test_ten_minutes_are_the_limit_both_ways(offset: timedelta, wrong: bool) -> None:
    assert clock_offset.is_wrong(offset) is wrong
    assert clock_offset.is_right(offset) is not wrong
    assert bool(clock_offset.incident(offset, ["a"])) is wrong


def test_where_nobody_told_the_clock_is_neither_right_nor_wrong() -> None:
    assert not clock_offset.is_wrong(None) and not clock_offset.is_right(None)
    assert clock_offset.incident(None, ["a"]) == ()


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (days(-20), "本机时钟比服务器快约20天"),
        (days(21), "本机时钟比服务器慢约21天"),
        (-HOUR, "本机时钟比服务器快约60分钟"),
        (3 * HOUR, "本机时钟比服务器慢约3小时"),
        (MINUTE, "本机时钟与服务器一致"),
        (None, "本机时钟与服务器一致"),
    ],
)
def test_it_is_said_by_how_much_and_which_way(offset: timedelta | None, words: str) -> None:
    assert clock_offset.difference(offset) == words


def test_the_incident_is_our_own_and_holds_every_account_looked_at() -> None:
    (found,) = clock_offset.incident(days(-20), ["b", "a"])

    assert found.platform is None and found.outcome is Outcome.CLOCK
    assert found.accounts == ("a", "b")
    assert "快约20天" in found.message and "校准" in found.message


@pytest.mark.parametrize(
    ("offset", "since", "stands"),
    [
        (days(-20), days(0), True),
        (days(-20), -5 * MINUTE, True),
        (days(-20), -6 * MINUTE, False),  # put back
        (days(-20), days(20) - MINUTE, True),
        (days(-20), days(20), False),
        (days(21), days(21) - MINUTE, True),
        (days(21), days(21), False),  # put forward
        (HOUR, days(1) - MINUTE, True),
        (HOUR, days(1), False),  # another day's look should have told
        (NOTHING, days(1) - MINUTE, True),
    ],
)
def test_what_was_said_stands_until_the_clock_was_moved(
    offset: timedelta, since: timedelta, stands: bool
) -> None:
    said = Comparison(run=1, moment=NOON, offset=offset)

    assert said.still_applies(NOON + since) is stands
