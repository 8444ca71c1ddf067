"""What each source's looks bring to the snapshot, and up to where they vouch."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.model import Answer, ChecklistItem, Note, NoteKind, Observation, as_notes, texts_of
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, ago, confirmed, post, window
from tests.verdicts.test_merge import ages, merged, seen

SECOND = timedelta(seconds=1)
LINK = "https://x.invalid/1"


def test_sources_stand_in_the_order_of_their_names_whoever_looked_first() -> None:
    snapshot = merged(
        seen(notes=as_notes(("乙",)), shown_name="乙", source="b", on=2),
        seen(notes=as_notes(("甲",)), shown_name="甲", source="a", on=1),
        seen(source="c", on=3),
    )

    assert texts_of(snapshot.notes) == ("甲", "乙")
    assert snapshot.shown_names == (("a", "甲"), ("b", "乙"))


def test_the_snapshot_knows_what_it_was_told() -> None:
    answer = Answer(item=ChecklistItem.SECRETS, good=False, at=ago(1), by="张三")

    snapshot = merge(
        account(),
        [],
        moment=NOON,
        look_days=7,
        last_usable_at=ago(3),
        first_look_at=ago(90),
        answers=(answer,),
    )

    assert (snapshot.last_usable_at, snapshot.first_look_at, snapshot.answers) == (
        ago(3),
        ago(90),
        (answer,),
    )


def test_the_clocks_that_differ_are_told_each_once_in_order() -> None:
    offsets = {"a": 3, "b": -2, "c": 3, "d": 0, "e": 1, "f": None}
    looks = [
        replace(seen(source=name), clock_offset=None if n is None else n * SECOND)
        for name, n in offsets.items()
    ]

    assert merged(*looks).clock_offsets == (-2 * SECOND, SECOND, 3 * SECOND)


def test_a_window_that_was_not_confirmed_is_a_claim_and_no_more() -> None:
    snapshot = merged(
        seen(window=window(ago(20)), source="a"),
        seen(window=window(ago(30)), source="b", examination=confirmed()),
        seen(window=window(ago(40)), source="by_hand", by="张三", expires_at=NOON),
    )

    assert [claim.source for claim in snapshot.claims] == ["a", "b", "by_hand:张三"]
    assert snapshot.windows == (window(ago(30)), window(ago(40)))


@pytest.mark.parametrize(("shown", "ours"), [("城关发布", True), (None, True), ("别处发布", False)])
def test_only_a_window_under_the_accounts_own_name_counts(shown: str | None, ours: bool) -> None:
    look = seen(window=window(ago(90)), shown_name=shown, examination=confirmed())

    snapshot = merged(look)

    assert (bool(snapshot.claims), bool(snapshot.windows)) == (ours, ours)


def test_the_name_of_an_earlier_look_is_remembered_until_another_is_shown() -> None:
    def vouches(*names: str | None) -> bool:
        looks = [
            seen(window=window(ago(90)), shown_name=name, examination=confirmed(), on=9 - number)
            for number, name in enumerate(names, 3)
        ]
        return bool(merged(*looks).windows)

    assert not vouches("别处发布", None)
    assert vouches("别处发布", "城关发布", None)
    assert not vouches("城关发布", "别处发布")


def test_a_window_ends_where_it_was_proved_complete() -> None:
    look = seen(window=window(ago(90)), examination=confirmed(NOON, until=ago(1)))

    assert merged(look).windows == (window(ago(90), ago(1)),)


@pytest.mark.parametrize("earlier", [window(ago(90), ago(2)), None], ids=["whole", "partial"])
def test_a_list_that_is_suddenly_empty_is_not_believed(earlier: object) -> None:
    before = seen(post(ago(9)), window=earlier, on=2)
    now = seen(window=window(ago(90)), examination=confirmed())

    (claim,) = merged(before, now).claims

    assert not claim.is_confirmed
    assert claim.examination is not None and "没有列出任何内容" in claim.examination.refuted
    assert merged(before, now).windows == ()
    assert merged(now).windows == (window(ago(90)),)


@pytest.mark.parametrize(
    ("published", "gone"),
    [(ago(5), True), (ago(5) - SECOND, False), (ago(3), True), (ago(3) + SECOND, False)],
)
def test_what_a_whole_list_lacks_is_gone_up_to_both_its_ends(
    published: datetime, gone: bool
) -> None:
    snapshot = merged(seen(post(published), on=2), seen(window=window(ago(5), ago(3)), on=1))

    assert (len(snapshot.posts), len(snapshot.faded)) == ((0, 1) if gone else (1, 0))


def test_what_is_listed_under_another_key_is_not_gone() -> None:
    now = seen(post(ago(4), "new", url=LINK), window=window(ago(30)), on=1)

    snapshot = merged(seen(post(ago(4), "old", url=LINK), on=2), now)

    assert (snapshot.notes, snapshot.faded) == ((), ())


@pytest.mark.parametrize(("title", "sentence"), [("防火简报", "《防火简报》"), ("", "")])
def test_what_is_gone_is_named_by_its_title_where_it_has_one(title: str, sentence: str) -> None:
    looks: list[Observation] = [
        seen(post(ago(4), title=title), on=2),
        seen(window=window(ago(30)), on=1),
    ]

    text = f"2021-12-27 发布的内容{sentence}已不再显示（可能被删除）"
    assert merged(*looks).notes == (Note(kind=NoteKind.REMOVED, text=text),)


def test_of_two_tellings_of_one_moment_the_first_sources_stands() -> None:
    looks = [seen(post(ago(2), "k", url=LINK, title=name), source=name) for name in ("b", "a", "c")]

    snapshot = merged(*looks)

    assert (ages(snapshot), [post.title for post in snapshot.posts]) == ([2], ["a"])
