"""Our clock by the servers of each run, and rows that a wrong clock dated.

Nothing is deleted and no row that a seal covers is changed: what a wrong clock dated is listed
apart, once servers have said that the clock is right again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import clock
from monitor.model.clock_offset import OTHER_DAY, TOLERANCE, Comparison, common_offset
from monitor.system.connection import Database
from monitor.system.database import immediate, ours

WRONG = f"abs(clock_offset) > {TOLERANCE.total_seconds():.0f}"
RUNS_SET_ASIDE = "SELECT \"row\" FROM set_aside WHERE kind = 'run'"
SET_ASIDE = (
    "SELECT 'run', id FROM runs WHERE id < :run AND (moment > :late "
    f"OR abs(clock_offset) >= {OTHER_DAY.total_seconds():.0f})",
    "SELECT 'look', id FROM observations WHERE run IS NULL AND taken_at > :late",
    "SELECT 'duty', id FROM duties WHERE due_at > :late",
    "SELECT 'notice', id FROM notices WHERE decided_at > :late",
)
MENDED = (  # when something was first seen, or seen no more, is no later than now
    "UPDATE posts SET first_seen_at = :now WHERE first_seen_at > :late",
    "UPDATE posts SET gone_at = :now WHERE gone_at > :late",
    # a notice sent by a wrong clock does not use up the key of the notice due at its time
    "UPDATE notices SET key = key || '@' || decided_at WHERE id IN "
    "(SELECT \"row\" FROM set_aside WHERE kind = 'notice' AND run = :run)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Rows dated later than now: how many runs and looks, and their latest date."""

    runs: int = 0
    looks: int = 0
    latest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockLog:
    """Clock offsets and misdated rows in the database."""

    db: Database

    def note_clock(
        self, run: int, offset: timedelta | None, *, seal_covers_chain: bool = False
    ) -> None:
        """Record how far the servers of *run* were ahead of us, before it is sealed.

        *seal_covers_chain*: its seal covers the chain up to that moment.
        """
        with ours(), immediate(self.db):
            self.db.execute(
                "UPDATE runs SET clock_offset = :offset, "
                "link = CASE WHEN :link THEN (SELECT max(id) FROM links) END "
                "WHERE id = :run AND finished_at IS NULL",
                {
                    "offset": None if offset is None else round(offset.total_seconds()),
                    "link": seal_covers_chain,
                    "run": run,
                },
            )

    def compared(self, *, before: int = 2**62) -> Comparison | None:
        """Return the comparison of clocks by the last run whose servers stated the time."""
        with ours():
            row = self.db.execute(
                "SELECT id, moment, clock_offset FROM runs WHERE clock_offset IS NOT NULL "
                "AND id < ? ORDER BY id DESC LIMIT 1",
                [before],
            ).fetchone()
        if row is None:
            return None
        run, moment, offset = row
        return Comparison(run=run, moment=clock.unstamp(moment), offset=timedelta(seconds=offset))

    def latest_comparison(self) -> Comparison | None:
        """Return the clock offset by the looks of the newest run, for display."""
        with ours():
            rows = self.db.execute(
                "SELECT r.id, r.moment, o.clock_offset FROM observations o JOIN runs r "
                "ON r.id = o.run WHERE o.clock_offset IS NOT NULL "
                "AND r.id = (SELECT max(run) FROM observations)"
            ).fetchall()
        if not rows:
            return None
        offsets = {str(number): [timedelta(seconds=row[2])] for number, row in enumerate(rows)}
        offset = common_offset(offsets)
        if offset is None:
            return None
        return Comparison(run=rows[0][0], moment=clock.unstamp(rows[0][1]), offset=offset)

    def wrong_since(self, run: int) -> int:
        """Return the run with which the wrong clock of *run* began: the first of the episode."""
        with ours():
            (first,) = self.db.execute(
                f"SELECT min(id) FROM runs WHERE {WRONG} AND id <= :run AND id > coalesce("
                f"(SELECT max(id) FROM runs WHERE NOT ({WRONG}) AND id < :run), 0)",
                {"run": run},
            ).fetchone()
        return run if first is None else int(first)

    def wrong_runs(self) -> frozenset[int]:
        """Return the runs made by a wrong clock, or with an impossible date."""
        with ours():
            rows = self.db.execute(
                f"SELECT id FROM runs WHERE {WRONG} UNION {RUNS_SET_ASIDE}"
            ).fetchall()
        return frozenset(id for (id,) in rows)

    def runs_set_aside(self) -> frozenset[int]:
        """Return the runs dated by a wrong clock, as listed when it was put right."""
        with ours():
            return frozenset(id for (id,) in self.db.execute(RUNS_SET_ASIDE).fetchall())

    def ahead(self, now: datetime) -> Ahead:
        """Return what is dated later than *now*."""
        late = {"late": clock.stamp(now + clock.CLOCK_SKEW)}
        with ours():
            runs, latest = self.db.execute(
                "SELECT count(*), max(moment) FROM runs WHERE moment > :late", late
            ).fetchone()
            looks, seen = self.db.execute(
                "SELECT count(*), max(taken_at) FROM observations WHERE taken_at > :late", late
            ).fetchone()
        at = max(filter(None, (latest, seen)), default=None)
        return Ahead(runs=runs, looks=looks, latest_at=clock.unstamp(at) if at else None)

    def last_run_is_ahead(self, run: int, now: datetime) -> bool:
        """Say whether the run before *run* is dated later than *now*: the clock was put back."""
        with ours():
            row = self.db.execute(
                "SELECT moment FROM runs WHERE id < ? ORDER BY id DESC LIMIT 1", [run]
            ).fetchone()
        return row is not None and clock.unstamp(row[0]) > now + clock.CLOCK_SKEW

    def set_aside(self, run: int, now: datetime) -> None:
        """Set aside all rows that a wrong clock dated; by *run*, the servers agree with *now*."""
        late = clock.stamp(now + clock.CLOCK_SKEW)
        values = {"run": run, "now": clock.stamp(now), "late": late}
        with ours(), immediate(self.db):
            for question in SET_ASIDE:
                kind_and_row = f"SELECT f.*, :run FROM ({question}) AS f"
                self.db.execute(
                    f'INSERT OR IGNORE INTO set_aside (kind, "row", run) {kind_and_row}', values
                )
            for change in MENDED:
                self.db.execute(change, values)

    def set_aside_by(self, run: int) -> int:
        """Return how many runs were set aside when *run* showed that the clock is right."""
        with ours():
            (number,) = self.db.execute(
                "SELECT count(*) FROM set_aside WHERE run = ? AND kind = 'run'", [run]
            ).fetchone()
        return int(number)
