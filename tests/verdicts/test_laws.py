"""The laws of the design, as properties."""

import copy
from dataclasses import replace
from datetime import timedelta

import time_machine
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checks import CHECKS
from monitor.model import (
    Gap,
    Observation,
    Post,
    Precision,
    Reading,
    Snapshot,
    Verdict,
    Window,
    clock,
)
from monitor.model.outcome import Outcome
from monitor.verdicts import judge
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, ago, snapshot
from tests.lengths import tries

BETTER = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2}
ACCOUNT = account()
SILENT = CHECKS[0]()
ALL = tuple(check() for check in CHECKS)

ages = st.integers(min_value=-2, max_value=130 * 24).map(lambda hours: hours / 24)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    published = ago(draw(ages)).replace(microsecond=0)
    doubted = draw(st.booleans())
    spread = timedelta(hours=draw(st.integers(0, 48)))
    return Post(
        key=str(draw(st.integers(0, 40))),
        published_at=published,
        precision=draw(st.sampled_from(Precision)),
        repost=draw(st.booleans()),
        pinned=draw(st.booleans()),
        earliest_at=published - spread if doubted else None,
        latest_at=published + spread if doubted else None,
        doubt="时间存疑" if doubted else "",
    )


@st.composite
def windows(draw: st.DrawFn) -> Window:
    until = draw(st.integers(0, 20))
    since = draw(st.sampled_from([until, until + 10, until + 14, until + 15, until + 200]))
    return Window(since=ago(since), until=ago(until))


gaps = st.builds(Gap, outcome=st.sampled_from(Outcome), message=st.just("说明"))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    return snapshot(
        *draw(st.lists(posts(), max_size=4)),
        windows=tuple(draw(st.lists(windows(), max_size=3))),
        faded=tuple(draw(st.lists(posts(), max_size=2))),
        gaps=tuple(("feed", gap) for gap in draw(st.lists(gaps, max_size=2))),
    )


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    reading = Reading(
        posts=tuple(draw(st.lists(posts(), max_size=3, unique_by=lambda post: post.key))),
        window=draw(st.none() | windows()),
        gaps=tuple(draw(st.lists(gaps, max_size=1))),
        shown_name=draw(st.sampled_from([None, "城关发布", "别的"])),
    )
    return Observation(
        account=ACCOUNT.id,
        source=draw(st.sampled_from(["feed", "weibo_open", "by_hand"])),
        taken_at=ago(draw(st.integers(0, 9))),
        reading=reading,
    )


def verdict_of(seen: Snapshot) -> Verdict:
    return judge.inspect(seen, [SILENT]).verdict


@settings(max_examples=tries(200))
@given(snapshots(), posts())
def test_adding_a_post_never_worsens_a_verdict(seen: Snapshot, more: Post) -> None:
    richer = replace(seen, posts=(*seen.posts, more))

    assert BETTER[verdict_of(richer)] >= BETTER[verdict_of(seen)]


@settings(max_examples=tries(200))
@given(snapshots(), posts())
def test_what_faded_clears_nobody_and_condemns_nobody(seen: Snapshot, faded: Post) -> None:
    before, after = verdict_of(seen), verdict_of(replace(seen, faded=(*seen.faded, faded)))

    assert after in (before, Verdict.UNKNOWN) and (before is Verdict.FAIL or after is before)


# one draw in six is unknown and has a window to lose: that is enough
@settings(max_examples=tries(200), suppress_health_check=[HealthCheck.filter_too_much])
@given(snapshots(), st.integers(0, 2))
def test_removing_a_window_never_turns_unknown_into_fail(seen: Snapshot, index: int) -> None:
    fewer = tuple(window for at, window in enumerate(seen.windows) if at != index)

    assume(verdict_of(seen) is Verdict.UNKNOWN and fewer != seen.windows)

    assert verdict_of(replace(seen, windows=fewer)) is not Verdict.FAIL


@settings(max_examples=tries(150))
@given(st.lists(posts(), max_size=5), st.lists(gaps, max_size=3))
def test_without_a_window_nobody_is_condemned(shown: list[Post], failed: list[Gap]) -> None:
    seen = snapshot(*shown, gaps=tuple(("feed", gap) for gap in failed))

    assert verdict_of(seen) is not Verdict.FAIL


@settings(max_examples=tries(150))
@given(st.lists(observations(), min_size=2, max_size=5), st.data())
def test_the_order_of_observations_does_not_matter(
    looks: list[Observation], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(looks))
    assume(shuffled != looks)

    first = merge(ACCOUNT, looks, moment=NOON, look_days=7)
    second = merge(ACCOUNT, shuffled, moment=NOON, look_days=7)

    assert first == second
    assert judge.inspect(first, ALL) == judge.inspect(second, ALL)


@settings(max_examples=tries(200))
@given(snapshots(), st.permutations(range(4)))
def test_the_order_of_posts_and_windows_does_not_matter(seen: Snapshot, order: list[int]) -> None:
    turned = replace(
        seen,
        posts=tuple(seen.posts[at] for at in order if at < len(seen.posts)),
        windows=tuple(reversed(seen.windows)),
    )

    assessment, other = judge.inspect(seen, [SILENT]), judge.inspect(turned, [SILENT])
    assert (assessment.verdict, assessment.state, assessment.as_of) == (
        other.verdict,
        other.state,
        other.as_of,
    )


@settings(max_examples=tries(200))
@given(snapshots())
def test_what_was_seen_gives_the_same_verdict_whenever_it_is_judged(seen: Snapshot) -> None:
    """Years later, by checks made anew, from a copy."""
    with time_machine.travel(NOON, tick=False):
        first = judge.inspect(seen, ALL)
    with time_machine.travel(NOON + timedelta(days=900), tick=False):
        again = judge.inspect(copy.deepcopy(seen), tuple(check() for check in CHECKS))

    assert again == first


@settings(max_examples=tries(200))
@given(snapshots())
def test_state_and_verdict_never_contradict_each_other(seen: Snapshot) -> None:
    assessed = judge.inspect(seen, [SILENT])

    passing = assessed.state.value in ("fresh", "due", "to_view")
    assert passing is (assessed.verdict is Verdict.PASS)
    assert (assessed.state.value == "unknown") is (assessed.verdict is Verdict.UNKNOWN)


@settings(max_examples=tries(200))
@given(st.integers(0, 400), st.integers(0, 86399))
def test_natural_days_do_not_depend_on_the_hour(age: int, second: int) -> None:
    midnight = clock.day_start(clock.day(NOON))
    moment = midnight + timedelta(seconds=second)

    assert clock.natural_days(moment - timedelta(days=age), moment) == age
