"""What today asks of the office: accounts to look at, cases to move, what is amiss."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app.worklist import Worklist, current_worklist
from monitor.cases.case import Stage
from monitor.cases.case_store import CaseStore
from monitor.cases.escalation import is_overdue
from monitor.cases.transitions import with_expired_exemption_ended
from monitor.model import clock
from monitor.model.period import Period, Span
from monitor.registry import Registry
from monitor.system import heartbeat
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader

SILENT = timedelta(minutes=3)  # after so long without a sign of life the daemon has stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What is to be done. *last_check_at*: when anything was looked at by a program, None if never.

    *beat_at*: the daemon's last sign of life, None where it never ran here; *is_alive*: whether
    that is recent.
    """

    now: datetime
    worklist: Worklist
    to_notify: int
    to_verify: int
    overdue: int
    last_check_at: datetime | None
    quarter: Period
    days_left: int
    beat_at: datetime | None
    is_alive: bool


def today(db: Database, registry: Registry, data: Path, now: datetime) -> Today:
    """Return what is to be done as of *now*; nothing is looked at."""
    on = clock.day(now)
    cases = [with_expired_exemption_ended(case, on) for case in CaseStore(db).cases()]
    stages = [case.stage for case in cases]
    run = next(iter(VerdictReader(db).runs(1)), None)
    quarter = Period(year=on.year, month=(on.month - 1) // 3 * 3 + 1, span=Span.QUARTER)
    beat_at = _beat(data)
    return Today(
        now=now,
        worklist=current_worklist(db, registry, registry.judged, now),
        to_notify=stages.count(Stage.FOUND),
        to_verify=stages.count(Stage.RECTIFIED),
        overdue=sum(is_overdue(case, on) for case in cases),
        last_check_at=run.moment if run else None,
        quarter=quarter,
        days_left=(quarter.last_day - on).days,
        beat_at=beat_at,
        is_alive=beat_at is not None and now - beat_at <= SILENT,
    )


def _beat(data: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(str((heartbeat.read(data) or {})["at"]))
    except (KeyError, ValueError):
        return None
