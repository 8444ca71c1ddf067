"""Turns within a look, and looking again: spread, stable, later and later, never given up."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.clock import BEIJING
from monitor.verdicts import look_retries
from monitor.verdicts.look_retries import PAUSES, SLOT, LookState
from tests.builders import account

DUE = datetime(2021, 12, 14, 8, 30, tzinfo=BEIJING)
REGISTER = tuple(account(f"a{number}") for number in range(200))
HOUR = timedelta(hours=1)


@given(st.integers(0, 199), st.sampled_from([timedelta(), SLOT, HOUR, 8 * HOUR]))
def test_a_turn_lies_within_the_spread_and_is_the_same_whenever_asked(
    number: int, spread: timedelta
) -> None:
    at = look_retries.turn(f"a{number}", DUE, spread)

    assert DUE <= at <= DUE + spread
    assert at == look_retries.turn(f"a{number}", DUE, spread)


def test_turns_differ_between_accounts_and_from_day_to_day() -> None:
    today = [look_retries.turn(account.id, DUE, 8 * HOUR) for account in REGISTER]
    tomorrow = [
        look_retries.turn(account.id, DUE + timedelta(days=1), 8 * HOUR) for account in REGISTER
    ]

    assert len(set(today)) > 50
    assert [at - DUE for at in today] != [at - DUE - timedelta(days=1) for at in tomorrow]


def test_each_account_is_up_once_when_its_turn_has_come() -> None:
    seen: dict[str, LookState] = {}
    order = []
    now = DUE
    while now <= DUE + HOUR:
        for one in look_retries.up(REGISTER, seen, DUE, now, HOUR):
            assert look_retries.turn(one.id, DUE, HOUR) <= now
            seen[one.id] = LookState(looks=1, last_at=now)
            order.append(one.id)
        now += timedelta(minutes=1)

    assert sorted(order) == sorted(account.id for account in REGISTER)


@pytest.mark.parametrize(
    ("looks", "pause"),
    [(1, PAUSES[0]), (2, PAUSES[1]), (3, PAUSES[2]), (4, PAUSES[3]), (9, PAUSES[3])],
)
def test_what_failed_is_looked_at_again_later_each_time(looks: int, pause: timedelta) -> None:
    (account, *_) = REGISTER
    seen = {account.id: LookState(looks=looks, last_at=DUE, failed=True)}

    assert look_retries.again(REGISTER, seen, DUE + pause - timedelta(seconds=1)) == ()
    assert look_retries.again(REGISTER, seen, DUE + pause) == (account,)
    assert look_retries.next_again(REGISTER, seen) == DUE + pause


def test_what_was_seen_or_never_begun_is_not_looked_at_again() -> None:
    seen = {
        REGISTER[0].id: LookState(looks=1, last_at=DUE),
        "gone": LookState(looks=1, last_at=DUE, failed=True),
    }

    assert look_retries.again(REGISTER, seen, DUE + 9 * HOUR) == ()
    assert look_retries.next_again(REGISTER, seen) is None
