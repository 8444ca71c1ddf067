"""Every case in its place on the board: overdue first, what was closed long ago left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from monitor.app import follow_up
from monitor.cases.case import Case, Stage, by_stage
from monitor.cases.case_store import CaseStore
from monitor.cases.escalation import is_overdue
from monitor.model import clock
from monitor.model.period import Period, quarter_of
from monitor.registry import Registry
from monitor.system.connection import Database

OVERDUE = "overdue"  # beside the stages: those notified whose term is over


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBoard:
    """The cases of one unit, or of all. *stages*: those listed, the most urgent first.

    *units*: whose cases there are, id and name, in the register's order; *older*: how many
    closed before *quarter* are left out.
    """

    today: date
    quarter: Period
    stages: Mapping[Stage, tuple[Case, ...]]
    overdue: tuple[Case, ...]
    units: tuple[tuple[str, str], ...]
    older: int

    def listed(self, stage: str) -> tuple[Case, ...]:
        """Return the cases of *stage*, or those overdue; all where it is empty."""
        if stage == OVERDUE:
            return self.overdue
        return tuple(
            case for own, cases in self.stages.items() if stage in ("", own) for case in cases
        )


def case_board(
    db: Database, registry: Registry, now: datetime, unit: str = "", *, older: bool = False
) -> CaseBoard:
    """Return the board as of *now*; with *older* everything that was ever closed stands on it."""
    today = clock.day(now)
    quarter = quarter_of(today)
    cases = follow_up.current_cases(CaseStore(db), registry, today)
    of_unit = [case for case in cases if unit in ("", case.unit)]
    recent = [case for case in of_unit if older or not _closed_before(case, quarter.first_day)]
    stages = {
        stage: tuple(sorted(of_stage, key=ORDER[stage])) if stage in ORDER else of_stage
        for stage, of_stage in by_stage(recent).items()
    }
    return CaseBoard(
        today=today,
        quarter=quarter,
        stages=stages,
        overdue=tuple(case for case in stages[Stage.NOTIFIED] if is_overdue(case, today)),
        units=_units(cases, registry),
        older=len(of_unit) - len(recent),
    )


def _closed_before(case: Case, day: date) -> bool:
    return case.closed_at is not None and clock.day(case.closed_at) < day


def _units(cases: Iterable[Case], registry: Registry) -> tuple[tuple[str, str], ...]:
    named = {case.unit: case.unit_name for case in cases}
    registered = {unit.id: unit.name for unit in registry.units if unit.id in named}
    return tuple((registered | {id: named[id] for id in named if id not in registered}).items())


# by the stage's own moment, where the term is not what presses
ORDER: Mapping[Stage, Callable[[Case], Any]] = {
    Stage.RECTIFIED: lambda case: (case.rectified_at, case.id),
    Stage.EXEMPT: lambda case: (case.steps[-1].until or date.max, case.id),
    Stage.CLOSED: lambda case: (-(case.closed_at or case.last_at).timestamp(), -case.id),
}
