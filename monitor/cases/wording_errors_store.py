"""Wording errors, written down once each; what is learnt of them later is appended."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.cases.wording_errors import Correction, WordingError, compared
from monitor.model import Means, clock
from monitor.system.connection import Database
from monitor.system.database import immediate, ours

FIELDS = ("unit", "unit_name", "account", "category", "text", "advice", "url", "withdrawn")
FIELD_PARSERS: dict[str, Callable[[str], Any]] = {
    "veto": lambda text: text == "1",
    "fixed_on": date.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class WordingErrorStore:
    """Wording errors and their corrections in the database."""

    db: Database

    def add_wording_errors(
        self, errors: Iterable[WordingError], at: datetime, by: str = "", via: Means = Means.CLI
    ) -> tuple[int, int]:
        """Store a list of errors; return how many were new and how many changed.

        *by*: who entered the list, empty where nobody said.
        """
        with ours(), immediate(self.db):
            found = compared(self.wording_errors(), errors)
            corrections = [error.corrections(later, at, by, via) for error, later in found.known]
            self.db.table("slips").insert_all(map(_row, found.new))
            if by:
                corrections_of_new = self._entered({error.key for error in found.new}, at, by, via)
                self.db.table("slip_steps").insert_all(corrections_of_new)
            self.db.table("slip_steps").insert_all(
                _correction_row(correction) for made in corrections for correction in made
            )
        return len(found.new), sum(1 for made in corrections if made)

    def _entered(
        self, keys: Container[tuple[object, ...]], at: datetime, by: str, via: Means
    ) -> list[dict[str, object]]:
        """Return the rows that say who entered the errors of *keys*."""
        return [
            _correction_row(Correction(slip=error.id, at=at, field="by", value=by, by=by, via=via))
            for error in self.wording_errors()
            if error.key in keys
        ]

    def add_correction(self, decide: Callable[[tuple[WordingError, ...]], Correction]) -> None:
        """Append the correction that *decide* makes of the current errors, in one transaction."""
        with ours(), immediate(self.db):
            self.db.table("slip_steps").insert(_correction_row(decide(self.wording_errors())))

    def wording_errors(self) -> tuple[WordingError, ...]:
        """Return every error, oldest first, with those that were withdrawn."""
        with ours():
            rows = list(self.db.query("SELECT * FROM slips ORDER BY found_on, id"))
            steps = list(self.db.query("SELECT * FROM slip_steps ORDER BY id"))
        errors = {error.id: error for error in map(_error, rows)}
        for correction in map(_correction, steps):
            errors[correction.slip] = errors[correction.slip].after(correction)
        return tuple(errors.values())


def _error(row: dict[str, Any]) -> WordingError:
    return WordingError(
        id=int(str(row["id"])),
        veto=None if row["veto"] is None else bool(row["veto"]),
        found_on=date.fromisoformat(str(row["found_on"])),
        fixed_on=date.fromisoformat(str(row["fixed_on"])) if row["fixed_on"] else None,
        **{field: str(row[field]) for field in FIELDS},
    )


def _correction(row: dict[str, Any]) -> Correction:
    field = str(row["field"])
    return Correction(
        slip=int(str(row["slip"])),
        at=clock.unstamp(str(row["at"])),
        by=str(row["by"]),
        field=field,
        value=FIELD_PARSERS.get(field, str)(str(row["value"])),
        via=Means(str(row["via"])) if row["via"] else None,
    )


def _row(error: WordingError) -> dict[str, object]:
    return {
        **{field: getattr(error, field) for field in FIELDS},
        "veto": None if error.veto is None else int(error.veto),
        "found_on": error.found_on.isoformat(),
        "fixed_on": error.fixed_on.isoformat() if error.fixed_on else None,
    }


def _correction_row(correction: Correction) -> dict[str, object]:
    value = int(correction.value) if isinstance(correction.value, bool) else correction.value
    return {
        "slip": correction.slip,
        "at": clock.stamp(correction.at),
        "by": correction.by,
        "field": correction.field,
        "value": str(value),
        "via": correction.via,
    }
