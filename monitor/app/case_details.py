"""One case whole: what was found and by what, its steps, what may be done with it now."""

from dataclasses import dataclass
from datetime import date, datetime

from monitor.app import case_steps, follow_up
from monitor.app.current_verdicts import current_verdicts
from monitor.cases import by_hand
from monitor.cases.case import FINDING_STEPS, Case, CaseStep, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Assessment, Observation, clock
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_cutoff import cutoff_of

HISTORY = 200  # looks of an account, among which the one that counted is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetails:
    """A case as of *today*.

    *found*: the step that says what was found last. *moves*: what a person may do now. *steps*:
    how many are written down, by which a later step knows that none came in between. *account*:
    as the register has it, None where it has it no more; *verdict*: what is known of it now.
    *looks*: those that the finding rests on, as far as they are known. *days_left*: working days
    to the term. *usual_term*: by when a unit answers that is told today.
    """

    case: Case
    today: date
    found: CaseStep
    moves: tuple[StepKind, ...]
    steps: int
    account: Account | None
    verdict: Assessment | None
    looks: tuple[Observation, ...]
    caveat: str
    days_left: int
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
    found = next(step for step in reversed(case.steps) if step.kind in FINDING_STEPS)
    reader = VerdictReader(db)
    return CaseDetails(
        case=case,
        today=today,
        found=found,
        moves=by_hand.moves(case),
        steps=len(stored.steps),
        account=account,
        verdict=next(iter(current_verdicts(reader, registry, known, now)), None),
        caveat=follow_up.term_caveats(registry, [case]).get(case.id, ""),
        looks=_looks(reader, case, found),
        days_left=workdays.between(today, case.due_on or today),
        usual_term=by_hand.usual_term(today, registry.rectifying, workdays),
    )


def _looks(reader: VerdictReader, case: Case, found: CaseStep) -> tuple[Observation, ...]:
    """Return the looks of the check that found it, and the person's look that counted then.

    What was entered after that check began is no ground of it, whenever they say they looked.
    """
    if found.run is None:
        return ()
    own = [look for look in reader.looks_of(found.run) if look.account == case.account]
    by_hand = (
        look
        for look in reader.history(case.account, HISTORY, cutoff_of(reader.db, found.run).look)
        if look.by
        and look.taken_at <= found.at
        and (look.expires_at is None or look.expires_at >= found.at)
    )
    newest = max(by_hand, key=lambda look: look.taken_at, default=None)
    return (*own, *((newest,) if newest else ()))
