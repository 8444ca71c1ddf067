"""How every account stands, and what is amiss with the monitor itself; nothing is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.app import spot_check, task_retries, wrong_clock
from monitor.app.current_verdicts import current_verdicts
from monitor.app.task_run_store import TaskRunStore
from monitor.model import Account, Assessment, Incident
from monitor.notices import delivery
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf
from monitor.verdicts import summary
from monitor.verdicts.clock_log import Ahead, ClockLog
from monitor.verdicts.reader import VerdictReader


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentStatus:
    """The current verdicts, worst first; what was never checked; what staff should know besides.

    *last_seen*: when each account was seen last, by its id. *ahead*: what is dated in the future;
    *duty_at*: the latest task that is. *troubles*: what the schedule owes and nobody is told.
    """

    assessments: tuple[Assessment, ...]
    never_checked: tuple[Account, ...]
    last_seen: Mapping[str, datetime]
    incidents: tuple[Incident, ...]
    ahead: Ahead
    duty_at: datetime | None
    troubles: tuple[str, ...]

    @property
    def failed(self) -> str:
        """Return a sentence on the accounts that our program failed at, empty where none."""
        return spot_check.internal_failures_message(self.assessments)


def current_status(
    db: Database, registry: Registry, accounts: Sequence[Account], now: datetime
) -> CurrentStatus:
    """Return how *accounts* stand *now*."""
    task_log = TaskRunStore(db)
    reader = VerdictReader(db)
    current = current_verdicts(reader, registry, accounts, now)
    last_seen = reader.last_seen(current, now)
    checks = ChecksOf(registry.policy)
    assessments = summary.worst_first(
        spot_check.ensure_renderable(assessment, checks, last_seen) for assessment in current
    )
    judged = {assessment.account.id for assessment in assessments}
    return CurrentStatus(
        assessments=assessments,
        never_checked=tuple(account for account in accounts if account.id not in judged),
        last_seen=last_seen,
        incidents=wrong_clock.incidents(db, now),
        ahead=ClockLog(db).ahead(now),
        duty_at=task_log.duty_ahead(now),
        troubles=(
            *task_retries.troubles(task_log.open_duties(now), task_log.lapsed_duties(now)),
            *delivery.stranded(Outbox(db), registry.channels, now),
        ),
    )
