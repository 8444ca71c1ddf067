"""Wording errors, written down once each; later lists correct them and say what is put right."""

from collections.abc import Iterable
from datetime import date

from sqlite_utils import Database

from monitor.slips import Slip
from monitor.store.database import immediate, ours

FIELDS = ("unit", "unit_name", "account", "category", "text", "advice", "url", "withdrawn")


class Slips:
    """The store's memory of wording errors."""

    db: Database

    def add_slips(self, slips: Iterable[Slip]) -> tuple[int, int]:
        """Take a list of errors, each once; return how many were new, how many were changed."""
        with ours(), immediate(self.db):
            known = {slip.key: slip for slip in self.slips()}
            new = [slip for slip in slips if slip.key not in known]
            told = ((known[slip.key], slip) for slip in slips if slip.key in known)
            changed = [after for old, slip in told if (after := old.corrected(slip)) != old]
            self.db.table("slips").insert_all(map(_row, new))
            for slip in changed:
                self.db.table("slips").update(slip.id, _row(slip))
        return len(new), len(changed)

    def change_slip(self, slip: Slip) -> None:
        """Write down what has become of a known error: put right, or withdrawn."""
        with ours(), immediate(self.db):
            self.db.table("slips").update(slip.id, _row(slip))

    def slips(self) -> tuple[Slip, ...]:
        """Return every error, oldest first, with those that were withdrawn."""
        with ours():
            rows = list(self.db.query("SELECT * FROM slips ORDER BY found_on, id"))
        return tuple(
            Slip(
                id=int(str(row["id"])),
                veto=None if row["veto"] is None else bool(row["veto"]),
                found_on=date.fromisoformat(str(row["found_on"])),
                fixed_on=date.fromisoformat(str(row["fixed_on"])) if row["fixed_on"] else None,
                **{field: str(row[field]) for field in FIELDS},
            )
            for row in rows
        )


def _row(slip: Slip) -> dict[str, object]:
    return {
        **{field: getattr(slip, field) for field in FIELDS},
        "veto": None if slip.veto is None else int(slip.veto),
        "found_on": slip.found_on.isoformat(),
        "fixed_on": slip.fixed_on.isoformat() if slip.fixed_on else None,
    }
