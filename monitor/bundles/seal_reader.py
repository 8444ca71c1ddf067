"""The seals that a bundle lists: of every run, and of the last link of every day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.bundles.values import SealKind, SealLine
from monitor.model import clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.system.packing import compact

RUNS = """
SELECT id, coalesce(finished_at, moment) AS at, mode, seal FROM runs
WHERE finished_at IS NOT NULL AND seal LIKE 'sha256:%' AND id >= ? ORDER BY id
"""
# days of Beijing; links that were told before are told whatever came after them that day
DAYS = """
SELECT id, at, seal FROM links WHERE id IN (
SELECT max(id) FROM links WHERE id > :first GROUP BY date(at, '+8 hours')
) OR id IN (SELECT value FROM json_each(:told)) ORDER BY id
"""
BEFORE = """
SELECT coalesce((SELECT max(id) FROM runs WHERE finished_at IS NOT NULL AND moment < ?1), 0) AS run,
coalesce((SELECT max(id) FROM links WHERE at < ?1), 0) AS link
"""
HASH = 'SELECT sha256 FROM exchanges WHERE file = ? AND "offset" = ?'


@dataclass(frozen=True, slots=True)
class SealReader:
    """Seals and hashes of records, read from the database."""

    db: Database

    def since(self, run: int, links: Sequence[int]) -> tuple[SealLine, ...]:
        """Return the seals from *run* on, and from the first link of *links* on, these included."""
        return (*self._runs(run), *self._days(links))

    def before(self, moment: datetime) -> tuple[int, int]:
        """Return the last run and the last link before *moment*, 0 where there is none."""
        row = next(query(self.db, BEFORE, [clock.stamp(moment)]))
        return row["run"], row["link"]

    def newest(self) -> SealLine | None:
        """Return the newest link."""
        sql = "SELECT id, at, seal FROM links ORDER BY id DESC LIMIT 1"
        row = next(query(self.db, sql), None)
        return None if row is None else _day(row["id"], row["at"], row["seal"])

    def hash_at(self, place: str) -> str:
        """Return the hash of the record at *place*, ``file@offset``; empty where none is kept."""
        file, _, offset = place.rpartition("@")
        if not offset.isdecimal():
            return ""
        row = next(query(self.db, HASH, [file, int(offset)]), None)
        return "" if row is None else str(row["sha256"])

    def _runs(self, run: int) -> Iterator[SealLine]:
        for row in query(self.db, RUNS, [run]):
            at = clock.unstamp(row["at"])
            yield SealLine(
                kind=SealKind.RUN, id=row["id"], at=at, mode=row["mode"], seal=row["seal"]
            )

    def _days(self, links: Sequence[int]) -> Iterator[SealLine]:
        for row in query(self.db, DAYS, {"first": min(links), "told": compact(list(links))}):
            yield _day(row["id"], row["at"], row["seal"])


def _day(id: int, at: str, seal: str) -> SealLine:
    return SealLine(kind=SealKind.DAY, id=id, at=clock.unstamp(at), mode="", seal=seal)
