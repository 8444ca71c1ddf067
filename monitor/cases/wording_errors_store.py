"""Wording errors, written down once each; what is learnt of them later is appended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from monitor.cases.wording_errors import Correction, WordingError
from monitor.model import clock
from monitor.system.database import immediate, ours

FIELDS = ("unit", "unit_name", "account", "category", "text", "advice", "url", "withdrawn")
READ: dict[str, Callable[[str], Any]] = {
    "veto": lambda text: text == "1",
    "fixed_on": date.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class WordingErrorStore:
    """Wording errors and their corrections in the database."""

    db: Database

    def add_slips(self, slips: Iterable[WordingError], at: datetime) -> tuple[int, int]:
        """Store a list of errors; return how many were new and how many changed."""
        with ours(), immediate(self.db):
            existing = {slip.key: slip for slip in self.slips()}
            new = [slip for slip in slips if slip.key not in existing]
            corrections = [
                existing[slip.key].steps(slip, at) for slip in slips if slip.key in existing
            ]
            self.db.table("slips").insert_all(map(_row, new))
            self.db.table("slip_steps").insert_all(
                _step_row(s) for steps in corrections for s in steps
            )
        return len(new), sum(map(bool, corrections))

    def add_slip_step(self, decide: Callable[[tuple[WordingError, ...]], Correction]) -> None:
        """Append the correction that *decide* makes of the current errors, in one transaction."""
        with ours(), immediate(self.db):
            self.db.table("slip_steps").insert(_step_row(decide(self.slips())))

    def slips(self) -> tuple[WordingError, ...]:
        """Return every error, oldest first, with those that were withdrawn."""
        with ours():
            rows = list(self.db.query("SELECT * FROM slips ORDER BY found_on, id"))
            steps = list(self.db.query("SELECT * FROM slip_steps ORDER BY id"))
        errors = {slip.id: slip for slip in map(_slip, rows)}
        for step in map(_step, steps):
            errors[step.slip] = errors[step.slip].after(step)
        return tuple(errors.values())


def _slip(row: dict[str, Any]) -> WordingError:
    return WordingError(
        id=int(str(row["id"])),
        veto=None if row["veto"] is None else bool(row["veto"]),
        found_on=date.fromisoformat(str(row["found_on"])),
        fixed_on=date.fromisoformat(str(row["fixed_on"])) if row["fixed_on"] else None,
        **{field: str(row[field]) for field in FIELDS},
    )


def _step(row: dict[str, Any]) -> Correction:
    field = str(row["field"])
    return Correction(
        slip=int(str(row["slip"])),
        at=clock.unstamp(str(row["at"])),
        by=str(row["by"]),
        field=field,
        value=READ.get(field, str)(str(row["value"])),
    )


def _row(slip: WordingError) -> dict[str, object]:
    return {
        **{field: getattr(slip, field) for field in FIELDS},
        "veto": None if slip.veto is None else int(slip.veto),
        "found_on": slip.found_on.isoformat(),
        "fixed_on": slip.fixed_on.isoformat() if slip.fixed_on else None,
    }


def _step_row(step: Correction) -> dict[str, object]:
    value = int(step.value) if isinstance(step.value, bool) else step.value
    return {
        "slip": step.slip,
        "at": clock.stamp(step.at),
        "by": step.by,
        "field": step.field,
        "value": str(value),
    }
