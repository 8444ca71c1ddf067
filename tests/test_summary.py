"""Counts and order."""

from dataclasses import replace

import pytest

from monitor import inspection, summary
from monitor.model import Assessment, State, Verdict
from monitor.policy import Policy
from tests.builders import account, ago, days, post, snapshot


def said(id: str, verdict: Verdict, state: State, idle: float | None = None) -> Assessment:
    seen = snapshot(post(ago(1)), account=account(id))
    made = inspection.inspect(seen, inspection.checks_for(seen.account, Policy()))
    return replace(made, verdict=verdict, state=state, idle=None if idle is None else days(idle))


FAIL = said("f", Verdict.FAIL, State.STALE, 20)
UNKNOWN = said("u", Verdict.UNKNOWN, State.UNKNOWN)
PASS = said("p", Verdict.PASS, State.FRESH, 1)


def test_the_worst_comes_first_in_whatever_order_they_come() -> None:
    zombie = said("z", Verdict.FAIL, State.ZOMBIE, 120)
    longer = said("l", Verdict.FAIL, State.STALE, 40)
    due = said("d", Verdict.PASS, State.DUE, 9)
    expected = (zombie, longer, FAIL, UNKNOWN, due, PASS)

    assert summary.worst_first(expected[::-1]) == expected
    assert summary.worst_first([due, FAIL, UNKNOWN, PASS, longer, zombie]) == expected


def test_each_account_counts_once() -> None:
    counts = summary.count([FAIL, UNKNOWN, PASS, PASS])

    assert counts.verdicts == {Verdict.PASS: 2, Verdict.FAIL: 1, Verdict.UNKNOWN: 1}
    assert sum(counts.states.values()) == 4
    assert counts.states[State.ZOMBIE] == 0


@pytest.mark.parametrize(
    ("accounts", "code"),
    [([], 0), ([PASS], 0), ([PASS, UNKNOWN], 3), ([PASS, UNKNOWN, FAIL], 1), ([FAIL], 1)],
)
def test_exit_codes(accounts: list[Assessment], code: int) -> None:
    assert summary.exit_code(accounts) == code


def test_idle_days_have_one_decimal() -> None:
    assert summary.idle_days(said("a", Verdict.FAIL, State.STALE, 16.24)) == 16.2
    assert summary.idle_days(UNKNOWN) is None


@pytest.mark.parametrize(
    ("verdict", "state", "called"),
    [
        (Verdict.PASS, State.FRESH, State.FRESH),
        (Verdict.PASS, State.DUE, State.DUE),
        (Verdict.FAIL, State.FRESH, Verdict.FAIL),
        (Verdict.FAIL, State.UNKNOWN, Verdict.FAIL),
        (Verdict.FAIL, State.ZOMBIE, State.ZOMBIE),
        (Verdict.FAIL, State.ABNORMAL, State.ABNORMAL),
        (Verdict.UNKNOWN, State.DUE, Verdict.UNKNOWN),
        (Verdict.UNKNOWN, State.UNKNOWN, Verdict.UNKNOWN),
        (Verdict.UNKNOWN, State.ABNORMAL, State.ABNORMAL),
    ],
)
def test_no_account_that_fails_is_called_anything_milder(
    verdict: Verdict, state: State, called: Verdict | State
) -> None:
    assert summary.standing(verdict, state) is called
