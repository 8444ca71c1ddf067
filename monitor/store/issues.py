"""Issued reports: appended, never changed; a further issue is a further version."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from monitor import clock
from monitor.store.database import immediate, ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One issued report: *number* (文号) and day as the office gave them, its figures as JSON."""

    period: str
    kind: str
    version: int
    number: str
    issued_on: date
    made_at: datetime
    figures: str
    sha256: str


class Issues:
    """The store's memory of what left the office."""

    db: Database

    def issued(self, period: str, kind: str) -> tuple[Issued, ...]:
        """Return the issued versions of a report, oldest first."""
        with ours():
            rows = list(
                self.db.query(
                    "SELECT * FROM issues WHERE period = ? AND kind = ? ORDER BY version",
                    [period, kind],
                )
            )
        return tuple(map(_issued, rows))

    def last_issued(self, period: str) -> Issued | None:
        """Return what was issued last of *period*, whoever it went to."""
        with ours():
            rows = list(
                self.db.query(
                    "SELECT * FROM issues WHERE period = ? ORDER BY made_at DESC, rowid DESC "
                    "LIMIT 1",
                    [period],
                )
            )
        return _issued(rows[0]) if rows else None

    def issue(self, issued: Issued) -> None:
        """Freeze a report as the next version of its kind; nobody else may have taken it."""
        values = {**asdict(issued), "issued_on": issued.issued_on.isoformat()}
        with ours(), immediate(self.db):
            self.db.table("issues").insert(values | {"made_at": clock.stamp(issued.made_at)})


def _issued(row: Mapping[str, Any]) -> Issued:
    return Issued(
        period=row["period"],
        kind=row["kind"],
        version=row["version"],
        number=row["number"],
        issued_on=date.fromisoformat(row["issued_on"]),
        made_at=clock.unstamp(row["made_at"]),
        figures=row["figures"],
        sha256=row["sha256"],
    )
