"""Which looks speak at a moment: new enough, not expired, vouched for."""

import pytest

from monitor.model import (
    Answer,
    ChecklistItem,
    Post,
)
from monitor.system.connection import Database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, days, gap, post, window
from tests.verdicts.builders import ID, begin, inspected, seen, ways


def test_looks_older_than_asked_for_are_left_out(db: Database) -> None:
    for on in (7.01, 7, 6):
        VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(9)), on=on))])

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert [look.taken_at for look in history.observations] == [ago(7), ago(6)]
    assert history.first_look_at == ago(7.01).replace(microsecond=0)


@pytest.mark.parametrize("at_hand", [True, False])
def test_posts_that_are_at_hand_are_not_read_again(at_hand: bool, db: Database) -> None:
    look = seen(post(ago(1), "k"))
    VerdictWriter(db).append(begin(db), [inspected(look)])
    shown = [look] if at_hand else []

    def ask() -> None:
        known = HistoryReader(db).look_history([ID], NOON, days(7), shown=shown)[ID]
        assert [one.key for one in known.observations[0].reading.posts] == ["k"]

    assert bool(ways(db, ask, "posts WHERE id IN")) is not at_hand


def test_an_observation_by_hand_speaks_until_it_expires(db: Database) -> None:
    for expires in (ago(1), NOON):
        VerdictWriter(db).append_by_hand(
            [seen(on=20, by="张三", expires_at=expires, source="by_hand")]
        )

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert [look.expires_at for look in history.observations] == [NOON]


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ((), [0.0, 20.0]),
        ((post(ago(9)),), [0.0, 20.0]),
        ((post(ago(1), repost=True),), [0.0, 20.0]),
        ((post(ago(1)),), [0.0]),  # nothing that only older looks show is younger
    ],
)
def test_an_old_look_is_told_where_somebody_vouches_for_silence(
    db: Database, shown: tuple[Post, ...], kept: list[float]
) -> None:
    VerdictWriter(db).append(
        begin(db), [inspected(seen(post(ago(21)), on=20), seen(gaps=(gap(),)))]
    )
    now = seen(*shown, source="weibo_open", window=window(ago(30)))

    history = HistoryReader(db).look_history([ID], NOON, days(7), shown=[now])[ID]

    assert sorted((NOON - look.taken_at) / days(1) for look in history.observations) == kept


def test_an_old_look_is_not_told_where_nobody_vouches(db: Database) -> None:
    VerdictWriter(db).append(
        begin(db), [inspected(seen(post(ago(21)), on=20), seen(gaps=(gap(),)))]
    )

    history = HistoryReader(db).look_history([ID], NOON, days(7), shown=[seen(post(ago(9)))])[ID]

    assert [look.taken_at for look in history.observations] == [NOON]


def test_later_runs_can_be_left_out(db: Database) -> None:
    first = begin(db)
    VerdictWriter(db).append(first, [inspected(seen(post(ago(3)), on=1))])
    second = begin(db)
    VerdictWriter(db).append(second, [inspected(seen(post(ago(2))))])

    history = HistoryReader(db).look_history([ID], NOON, days(7), before_run=second)[ID]

    assert [look.taken_at for look in history.observations] == [ago(1)]


def test_a_gap_alone_is_no_usable_look(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected(seen(gaps=(gap(),)))])

    history = HistoryReader(db).look_history([ID], NOON, days(7))[ID]

    assert history.last_usable_at is None


def test_answers_are_known_of_those_asked_for_and_nobody_elses_are_read(db: Database) -> None:
    told = {
        f"a{n}": Answer(item=ChecklistItem.LINKS, good=True, at=ago(n), by="张三")
        for n in range(501)
    }
    VerdictWriter(db).append_by_hand([], [], told.items())

    assert {
        id: history.answers
        for id, history in HistoryReader(db).look_history(told, NOON, days(7)).items()
    } == {id: (answer,) for id, answer in told.items()}
    (first, *_) = ways(db, lambda: HistoryReader(db).look_history(["a1"], NOON, days(7)), "answers")
    assert "account=?" in first


@pytest.mark.parametrize(("by", "kept"), [("张三", [20.0]), ("", [])])
def test_an_old_look_is_told_where_a_person_says_what_is_newest(
    db: Database, by: str, kept: list[float]
) -> None:
    """A unit is reminded by their word: what was seen before may be newer."""
    VerdictWriter(db).append(begin(db), [inspected(seen(post(ago(21)), on=20))])
    now = seen(post(ago(30), "hand:1"), source="by_hand", by=by)

    history = HistoryReader(db).look_history([ID], NOON, days(7), shown=[now])[ID]

    assert sorted((NOON - look.taken_at) / days(1) for look in history.observations) == kept
