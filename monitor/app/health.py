"""Whether the office's program is well, for machines that watch it: yes or no, and in numbers."""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app.current_verdicts import current_verdicts
from monitor.app.standing import standing
from monitor.cases.case_store import CaseStore
from monitor.cases.escalation import is_overdue
from monitor.model import clock
from monitor.model.errors import MonitorError
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.readonly import open_reading
from monitor.verdicts.looks_reader import LooksReader
from monitor.verdicts.reader import VerdictReader

LEAST_DISK = 1024**3  # bytes that must be free
NEVER = "never_checked"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The program in numbers. *accounts*: by verdict and state; *looks*: of a day, by outcome.

    *beat_age*, *look_age*: since the daemon's last sign of life and the last check, None where
    there was none.
    """

    beat_age: timedelta | None
    look_age: timedelta | None
    accounts: Mapping[tuple[str, str], int]
    looks: Mapping[str, int]
    outbox: int
    overdue: int
    database_bytes: int


def is_well(data: Path, now: datetime) -> bool:
    """Say whether the database can be read, the daemon that ran here lives, and disk is left."""
    path = data / "monitor.db"
    try:
        if not path.is_file() or not path.stat().st_size:  # emptied, as by a share that is gone
            return False
        if shutil.disk_usage(data).free <= LEAST_DISK:
            return False
        with open_reading(path) as db:
            stands = standing(db, data, now)
    except (MonitorError, OSError):
        return False
    return stands.beat_at is None or stands.is_alive


def measured(db: Database, data: Path, registry: Registry, now: datetime) -> Health:
    """Return the program in numbers."""
    stands = standing(db, data, now)
    accounts = registry.judged
    verdicts = current_verdicts(VerdictReader(db), registry, accounts, now)
    counted = Counter((one.verdict.value, one.state.value) for one in verdicts)
    counted[(NEVER, NEVER)] = len(accounts) - len(verdicts)
    today = clock.day(now)
    waiting = Outbox(db).stranded(now, ())  # of no channel: of all of them
    return Health(
        beat_age=now - stands.beat_at if stands.beat_at else None,
        look_age=now - stands.last_check_at if stands.last_check_at else None,
        accounts=counted,
        looks=LooksReader(db).by_outcome(now - DAY, now),
        outbox=sum(len(batch.ids) for batch in waiting),
        overdue=sum(is_overdue(case, today) for case in CaseStore(db).cases_on(today)),
        database_bytes=sum(
            path.stat().st_size
            for path in (data / "monitor.db", data / "monitor.db-wal")
            if path.exists()
        ),
    )
