"""As of when what is shown is true: the newest check, and whether the daemon still lives."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.system import heartbeat
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader

SILENT = timedelta(minutes=3)  # after so long without a sign of life the daemon has stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """*last_check_at*: when a program last looked at anything, None if never.

    *beat_at*: the daemon's last sign of life, None where it never ran here; *is_alive*: whether
    that is recent.
    """

    now: datetime
    last_check_at: datetime | None
    beat_at: datetime | None
    is_alive: bool


def standing(db: Database, data: Path, now: datetime) -> Standing:
    """Return as of when what *db* and *data* hold is true."""
    run = next(iter(VerdictReader(db).runs(1)), None)
    beat_at = _beat(data)
    return Standing(
        now=now,
        last_check_at=run.moment if run else None,
        beat_at=beat_at,
        is_alive=beat_at is not None and now - beat_at <= SILENT,
    )


def _beat(data: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(str((heartbeat.read(data) or {})["at"]))
    except (KeyError, ValueError):
        return None
