"""Counts and order."""

from dataclasses import replace

import pytest

from monitor.model import Assessment, State, Verdict, clock
from monitor.model.policy import Policy
from monitor.registry import rules
from monitor.verdicts import judge, summary
from tests.builders import account, ago, days, post, snapshot, window


def assessed(id: str, verdict: Verdict, state: State, idle: float | None = None) -> Assessment:
    seen = snapshot(post(ago(1)), account=account(id))
    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))
    return replace(
        assessment, verdict=verdict, state=state, idle=None if idle is None else days(idle)
    )


FAIL = assessed("f", Verdict.FAIL, State.STALE, 20)
UNKNOWN = assessed("u", Verdict.UNKNOWN, State.UNKNOWN)
PASS = assessed("p", Verdict.PASS, State.FRESH, 1)


def test_the_worst_comes_first_in_whatever_order_they_come() -> None:
    zombie = assessed("z", Verdict.FAIL, State.ZOMBIE, 120)
    longer = assessed("l", Verdict.FAIL, State.STALE, 40)
    due = assessed("d", Verdict.PASS, State.DUE, 9)
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
    [([], 3), ([PASS], 0), ([PASS, UNKNOWN], 3), ([PASS, UNKNOWN, FAIL], 1), ([FAIL], 1)],
)
def test_exit_codes(accounts: list[Assessment], code: int) -> None:
    assert summary.exit_code(accounts) == code


@pytest.mark.parametrize(("accounts", "code"), [([], 3), ([PASS], 3), ([UNKNOWN], 3), ([FAIL], 1)])
def test_nobody_says_that_all_pass_where_not_all_were_looked_at(
    accounts: list[Assessment], code: int
) -> None:
    assert summary.exit_code(accounts, whole=False) == code


@pytest.mark.parametrize(("since", "shown"), [(20, "20"), (20.6, "21")])
def test_silence_counts_by_the_days_of_the_rule(since: float, shown: str) -> None:
    """NOON less 20.6 days is the evening before: the sentence beside it says 21 days."""
    seen = snapshot(post(ago(since)), windows=(window(ago(60)),))
    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))
    (_, finding) = assessment.faults[0]

    assert summary.silent_days(assessment) == shown
    assert f"已{shown}天未更新" in finding.message


def test_a_silence_of_which_no_post_is_known_is_no_shorter_than_was_seen() -> None:
    seen = snapshot(windows=(window(ago(60)),))
    assessment = judge.inspect(seen, rules.checks_for(seen.account, Policy()))
    never = snapshot(windows=(window(clock.BEGINNING),))
    empty = judge.inspect(never, rules.checks_for(seen.account, Policy()))

    assert (
        summary.silent_days(assessment) == "≥60" and "至少60天" in assessment.faults[0][1].message
    )
    assert summary.silent_days(empty) == summary.silent_days(replace(assessment, results=())) == ""


def test_what_was_last_seen_says_nothing_against_who_failed_for_less() -> None:
    seen = snapshot(windows=(window(ago(60)),))
    failed = judge.inspect(seen, rules.checks_for(seen.account, Policy()))
    unknown = replace(failed, verdict=Verdict.UNKNOWN, results=())
    last = {failed.account.id: ago(80)}

    assert summary.silent_days(failed, last) == "≥60"
    assert summary.silent_days(unknown, last) == "80"


def test_idle_days_have_one_decimal() -> None:
    assert summary.idle_days(assessed("a", Verdict.FAIL, State.STALE, 16.24)) == 16.2
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
