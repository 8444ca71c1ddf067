"""One verdict an account for the period: when it failed first, in what, and why nobody knows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.figures import PeriodFinding
from monitor.model import Verdict
from monitor.model.outcome import Outcome
from tests.figures.builders import (
    CHECKS,
    QUARTER,
    figures,
    history,
    registered,
)


@pytest.mark.parametrize(
    ("letters", "verdict", "closing"),
    [
        ("ppp", Verdict.PASS, Verdict.PASS),
        ("fpp", Verdict.FAIL, Verdict.PASS),
        ("ppf", Verdict.FAIL, Verdict.FAIL),
        ("ppu", Verdict.UNKNOWN, Verdict.UNKNOWN),
        ("uup", Verdict.PASS, Verdict.PASS),
        ("fuu", Verdict.FAIL, Verdict.UNKNOWN),
        ("p--", Verdict.PASS, Verdict.PASS),
        ("---", None, None),
    ],
)
def test_one_failure_fails_the_period_and_else_the_last_look_decides(
    letters: str, verdict: Verdict | None, closing: Verdict | None
) -> None:
    (account,) = figures(history(letters)).accounts

    assert (account.verdict, account.closing_verdict) == (verdict, closing)


def test_looks_of_the_period_before_fail_nobody_now() -> None:
    (account,) = figures(history("fppp")).accounts

    assert (account.verdict, account.looks, account.failed_first_at) == (Verdict.PASS, 3, None)


def test_a_failing_account_tells_when_first_and_in_which_checks() -> None:
    (account,) = figures(history("pff")).accounts

    assert account.failed_first_at == CHECKS[3]
    assert account.failed_in == (3, 4)
    assert account.still_failing
    assert len(account.problems) == 1 and "12月31日" in account.problems[0].message


def test_an_unknown_account_tells_since_when_and_what_was_tried() -> None:
    (account,) = figures(history("puu")).accounts

    assert account.unknown_since == CHECKS[3]
    assert account.tried == (("feed", Outcome.BRIDGE_DOWN, "桥接服务没有应答"),)


def test_an_account_counts_once_however_many_problems_it_has() -> None:
    one = history("f")
    twice = replace(one.looks[0].problems[0], check="U02", title="账号异常")
    look = replace(one.looks[0], problems=(*one.looks[0].problems, twice))

    computed = figures(replace(one, looks=(look,)))

    assert computed.total.tally.failed == 1
    assert computed.problems == (("U01", "内容不更新", 1), ("U02", "账号异常", 1))


def test_worst_first() -> None:
    order = ["z", "f", "b", "u", "n", "p"]
    said = {"z": "zzz", "f": "fff", "b": "fpp", "u": "uuu", "n": "---", "p": "ppp"}

    computed = figures(*(history(said[id], registered(id)) for id in reversed(order)))

    assert [account.account.id for account in computed.accounts] == order


def test_what_was_seen_before_the_period_is_no_failure_of_it() -> None:
    """A look by hand is judged again and again; it speaks of the day on which somebody looked."""
    one = history("uffu")
    old = tuple(replace(look, as_of=QUARTER.since - timedelta(seconds=1)) for look in one.looks)
    new = tuple(replace(look, as_of=QUARTER.since) for look in one.looks)

    (before,) = figures(replace(one, looks=old)).accounts
    (within,) = figures(replace(one, looks=new)).accounts

    assert (before.verdict, before.problems) == (Verdict.UNKNOWN, ())
    assert within.verdict is Verdict.FAIL


def test_a_look_made_last_quarter_proves_no_neglect_in_this_one() -> None:
    one = history("ffff")
    same = tuple(replace(look, as_of=one.looks[0].as_of) for look in one.looks)

    (rectified,) = figures(replace(one, looks=same)).rectified

    assert rectified.outcome == "unseen"


def test_every_finding_of_a_check_is_told() -> None:
    one = history("--f")
    findings = tuple(
        PeriodFinding(check="S01", title="安全问题", message=said) for said in ("泄密", "外链")
    )
    looks = tuple(replace(look, problems=findings) for look in one.looks)

    (account,) = figures(replace(one, looks=looks)).accounts

    assert account.problems == findings


def test_what_was_seen_in_the_period_counts_beside_an_old_look() -> None:
    one = history("--f")
    gone = PeriodFinding(check="U02", title="账号异常", message="账号已注销")
    (seen,) = one.looks
    old = replace(seen, as_of=QUARTER.since - timedelta(seconds=1), problems=(*seen.problems, gone))

    (account,) = figures(replace(one, looks=(old,))).accounts

    assert (account.verdict, account.problems) == (Verdict.FAIL, (gone,))


@pytest.mark.parametrize(
    ("letters", "lapsed"),
    [("ppu", True), ("puu", True), ("uuu", False), ("ppp", False), ("pfu", False)],
)
def test_an_unknown_account_that_an_earlier_look_passed_has_lapsed(
    letters: str, lapsed: bool
) -> None:
    computed = figures(history(letters))

    assert computed.lapsed == (computed.accounts if lapsed else ())
