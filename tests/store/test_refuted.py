"""Which findings of cases are known for none by what was proved since."""

from datetime import datetime, timedelta

import pytest

from monitor.cases import PROGRAM, Added, Case, Move, Step
from monitor.freshness import Limit
from monitor.model import State, Verdict
from monitor.store import Store
from tests.builders import NOON, ago, post
from tests.store.builders import ID, begin, inspected, seen

LATER = NOON + timedelta(days=2)


def checked(store: Store, at: datetime, answered: datetime) -> None:
    """Keep a check of *at* with its last answer at *answered*, which saw a post 20 days old."""
    old = post(at - timedelta(days=20), "old")
    more = {"verdict": Verdict.FAIL, "state": State.STALE, "newest": old}
    store.append(
        begin(store, moment=at, started_at=at),
        [inspected(seen(old), taken_at=answered, as_of=answered, **more)],
        [],
    )


def found(store: Store, *at: datetime) -> None:
    steps = tuple(
        Step(move=move, at=moment, by=PROGRAM, text="已20天未更新")
        for move, moment in zip((Move.OPEN, Move.FAILED), at, strict=False)
    )
    one = Case(id=0, account=ID, name="甲", unit="u", unit_name="某局", platform="wechat",
               check="U01", title="内容不更新", steps=steps)  # fmt: skip
    store.add_steps(lambda _: [Added(case=one, steps=steps)])


def refuted(store: Store) -> set[datetime]:
    return {at for _, at in store.refuted(lambda _: Limit(days=14))}


@pytest.mark.parametrize("seconds", [0, 40])
def test_a_check_is_found_however_long_its_answers_took(store: Store, seconds: int) -> None:
    checked(store, NOON, NOON + timedelta(seconds=seconds))
    found(store, NOON)
    assert refuted(store) == set()

    store.append_by_hand([seen(post(ago(3), "proved"), by="李四")])

    assert refuted(store) == {NOON}


def test_a_step_rests_on_the_check_before_it_and_on_no_later_one(store: Store) -> None:
    """A verifying looks at nothing itself; a recording that is kept later is an older check."""
    checked(store, NOON, NOON)
    checked(store, LATER, LATER)
    checked(store, ago(30), ago(30))
    found(store, NOON, LATER + timedelta(hours=1))

    store.append_by_hand([seen(post(NOON + timedelta(days=1), "proved"), by="李四")])

    assert refuted(store) == {LATER + timedelta(hours=1)}
