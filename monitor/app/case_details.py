"""One case whole: what was found and by what, its steps, what may be done with it now."""

from dataclasses import dataclass
from datetime import date, datetime

from monitor.app import case_steps, follow_up
from monitor.app.current_verdicts import current_verdicts
from monitor.cases import by_hand
from monitor.cases.case import FINDING_STEPS, Case, CaseStep, Stage, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Assessment, clock
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetails:
    """A case as of *today*.

    *found*: the step that says what was found last. *moves*: what a person may do now. *steps*:
    how many are written down, by which a later step knows that none came in between. *account*:
    as the register has it, None where it has it no more; *verdict*: what is known of it now.
    *days_left*: working days to the term, None where none runs. *usual_term*: by when a unit
    answers that is told today.
    """

    case: Case
    today: date
    found: CaseStep
    moves: tuple[StepKind, ...]
    steps: int
    account: Account | None
    verdict: Assessment | None
    caveat: str
    days_left: int | None
    usual_term: date


def case_details(
    db: Database, registry: Registry, number: int, now: datetime
) -> CaseDetails | None:
    """Return the case of that *number*, None where there is none."""
    today = clock.day(now)
    stored = next((case for case in CaseStore(db).cases() if case.id == number), None)
    if stored is None:
        return None
    (case,) = case_steps.find(follow_up.current_cases(CaseStore(db), registry, today), [number])
    account = next((account for account in registry.judged if account.id == case.account), None)
    known = [account] if account else []
    workdays = registry.schedule.workdays
    runs = case.due_on is not None and case.stage in (Stage.NOTIFIED, Stage.RECTIFIED)
    return CaseDetails(
        case=case,
        today=today,
        found=next(step for step in reversed(case.steps) if step.kind in FINDING_STEPS),
        moves=by_hand.moves(case),
        steps=len(stored.steps),
        account=account,
        verdict=next(iter(current_verdicts(VerdictReader(db), registry, known, now)), None),
        caveat=follow_up.term_caveats(registry, [case]).get(case.id, ""),
        days_left=workdays.between(today, case.due_on) if runs and case.due_on else None,
        usual_term=by_hand.usual_term(today, registry.rectifying, workdays),
    )
