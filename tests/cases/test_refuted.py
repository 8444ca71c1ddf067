"""Which findings of cases are known for none by what was proved since."""

from datetime import datetime, timedelta

import pytest

from monitor.app.store import Store
from monitor.cases.case import SYSTEM_ACTOR, Case, CaseStep, CaseUpdate, StepKind
from monitor.model import State, Verdict
from monitor.verdicts.freshness import Limit
from tests.builders import NOON, ago, post
from tests.verdicts.store.builders import ID, begin, inspected, seen

LATER = NOON + timedelta(days=2)


def checked(store: Store, at: datetime, answered: datetime) -> int:
    """Keep a check of *at* with its last answer at *answered*, which saw a post 20 days old."""
    old = post(at - timedelta(days=20), "old")
    more = {"verdict": Verdict.FAIL, "state": State.STALE, "newest": old}
    run = begin(store, moment=at, started_at=at)
    store.append(run, [inspected(seen(old), taken_at=answered, as_of=answered, **more)], [])
    return run


def found(store: Store, *by: tuple[datetime, int]) -> None:
    """Keep a case that checks found at moments, each told by its number."""
    steps = tuple(
        CaseStep(kind=move, at=moment, by=SYSTEM_ACTOR, text="已20天未更新", run=run)
        for move, (moment, run) in zip((StepKind.OPEN, StepKind.FAILED), by, strict=False)
    )
    one = Case(id=0, account=ID, name="甲", unit="u", unit_name="某局", platform="wechat",
               check="U01", title="内容不更新", steps=steps)  # fmt: skip
    store.add_steps(lambda _: [CaseUpdate(case=one, steps=steps)])


def refuted(store: Store) -> set[datetime]:
    return {at for _, at in store.refuted(lambda _: Limit(days=14))}


@pytest.mark.parametrize("seconds", [0, 40])
def test_a_check_is_found_however_long_its_answers_took(store: Store, seconds: int) -> None:
    run = checked(store, NOON, NOON + timedelta(seconds=seconds))
    found(store, (NOON, run))
    assert refuted(store) == set()

    store.append_by_hand([seen(post(ago(3), "proved"), by="李四")])

    assert refuted(store) == {NOON}


def test_a_step_rests_on_the_check_that_it_names_and_on_no_other(store: Store) -> None:
    """A verifying looks at nothing itself; a recording that is kept later is an older check."""
    first = checked(store, NOON, NOON)
    second = checked(store, LATER, LATER)
    checked(store, ago(30), ago(30))
    found(store, (NOON, first), (LATER + timedelta(hours=1), second))

    store.append_by_hand([seen(post(NOON + timedelta(days=1), "proved"), by="李四")])

    assert refuted(store) == {LATER + timedelta(hours=1)}
