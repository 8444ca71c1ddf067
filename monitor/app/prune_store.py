"""Taking away what is older than it must be kept: in one transaction, sealed with the rest."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import clock
from monitor.notices.notice import ALARMS
from monitor.system.connection import Database
from monitor.system.database import immediate, ours
from monitor.verdicts import texts

# runs up to the first that stays: their seals are a chain, which goes on from the last one gone
RUNS = """
CREATE TEMP TABLE old_runs AS SELECT id, seal FROM runs WHERE id < coalesce((
SELECT min(id) FROM runs WHERE (moment >= :until OR finished_at IS NULL)
AND id NOT IN (SELECT "row" FROM set_aside WHERE kind = 'run')
), (SELECT max(id) FROM runs)) AND id < (SELECT max(id) FROM runs)
"""
LOOKS = """
CREATE TEMP TABLE old_looks AS SELECT id FROM observations WHERE run IN (SELECT id FROM old_runs)
OR run IS NULL AND taken_at < :until AND coalesce(expires_at, '') < :until
"""
# whole days of which nothing that stays rests on anything
FILES = """
CREATE TEMP TABLE old_files AS SELECT file FROM exchanges GROUP BY file
HAVING substr(file, 1, 10) < :day AND max(
run IS NOT NULL AND run NOT IN (SELECT id FROM old_runs)
OR observation IN (SELECT id FROM observations)
AND observation NOT IN (SELECT id FROM old_looks)) = 0
AND file NOT IN (SELECT file FROM validators)
AND NOT EXISTS (SELECT 1 FROM answers WHERE instr(answers.evidence, exchanges.file || '@'))
"""
UNRESOLVED_ALARMS = f"""
kind IN ({",".join(f"'{kind.value}'" for kind in sorted(ALARMS))}) AND NOT EXISTS (
SELECT 1 FROM notices r WHERE r.kind = 'recovered' AND r.account = notices.account
AND r.id > notices.id)
"""
NOTICES = f"""
CREATE TEMP TABLE old_notices AS SELECT id FROM notices WHERE decided_at < :until
AND NOT EXISTS (SELECT 1 FROM deliveries WHERE notice = notices.id AND delivered_at IS NULL)
AND NOT ({UNRESOLVED_ALARMS})
"""
DUTIES = """
CREATE TEMP TABLE old_duties AS SELECT id FROM duties WHERE due_at < :until AND task <> 'started'
AND finished_at IS NOT NULL AND due_at < (SELECT max(due_at) FROM duties d
WHERE d.task = duties.task AND d.finished_at IS NOT NULL)
"""
CHOSEN = (RUNS, LOOKS, FILES, NOTICES, DUTIES)
GONE = {
    "results": "run IN (SELECT id FROM old_runs)",
    "finding_identities": "run IN (SELECT id FROM old_runs)",
    "assessments": "run IN (SELECT id FROM old_runs)",
    "observations": "id IN (SELECT id FROM old_looks)",
    "exchanges": "file IN (SELECT file FROM old_files)",
    "runs": "id IN (SELECT id FROM old_runs)",
    "registries": "taken_at < :until AND sha256 NOT IN "
    "(SELECT registry FROM runs WHERE registry IS NOT NULL)",
    "register_sources": "registry NOT IN (SELECT sha256 FROM registries)",
    "posts": "first_seen_at < :until AND id NOT IN (SELECT id FROM shown)",
    "deliveries": "notice IN (SELECT id FROM old_notices)",
    "notices": "id IN (SELECT id FROM old_notices)",
    "duties": "id IN (SELECT id FROM old_duties)",
    "set_aside": "kind = 'run' AND \"row\" IN (SELECT id FROM old_runs) "
    "OR kind = 'look' AND \"row\" IN (SELECT id FROM old_looks) "
    "OR kind = 'duty' AND \"row\" IN (SELECT id FROM old_duties) "
    "OR kind = 'notice' AND \"row\" IN (SELECT id FROM old_notices)",
}
TEMPORARY = ("shown", "old_runs", "old_looks", "old_files", "old_notices", "old_duties")


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What is pruned: rows by table, evidence files, and the free bytes of the database."""

    rows: Mapping[str, int]
    files: tuple[str, ...]
    free_bytes: int


class Undone(Exception):
    """Ends the transaction of a dry run."""


@dataclass(frozen=True, slots=True)
class Pruner:
    """Deletes old rows from the database."""

    db: Database

    def would_prune(self, until: date) -> Going:
        """Return what pruning up to *until* would delete, and delete nothing."""
        try:
            with ours(), immediate(self.db):
                going = self._prune(until)
                raise Undone
        except Undone:
            return going

    def prune(
        self,
        until: date,
        *,
        at: datetime,
        program: str,
        files: Iterable[tuple[str, int, str]],
    ) -> Going:
        """Delete what is older than *until*. *files*: the deleted files with size and hash."""
        with ours(), immediate(self.db):
            last = self._last_run(until)
            going = self._prune(until)
            self.db.execute(
                "INSERT INTO prunings (at, until, program, run, seal, rows, files) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    clock.stamp(at),
                    until.isoformat(),
                    program,
                    last[0],
                    last[1],
                    json.dumps(going.rows),
                    json.dumps(sorted(files)),
                ],
            )
        return going

    def compact(self) -> None:
        """Return the freed space to the file system."""
        with ours():
            self.db.execute("VACUUM")
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _last_run(self, until: date) -> tuple[int | None, str]:
        self.db.execute(RUNS, _moment(until))
        row = self.db.execute("SELECT id, seal FROM old_runs ORDER BY id DESC LIMIT 1").fetchone()
        self.db.execute("DROP TABLE temp.old_runs")
        return (row[0], row[1] or "") if row else (None, "")

    def _prune(self, until: date) -> Going:
        values = _moment(until)
        for choice in CHOSEN:
            self.db.execute(choice, values)
        files = [row[0] for row in self.db.execute("SELECT file FROM old_files ORDER BY file")]
        rows = {}
        self.db.execute("CREATE TEMP TABLE shown (id INTEGER PRIMARY KEY)")
        for table, which in GONE.items():
            if table == "posts":  # the looks that stay are known by now
                ids = ((id,) for _, posts in texts.shown(self.db) for id in posts)
                self.db.conn.executemany("INSERT OR IGNORE INTO temp.shown VALUES (?)", ids)
            rows[table] = self.db.execute(f"DELETE FROM {table} WHERE {which}", values).rowcount
        for table in TEMPORARY:
            self.db.execute(f"DROP TABLE temp.{table}")
        (pages,) = self.db.execute("PRAGMA freelist_count").fetchone()
        (size,) = self.db.execute("PRAGMA page_size").fetchone()
        return Going(
            rows={table: number for table, number in rows.items() if number},
            files=tuple(files),
            free_bytes=pages * size,
        )


def _moment(until: date) -> dict[str, str]:
    return {"until": clock.stamp(clock.day_start(until)), "day": until.isoformat()}
