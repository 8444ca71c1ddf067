"""An item under a date in the future was published by the day that it was first seen."""

import pytest

from checks.silent_account import SilentAccount
from monitor.model import Misdated, NoteKind, Observation, Snapshot
from monitor.model.errors import CannotJudge
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, ago, confirmed, observation, post, window

AHEAD = Misdated(key="k", title="春耕简报", url="http://a.invalid/k", written="2028-01-01 09:00")
SENTENCE = "《春耕简报》所标时间 2028-01-01 09:00 在将来"


def look(on: float, *items: Misdated, newest: float = 40) -> Observation:
    """A look *on* days ago at a list that vouches for all since 90 days ago."""
    return observation(
        post(ago(newest), key="new", url="http://a.invalid/new"),
        post(ago(90), key="old"),
        taken_at=ago(on),
        window=window(ago(90), until=ago(on)),
        examination=confirmed(ago(on)),
        misdated=items,
    )


def merged(*looks: Observation) -> Snapshot:
    return merge(account(), looks, moment=NOON, look_days=7)


def judged(*looks: Observation) -> str:
    """Return the finding on the account, or why there is none."""
    try:
        return " ".join(finding.message for finding in SilentAccount().find(merged(*looks)))
    except CannotJudge as unknown:
        return f"? {unknown}"


def test_without_it_the_list_condemns() -> None:
    assert judged(look(0)).startswith("截至2021年12月31日，已40天未更新")


def test_seen_for_the_first_time_it_may_be_of_today_and_the_sentence_names_it() -> None:
    assert judged(look(0, AHEAD)).startswith(f"? 最近一条内容的时间存疑，不足以判定：{SENTENCE}")


@pytest.mark.parametrize(("first", "condemned"), [(1, False), (14, False), (15, True), (39, True)])
def test_it_was_published_by_the_day_that_it_was_first_seen(first: float, condemned: bool) -> None:
    text = judged(look(first, AHEAD), look(0, AHEAD))

    assert text.startswith("? ") is not condemned
    assert (f"已{first:.0f}天未更新（最近一次：" in text and "《春耕简报》" in text) is condemned


def test_the_order_of_looks_does_not_matter() -> None:
    looks = [look(20, AHEAD), look(3, AHEAD), look(0, AHEAD)]

    assert judged(*looks) == judged(*reversed(looks))


def test_another_item_of_the_future_counts_from_its_own_first_look() -> None:
    other = Misdated(key="l", title="夏收", url="", written="2027-06-01")

    assert "《夏收》" in judged(look(20, AHEAD), look(0, AHEAD, other))


def test_another_source_is_no_earlier_look() -> None:
    elsewhere = observation(post(ago(40)), source="feed#2", taken_at=ago(20), misdated=(AHEAD,))

    assert judged(elsewhere, look(0, AHEAD)).startswith("? ")


def test_a_look_after_the_moment_is_no_earlier_one() -> None:
    later = look(-1, AHEAD)

    assert SENTENCE in judged(later, look(0, AHEAD))


def test_it_clears_nobody_and_does_not_hide_who_is_fresh() -> None:
    assert judged(look(0, AHEAD, newest=1)) == ""
    assert (
        merged(look(0, AHEAD)).posts[-1].earliest_at == merged(look(3, AHEAD)).posts[-1].earliest_at
    )


def test_it_adds_nothing_where_nobody_vouches() -> None:
    shown = observation(post(ago(40)), misdated=(AHEAD,))

    assert [post.key for post in merged(shown).posts] == [post(ago(40)).key]


def test_where_another_source_dates_it_that_date_counts() -> None:
    dated = observation(post(ago(30), key="x", url=AHEAD.url), source="feed#2")

    assert judged(dated, look(0, AHEAD)).startswith("截至2021年12月31日，已30天未更新")


def test_its_date_put_right_is_no_late_item() -> None:
    right = observation(
        post(ago(18), key="k", url=AHEAD.url),
        post(ago(90), key="old"),
        window=window(ago(90)),
        examination=confirmed(),
    )

    assert judged(look(1, AHEAD), right).startswith("截至2021年12月31日，已18天未更新")


def test_an_item_whose_date_is_mistyped_later_is_not_called_deleted() -> None:
    before = observation(
        post(ago(30), key="k", url=AHEAD.url),
        post(ago(90), key="old"),
        taken_at=ago(2),
        window=window(ago(90), until=ago(2)),
    )

    assert not any(note.kind is NoteKind.REMOVED for note in merged(before, look(0, AHEAD)).notes)


@pytest.mark.parametrize(("ahead", "clears"), [(1, True), (2, False), (30, False)])
def test_a_date_that_has_come_true_clears_nobody(ahead: float, clears: bool) -> None:
    """But for a day: a clock that is ahead dates an item of midnight so."""
    soon = look(2 + ahead, AHEAD)
    come = observation(post(ago(2), key="k", title="春耕简报", url=AHEAD.url))

    text = judged(soon, come)

    assert (text == "") is clears
    assert ("查看时所标时间即在将来" in text) is not clears
