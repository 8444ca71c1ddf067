"""Cases after a check: what its verdicts open, close or bring back is written down and told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from monitor.app import wrong_clock
from monitor.app.current_verdicts import current_verdicts, verdicts_with_runs
from monitor.cases import terms, transitions
from monitor.cases.case import Case, CaseUpdate, Stage
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Assessment, Run, clock, clock_offset
from monitor.notices import case_notices, delivery
from monitor.notices.notice import Notice
from monitor.notices.outbox import Outbox
from monitor.registry import Registry, rules
from monitor.system.connection import Database
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became of the cases; their notices are enqueued.

    *wrong_clock*: the clock of the check was wrong, and nothing was opened or closed.
    """

    updates: tuple[CaseUpdate, ...] = ()
    wrong_clock: bool = False

    @property
    def summary(self) -> str:
        """Return one sentence on the cases opened and closed, empty where there are none."""
        return case_notices.summary_sentence(self.updates)


def after_check(
    db: Database,
    registry: Registry,
    run: Run,
    assessments: Sequence[Assessment],
    *,
    at: datetime,
    now: datetime,
) -> FollowUp:
    """Open, close and bring back the cases by a check that was kept, and enqueue the notices.

    *at*: the moment of the steps.
    """
    if clock_offset.is_wrong(run.clock_offset):
        return FollowUp(wrong_clock=True)
    opens = run.mode.opens_cases
    updates = follow(CaseStore(db), registry, assessments, at, opens=opens, run=run)
    enqueue_notices(db, registry, updates, now)
    return FollowUp(updates=updates)


def verify(db: Database, registry: Registry, now: datetime) -> FollowUp:
    """Close and bring back open cases by the current verdicts; raises WrongClock."""
    wrong_clock.refuse(ClockLog(db), now, "复查销号")
    reader, case_store = VerdictReader(db), CaseStore(db)
    watched = {case.account for case in case_store.cases() if case.is_open}
    accounts = [account for account in registry.judged if account.id in watched]
    current = verdicts_with_runs(reader, registry, accounts, now)
    assessments = tuple(verdict.assessment for verdict in current)
    runs = {
        verdict.assessment.account.id: verdict.run for verdict in current if verdict.run is not None
    }
    updates = follow(case_store, registry, assessments, now, opens=False, runs=runs)
    enqueue_notices(db, registry, updates, now)
    return FollowUp(updates=updates)


def follow(
    case_store: CaseStore,
    registry: Registry,
    assessments: Iterable[Assessment],
    at: datetime,
    *,
    opens: bool,
    run: Run | None = None,
    runs: Mapping[str, int] | None = None,
) -> tuple[CaseUpdate, ...]:
    """Update the cases from *assessments*, the latest verdicts; return the updates.

    *opens*: faults open cases, and do not only close or bring back those there are. *run*: the
    check itself; where its servers confirm our clock, findings dated in the future are refuted.
    *runs*: the check that each assessment comes from, by account, where there is not one *run*.
    """
    assessments = tuple(assessments)
    if run is not None:
        runs = {assessment.account.id: run.id for assessment in assessments}
    refuted = case_store.refuted(rules.limits(registry.accounts, registry.policy))
    if run is not None and clock_offset.is_right(run.clock_offset):
        refuted |= transitions.future_dated_findings(case_store.cases(), assessments, at)
    ended = frozenset(account.id for account in registry.accounts if not account.judged)

    def decide(cases: tuple[Case, ...]) -> Iterator[CaseUpdate]:
        return transitions.follow(
            cases,
            assessments,
            registry.rectifying,
            at,
            ended=ended,
            opens=opens,
            refuted=refuted,
            runs=runs or {},
        )

    return case_store.add_steps(decide)


def enqueue_notices(
    db: Database, registry: Registry, added: Iterable[CaseUpdate], now: datetime
) -> None:
    """Enqueue the notices of the steps *added*, and all others that are due."""
    delivery.enqueue(
        Outbox(db),
        pending_notices(CaseStore(db), registry, added, clock.day(now)),
        registry.channels,
        now,
    )


def current_cases(case_store: CaseStore, registry: Registry, today: date) -> tuple[Case, ...]:
    """Return the cases as of *today*, under their accounts' present names.

    An open case is the business of the unit that has the account now, a closed one stays with
    the unit that had it.
    """
    return _current(case_store.cases(), registry, today)


def current_messages(
    db: Database, registry: Registry, cases: Iterable[Case], now: datetime
) -> dict[int, str]:
    """Return what the latest look says of each case that is to be put right, by its number."""
    listed = [case for case in cases if case.is_open and case.stage is not Stage.EXEMPT]
    watched = {case.account for case in listed}
    accounts = [account for account in registry.judged if account.id in watched]
    messages: dict[tuple[str, str], list[str]] = {}
    for verdict in current_verdicts(VerdictReader(db), registry, accounts, now):
        for result, finding in verdict.faults:
            messages.setdefault((verdict.account.id, result.check), []).append(finding.message)
    found = ((case.id, messages.get((case.account, case.check), ())) for case in listed)
    return {id: "；".join(lines) for id, lines in found if lines}


def term_caveats(registry: Registry, cases: Iterable[Case]) -> dict[int, str]:
    """Return on what assumption the terms of *cases* were counted, by number, where on any."""
    rules_, workdays = registry.rectifying, registry.schedule.workdays
    caveats = ((case.id, terms.caveat(case, rules_, workdays)) for case in cases if case.is_open)
    return {id: caveat for id, caveat in caveats if caveat}


def _current(cases: Iterable[Case], registry: Registry, today: date) -> tuple[Case, ...]:
    accounts = {account.id: account for account in registry.accounts}
    current = (transitions.with_expired_exemption_ended(case, today) for case in cases)
    return tuple(_called(case, accounts, moves=case.is_open) for case in current)


def _called(case: Case, accounts: Mapping[str, Account], *, moves: bool) -> Case:
    """Return *case* under its account's present name and, where it *moves*, its present unit."""
    account = accounts.get(case.account)
    if account is None:
        return case
    named = replace(case, name=account.name)
    unit = account.unit
    return replace(named, unit=unit.id, unit_name=unit.name) if moves else named


def _was_open(update: CaseUpdate) -> bool:
    """Say whether the case was open before the update, or was opened by it."""
    before = update.case.steps[: -len(update.steps)]
    return not before or replace(update.case, steps=before).is_open


def pending_notices(
    case_store: CaseStore, registry: Registry, added: Iterable[CaseUpdate], today: date
) -> tuple[Notice, ...]:
    """Return the pending notices: of the steps *added*, and of cases that are late.

    A program that was killed between a step and its notice left no notice: those of the last
    days' steps are returned as well, and the outbox drops what it has seen.
    """
    stored = case_store.cases()
    cases = _current(stored, registry, today)
    updates = (*added, *_lately(stored, clock.day_start(today) - LATELY))
    accounts = {account.id: account for account in registry.accounts}
    renamed = (
        replace(
            update,
            case=_called(update.case, accounts, moves=update.case.is_open or _was_open(update)),
        )
        for update in updates
    )
    workdays = registry.schedule.workdays
    return (
        *case_notices.notices(
            renamed, lambda case: terms.caveat(case, registry.rectifying, workdays)
        ),
        *case_notices.escalations(cases, today),
        *case_notices.unsent(cases, workdays, registry.rectifying.due_workdays, today),
    )


def _lately(cases: Iterable[Case], since: datetime) -> Iterator[CaseUpdate]:
    """Yield the steps since a moment, each with its case as of that step."""
    for case in cases:
        for number, step in enumerate(case.steps, 1):
            if step.at >= since:
                yield CaseUpdate(case=replace(case, steps=case.steps[:number]), steps=(step,))
