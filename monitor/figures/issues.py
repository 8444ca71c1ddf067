"""Issued reports: appended, never changed; a further issue is a further version."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from monitor.figures import frozen
from monitor.figures.frozen import RowFields
from monitor.model import Means, clock
from monitor.system.connection import Database
from monitor.system.database import immediate, ours

OPENING = 1 << 18  # bytes of frozen figures in which the sum is looked for
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One issued report: *number* (文号) and day as the office gave them, its figures as JSON.

    *by*: who issued it, *via*: by what means; unknown of early ones, *by* also where nobody said.
    """

    period: str
    kind: str
    version: int
    number: str
    issued_on: date
    made_at: datetime
    figures: str
    sha256: str
    by: str = ""
    via: Means | None = None


@dataclass(frozen=True, slots=True)
class IssueStore:
    """Issued reports in the database."""

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

    def last_version(self, period: str, kind: str) -> Issued | None:
        """Return the last issued version of a report, without its figures."""
        versions = (
            issued for issued in self.every() if (issued.period, issued.kind) == (period, kind)
        )
        return max(versions, key=lambda issued: issued.version, default=None)

    def last_issued(self, period: str, kinds: Sequence[str]) -> Issued | None:
        """Return the last report issued for *period*, of any of *kinds*."""
        marks = ", ".join("?" * len(kinds))
        sql = f"SELECT * FROM issues WHERE period = ? AND kind IN ({marks}) "
        sql += "ORDER BY made_at DESC, rowid DESC LIMIT 1"
        with ours():
            rows = list(self.db.query(sql, [period, *kinds]))
        return _issued(rows[0]) if rows else None

    def last_total(self, period: str, kinds: Sequence[str]) -> RowFields | None:
        """Return the sum over all accounts in the last report of any of *kinds* for *period*.

        Of figures that may be long only the first part is read, unless it does not show the sum.
        """
        marks = ", ".join("?" * len(kinds))
        asked = f"SELECT id FROM issues WHERE period = ? AND kind IN ({marks}) "
        asked += "ORDER BY made_at DESC, rowid DESC LIMIT 1"
        with ours():
            last = self.db.execute(asked, [period, *kinds]).fetchone()
            if last is None:
                return None
            with self.db.conn.blobopen("issues", "figures", last[0], readonly=True) as text:
                opening = text.read(OPENING).decode("utf-8", "ignore")
            total = frozen.total_in(opening)
            if total is not None:
                return total
            whole = self.db.execute("SELECT figures FROM issues WHERE id = ?", last).fetchone()
        return frozen.read(str(whole[0]))["total"]

    def every(self) -> tuple[Issued, ...]:
        """Return every issue, the newest first, without its figures: they may be long."""
        sql = (
            "SELECT period, kind, version, number, issued_on, made_at, sha256, '' AS figures, "
            '"by", via FROM issues ORDER BY made_at DESC, id DESC'
        )
        with ours():
            return tuple(map(_issued, self.db.query(sql)))

    def shares(self, issued: Issued) -> str:
        """Return what *issued* froze of all accounts and of each platform, as JSON."""
        sql = (
            "SELECT json_object('total', json_extract(figures, '$.total'), "
            "'by_platform', json_extract(figures, '$.by_platform')) "
            "FROM issues WHERE period = ? AND kind = ? AND version = ?"
        )
        with ours():
            found = self.db.execute(sql, [issued.period, issued.kind, issued.version]).fetchone()
        return str(found[0])

    def issue(self, issued: Issued, files: Mapping[str, str] = NOTHING) -> None:
        """Freeze a report as the next version of its kind; nobody else may have taken it.

        *files*: the SHA-256 of each of its files.
        """
        values = {**asdict(issued), "issued_on": issued.issued_on.isoformat()}
        values["made_at"] = clock.stamp(issued.made_at)
        values["by"] = issued.by or None
        with ours(), immediate(self.db):
            row = self.db.table("issues").insert(values).last_pk
            self.db.table("issue_files").insert_all(
                {"issue": row, "name": name, "sha256": digest} for name, digest in files.items()
            )

    def issue_files(self, period: str, kind: str, version: int) -> dict[str, str]:
        """Return the SHA-256 of the files of an issue by their names."""
        sql = "SELECT f.name, f.sha256 FROM issue_files f JOIN issues i ON i.id = f.issue "
        sql += "WHERE i.period = ? AND i.kind = ? AND i.version = ?"
        with ours():
            return dict(self.db.execute(sql, [period, kind, version]).fetchall())

    def issued_as(self, sha256: str) -> Issued | None:
        """Return the issue that a file of this SHA-256 belongs to."""
        sql = "SELECT * FROM issues WHERE id IN (SELECT issue FROM issue_files WHERE sha256 = ?)"
        with ours():
            rows = list(self.db.query(f"{sql} ORDER BY id LIMIT 1", [sha256]))
        return _issued(rows[0]) if rows else None


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
        by=row["by"] or "",
        via=Means(row["via"]) if row["via"] else None,
    )
