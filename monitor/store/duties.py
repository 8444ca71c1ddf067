"""What the schedule did: one row an occurrence, so that each is handled once."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor import clock
from monitor.model import Verdict
from monitor.rounds import PASSING, Seen
from monitor.store import gaps, texts
from monitor.store.clocks import RUNS_SET_ASIDE
from monitor.store.database import immediate, ours

SET_ASIDE = "SELECT \"row\" FROM set_aside WHERE kind = 'duty'"
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
        """Return since when the schedule runs; *now* where it has never run.

        A first start that lies in the future is none.
        """
        question = "SELECT max(due_at) FROM duties WHERE task = ? AND due_at <= ?"
        with ours(), immediate(self.db):
            (since,) = self.db.execute(question, [STARTED, clock.stamp(now)]).fetchone()
            if since is None:
                self._start(now)
        return now if since is None else clock.unstamp(since)

    def restart_schedule(self, at: datetime) -> None:
        """Say that the schedule runs since *at*: nothing from before was missed."""
        with ours(), immediate(self.db):
            self._start(at)

    def _start(self, at: datetime) -> None:
        self.db.execute(
            "INSERT OR IGNORE INTO duties "
            "(task, due_at, missed, attempts, started_at, finished_at, outcome, note) "
            "VALUES (?, ?, 0, 1, ?, ?, 'ok', '')",
            [STARTED, *[clock.stamp(at)] * 3],
        )

    def begin_duty(self, task: str, due_at: datetime, *, missed: int, at: datetime) -> None:
        """Say that an occurrence is being handled; again, where that was cut off before."""
        with ours(), immediate(self.db):
            self.db.execute(
                "INSERT INTO duties (task, due_at, missed, attempts, started_at, outcome, note) "
                "VALUES (?, ?, ?, 1, ?, '', '') ON CONFLICT (task, due_at) DO UPDATE SET "
                "attempts = attempts + 1, started_at = excluded.started_at, "
                "finished_at = NULL, outcome = '', note = ''",
                [task, clock.stamp(due_at), missed, clock.stamp(at)],
            )
            # what a wrong clock had done of it before its time is done anew
            self.db.execute(
                "DELETE FROM set_aside WHERE kind = 'duty' AND \"row\" = "
                "(SELECT id FROM duties WHERE task = ? AND due_at = ?)",
                [task, clock.stamp(due_at)],
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

    def last_duties(self, now: datetime) -> dict[str, datetime]:
        """Return the last occurrence of each task, up to *now*, that was handled to its end.

        What is done is done up to now: what a wrong clock did ahead of its time will be due.
        """
        with ours():
            rows = self.db.execute(
                "SELECT task, max(due_at) FROM duties WHERE finished_at IS NOT NULL "
                f"AND task <> ? AND due_at <= ? AND id NOT IN ({SET_ASIDE}) GROUP BY task",
                [STARTED, clock.stamp(now)],
            ).fetchall()
        return {task: clock.unstamp(due_at) for task, due_at in rows}

    def duty_ahead(self, now: datetime) -> datetime | None:
        """Return the newest occurrence that was handled and is yet to come, None without one."""
        with ours():
            (due_at,) = self.db.execute(
                "SELECT max(due_at) FROM duties WHERE task <> ? AND due_at > ? "
                f"AND id NOT IN ({SET_ASIDE})",
                [STARTED, clock.stamp(now + clock.CLOCK_SKEW)],
            ).fetchone()
        return clock.unstamp(due_at) if due_at else None

    def duties(
        self, limit: int = 20, *, now: datetime = clock.END, ahead: bool = False
    ) -> tuple[Duty, ...]:
        """Return what was done up to *now*, the latest first; or what is dated *ahead* of it."""
        holds = "due_at > ? OR id IN" if ahead else "due_at <= ? AND id NOT IN"
        which = "1" if now == clock.END else f"({holds} ({SET_ASIDE}))"
        values = [STARTED, *([] if now == clock.END else [clock.stamp(now)]), limit]
        with ours():
            rows = list(
                self.db.query(
                    f"SELECT * FROM duties WHERE task <> ? AND {which} "
                    "ORDER BY started_at DESC, id DESC LIMIT ?",
                    values,
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

    def seen_since(self, moment: datetime, until: datetime = clock.END) -> dict[str, Seen]:
        """Return what looking gave in the runs from *moment* to *until*, by account."""
        with ours():
            rows = self.db.execute(
                "SELECT account, verdict, gaps, taken_at FROM assessments WHERE run IN "
                "(SELECT id FROM runs WHERE moment BETWEEN ? AND ? "
                f"AND id NOT IN ({RUNS_SET_ASIDE})) ORDER BY run",
                [clock.stamp(moment), clock.stamp(until)],
            ).fetchall()
            said = texts.read(self.db, {text for _, _, text, _ in rows})
        found: dict[str, Seen] = {}
        for account, verdict, text, taken_at in rows:
            before = found.get(account)
            failed = verdict == Verdict.UNKNOWN and any(
                gap.outcome in PASSING for _, gap in gaps.load(said[text])
            )
            found[account] = Seen(
                looks=before.looks + 1 if before else 1,
                last_at=clock.unstamp(taken_at),
                failed=failed,
            )
        return found
