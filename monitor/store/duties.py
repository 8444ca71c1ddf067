"""What the schedule did: one row an occurrence, so that each is handled once."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor import clock
from monitor.model import Verdict
from monitor.rounds import PASSING, Seen
from monitor.store import gaps
from monitor.store.database import immediate, ours

STARTED = "started"  # the row that says since when the schedule runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One occurrence of one task: when it was due, when it was done, what came of it."""

    task: str
    due_at: datetime
    missed: int
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    note: str


class Duties:
    """The store's memory of what was done."""

    db: Database

    def schedule_since(self, now: datetime) -> datetime:
        """Return since when the schedule runs; *now* where it has never run."""
        with ours(), immediate(self.db):
            self.db.execute(
                "INSERT OR IGNORE INTO duties "
                "(task, due_at, missed, attempts, started_at, finished_at, outcome, note) "
                "SELECT ?, ?, 0, 1, ?, ?, 'ok', '' "
                "WHERE NOT EXISTS (SELECT 1 FROM duties WHERE task = ?)",
                [STARTED, *[clock.stamp(now)] * 3, STARTED],
            )
            (since,) = self.db.execute(
                "SELECT due_at FROM duties WHERE task = ?", [STARTED]
            ).fetchone()
        return clock.unstamp(since)

    def begin_duty(self, task: str, due_at: datetime, *, missed: int, at: datetime) -> None:
        """Say that an occurrence is being handled; again, where that was cut off before."""
        with ours(), immediate(self.db):
            self.db.execute(
                "INSERT INTO duties (task, due_at, missed, attempts, started_at, outcome, note) "
                "VALUES (?, ?, ?, 1, ?, '', '') ON CONFLICT (task, due_at) DO UPDATE SET "
                "attempts = attempts + 1, started_at = excluded.started_at",
                [task, clock.stamp(due_at), missed, clock.stamp(at)],
            )

    def finish_duty(
        self, task: str, due_at: datetime, *, at: datetime, outcome: str, note: str = ""
    ) -> None:
        """Say how an occurrence ended: ``ok``, or ``failed`` with what happened."""
        with ours(), immediate(self.db):
            self.db.execute(
                "UPDATE duties SET finished_at = ?, outcome = ?, note = ? "
                "WHERE task = ? AND due_at = ?",
                [clock.stamp(at), outcome, note, task, clock.stamp(due_at)],
            )

    def last_duties(self) -> dict[str, datetime]:
        """Return the last occurrence of each task that was handled to its end."""
        with ours():
            rows = self.db.execute(
                "SELECT task, max(due_at) FROM duties WHERE finished_at IS NOT NULL "
                "AND task <> ? GROUP BY task",
                [STARTED],
            ).fetchall()
        return {task: clock.unstamp(due_at) for task, due_at in rows}

    def duties(self, limit: int = 20) -> tuple[Duty, ...]:
        """Return what was done, the latest first."""
        with ours():
            rows = list(
                self.db.query(
                    "SELECT * FROM duties WHERE task <> ? ORDER BY started_at DESC, id DESC "
                    "LIMIT ?",
                    [STARTED, limit],
                )
            )
        return tuple(
            Duty(
                task=row["task"],
                due_at=clock.unstamp(row["due_at"]),
                missed=row["missed"],
                attempts=row["attempts"],
                started_at=clock.unstamp(row["started_at"]),
                finished_at=clock.unstamp(row["finished_at"]) if row["finished_at"] else None,
                outcome=row["outcome"],
                note=row["note"],
            )
            for row in rows
        )

    def seen_since(self, moment: datetime) -> dict[str, Seen]:
        """Return what looking gave in the runs since *moment*, by account."""
        with ours():
            rows = self.db.execute(
                "SELECT account, verdict, gaps, taken_at FROM assessments WHERE run IN "
                "(SELECT id FROM runs WHERE moment >= ?) ORDER BY run",
                [clock.stamp(moment)],
            ).fetchall()
        found: dict[str, Seen] = {}
        for account, verdict, text, taken_at in rows:
            before = found.get(account)
            failed = verdict == Verdict.UNKNOWN and any(
                gap.outcome in PASSING for _, gap in gaps.load(text)
            )
            found[account] = Seen(
                looks=before.looks + 1 if before else 1,
                last_at=clock.unstamp(taken_at),
                failed=failed,
            )
        return found
