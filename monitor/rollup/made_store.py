"""The bundles that this city made of its counties' for those above: appended, never changed."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from monitor.model import clock
from monitor.rollup.rollup_store import written
from monitor.system.database import ours

HEAD = "period, version, name, sha256, made_at, same, length(data) AS size"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRollup:
    """One of them. *same*: the hash of what it tells, whenever it was made."""

    period: str
    version: int
    name: str
    sha256: str
    made_at: datetime
    same: str
    size: int


@dataclass(frozen=True, slots=True)
class MadeStore:
    """What was handed in above, in ``rollup.db``."""

    db: sqlite3.Connection

    def last(self) -> MadeRollup | None:
        """Return the last bundle made, of whichever period."""
        return self._first(f"SELECT {HEAD} FROM made ORDER BY id DESC LIMIT 1")

    def last_of(self, period: str) -> MadeRollup | None:
        """Return the last bundle of *period*."""
        where = "WHERE period = ? ORDER BY version DESC LIMIT 1"
        return self._first(f"SELECT {HEAD} FROM made {where}", period)

    def content(self, sha256: str) -> bytes:
        """Return the very bytes of one of them."""
        with ours():
            row = self.db.execute("SELECT data FROM made WHERE sha256 = ?", [sha256]).fetchone()
        return bytes(row["data"])

    def keep(self, made: MadeRollup, content: bytes) -> None:
        """Keep a bundle that was made."""
        with ours(), written(self.db):
            self.db.execute(
                "INSERT INTO made (period, version, name, sha256, made_at, same, data) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    made.period,
                    made.version,
                    made.name,
                    made.sha256,
                    clock.stamp(made.made_at),
                    made.same,
                    content,
                ],
            )

    def _first(self, sql: str, *values: str) -> MadeRollup | None:
        with ours():
            row = self.db.execute(sql, values).fetchone()
        if row is None:
            return None
        return MadeRollup(
            period=row["period"],
            version=row["version"],
            name=row["name"],
            sha256=row["sha256"],
            made_at=clock.unstamp(row["made_at"]),
            same=row["same"],
            size=row["size"],
        )
