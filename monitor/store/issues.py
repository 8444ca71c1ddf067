"""Issued reports: appended, never changed; a further issue is a further version."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

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
        return tuple(
            Issued(
                period=row["period"],
                kind=row["kind"],
                version=row["version"],
                number=row["number"],
                issued_on=date.fromisoformat(row["issued_on"]),
                made_at=clock.unstamp(row["made_at"]),
                figures=row["figures"],
                sha256=row["sha256"],
            )
            for row in rows
        )

    def issue(
        self, period: str, kind: str, *, number: str, on: date, made_at: datetime, figures: str
    ) -> Issued:
        """Freeze a report as the next version of its kind."""
        digest = hashlib.sha256(figures.encode()).hexdigest()
        with ours(), immediate(self.db):
            (last,) = self.db.execute(
                "SELECT coalesce(max(version), 0) FROM issues WHERE period = ? AND kind = ?",
                [period, kind],
            ).fetchone()
            self.db.table("issues").insert(
                {
                    "period": period,
                    "kind": kind,
                    "version": last + 1,
                    "number": number,
                    "issued_on": on.isoformat(),
                    "made_at": clock.stamp(made_at),
                    "figures": figures,
                    "sha256": digest,
                }
            )
        return self.issued(period, kind)[-1]
