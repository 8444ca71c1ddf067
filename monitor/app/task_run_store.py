"""What the schedule did: one row an occurrence, so that each is handled once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.app.task_retries import TaskRun
from monitor.model import RunMode, Verdict, clock
from monitor.system.connection import Database
from monitor.system.database import immediate, ours
from monitor.verdicts import gap_rows, texts
from monitor.verdicts.clock_log import RUNS_SET_ASIDE
from monitor.verdicts.look_retries import PASSING, LookState

SET_ASIDE = "SELECT \"row\" FROM set_aside WHERE kind = 'duty'"
STARTED = "started"  # the row that says since when the schedule runs


# the run that was the last one before a moment: what counts since has a higher number
BEFORE = (
    "coalesce((SELECT id FROM runs WHERE moment < ? "
    f"AND id NOT IN ({RUNS_SET_ASIDE}) ORDER BY moment DESC, id DESC LIMIT 1), 0)"
)


@dataclass(frozen=True, slots=True)
class TaskRunStore:
    """Runs of scheduled tasks in the database."""

    db: Database

    def schedule_since(self, now: datetime) -> datetime:
        """Return since when the schedule runs; *now* where it has never run.

        A first start that lies in the future is none.
        """
        question = "SELECT max(due_at) FROM duties WHERE task = ? AND due_at <= ?"
        with ours():
            (since,) = self.db.execute(question, [STARTED, clock.stamp(now)]).fetchone()
        if since is None:
            self.restart_schedule(now)
        return now if since is None else clock.unstamp(since)

    def restart_schedule(self, at: datetime) -> None:
        """Record that the schedule runs since *at*: nothing from before was missed."""
        with ours(), immediate(self.db):
            self.db.execute(
                "INSERT OR IGNORE INTO duties "
                "(task, due_at, missed, attempts, started_at, finished_at, outcome, note) "
                "VALUES (?, ?, 0, 1, ?, ?, 'ok', '')",
                [STARTED, *[clock.stamp(at)] * 3],
            )

    def begin_duty(
        self,
        task: str,
        due_at: datetime,
        *,
        missed: int,
        at: datetime,
        ends_at: datetime | None = None,
    ) -> None:
        """Record that an occurrence is begun, or begun again after a failure or an interruption.

        *ends_at*: when its period ends; that of the first beginning stays.
        """
        which = "WHERE task = ? AND due_at = ?"
        key = [task, clock.stamp(due_at)]
        with ours(), immediate(self.db):
            # what a wrong clock had done of it before its time is done anew, as the newest row
            (attempts,) = self.db.execute(
                f"SELECT max(attempts) FROM duties {which} AND finished_at IS NOT NULL", key
            ).fetchone()
            if attempts is not None:
                row = f"SELECT id FROM duties {which}"
                self.db.execute(
                    f"DELETE FROM set_aside WHERE kind = 'duty' AND \"row\" = ({row})", key
                )
                self.db.execute(f"DELETE FROM duties {which}", key)
            self.db.execute(
                "INSERT INTO duties (task, due_at, missed, attempts, started_at, outcome, note, "
                "ends_at) VALUES (?, ?, ?, ?, ?, '', '', ?) "
                "ON CONFLICT (task, due_at) DO UPDATE SET attempts = attempts + 1, "
                "started_at = excluded.started_at, again_at = NULL, outcome = '', note = '', "
                "ends_at = coalesce(ends_at, excluded.ends_at)",
                [*key, missed, 1 + (attempts or 0), clock.stamp(at),
                 clock.stamp(ends_at) if ends_at else None],
            )  # fmt: skip
            # begun by a wrong clock, and never ended
            self.db.execute(
                "DELETE FROM set_aside WHERE kind = 'duty' AND \"row\" = "
                f"(SELECT id FROM duties {which})",
                key,
            )

    def finish_duty(
        self, task: str, due_at: datetime, *, at: datetime, outcome: str, note: str = ""
    ) -> None:
        """Record the end of an occurrence: ``ok``, or ``lapsed`` where its period is over."""
        with ours(), immediate(self.db):
            self.db.execute(
                "UPDATE duties SET finished_at = ?, outcome = ?, note = ?, again_at = NULL "
                "WHERE task = ? AND due_at = ?",
                [clock.stamp(at), outcome, note, task, clock.stamp(due_at)],
            )

    def fail_duty(
        self, task: str, due_at: datetime, *, failures: int, again_at: datetime, note: str
    ) -> None:
        """Record the *failures*th failure of an occurrence, and when it is tried again."""
        with ours(), immediate(self.db):
            self.db.execute(
                "UPDATE duties SET outcome = 'failed', failures = ?, again_at = ?, note = ? "
                "WHERE task = ? AND due_at = ? AND finished_at IS NULL",
                [failures, clock.stamp(again_at), note, task, clock.stamp(due_at)],
            )

    def put_off_duty(self, task: str, due_at: datetime, *, note: str) -> None:
        """Record that an occurrence waits for somebody else; it is due again at once."""
        with ours(), immediate(self.db):
            self.db.execute(
                "UPDATE duties SET outcome = '', note = ? "
                "WHERE task = ? AND due_at = ? AND finished_at IS NULL",
                [note, task, clock.stamp(due_at)],
            )

    def open_duties(self, now: datetime) -> tuple[TaskRun, ...]:
        """Return what was begun up to *now* and is not done, the earliest first."""
        return self._duties(
            "finished_at IS NULL AND ends_at IS NOT NULL AND due_at <= ? "
            f"AND id NOT IN ({SET_ASIDE}) ORDER BY due_at, id",
            clock.stamp(now),
        )

    def lapsed_duties(self, now: datetime) -> tuple[TaskRun, ...]:
        """Return what was not done in its period, where nothing of its kind was done since."""
        return self._duties(
            f"outcome = 'lapsed' AND due_at <= ? AND id NOT IN ({SET_ASIDE}) AND NOT EXISTS "
            "(SELECT 1 FROM duties l WHERE l.task = duties.task AND l.due_at > duties.due_at "
            "AND l.due_at <= ? AND l.outcome IN ('ok', 'lapsed')) ORDER BY due_at, id",
            *[clock.stamp(now)] * 2,
        )

    def attempts_at(self, task: str, due_at: datetime) -> int:
        """Return how often an occurrence was begun."""
        with ours():
            row = self.db.execute(
                "SELECT attempts FROM duties WHERE task = ? AND due_at = ?",
                [task, clock.stamp(due_at)],
            ).fetchone()
        return int(row[0]) if row else 0

    def last_duties(self, now: datetime) -> dict[str, datetime]:
        """Return the last occurrence of each task, up to *now*, that was handled to its end.

        What is done is done up to now: what a wrong clock did ahead of its time will be due.
        So it is when its time has come: it was written down before something that was begun
        earlier, even if no server ever said so.
        """
        last: dict[str, datetime] = {}
        with ours():
            tasks = self.db.execute("SELECT DISTINCT task FROM duties").fetchall()
            for (task,) in tasks:
                rows = self.db.execute(
                    "SELECT id, due_at FROM duties WHERE finished_at IS NOT NULL AND task = ? "
                    f"AND due_at <= ? AND id NOT IN ({SET_ASIDE}) ORDER BY due_at DESC",
                    [task, clock.stamp(now)],
                )
                due_at = next((due_at for id, due_at in rows if not self._is_ahead(id, due_at)), "")
                if due_at and task != STARTED:
                    last[task] = clock.unstamp(due_at)
        return last

    def _is_ahead(self, id: int, due_at: str) -> bool:
        """Say whether row *id* is older than the last one that was begun before *due_at*."""
        row = self.db.execute(
            "SELECT id FROM duties WHERE task <> ? AND started_at < ? "
            "ORDER BY started_at DESC, id DESC LIMIT 1",
            [STARTED, due_at],
        ).fetchone()
        return row is not None and row[0] > id

    def duty_ahead(self, now: datetime) -> datetime | None:
        """Return the newest handled occurrence that is dated in the future, None without one."""
        with ours():
            (due_at,) = self.db.execute(
                "SELECT max(due_at) FROM duties WHERE task <> ? AND due_at > ? "
                f"AND id NOT IN ({SET_ASIDE})",
                [STARTED, clock.stamp(now + clock.CLOCK_SKEW)],
            ).fetchone()
        return clock.unstamp(due_at) if due_at else None

    def duties(
        self, limit: int = 20, *, now: datetime = clock.END, ahead: bool = False
    ) -> tuple[TaskRun, ...]:
        """Return the duties up to *now*, the latest first; or those dated *ahead* of it."""
        holds = "due_at > ? OR id IN" if ahead else "due_at <= ? AND id NOT IN"
        which = "1" if now == clock.END else f"({holds} ({SET_ASIDE}))"
        values = [STARTED, *([] if now == clock.END else [clock.stamp(now)]), limit]
        order = "ORDER BY started_at DESC, id DESC LIMIT ?"
        return self._duties(f"task <> ? AND {which} {order}", *values)

    def _duties(self, which: str, *values: object) -> tuple[TaskRun, ...]:
        with ours():
            rows = list(self.db.query(f"SELECT * FROM duties WHERE {which}", list(values)))
        return tuple(map(_duty, rows))

    def seen_since(self, moment: datetime, until: datetime = clock.END) -> dict[str, LookState]:
        """Return the state of looks in the runs from *moment* to *until*, by account.

        A run that was made before those of before *moment* was dated by a wrong clock.
        """
        with ours():
            rows = self.db.execute(
                "SELECT account, verdict, gaps, taken_at FROM assessments WHERE run IN "
                f"(SELECT id FROM runs WHERE moment BETWEEN ? AND ? AND id > {BEFORE} "
                f"AND id NOT IN ({RUNS_SET_ASIDE})) ORDER BY run",
                [clock.stamp(moment), clock.stamp(until), clock.stamp(moment)],
            ).fetchall()
            sentences = texts.read(self.db, {text for _, _, text, _ in rows})
        states: dict[str, LookState] = {}
        for account, verdict, text, taken_at in rows:
            before = states.get(account)
            failed = verdict == Verdict.UNKNOWN and any(
                gap.outcome in PASSING for _, gap in gap_rows.load(sentences[text])
            )
            states[account] = LookState(
                looks=before.looks + 1 if before else 1,
                last_at=clock.unstamp(taken_at),
                failed=failed,
            )
        return states

    def completed_run(
        self, mode: RunMode, seed: int | None, since: datetime, until: datetime
    ) -> int | None:
        """Return the completed run of *mode* from *since* to *until*."""
        with ours():
            row = self.db.execute(
                "SELECT max(id) FROM runs WHERE mode = ? AND seed IS ? AND interrupted = 0 "
                f"AND finished_at IS NOT NULL AND moment BETWEEN ? AND ? AND id > {BEFORE} "
                f"AND id NOT IN ({RUNS_SET_ASIDE})",
                [mode.value, seed, *map(clock.stamp, (since, until, since))],
            ).fetchone()
        return row[0] if row else None


def _duty(row: dict[str, Any]) -> TaskRun:
    def moment(name: str) -> datetime | None:
        return clock.unstamp(row[name]) if row[name] else None

    return TaskRun(
        task=row["task"],
        due_at=clock.unstamp(row["due_at"]),
        missed=row["missed"],
        attempts=row["attempts"],
        started_at=clock.unstamp(row["started_at"]),
        finished_at=moment("finished_at"),
        outcome=row["outcome"],
        note=row["note"],
        failures=row["failures"],
        again_at=moment("again_at"),
        ends_at=moment("ends_at"),
    )
