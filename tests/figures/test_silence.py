"""How long an account was silent, which posts are known, and which are refuted by them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.figures import AccountFigures, AccountHistory, PeriodFinding
from monitor.figures.account import covers
from monitor.figures.posts import PostBasis
from monitor.model import State, Verdict, Window, clock
from monitor.verdicts.freshness import Limit
from tests.figures.builders import (
    CHECKS,
    QUARTER,
    figures,
    history,
    look,
    registered,
)


def day(number: int) -> Window:
    since = QUARTER.since + timedelta(days=number)
    return Window(since=since, until=since + timedelta(days=30))


def test_posts_are_exact_only_where_windows_cover_the_whole_period() -> None:
    whole = Window(since=QUARTER.since - timedelta(days=1), until=CHECKS[4])
    published = (CHECKS[2], CHECKS[3], QUARTER.since - timedelta(days=3))

    (vouched,) = figures(history(windows=(whole,), published=published)).accounts
    (partly,) = figures(history(windows=(day(20),), published=published)).accounts

    assert (vouched.posts, vouched.posts_basis) == (2, PostBasis.WHOLE)
    assert (partly.posts, partly.posts_basis) == (2, PostBasis.AT_LEAST)
    assert partly.longest_silence is None
    assert vouched.longest_silence == 32


def test_windows_that_touch_cover_and_those_with_a_gap_do_not() -> None:
    first, second, late = day(0), day(30), day(31)

    assert covers([second, first], first.since, second.until)
    assert not covers([first, late], first.since, late.until)
    assert not covers([first], first.since, first.until + timedelta(seconds=1))
    assert not covers([], first.since, first.until)


def test_zombies_are_those_of_any_check_told_apart_by_how_they_end() -> None:
    ends = {"still": "zzz", "back": "zzp", "late": "zpf", "unseen": "pzu", "fine": "ppp"}

    computed = figures(*(history(text, registered(id)) for id, text in ends.items()))

    def ids(accounts: Sequence[AccountFigures]) -> set[str]:
        return {account.account.id for account in accounts}

    assert ids(computed.zombies) == {"still", "back", "late", "unseen"}
    assert ids(computed.zombies_at_end) == {"still", "unseen"}
    assert ids(computed.zombies_recovered) == {"back"}


def test_a_zombie_that_later_evidence_refutes_was_none() -> None:
    proved = (CHECKS[3] - timedelta(days=3),)

    computed = figures(history("pzp", registered("a"), proved=proved))

    assert computed.zombies == ()


def test_an_account_that_never_published_has_no_longest_interval() -> None:
    whole = Window(since=QUARTER.since - timedelta(days=1), until=CHECKS[4])
    empty = replace(look(4, "f"), newest_at=None, state=State.EMPTY)
    never = AccountHistory(account=registered(), looks=(empty,), windows=(whole,))

    (account,) = figures(never).accounts
    (before,) = figures(replace(never, last_before=QUARTER.since - timedelta(days=9))).accounts

    assert account.longest_silence is None
    assert before.longest_silence is not None


@pytest.mark.parametrize(
    ("age", "verdict"),
    [(14, Verdict.UNKNOWN), (15, Verdict.FAIL), (20, Verdict.FAIL), (-1, Verdict.FAIL)],
)
def test_a_failure_that_evidence_refutes_is_none(age: int, verdict: Verdict) -> None:
    """The look knew of a post 20 days old; a newer one within the limit came to light later."""
    one = history("--f")
    proved = (one.looks[0].as_of - timedelta(days=age),)

    (account,) = figures(replace(one, proved=proved)).accounts

    assert account.verdict is verdict


def test_evidence_of_a_post_refutes_no_other_fault() -> None:
    one = history("--f")
    unsafe = PeriodFinding(check="S01", title="安全问题", message="错别字")
    looks = tuple(replace(look, problems=(*look.problems, unsafe)) for look in one.looks)
    proved = (one.looks[0].as_of - timedelta(days=3),)

    (account,) = figures(replace(one, looks=looks, proved=proved)).accounts

    assert (account.verdict, account.problems) == (Verdict.FAIL, (unsafe,))


def test_a_zombie_that_nobody_saw_since_is_still_one() -> None:
    computed = figures(history("zzu", registered("z")), history("zpu", registered("back")))

    assert [account.account.id for account in computed.zombies_at_end] == ["z"]
    assert computed.zombies_at_end[0].idle_days == 100


def test_what_evidence_refutes_goes_by_the_accounts_own_limit() -> None:
    one = history("--f")
    (seen,) = one.looks
    seen = replace(seen, newest_at=seen.as_of - timedelta(days=40))
    known = replace(one, looks=(seen,), proved=(seen.as_of - timedelta(days=20),))

    (strict,) = figures(known).accounts
    (lenient,) = figures(known, limit_of=lambda _: Limit(days=30)).accounts

    assert (strict.verdict, lenient.verdict) == (Verdict.FAIL, Verdict.UNKNOWN)


def test_a_repost_refutes_where_it_is_an_update() -> None:
    one = history("--f")
    known = replace(one, reposted=(one.looks[0].as_of - timedelta(days=3),))

    (counted,) = figures(known).accounts
    (not_counted,) = figures(known, limit_of=lambda _: Limit(days=14, reposts=False)).accounts

    assert (counted.verdict, not_counted.verdict) == (Verdict.UNKNOWN, Verdict.FAIL)


def test_silence_without_any_known_post_tells_for_how_long_at_least() -> None:
    seen = replace(look(4, "z"), newest_at=None)
    wide = Window(since=seen.as_of - timedelta(days=140), until=seen.as_of)
    older = Window(since=wide.since - timedelta(days=9), until=wide.since)
    history = AccountHistory(account=registered("z"), looks=(seen,), windows=(wide, older))

    (account,) = figures(history).zombies

    assert (account.idle_days, account.silent_days) == (None, 140)


def test_an_account_that_never_published_was_not_silent_since_some_day() -> None:
    seen = replace(look(4, "z"), newest_at=None, state=State.EMPTY)
    ever = Window(since=clock.BEGINNING, until=seen.as_of)
    history = AccountHistory(account=registered("e"), looks=(seen,), windows=(ever,))

    (account,) = figures(history).accounts

    assert (account.idle_days, account.silent_days) == (None, None)


def test_what_could_not_be_judged_has_no_days_without_a_post() -> None:
    history = AccountHistory(account=registered("u"), looks=(look(4, "u", idle=48),))

    (account,) = figures(history).accounts

    assert account.idle_days is None
    assert account.newest_at == look(4, "u", idle=48).newest_at


@pytest.mark.parametrize(
    ("state", "until", "counted"),
    [
        (State.TO_VIEW, None, None),
        (State.TO_VIEW, 4, None),
        (State.DUE, None, 9),
        (State.DUE, 0, 9),
        (State.DUE, 2, 7),
        (State.FRESH, 2, 9),
    ],
)
def test_days_without_a_post_are_those_that_somebody_saw(
    state: State, until: int | None, counted: int | None
) -> None:
    seen = look(4, "d")
    vouched = None if until is None else seen.as_of - timedelta(days=until)
    seen = replace(seen, state=state, vouched_until=vouched)

    (account,) = figures(AccountHistory(account=registered("d"), looks=(seen,))).accounts

    assert account.idle_days == counted


def test_a_zombie_that_published_has_recovered_whoever_looked_since() -> None:
    one = history("zpp", registered("z"))
    later = replace(one, looks=(*one.looks[:-1], replace(one.looks[-1], state=State.TO_VIEW)))

    assert [account.account.id for account in figures(later).zombies_recovered] == ["z"]
