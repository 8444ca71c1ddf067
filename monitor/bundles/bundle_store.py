"""The bundles that were made here, each byte for byte: appended, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.model import clock
from monitor.system.connection import Database
from monitor.system.database import immediate, ours

HEAD = 'id, period, version, name, sha256, previous, made_at, same, "run", link, length(content) n'


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBundle:
    """A bundle that was made here. *same*: the hash of what it tells, whenever it was made.

    *run*, *link*: the last seals in it. *previous*: the hash of the bundle before, of any period.
    """

    period: str
    version: int
    name: str
    sha256: str
    previous: str
    made_at: datetime
    same: str
    run: int
    link: int
    size: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class BundleStore:
    """The bundles made here, in the database."""

    db: Database

    def last(self) -> MadeBundle | None:
        """Return the last bundle made, of whichever period."""
        return self._first(f"SELECT {HEAD} FROM bundles ORDER BY id DESC LIMIT 1")

    def last_of(self, period: str) -> MadeBundle | None:
        """Return the last bundle of *period*."""
        where = "WHERE period = ? ORDER BY version DESC LIMIT 1"
        return self._first(f"SELECT {HEAD} FROM bundles {where}", period)

    def every(self) -> tuple[MadeBundle, ...]:
        """Return all of them, the newest first."""
        with ours():
            rows = list(self.db.query(f"SELECT {HEAD} FROM bundles ORDER BY id DESC"))
        return tuple(map(_made, rows))

    def content(self, sha256: str) -> bytes:
        """Return the very bytes of one of them."""
        with ours():
            row = self.db.execute(
                "SELECT content FROM bundles WHERE sha256 = ?", [sha256]
            ).fetchone()
        return bytes(row[0])

    def keep(self, made: MadeBundle, content: bytes) -> None:
        """Append *made*; its version of the period is nobody's yet."""
        values = {
            "period": made.period,
            "version": made.version,
            "name": made.name,
            "sha256": made.sha256,
            "previous": made.previous,
            "made_at": clock.stamp(made.made_at),
            "same": made.same,
            "run": made.run,
            "link": made.link,
            "content": content,
        }
        with ours(), immediate(self.db):
            self.db.table("bundles").insert(values)

    def _first(self, sql: str, *values: str) -> MadeBundle | None:
        with ours():
            row = next(iter(self.db.query(sql, list(values))), None)
        return _made(row) if row else None


def _made(row: Mapping[str, Any]) -> MadeBundle:
    return MadeBundle(
        id=row["id"],
        period=row["period"],
        version=row["version"],
        name=row["name"],
        sha256=row["sha256"],
        previous=row["previous"],
        made_at=clock.unstamp(row["made_at"]),
        same=row["same"],
        run=row["run"],
        link=row["link"],
        size=row["n"],
    )
