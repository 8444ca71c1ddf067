"""Which looks speak at a moment: new enough, not expired, vouched for."""

import random
from typing import Any

import pytest

from monitor.model import (
    Answer,
    ChecklistItem,
    Misdated,
    Observation,
    Post,
)
from monitor.system.connection import Database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.run_values import LookHistory
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, ago, days, gap, post, window
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


@pytest.mark.parametrize("seed", range(6))
def test_what_is_known_of_many_is_what_is_known_of_each(db: Database, seed: int) -> None:
    """Each is asked of up to a moment of its own; all of them are read together."""
    dice = random.Random(seed)
    ids = [f"a{n}" for n in range(8)]
    writer = VerdictWriter(db)
    for _ in range(4):
        looks = [any_look(dice, id) for id in ids if dice.random() < 0.8]
        writer.append(begin(db), [inspected(look, account=account(look.account)) for look in looks])
        told = [any_look(dice, id, by="张三") for id in ids if dice.random() < 0.4]
        answers = [(id, any_answer(dice)) for id in ids if dice.random() < 0.4]
        writer.append_by_hand(told, [], answers)
    moments = {id: ago(dice.choice((0, 1, 3.5, 7, 20))) for id in ids[:7]}

    together = HistoryReader(db).histories_at(moments, days(7))

    alone: dict[str, LookHistory] = {}
    for id, at in moments.items():
        alone |= HistoryReader(db).look_history([id], at, days(7))
    assert together == alone
    assert any(history.sightings for history in alone.values()) or seed
    assert any(history.answers for history in alone.values())


def any_look(dice: random.Random, id: str, **fields: Any) -> Observation:
    on = dice.choice((0, 0.5, 3, 6.9, 7, 7.1, 19, 30, 61))
    older = post(
        ago(on + 9), f"k{dice.randrange(3)}", url="http://x.invalid/1", title="某标题某标题"
    )
    newer = post(ago(on + dice.choice((0, 1, 8))), older.key, url=older.url, title=older.title)
    misdated = (Misdated(key="m", title="", url="", written="2028-01-01"),)
    more: dict[str, Any] = {
        "window": window(ago(on + 30), ago(on)) if dice.random() < 0.5 else None,
        "misdated": misdated if dice.random() < 0.2 else (),
    }
    if fields:
        more |= {"source": "by_hand", "expires_at": ago(on - dice.choice((0, 3, 7)))}
    posts = (older,) if dice.random() < 0.5 else (newer,)
    return seen(*posts, account=id, on=on, **more, **fields)


def any_answer(dice: random.Random) -> Answer:
    at = ago(dice.choice((0, 1, 3.5, 8)))
    return Answer(item=ChecklistItem.LINKS, good=dice.random() < 0.5, at=at, by="张三")


def test_items_dated_in_the_future_are_found_without_reading_every_look(db: Database) -> None:
    found = ways(db, lambda: HistoryReader(db).histories_at({ID: NOON}, days(7)), "asked")

    assert [step for step in found if "idx_observations_misdated" in step]
    assert not [step for step in found if step.startswith("SCAN observations")]
