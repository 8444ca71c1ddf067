"""How every account stands, and what is amiss with the monitor itself; nothing is looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.app import internal_failures, task_retries, wrong_clock
from monitor.app.current_verdicts import verdicts_with_runs
from monitor.app.lost_accounts import lost_accounts
from monitor.app.task_run_store import TaskRunStore
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Assessment, Incident, clock
from monitor.notices import stranded
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf
from monitor.review.next_steps import NextStep, next_steps
from monitor.system.connection import Database
from monitor.verdicts import summary
from monitor.verdicts.clock_log import Ahead, ClockLog
from monitor.verdicts.reader import VerdictReader


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentStatus:
    """The current verdicts, worst first; what was never checked; what staff should know besides.

    *newest_post_at*: when the newest post ever seen was published, by the id of each account whose
    verdict knows of no post. *ahead*: runs and looks that are dated in the future.
    *task_run_ahead_at*: when the latest task run that is dated in the future was due, None without
    one. *troubles*: sentences on accounts that the register lacks, on task runs that failed or
    lapsed, and on notices that wait for a channel which is no longer registered. *steps*: what the
    office does next.
    """

    assessments: tuple[Assessment, ...]
    never_checked: tuple[Account, ...]
    newest_post_at: Mapping[str, datetime]
    incidents: tuple[Incident, ...]
    ahead: Ahead
    task_run_ahead_at: datetime | None
    troubles: tuple[str, ...]
    steps: tuple[NextStep, ...]

    @property
    def failure_message(self) -> str:
        """Return a sentence on the accounts that our program failed at, empty where none."""
        return internal_failures.message(self.assessments)


def current_status(
    db: Database, registry: Registry, accounts: Sequence[Account], now: datetime
) -> CurrentStatus:
    """Return how *accounts* stand *now*."""
    task_log = TaskRunStore(db)
    reader = VerdictReader(db)
    found = verdicts_with_runs(reader, registry, accounts, now)
    current = tuple(verdict.assessment for verdict in found)
    entered = frozenset(v.assessment.account.id for v in found if v.run is None)
    newest_post_at = reader.newest_post_at(current, now)
    checks = ChecksOf(registry.policy)
    assessments = summary.worst_first(
        internal_failures.all_renderable(current, checks, newest_post_at)
    )
    judged = {assessment.account.id for assessment in assessments}
    return CurrentStatus(
        assessments=assessments,
        never_checked=tuple(account for account in accounts if account.id not in judged),
        newest_post_at=newest_post_at,
        incidents=wrong_clock.incidents(db, now),
        ahead=ClockLog(db).ahead(now),
        task_run_ahead_at=task_log.duty_ahead(now),
        troubles=(
            *([lost.text] if (lost := lost_accounts(db, registry, now)) else []),
            *task_retries.troubles(task_log.open_duties(now), task_log.lapsed_duties(now)),
            *stranded.sentences(Outbox(db), registry.channels, now),
        ),
        steps=steps_of(db, registry, accounts, assessments, now, entered),
    )


def steps_of(
    db: Database,
    registry: Registry,
    accounts: Sequence[Account],
    assessments: Iterable[Assessment],
    now: datetime,
    entered: frozenset[str] = frozenset(),
) -> tuple[NextStep, ...]:
    """Return what the office does next about *accounts*; of all, with cases of those that left.

    *entered*: accounts of which people entered something that no check has taken in.
    """
    asked = {account.id for account in accounts}
    everyone = asked == {account.id for account in registry.judged}
    today = clock.day(now)
    cases = (case for case in CaseStore(db).cases_on(today) if everyone or case.account in asked)
    return next_steps(accounts, assessments, cases, today, entered)
