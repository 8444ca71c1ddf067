"""Several looks become one snapshot."""

from datetime import timedelta
from typing import Any

import pytest

from monitor.model import NoteKind, Observation, Post, Snapshot, as_notes, texts_of
from monitor.model.outcome import Outcome
from monitor.verdicts.merge import CLAIMED, merge
from tests.builders import NOON, account, ago, confirmed, days, gap, observation, post, window


def seen(*posts: Post, on: float = 0, **options: object) -> Observation:
    return observation(*posts, taken_at=ago(on), **options)


def merged(*looks: Observation, look_days: int = 7) -> Snapshot:
    return merge(account(), looks, moment=NOON, look_days=look_days)


def ages(snapshot: Snapshot) -> list[float]:
    return [(NOON - post.published_at) / days(1) for post in snapshot.posts]


def test_sources_are_united() -> None:
    snapshot = merged(
        seen(post(ago(2)), source="weibo_open", window=window(ago(20)), examination=confirmed()),
        seen(post(ago(5)), source="feed"),
    )

    assert ages(snapshot) == [5, 2]
    assert snapshot.windows == (window(ago(20)),)


def test_the_same_post_of_two_sources_is_one() -> None:
    url = "https://x.invalid/1"

    snapshot = merged(
        seen(post(ago(2), "a", url=url), source="weibo_open"),
        seen(post(ago(2), "b", url=url), source="feed"),
    )

    assert len(snapshot.posts) == 1


@pytest.mark.parametrize(("on", "speaks"), [(7, True), (7.001, False)])
def test_an_old_look_says_nothing(on: float, speaks: bool) -> None:
    assert bool(merged(seen(post(ago(9)), on=on)).posts) is speaks


@pytest.mark.parametrize(("left", "speaks"), [(0, True), (-0.001, False)])
def test_an_observation_by_hand_expires(left: float, speaks: bool) -> None:
    look = seen(post(ago(30)), on=20, by="张三", expires_at=NOON + days(left))

    assert bool(merged(look).posts) is speaks


def test_a_look_from_the_future_says_nothing() -> None:
    assert merged(seen(post(ago(1)), on=-1)).posts == ()


def test_a_failed_look_keeps_what_was_known_but_not_the_window() -> None:
    snapshot = merged(
        seen(post(ago(5)), on=2, window=window(ago(30), ago(2))),
        seen(gaps=(gap(Outcome.NETWORK),)),
    )

    assert ages(snapshot) == [5]
    assert snapshot.windows == ()
    assert [gap.outcome for _, gap in snapshot.gaps] == [Outcome.NETWORK]


def test_a_later_look_mends_an_earlier_gap() -> None:
    snapshot = merged(seen(gaps=(gap(),), on=2), seen(post(ago(1))))

    assert snapshot.gaps == ()


def test_a_post_that_a_whole_listing_no_longer_shows_is_dropped_with_a_note() -> None:
    """Newest goes back only with a word about it."""
    snapshot = merged(
        seen(post(ago(3), title="删掉的"), post(ago(9)), on=2),
        seen(post(ago(9)), window=window(ago(30))),
    )

    assert ages(snapshot) == [9]
    assert "《删掉的》已不再显示（可能被删除）" in snapshot.notes[0].text


def test_a_post_that_a_partial_listing_does_not_show_stays_known() -> None:
    """A guest's view omits posts; that proves no deletion."""
    snapshot = merged(seen(post(ago(3)), on=2), seen(post(ago(9))))

    assert ages(snapshot) == [9, 3]
    assert snapshot.notes == ()


def test_a_post_outside_the_window_stays_known() -> None:
    snapshot = merged(seen(post(ago(31)), on=2), seen(window=window(ago(30))))

    assert ages(snapshot) == [31]


def test_a_window_under_another_name_condemns_nobody() -> None:
    snapshot = merged(seen(window=window(ago(90)), shown_name="别的名称"))

    assert snapshot.windows == ()
    assert snapshot.shown_names == (("feed", "别的名称"),)


def test_the_name_of_an_earlier_look_is_remembered() -> None:
    snapshot = merged(seen(shown_name="别的名称", on=2), seen(window=window(ago(90))))

    assert snapshot.windows == ()


def test_two_looks_of_one_moment_are_ordered_by_what_they_showed() -> None:
    look, other = seen(post(ago(1), "a")), seen(post(ago(2), "b"), window=window(ago(5)))

    assert merged(look, other) == merged(other, look)


def test_a_sentence_is_told_once_whatever_its_kind() -> None:
    """An earlier program kept the sentence without its kind."""
    looks = (
        seen(notes=as_notes(["条目未按时间排列"], kind), source=source)
        for source, kind in (("a", NoteKind.INCOMPLETE), ("b", NoteKind.PLAIN))
    )

    assert merged(*looks).notes == as_notes(["条目未按时间排列"], NoteKind.INCOMPLETE)


def test_notes_are_told_once() -> None:
    snapshot = merged(*(seen(notes=as_notes(["说明"]), source=source) for source in "ab"))

    assert texts_of(snapshot.notes) == ("说明",)


def test_a_small_clock_difference_is_no_future() -> None:
    assert merged(seen(post(ago(1)), on=-timedelta(minutes=3) / days(1))).posts


SHOT: dict[str, Any] = {"source": "by_hand", "expires_at": NOON + days(7)}


def test_what_two_people_say_stands_side_by_side() -> None:
    snapshot = merged(
        seen(post(ago(30)), on=1, by="李四", window=window(ago(30), ago(1)), **SHOT),
        seen(post(ago(3)), on=2, by="张三", **SHOT),
    )

    assert ages(snapshot) == [30, 3]
    assert texts_of(snapshot.notes) == (
        "观测相互矛盾：张三（2021年12月29日人工查看）见到2021年12月28日发布的内容，"
        "李四（2021年12月30日人工查看）没有见到当日内容，请核实",
    )


def test_a_contradiction_names_the_look_that_showed_the_post_and_no_later_one() -> None:
    snapshot = merged(
        seen(post(ago(4), "4"), on=3, by="李四", **SHOT),
        seen(post(ago(2), "2"), on=1, by="李四", **SHOT),
        seen(on=3, by="王五", window=window(ago(30), ago(3)), **SHOT),
    )
    alone = merged(
        seen(post(ago(5), "5"), on=4, by="李四", **SHOT),
        seen(post(ago(2.5), "2"), on=2, by="李四", **SHOT),
        seen(on=1, by="李四", window=window(ago(30), ago(3)), **SHOT),
    )

    assert texts_of(snapshot.notes) == (
        "观测相互矛盾：李四（2021年12月28日人工查看）见到2021年12月27日发布的内容，"
        "王五（2021年12月28日人工查看）没有见到当日内容，请核实",
    )
    assert alone.notes[0].text.startswith("观测相互矛盾：李四（2021年12月27日人工查看）见到")


def test_a_person_who_looks_again_corrects_themselves() -> None:
    snapshot = merged(
        seen(post(ago(3), f"{CLAIMED}3"), on=2, by="张三", **SHOT),
        seen(
            post(ago(30), f"{CLAIMED}30"), on=1, by="张三", window=window(ago(30), ago(1)), **SHOT
        ),
    )

    assert ages(snapshot) == [30]


@pytest.mark.parametrize(
    ("published", "contradicts"),
    [(0.5, False), (1.5, True), (19, True), (20, False), (21, False)],
)
def test_a_contradiction_lies_within_what_is_vouched_for(
    published: float, contradicts: bool
) -> None:
    snapshot = merged(
        seen(on=1, source="weibo_open", window=window(ago(20), ago(1))),
        seen(post(ago(published)), by="张三", **SHOT),
    )

    assert bool(snapshot.notes) is contradicts


def test_programs_among_themselves_do_not_contradict() -> None:
    """Their clocks and zones differ; a listing knows nothing of another's days."""
    snapshot = merged(
        seen(source="weibo_open", window=window(ago(20))), seen(post(ago(3)), source="feed")
    )

    assert snapshot.notes == ()


def test_a_telling_in_doubt_takes_nothing_from_a_sure_one() -> None:
    sure = post(ago(10), url="https://x.invalid/1")
    edited = post(
        ago(1), url="https://x.invalid/1", earliest_at=ago(90), latest_at=ago(1), doubt="编辑时间"
    )

    for first, second in ((sure, edited), (edited, sure)):
        (found,) = merged(seen(first, source="feed"), seen(second, source="weibo_open")).posts
        assert (found.published_at, found.earliest_at) == (ago(1), ago(10))


def faded(*looks: Observation) -> list[float]:
    return [(NOON - post.published_at) / days(1) for post in merged(*looks).faded]


def test_what_an_old_look_showed_is_kept_to_refute() -> None:
    assert faded(seen(post(ago(9)), on=8), seen(window=window(ago(30)), source="weibo_open")) == [9]


@pytest.mark.parametrize("shown_on", [8, 2])
def test_what_its_own_listing_shows_no_more_was_published_all_the_same(shown_on: float) -> None:
    """It may be deleted, or the listing that of another server, or an old copy."""
    gone = seen(window=window(ago(30)), on=0)

    assert faded(seen(post(ago(9)), on=shown_on), gone) == [9]


def test_what_comes_back_into_the_list_is_not_gone() -> None:
    there, gone = post(ago(9)), seen(window=window(ago(30), ago(1)), on=1)

    snapshot = merged(seen(there, on=2), gone, seen(there, window=window(ago(30))))

    assert (ages(snapshot), snapshot.faded) == ([9], ())


def test_a_claim_that_its_person_took_back_refutes_nothing() -> None:
    claim = {"by": "张三", "source": "by_hand"}
    earlier = seen(post(ago(9), key=f"{CLAIMED}9"), on=8, expires_at=ago(1), **claim)
    later = seen(window=window(ago(30), ago(7.5)), on=7.5, expires_at=ago(1), **claim)

    assert faded(earlier, later) == []


def test_a_listing_from_before_takes_nothing_back() -> None:
    claim = {"by": "张三", "source": "by_hand"}
    earlier = seen(window=window(ago(30), ago(8)), on=8, expires_at=NOON, **claim)
    later = seen(post(ago(9), key=f"{CLAIMED}9"), on=7.5, expires_at=ago(1), **claim)

    assert faded(earlier, later) == [9]


def test_a_source_that_the_register_names_no_more_condemns_and_clears_nobody() -> None:
    """It may have been a wrong one; what it showed still refutes whoever vouches for silence."""
    wrong = seen(post(ago(2)), window=window(ago(90)), source="feed")
    right = seen(window=window(ago(60)), source="weibo_open", examination=confirmed())
    looks = (wrong, right, seen(post(ago(3)), source="by_hand", by="张三"))

    snapshot = merge(account(), looks, moment=NOON, look_days=7, sources={"weibo_open"})

    assert (ages(snapshot), snapshot.windows) == ([3], (window(ago(60)),))
    assert [post.published_at for post in snapshot.faded] == [ago(2)]
