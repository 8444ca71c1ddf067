"""Wording errors, written down once each; when one is put right, that is added."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from monitor.slips import Slip
from monitor.store.database import immediate, ours

FIELDS = ("unit", "unit_name", "account", "category", "text", "advice", "url")


class Slips:
    """The store's memory of wording errors."""

    db: Database

    def add_slips(self, slips: Iterable[Slip]) -> tuple[int, int]:
        """Append errors not known yet; return how many were new, how many are now put right."""
        known = {slip.key: slip for slip in self.slips()}
        new = [slip for slip in slips if slip.key not in known]
        fixed = [
            (known[slip.key].id, slip.fixed_on)
            for slip in slips
            if slip.key in known and slip.fixed_on and known[slip.key].fixed_on is None
        ]
        with ours(), immediate(self.db):
            self.db.table("slips").insert_all(
                {
                    **{field: getattr(slip, field) for field in FIELDS},
                    "veto": int(slip.veto),
                    "found_on": slip.found_on.isoformat(),
                    "fixed_on": slip.fixed_on.isoformat() if slip.fixed_on else None,
                }
                for slip in new
            )
            for id, day in fixed:
                self._fix(id, day)
        return len(new), len(fixed)

    def fix_slip(self, id: int, day: date) -> None:
        """Say that an error was put right on *day*."""
        with ours(), immediate(self.db):
            self._fix(id, day)

    def slips(self) -> tuple[Slip, ...]:
        """Return every error, oldest first."""
        with ours():
            rows = list(self.db.query("SELECT * FROM slips ORDER BY found_on, id"))
        return tuple(
            Slip(
                id=int(str(row["id"])),
                veto=bool(row["veto"]),
                found_on=date.fromisoformat(str(row["found_on"])),
                fixed_on=date.fromisoformat(str(row["fixed_on"])) if row["fixed_on"] else None,
                **{field: str(row[field]) for field in FIELDS},
            )
            for row in rows
        )

    def _fix(self, id: int, day: date) -> None:
        self.db.execute(
            "UPDATE slips SET fixed_on = ? WHERE id = ? AND fixed_on IS NULL", [day.isoformat(), id]
        )
