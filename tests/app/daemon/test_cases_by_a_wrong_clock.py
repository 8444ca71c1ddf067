"""Cases by a wrong clock: none is opened, those of before are withdrawn by the first right look."""

import pytest

from monitor.app import follow_up
from monitor.cases.case import PROGRAM, Case, CaseEvent, CaseStep, CaseUpdate, Stage
from monitor.cases.store import CaseStore
from monitor.model import Run, RunMode
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.daemon.builders import Office, day, mornings

UNCONFIRMED = Run(id=9, mode=RunMode.LOOK, moment=day(12, 31, 9), started_at=day(12, 31, 9))


def test_a_spot_check_by_a_wrong_clock_opens_no_case(small: Office) -> None:
    path = small.folder / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("full: 停用", "full: 每天 08:00"), "utf-8")
    mornings(small, day(12, 30, 7), 1)
    small.by_wrong_clock(small.daemon(), day(12, 30, 9), day(12, 30, 10))
    with open_database(small.folder / "data" / "monitor.db") as db:
        assert CaseStore(db).cases() == ()

    mornings(small, day(12, 31, 9), 1)

    with open_database(small.folder / "data" / "monitor.db") as db:
        assert CaseStore(db).cases()


@pytest.mark.parametrize("mended", [True, False])
def test_a_case_opened_before_by_a_wrong_clock_is_withdrawn_by_the_first_right_check(
    small: Office, mended: bool
) -> None:
    """As an earlier version left it: nothing was known of the clock when it was opened."""
    mornings(small, day(12, 29, 9), 2)
    with open_database(small.folder / "data" / "monitor.db") as db:
        (one, *_) = [o for o in VerdictReader(db).latest(small.daemon().chores.registry().judged)
                     if (o.verdict.value == "pass") is mended]  # fmt: skip
        step = CaseStep(
            move=CaseEvent.OPEN, at=day(1, 20, 9, year=2022), by=PROGRAM, text="已25天未更新"
        )
        case = Case(id=0, account=one.account.id, name="x", unit="u", unit_name="u",
                    platform="wechat", check="U01", title="内容不更新", steps=(step,))  # fmt: skip
        CaseStore(db).add_steps(lambda _: [CaseUpdate(case=case, steps=(step,))])

    mornings(small, day(12, 31, 9), 1)

    with open_database(small.folder / "data" / "monitor.db") as db:
        (kept,) = [c for c in CaseStore(db).cases() if c.account == one.account.id]
    assert (kept.stage is Stage.CLOSED and kept.steps[-1].move is CaseEvent.REFUTED) is mended


@pytest.mark.share(3)
@pytest.mark.parametrize(("confirmed", "run"), [(True, None), (False, None), (False, UNCONFIRMED)])
def test_what_a_wrong_clock_found_once_more_keeps_no_case_open(
    small: Office, confirmed: bool, run: Run | None
) -> None:
    """Only where servers confirm the clock: by a clock that is behind, all else lies ahead."""
    mornings(small, day(12, 29, 9), 2)
    with open_database(small.folder / "data" / "monitor.db") as db:
        (one, *_) = [o for o in VerdictReader(db).latest(small.daemon().chores.registry().judged)
                     if o.verdict.value == "pass"]  # fmt: skip
        steps = tuple(
            CaseStep(move=move, at=at, by=PROGRAM, text="已25天未更新")
            for move, at in ((CaseEvent.OPEN, day(12, 1, 9)), (CaseEvent.RECTIFY, day(12, 2, 9)),
                             (CaseEvent.FAILED, day(1, 20, 9, year=2022)))
        )  # fmt: skip
        case = Case(id=0, account=one.account.id, name="x", unit="u", unit_name="u",
                    platform="wechat", check="U01", title="内容不更新", steps=steps)  # fmt: skip
        CaseStore(db).add_steps(lambda _: [CaseUpdate(case=case, steps=steps)])
    if confirmed:
        mornings(small, day(12, 31, 9), 1)
    else:
        registry = small.daemon().chores.registry()
        with open_database(small.folder / "data" / "monitor.db") as db:
            said = VerdictReader(db).latest(registry.judged)
            follow_up.follow(CaseStore(db), registry, said, day(12, 31, 9), opens=False, run=run)

    with open_database(small.folder / "data" / "monitor.db") as db:
        (kept,) = [c for c in CaseStore(db).cases() if c.account == one.account.id]
    assert (kept.stage is Stage.CLOSED and kept.passed) is confirmed
