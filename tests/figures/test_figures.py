"""A period's figures: every part sums, unknown counts for nobody, order does not matter."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import clock
from monitor.cases import Move, Stage, Step
from monitor.errors import MonitorError
from monitor.figures import AccountHistory, Problem, Row, Tally, refuse_unless_sound
from monitor.figures.account import covers
from monitor.freshness import Limit
from monitor.model import Platform, State, Status, Verdict, Window
from monitor.outcomes import Outcome
from tests.figures.builders import (
    CHECKS,
    QUARTER,
    case,
    figures,
    history,
    look,
    registered,
    step,
)

letters = st.text(alphabet="pdfzu-", min_size=3, max_size=4)
accounts = st.lists(
    st.tuples(
        letters,
        st.sampled_from(list(Platform)),
        st.sampled_from(["town", "department", "office", ""]),
        st.integers(0, 4),
    ),
    max_size=12,
)


def county(drawn: list[tuple[str, Platform, str, int]]) -> list[AccountHistory]:
    return [
        history(
            said,
            registered(f"a{n:02}", platform=platform, kind=kind, unit=f"单位{unit}"),
            published=tuple(CHECKS[4] - timedelta(days=d) for d in range(unit)),
        )
        for n, (said, platform, kind, unit) in enumerate(drawn)
    ]


@given(drawn=accounts)
def test_every_part_sums_to_its_whole(drawn: list[tuple[str, Platform, str, int]]) -> None:
    made = figures(*county(drawn))

    total = made.total.tally
    for rows in (made.by_platform, made.by_kind, made.by_unit):
        for count in ("registered", "looked", "judged", "passed", "failed", "unknown"):
            assert sum(getattr(row.tally, count) for row in rows) == getattr(total, count)
        assert sum(row.posts for row in rows) == made.total.posts
    assert total.registered == len(drawn)
    assert total.looked == total.passed + total.failed + total.unknown
    assert len(made.failing) == total.failed
    assert len(made.unseen) == total.registered - total.looked


@given(drawn=accounts, seed=st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_matter(
    drawn: list[tuple[str, Platform, str, int]], seed: object
) -> None:
    whole = county(drawn)
    other = list(whole)
    seed.shuffle(other)  # type: ignore[attr-defined]

    assert figures(*whole).accounts == figures(*other).accounts
    assert figures(*whole).by_unit == figures(*other).by_unit


@given(drawn=accounts, more=st.integers(1, 5))
def test_unknown_never_moves_the_pass_rate(
    drawn: list[tuple[str, Platform, str, int]], more: int
) -> None:
    whole = county(drawn)
    unseen = [history("uuu", registered(f"u{n}")) for n in range(more)]

    made, with_unknown = figures(*whole), figures(*whole, *unseen)

    assert with_unknown.total.tally.pass_rate == made.total.tally.pass_rate
    assert with_unknown.total.tally.unknown == made.total.tally.unknown + more


@pytest.mark.parametrize(
    ("said", "verdict", "closing"),
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
    said: str, verdict: Verdict | None, closing: Verdict | None
) -> None:
    (one,) = figures(history(said)).accounts

    assert (one.verdict, one.closing_verdict) == (verdict, closing)


def test_looks_of_the_period_before_fail_nobody_now() -> None:
    (one,) = figures(history("fppp")).accounts

    assert (one.verdict, one.looks, one.failed_first_at) == (Verdict.PASS, 3, None)


def test_a_failing_account_tells_when_first_and_in_which_checks() -> None:
    (one,) = figures(history("pff")).accounts

    assert one.failed_first_at == CHECKS[3]
    assert one.failed_in == (3, 4)
    assert one.still_failing
    assert len(one.problems) == 1 and "12月31日" in one.problems[0].message


def test_an_unknown_account_tells_since_when_and_what_was_tried() -> None:
    (one,) = figures(history("puu")).accounts

    assert one.unknown_since == CHECKS[3]
    assert one.tried == (("feed", Outcome.BRIDGE_DOWN, "桥接服务没有应答"),)


def test_an_account_counts_once_however_many_problems_it_has() -> None:
    one = history("f")
    twice = replace(one.looks[0].problems[0], check="U02", title="账号异常")
    look = replace(one.looks[0], problems=(*one.looks[0].problems, twice))

    made = figures(replace(one, looks=(look,)))

    assert made.total.tally.failed == 1
    assert made.problems == (("U01", "内容不更新", 1), ("U02", "账号异常", 1))


def day(number: int) -> Window:
    since = QUARTER.since + timedelta(days=number)
    return Window(since=since, until=since + timedelta(days=30))


def test_posts_are_exact_only_where_windows_cover_the_whole_period() -> None:
    whole = Window(since=QUARTER.since - timedelta(days=1), until=CHECKS[4])
    published = (CHECKS[2], CHECKS[3], QUARTER.since - timedelta(days=3))

    (vouched,) = figures(history(windows=(whole,), published=published)).accounts
    (partly,) = figures(history(windows=(day(20),), published=published)).accounts

    assert (vouched.posts, vouched.posts_whole) == (2, True)
    assert (partly.posts, partly.posts_whole) == (2, False)
    assert partly.longest_silence is None
    assert vouched.longest_silence == 32


def test_windows_that_touch_cover_and_those_with_a_gap_do_not() -> None:
    first, second, late = day(0), day(30), day(31)

    assert covers([second, first], first.since, second.until)
    assert not covers([first, late], first.since, late.until)
    assert not covers([first], first.since, first.until + timedelta(seconds=1))
    assert not covers([], first.since, first.until)


def test_closed_accounts_have_left_and_moves_are_told() -> None:
    stayed = registered("stayed", name="新名")
    gone = registered("gone", name="旧号")
    opened = registered("opened", opened_on=date(2021, 11, 8))
    listed = registered("listed")
    shut = registered("shut", status=Status.CLOSED)

    made = figures(
        history(account=stayed),
        history("p", opened),
        history("p", listed),
        register=(stayed, opened, listed, shut),
        register_before=(replace(stayed, name="旧名"), gone, replace(shut, status=Status.ACTIVE)),
    )

    assert made.opened == (listed, opened)
    assert made.closed == (gone, replace(shut, status=Status.ACTIVE))
    assert made.renamed == (("旧名", stayed),)


def test_without_an_earlier_register_only_dated_openings_are_told() -> None:
    old = registered("old", opened_on=date(2019, 1, 1))
    new = registered("new", opened_on=date(2021, 12, 31))

    made = figures(history(account=old), history("p", new), register_before=None)

    assert made.opened == (new,)
    assert not made.register_known_before


@pytest.mark.parametrize(
    ("said", "outcome", "fixed"),
    [
        ("fppp", "fixed", CHECKS[2]),
        ("fupp", "fixed", CHECKS[3]),
        ("ffff", "open", None),
        ("fufu", "open", None),
        ("fuuu", "unseen", None),
        ("f---", "unseen", None),
        ("fpfp", "recurring", CHECKS[2]),
        ("fppf", "recurring", CHECKS[2]),
    ],
)
def test_last_quarters_failures_are_followed_by_looks_alone(
    said: str, outcome: str, fixed: object
) -> None:
    (one,) = figures(history(said)).rectified

    assert (one.outcome, one.fixed_at) == (outcome, fixed)


@pytest.mark.parametrize("said", ["pfff", "ufff", "-fff", "fff"])
def test_who_did_not_fail_last_quarter_is_not_followed(said: str) -> None:
    assert figures(history(said)).rectified == ()


def test_zombies_are_those_that_close_as_such() -> None:
    made = figures(history("zzz", registered("z")), history("zzp", registered("back")))

    assert [one.account.id for one in made.zombies] == ["z"]


def test_worst_first() -> None:
    order = ["z", "f", "b", "u", "n", "p"]
    said = {"z": "zzz", "f": "fff", "b": "fpp", "u": "uuu", "n": "---", "p": "ppp"}

    made = figures(*(history(said[id], registered(id)) for id in reversed(order)))

    assert [one.account.id for one in made.accounts] == order


def test_figures_that_do_not_sum_are_refused_with_their_cells() -> None:
    made = figures(history("ppp", registered("a")), history("fff", registered("b")))
    wrong = replace(made, by_unit=(Row(label="高台县财政局", tally=Tally(registered=1, passed=1)),))

    with pytest.raises(MonitorError) as caught:
        refuse_unless_sound(wrong)

    assert "按单位的登记数：合计 2，各项之和 1（高台县财政局1）" in str(caught.value)
    assert "按平台" not in str(caught.value)


def test_a_period_with_nothing_in_it_has_figures() -> None:
    made = figures(spotchecks=())

    assert made.total.tally == Tally()
    assert made.accounts == () and made.closing_at is None
    assert State.ZOMBIE not in made.states


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ((step(Move.OPEN, 1),), Stage.FOUND),
        ((step(Move.OPEN, 1), step(Move.CLOSE, 1, 1)), None),
        ((step(Move.OPEN, 1), step(Move.CLOSE, 2)), Stage.CLOSED),
        ((step(Move.OPEN, 4), step(Move.NOTIFY, 4, 100)), Stage.FOUND),
        ((step(Move.OPEN, 4, 100),), None),
    ],
)
def test_a_case_stands_in_the_period_as_it_was_when_it_ended(
    steps: tuple[Step, ...], stage: Stage | None
) -> None:
    found = figures(cases=(case(1, registered(), *steps),)).cases

    assert [one.stage for one in found] == ([stage] if stage else [])


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

    (told,) = figures(replace(one, looks=same)).rectified

    assert told.outcome == "unseen"


@pytest.mark.parametrize(
    ("age", "verdict"),
    [(14, Verdict.UNKNOWN), (15, Verdict.FAIL), (20, Verdict.FAIL), (-1, Verdict.FAIL)],
)
def test_a_failure_that_evidence_refutes_is_none(age: int, verdict: Verdict) -> None:
    """The look knew of a post 20 days old; a newer one within the limit came to light later."""
    one = history("--f")
    proved = (one.looks[0].as_of - timedelta(days=age),)

    (told,) = figures(replace(one, proved=proved)).accounts

    assert told.verdict is verdict


def test_evidence_of_a_post_refutes_no_other_fault() -> None:
    one = history("--f")
    unsafe = Problem(check="S01", title="安全问题", message="错别字")
    looks = tuple(replace(look, problems=(*look.problems, unsafe)) for look in one.looks)
    proved = (one.looks[0].as_of - timedelta(days=3),)

    (told,) = figures(replace(one, looks=looks, proved=proved)).accounts

    assert (told.verdict, told.problems) == (Verdict.FAIL, (unsafe,))


def test_every_finding_of_a_check_is_told() -> None:
    one = history("--f")
    found = tuple(Problem(check="S01", title="安全问题", message=said) for said in ("泄密", "外链"))
    looks = tuple(replace(look, problems=found) for look in one.looks)

    (told,) = figures(replace(one, looks=looks)).accounts

    assert told.problems == found


def test_a_zombie_that_nobody_saw_since_is_still_one() -> None:
    made = figures(history("zzu", registered("z")), history("zpu", registered("back")))

    assert [one.account.id for one in made.zombies] == ["z"]
    assert made.zombies[0].idle_days == 100


EXEMPT: dict[str, Any] = {"document": "高政办发〔2021〕9号", "until": date(2022, 6, 30)}


@pytest.mark.parametrize(
    ("said", "steps", "outcome"),
    [
        ("ffff", (step(Move.OPEN, 1), step(Move.EXEMPT, 2, **EXEMPT)), "exempt"),
        ("fuuu", (step(Move.OPEN, 1), step(Move.EXEMPT, 2, **EXEMPT)), "exempt"),
        ("fppf", (step(Move.OPEN, 1), step(Move.EXEMPT, 4, **EXEMPT)), "exempt"),
        ("fppp", (step(Move.OPEN, 1), step(Move.EXEMPT, 2, **EXEMPT)), "fixed"),
        ("ffff", (step(Move.OPEN, 1), step(Move.EXEMPT, 4, 9, **EXEMPT)), "open"),
        ("fuuu", (step(Move.OPEN, 1), step(Move.CLOSE, 2)), "struck"),
        ("ff--", (step(Move.OPEN, 1), step(Move.CLOSE, 2)), "open"),
        ("ff--", (step(Move.OPEN, 1), step(Move.CLOSE, 2, 1)), "struck"),
        ("ff--", (step(Move.OPEN, 1), step(Move.CLOSE, 4, 9)), "open"),
        ("fpfu", (step(Move.OPEN, 1), step(Move.CLOSE, 4)), "recurring"),
        ("fuuu", (step(Move.OPEN, 1), step(Move.PASSED, 2), step(Move.CLOSE, 2)), "fixed"),
        ("fuuu", (step(Move.OPEN, 1), step(Move.NOTIFY, 2)), "unseen"),
    ],
)
def test_what_was_decided_of_a_case_is_told_where_no_look_tells(
    said: str, steps: tuple[Step, ...], outcome: str
) -> None:
    (one,) = figures(history(said), cases=(case(1, registered(), *steps),)).rectified

    assert one.outcome == outcome
    assert (one.decided, one.until) == {
        "exempt": ("高政办发〔2021〕9号", date(2022, 6, 30)),
        "struck": ("已20天未更新", None),
    }.get(outcome, ("", None))
    assert one.fixed_at is not None or outcome not in ("fixed", "recurring")


def test_one_problem_that_is_exempt_excuses_no_other() -> None:
    one = history("ffff")
    other = Problem(check="S01", title="安全问题", message="有敏感信息")
    looks = tuple(replace(look, problems=(*look.problems, other)) for look in one.looks)
    exempt = case(1, registered(), step(Move.OPEN, 1), step(Move.EXEMPT, 2, **EXEMPT))

    (told,) = figures(replace(one, looks=looks), cases=(exempt,)).rectified

    assert told.outcome == "open"


@pytest.mark.parametrize(("until", "stage"), [(31, Stage.EXEMPT), (30, Stage.FOUND)])
def test_an_exemption_that_has_ended_is_none_though_nobody_looked(until: int, stage: Stage) -> None:
    given = step(Move.EXEMPT, 2, document="1号", until=date(2021, 12, until))

    (told,) = figures(cases=(case(1, registered(), step(Move.OPEN, 1), given),)).cases

    assert told.stage is stage


def test_what_was_found_in_error_is_no_case() -> None:
    one = case(1, registered(), step(Move.OPEN, 2), step(Move.NOTIFY, 2))
    withdrawn = case(2, registered(), step(Move.OPEN, 2), step(Move.REFUTED, 4, 100))

    made = figures(cases=(one, withdrawn), refuted={(1, CHECKS[2])})

    assert made.cases == ()


def test_what_was_seen_in_the_period_counts_beside_an_old_look() -> None:
    one = history("--f")
    gone = Problem(check="U02", title="账号异常", message="账号已注销")
    (seen,) = one.looks
    old = replace(seen, as_of=QUARTER.since - timedelta(seconds=1), problems=(*seen.problems, gone))

    (told,) = figures(replace(one, looks=(old,))).accounts

    assert (told.verdict, told.problems) == (Verdict.FAIL, (gone,))


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
    one = AccountHistory(account=registered("z"), looks=(seen,), windows=(wide, older))

    (told,) = figures(one).zombies

    assert (told.idle_days, told.silent_days) == (None, 140)


def test_an_account_that_never_published_was_not_silent_since_some_day() -> None:
    seen = replace(look(4, "z"), newest_at=None, state=State.EMPTY)
    ever = Window(since=clock.BEGINNING, until=seen.as_of)
    one = AccountHistory(account=registered("e"), looks=(seen,), windows=(ever,))

    (told,) = figures(one).accounts

    assert (told.idle_days, told.silent_days) == (None, None)


def test_what_could_not_be_judged_has_no_days_without_a_post() -> None:
    one = AccountHistory(account=registered("u"), looks=(look(4, "u", idle=48),))

    (told,) = figures(one).accounts

    assert told.idle_days is None
    assert told.newest_at == look(4, "u", idle=48).newest_at
