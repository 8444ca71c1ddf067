"""Whether a unit is reminded: as far as somebody vouches for a silence, and no further."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.silent_account import SilentAccount
from monitor.model import Assessment, Claim, Examination, Post, Snapshot, State, Window, clock
from monitor.model.clock import BEIJING
from monitor.verdicts import judge, reminding, summary
from monitor.verdicts.freshness import Limit
from monitor.verdicts.reminding import last_seen
from tests.builders import NOON, ago, days, gap, post, snapshot
from tests.lengths import tries

WEEK = Limit(days=7)
CHECK = SilentAccount()


def by_hand(newest: float, looked: float) -> Snapshot:
    """A person without a screenshot saw a post of *newest* days ago, *looked* days ago."""
    seen = post(ago(newest))
    told = reminding.testimony(seen, ago(looked))
    return snapshot(seen, testimonies=(told,), last_usable_at=ago(looked))


def listing(lag: float) -> Snapshot:
    """A source listed all posts up to *lag* days ago."""
    return snapshot(
        post(ago(9)), windows=(Window(since=ago(30), until=ago(lag)),), last_usable_at=NOON
    )


def assessed(seen: Snapshot) -> Assessment:
    return judge.inspect(seen, [CHECK])


@pytest.mark.parametrize(
    ("newest", "looked", "expected"),
    [
        (7, 0, State.FRESH),
        (8, 0, State.DUE),
        (7, 4, State.FRESH),
        (8, 1, State.DUE),
        (8, 2, State.TO_VIEW),  # six days were seen
        (11, 4, State.DUE),  # Monday's look, seven days seen, on Friday
        (10, 4, State.TO_VIEW),  # six
        (13, 5, State.TO_VIEW),  # a look of the round before
        (14, 0, State.DUE),
    ],
)
def test_a_unit_is_reminded_of_a_week_that_the_last_round_saw(
    newest: float, looked: float, expected: State
) -> None:
    assert assessed(by_hand(newest, looked)).state is expected


def test_what_nobody_vouches_for_is_looked_at_first() -> None:
    assert assessed(snapshot(post(ago(8)))).state is State.TO_VIEW
    assert reminding.state(ago(8), None, WEEK, NOON) is State.TO_VIEW


@pytest.mark.parametrize(("since", "expected"), [(9, State.DUE), (8.9, State.TO_VIEW)])
def test_a_window_vouches_that_reaches_back_to_the_newest_post(
    since: float, expected: State
) -> None:
    seen = snapshot(post(ago(9)), windows=(Window(since=ago(since), until=NOON),))

    assert assessed(seen).state is expected


@pytest.mark.parametrize(
    ("examination", "expected"),
    [
        (None, State.DUE),
        (Examination(at=NOON, until=NOON), State.DUE),
        (Examination(at=NOON, until=NOON, refuted="列表中另有内容"), State.TO_VIEW),
    ],
    ids=["not examined", "confirmed", "refuted"],
)
def test_a_reminder_needs_no_second_look_but_none_may_refute_it(
    examination: Examination | None, expected: State
) -> None:
    claim = Claim(source="feed", window=Window(since=ago(30), until=NOON), examination=examination)

    assert assessed(snapshot(post(ago(9)), claims=(claim,))).state is expected


@pytest.mark.parametrize(("faded", "expected"), [(2, State.TO_VIEW), (8, State.DUE)])
def test_a_post_that_ends_the_silence_denies_it_however_it_was_seen(
    faded: float, expected: State
) -> None:
    seen = replace(by_hand(9, 0), faded=(post(ago(faded), key="faded"),))

    assert assessed(seen).state is expected


def test_a_doubted_post_that_may_be_newer_denies_it() -> None:
    doubted = post(ago(3), key="?", earliest_at=ago(20), latest_at=ago(3), doubt="时间存疑")
    seen = snapshot(post(ago(9)), doubted, windows=(Window(since=ago(30), until=NOON),))

    assert assessed(seen).state is State.TO_VIEW


def test_a_look_by_hand_vouches_up_to_the_first_second_of_its_day() -> None:
    window = reminding.testimony(post(ago(9)), ago(1))

    assert window.since == ago(9)
    assert clock.beijing(window.until) == datetime(2021, 12, 30, tzinfo=BEIJING)
    assert reminding.testimony(post(ago(1)), ago(1)).since <= window.until


def test_a_stored_verdict_ages_with_its_look() -> None:
    """Seen on Monday: fresh that day, told on Friday, told no more on Saturday."""
    monday = datetime(2021, 12, 27, 10, tzinfo=BEIJING)
    newest = post(monday - days(7))
    seen = snapshot(
        newest, taken_at=monday, testimonies=(reminding.testimony(newest, monday),),
        last_usable_at=monday,
    )  # fmt: skip
    stored = judge.inspect(seen, [CHECK])
    states = [judge.as_known(stored, monday + days(n), [CHECK]).state for n in range(6)]

    assert states == [State.FRESH, *[State.DUE] * 4, State.TO_VIEW]


def test_of_a_repost_that_counts_nothing_is_known_later() -> None:
    check = SilentAccount(count_reposts=False)
    stored = judge.inspect(snapshot(post(ago(1)), post(ago(0.5), repost=True)), [check])

    assert judge.as_known(stored, NOON + days(1), [check]).state is State.TO_VIEW
    assert judge.as_known(stored, NOON + days(1), [CHECK]).state is State.FRESH


@pytest.mark.parametrize(
    ("looked", "counted"), [(0, "11"), (1, "10"), (4, "7")], ids=["today", "yesterday", "Monday"]
)
def test_days_are_counted_that_were_seen(looked: float, counted: str) -> None:
    due = assessed(by_hand(11, looked))

    assert (due.state, summary.silent_days(due)) == (State.DUE, counted)
    assert summary.idle_days(due) == pytest.approx(int(counted) - 0.5)


@pytest.mark.parametrize("seen", [by_hand(10, 6), snapshot(last_usable_at=ago(9))])
def test_no_days_are_counted_of_one_that_nobody_looked_at_since(seen: Snapshot) -> None:
    assessment = assessed(seen)

    assert summary.silent_days(assessment) == "" and summary.idle_days(assessment) is None


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (by_hand(10, 6), "最近所见12月21日，12月25日查看，此后未查看"),
        (
            snapshot(post(ago(9)), last_usable_at=ago(3), gaps=(("feed", gap()),)),
            "最近所见12月22日，12月28日查看，此后未能查看",
        ),
        (snapshot(post(ago(9))), "最近所见12月22日，12月31日查看，所见不能保证齐全"),
        (snapshot(last_usable_at=ago(9)), "12月22日查看，此后未查看"),
        (listing(1), "最近所见12月22日，12月31日查看，此后未查看"),
        (listing(2), "最近所见12月22日，12月31日查看，所见不能保证齐全"),
        (
            snapshot(post(ago(20)), last_usable_at=NOON, gaps=(("feed", gap()),)),
            "最近所见12月11日，12月31日查看，此后未能查看",
        ),
        (
            snapshot(post(ago(20)), last_usable_at=NOON),
            "所见最近一次更新为2021年12月11日（20天前），人工观测没有截图作证，不足以证明没有更新",
        ),
    ],
)  # fmt: skip
def test_the_office_is_told_what_was_seen_when_and_why_no_more(seen: Snapshot, said: str) -> None:
    assert last_seen(assessed(seen)) == said


def test_the_newest_post_ever_seen_is_told_where_the_verdict_knows_none() -> None:
    assessment = assessed(snapshot(last_usable_at=ago(9)))
    newest = {assessment.account.id: ago(12)}

    assert last_seen(assessment, newest) == "最近所见12月19日，12月22日查看，此后未查看"


@st.composite
def looks(draw: st.DrawFn) -> Window:
    until = draw(st.integers(0, 8))
    return Window(since=ago(until + draw(st.integers(0, 16))), until=ago(until))


@st.composite
def sights(draw: st.DrawFn) -> Snapshot:
    ages = st.integers(0, 16 * 24).map(lambda hours: post(ago(hours / 24), key=str(hours)))
    posts = draw(st.lists(ages, min_size=1, max_size=3, unique_by=lambda one: one.key))
    refuted = draw(st.sampled_from(["", "列表中另有内容"]))
    examination = Examination(at=NOON, until=NOON, refuted=refuted)
    return snapshot(
        *posts,
        windows=tuple(draw(st.lists(looks(), max_size=1))),
        testimonies=tuple(
            reminding.testimony(one, ago(draw(st.integers(0, 8)))) for one in posts[:1]
        ),
        claims=tuple(
            Claim(source="feed", window=look, examination=examination)
            for look in draw(st.lists(looks(), max_size=1))
        ),
        faded=tuple(draw(st.lists(ages, max_size=1))),
        last_usable_at=NOON,
    )


def vouched(seen: Snapshot, newest: Post) -> bool:
    """Say, by other means than the rule, whether a look vouches for a week without a post."""
    claims = [c.window for c in seen.claims if c.examination and not c.examination.refuted]
    known = [one.published_at for one in (*seen.posts, *seen.faded)]
    return any(
        look.since <= newest.published_at
        and clock.day(look.until) - clock.day(newest.published_at) >= timedelta(days=7)
        and clock.day(NOON) - clock.day(look.until) <= timedelta(days=4)
        and not any(
            at > newest.published_at and clock.day(look.until) - clock.day(at) <= days(7)
            for at in known
        )
        for look in (*seen.windows, *seen.testimonies, *claims)
    )


@given(sights())
@settings(max_examples=tries(500), deadline=None)
def test_a_unit_is_told_if_and_only_if_a_look_vouches_for_the_days_told(seen: Snapshot) -> None:
    assessment = assessed(seen)
    assert assessment.newest is not None
    late = clock.natural_days(assessment.newest.published_at, NOON) > 7

    if assessment.state in (State.FRESH, State.DUE, State.TO_VIEW):
        assert (assessment.state is State.FRESH) is not late
        assert (assessment.state is State.DUE) is (late and vouched(seen, assessment.newest))
