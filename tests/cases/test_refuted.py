"""Which findings of cases are known for none by what was proved since."""

from datetime import datetime, timedelta

import pytest

from monitor.cases.case import SYSTEM_ACTOR, Case, CaseStep, CaseUpdate, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model import State, Verdict
from monitor.system.connection import Database
from monitor.verdicts.freshness import Limit
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, post
from tests.verdicts.builders import ID, begin, inspected, seen

LATER = NOON + timedelta(days=2)


def checked(db: Database, at: datetime, answered: datetime) -> int:
    """Keep a check of *at* with its last answer at *answered*, which saw a post 20 days old."""
    old = post(at - timedelta(days=20), "old")
    more = {"verdict": Verdict.FAIL, "state": State.STALE, "newest": old}
    run = begin(db, moment=at, started_at=at)
    VerdictWriter(db).append(
        run, [inspected(seen(old), taken_at=answered, as_of=answered, **more)], []
    )
    return run


def keep_case(db: Database, *by: tuple[datetime, int]) -> None:
    """Keep a case that checks found at moments, each told by its number."""
    steps = tuple(
        CaseStep(kind=move, at=moment, by=SYSTEM_ACTOR, text="已20天未更新", run=run)
        for move, (moment, run) in zip((StepKind.OPEN, StepKind.FAILED), by, strict=False)
    )
    case = Case(id=0, account=ID, name="甲", unit="u", unit_name="某局", platform="wechat",
               check="U01", title="内容不更新", steps=steps)  # fmt: skip
    CaseStore(db).add_steps(lambda _: [CaseUpdate(case=case, steps=steps)])


def refuted(db: Database) -> set[datetime]:
    return {at for _, at in CaseStore(db).refuted(lambda _: Limit(days=14))}


@pytest.mark.parametrize("seconds", [0, 40])
def test_a_check_is_found_however_long_its_answers_took(db: Database, seconds: int) -> None:
    run = checked(db, NOON, NOON + timedelta(seconds=seconds))
    keep_case(db, (NOON, run))
    assert refuted(db) == set()

    VerdictWriter(db).append_by_hand([seen(post(ago(3), "proved"), by="李四")])

    assert refuted(db) == {NOON}


def test_a_step_rests_on_the_check_that_it_names_and_on_no_other(db: Database) -> None:
    """A verifying looks at nothing itself; a recording that is kept later is an older check."""
    first = checked(db, NOON, NOON)
    second = checked(db, LATER, LATER)
    checked(db, ago(30), ago(30))
    keep_case(db, (NOON, first), (LATER + timedelta(hours=1), second))

    VerdictWriter(db).append_by_hand([seen(post(NOON + timedelta(days=1), "proved"), by="李四")])

    assert refuted(db) == {LATER + timedelta(hours=1)}
