"""What today asks of the office: accounts to look at, cases to move, what is amiss."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.app import wrong_clock
from monitor.app.lost_accounts import lost_accounts
from monitor.app.worklist import Worklist, current_worklist
from monitor.cases.case import Stage
from monitor.cases.case_store import CaseStore
from monitor.cases.escalation import is_overdue
from monitor.model import clock
from monitor.model.period import Period, quarter_of
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.verdicts.clock_log import ClockLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What is to be done. *troubles*: sentences on what the list cannot show, without full stops:
    accounts that the register lost, looks that a wrong clock dated in the future.
    """

    worklist: Worklist
    to_notify: int
    to_verify: int
    overdue: int
    quarter: Period
    days_left: int
    troubles: tuple[str, ...]


def today(db: Database, registry: Registry, now: datetime) -> Today:
    """Return what is to be done as of *now*; nothing is looked at."""
    on = clock.day(now)
    cases = CaseStore(db).cases_on(on)
    stages = [case.stage for case in cases]
    quarter = quarter_of(on)
    return Today(
        worklist=current_worklist(db, registry, registry.judged, now),
        to_notify=stages.count(Stage.FOUND),
        to_verify=stages.count(Stage.RECTIFIED),
        overdue=sum(is_overdue(case, on) for case in cases),
        quarter=quarter,
        days_left=(quarter.last_day - on).days,
        troubles=tuple(_troubles(db, registry, now)),
    )


def _troubles(db: Database, registry: Registry, now: datetime) -> Iterator[str]:
    if lost := lost_accounts(db, registry, now):
        yield f"{lost.text}。{lost.question}".rstrip("。")
    ahead = ClockLog(db).ahead(now)
    if ahead.latest_at is not None:
        yield wrong_clock.ahead_of_now(ahead)
