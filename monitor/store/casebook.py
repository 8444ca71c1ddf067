"""Cases and their steps, appended and never rewritten."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from monitor import clock
from monitor.cases import Added, Case, Move, Step
from monitor.store.database import immediate, ours

FIELDS = ("account", "name", "unit", "unit_name", "platform", "check", "title")


class Casebook:
    """The store's memory of rectification."""

    db: Database

    def add_steps(self, decide: Callable[[tuple[Case, ...]], Iterable[Added]]) -> tuple[Added, ...]:
        """Append the steps that *decide* makes of the cases as they stand, in one transaction.

        Nobody else can add a step between; returns what was added, new cases with their numbers.
        """
        done = []
        with ours(), immediate(self.db):
            for one in decide(self.cases()):
                case = one.case
                if not case.id:
                    table = self.db.table("cases").insert(
                        {field: getattr(case, field) for field in FIELDS}
                    )
                    case = replace(case, id=int(str(table.last_pk)))
                self.db.table("case_steps").insert_all(_row(case.id, step) for step in one.steps)
                done.append(Added(case=case, steps=one.steps))
        return tuple(done)

    def cases(self) -> tuple[Case, ...]:
        """Return every case with its steps, in the order of their numbers."""
        with ours():
            steps: dict[int, list[Step]] = {}
            for row in self.db.query('SELECT * FROM case_steps ORDER BY "case", id'):
                steps.setdefault(int(str(row["case"])), []).append(_step(row))
            rows = list(self.db.query("SELECT * FROM cases ORDER BY id"))
        return tuple(
            Case(
                id=int(str(row["id"])),
                steps=tuple(steps.get(int(str(row["id"])), [])),
                **{field: str(row[field]) for field in FIELDS},
            )
            for row in rows
        )


def _row(case: int, step: Step) -> dict[str, Any]:
    return {
        "case": case,
        "move": step.move.value,
        "at": clock.stamp(step.at),
        "by": step.by,
        "text": step.text,
        "due_on": step.due_on.isoformat() if step.due_on else None,
        "document": step.document,
        "until": step.until.isoformat() if step.until else None,
    }


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        move=Move(row["move"]),
        at=clock.unstamp(row["at"]),
        by=row["by"],
        text=row["text"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        document=row["document"],
        until=date.fromisoformat(row["until"]) if row["until"] else None,
    )
