"""What people said beside what programs saw: contradicted, corrected, taken back, each exactly."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from monitor.model import (
    Note,
    NoteKind,
    Observation,
    Post,
    Precision,
    Sighting,
    as_notes,
    clock,
    texts_of,
)
from monitor.verdicts.merge import CLAIMED, SHOWN, merge
from tests.builders import NOON, account, ago, confirmed, days, gap, post, window
from tests.notices.builders import assessed
from tests.verdicts.test_merge import merged, seen

SECOND = timedelta(seconds=1)
LINK = "https://x.invalid/1"


def hand(*posts: Post, by: str = "张三", left: float = 7, **options: Any) -> Observation:
    """A look by a person that holds for *left* days."""
    return seen(*posts, by=by, source="by_hand", expires_at=NOON + days(left), **options)


def faded_keys(*looks: Observation) -> list[str]:
    return [post.key for post in merged(*looks).faded]


def test_what_begins_the_keys_of_claims_stands_in_stores_already() -> None:
    assert (CLAIMED, SHOWN) == ("hand:", "hand-shot:")


def test_a_person_who_saw_nothing_contradicts_the_program_that_did() -> None:
    snapshot = merged(seen(post(ago(3)), source="feed"), hand(window=window(ago(30))))

    assert texts_of(snapshot.notes) == (
        "观测相互矛盾：程序见到2021年12月28日发布的内容，"
        "张三（2021年12月31日人工查看）没有见到当日内容，请核实",
    )


def test_the_newest_of_what_was_missed_is_named() -> None:
    looks = seen(post(ago(9)), post(ago(3)), post(ago(6))), hand(window=window(ago(30)))

    (note,) = merged(*looks).notes

    assert "见到2021年12月28日发布的内容" in note.text
    assert note.kind is NoteKind.CONTRADICTION


def test_a_day_on_which_both_saw_something_is_no_contradiction() -> None:
    mine = hand(post(ago(3) + timedelta(hours=1), "m"), window=window(ago(30)))

    assert merged(seen(post(ago(3)), source="feed"), mine).notes == ()


@pytest.mark.parametrize(("until", "expected"), [(ago(3), True), (ago(3) - SECOND, False)])
def test_what_was_published_after_a_person_looked_is_no_contradiction(
    until: datetime, expected: bool
) -> None:
    look = hand(window=window(ago(30), until), on=2)

    assert bool(merged(look, seen(post(ago(3)))).notes) is expected


@pytest.mark.parametrize(("latest", "expected"), [(2, True), (1.999, False)])
def test_what_may_have_been_published_later_is_no_contradiction(
    latest: float, expected: bool
) -> None:
    doubtful = post(ago(3), latest_at=ago(latest), doubt="编辑时间")
    look = hand(window=window(ago(30), ago(2)), on=1)

    assert bool(merged(look, seen(doubtful)).notes) is expected


def test_only_contradictions_are_told_as_such() -> None:
    doubt = Note(kind=NoteKind.CONTRADICTION, text="甲、乙所见不同")
    assessment = assessed(20, notes=(*as_notes(["观测相互矛盾：不在此列", "说明"]), doubt))

    assert assessment.contradictions == ("甲、乙所见不同",)


def test_an_older_date_elsewhere_makes_no_doubt_of_a_persons_word() -> None:
    older = Sighting(
        key=LINK, url=LINK, published_at=ago(90), precision=Precision.SECOND, first_seen_at=ago(60)
    )
    looks = [hand(post(ago(2), LINK, url=LINK))]

    (told,) = merge(account(), looks, moment=NOON, look_days=7, sightings=[older]).posts

    assert told.doubt == ""


def test_a_persons_date_makes_no_doubt_of_a_programs() -> None:
    looks = hand(post(ago(30), "h", url=LINK), on=3), seen(post(ago(2), LINK, url=LINK))

    assert [post.doubt for post in merged(*looks).posts] == [""]


@pytest.mark.parametrize(
    ("published", "kept"),
    [(ago(5), False), (ago(5) - SECOND, True), (ago(3), False), (ago(3) + SECOND, True)],
)
def test_a_later_look_corrects_what_lies_within_it(published: datetime, kept: bool) -> None:
    claim = hand(post(published, f"{CLAIMED}1"), on=2.5)
    again = hand(window=window(ago(5), ago(3)), on=1)

    assert bool(merged(claim, again).posts) is kept


def test_what_was_proved_stays_whatever_its_person_says_later() -> None:
    snapshot = merged(hand(post(ago(4), LINK), on=3), hand(window=window(ago(9)), on=1))

    assert [post.key for post in snapshot.posts] == [LINK]
    assert "又称没有，请核实" in snapshot.notes[0].text


def test_who_shows_something_of_that_day_again_denies_nothing() -> None:
    again = hand(post(ago(4) + SECOND, "https://x.invalid/2"), window=window(ago(9)), on=1)

    assert merged(hand(post(ago(4), LINK), on=3), again).notes == ()


def claimed(**options: Any) -> Observation:
    return hand(post(ago(9), f"{CLAIMED}9"), **{"on": 8, "left": -1, **options})


def back(**options: Any) -> Observation:
    since, until = options.pop("since", ago(30)), options.pop("until", ago(7.5))
    return hand(window=window(since, until), **{"on": 7.5, "left": -1, **options})


TAKEN = (claimed(), back())
BACK: dict[str, Any] = {"window": window(ago(30), ago(7.5))}


@pytest.mark.parametrize(
    ("claim", "later", "kept"),
    [
        (*TAKEN, False),
        (claimed(by="李四"), back(), True),
        (claimed(), back(by="李四"), True),
        (claimed(), back(since=ago(9)), False),
        (claimed(), back(since=ago(9) + SECOND), True),
        (claimed(), back(until=ago(9)), False),
        (claimed(), back(until=ago(9) - SECOND), True),
        (claimed(on=7.5), back(on=7.5), True),  # at one moment: nobody knows which was later
        (hand(post(ago(9), LINK), on=8, left=-1), back(), True),
    ],
)
def test_a_claim_is_taken_back_by_a_later_look_of_its_person_that_covers_it(
    claim: Observation, later: Observation, kept: bool
) -> None:
    assert bool(merged(claim, later).faded) is kept


def test_a_claim_that_is_made_again_is_not_taken_back() -> None:
    again = hand(post(ago(9), f"{CLAIMED}9", title="又见"), **{**BACK, "on": 7.5, "left": -1})

    assert faded_keys(claimed(), again) == [f"{CLAIMED}9", f"{CLAIMED}9"]


def test_nothing_is_taken_back_or_shown_before_its_time() -> None:
    """A look dated ahead, by a clock that was wrong, is one of that day."""
    assert faded_keys(claimed(), back(on=-1)) == [f"{CLAIMED}9"]
    now = seen(window=window(ago(90)), examination=confirmed(), on=0)
    for ahead in (seen(gaps=(gap(),), on=-1), seen(post(ago(2)), on=-1)):
        (claim,) = merged(seen(post(ago(9)), on=2), now, ahead).claims
        assert not claim.is_confirmed


def test_no_list_takes_back_what_calls_itself_a_claim() -> None:
    """An item of a feed may be named as it likes: what it showed was published."""
    old = seen(post(ago(9), f"{CLAIMED}9"), on=8.5)

    assert faded_keys(old, seen(window=window(ago(30)), on=8)) == [f"{CLAIMED}9"]


@pytest.mark.parametrize(("late", "counts"), [(timedelta(), True), (SECOND, False)])
def test_the_future_begins_where_no_honest_clock_could_be(late: timedelta, counts: bool) -> None:
    at = clock.CLOCK_SKEW + late
    look = seen(post(ago(3)), on=-at / days(1))

    assert bool(merged(look).posts) is counts
    snapshot = merge(account(), [look], moment=NOON, look_days=7, sources={"weibo_open"})
    assert (snapshot.posts, bool(snapshot.faded)) == ((), counts)


def test_what_is_still_shown_has_not_faded() -> None:
    old = seen(post(ago(9), "a", title="旧题"), on=8)

    snapshot = merged(old, seen(post(ago(9), "a", title="新题")))

    assert ([post.title for post in snapshot.posts], snapshot.faded) == (["新题"], ())


def test_what_has_faded_stands_in_the_order_of_its_days() -> None:
    ages = (12, 9, 15, 11, 14, 10, 13)

    snapshot = merged(seen(*(post(ago(n)) for n in ages), on=8))

    assert [post.published_at for post in snapshot.faded] == [ago(n) for n in sorted(ages)[::-1]]


@pytest.mark.parametrize(
    ("look", "vouched"),
    [
        (hand(post(ago(9), CLAIMED + "1")), 1),
        (hand(post(ago(9), SHOWN + "1")), 0),
        (hand(post(ago(9), "1", url=LINK)), 0),
        (seen(post(ago(9), CLAIMED + "1"), source="feed"), 0),
    ],
    ids=["by word", "by screenshot, whose window says it", "by a link, of any post", "by a source"],
)
def test_who_tells_the_newest_post_vouches_that_there_was_none_since(
    look: Observation, vouched: int
) -> None:
    assert len(merged(look).testimonies) == vouched
