"""What a paper tells of supervision: who was told, who is late, who is praised (督促、表扬)."""

from collections.abc import Iterator

from monitor.cases.case import Case, StepKind
from monitor.cases.escalation import days_late, is_overdue
from monitor.figures import AccountFigures, Figures
from monitor.model import Verdict
from monitor.parsing.text import clean
from reports import county_sentences, formatting
from reports.account_lists import in_order
from reports.document_model import shown
from reports.names import EXAMPLES, WORKBOOK, called, listed, listed_again, named


def notified(figures: Figures) -> int:
    """Return of how many problems units were notified in the period."""
    return sum(
        any(step.kind is StepKind.NOTIFY and figures.period.holds(step.at) for step in case.steps)
        for case in figures.cases
    )


def overdue(figures: Figures) -> tuple[Case, ...]:
    """Return the cases that are late when the figures stand, the latest first."""
    late = [case for case in figures.cases if is_overdue(case, figures.as_of_date)]
    return tuple(sorted(late, key=lambda case: (-days_late(case, figures.as_of_date), case.id)))


def lateness(case: Case, figures: Figures, see: str = "") -> str:
    """Return unit, account and days of a late case; its term, unless the annex *see* has it."""
    name = f"{clean(case.unit_name)}{called(case.platform, case.name)}"
    late = f"逾期{days_late(case, figures.as_of_date)}天"
    if see:
        return f"{name}（{late}）"
    caveat = figures.due_caveats.get(case.id, "")
    term = f"整改期限{shown(case.due_on, 0)}" + (f"，{caveat}" if caveat else "")
    return f"{name}（{term}，{late}）"


def overdue_names(figures: Figures, see: str = "") -> str:
    """Return the late ones in a row; *see*: where all of them stand, if they are many."""
    late = overdue(figures)
    if figures.counties and len(late) > EXAMPLES:
        return f"{len(late)}个，名单见{see or WORKBOOK}"
    return listed_again([lateness(case, figures, see) for case in late], see)


def zombie_advice(figures: Figures) -> str:
    """Return the advice on the zombies, each with whom it is about where it differs."""
    by_advice: dict[str, list[str]] = {}
    for row in figures.zombies:
        by_advice.setdefault(formatting.advice(row, figures), []).append(named(row.account))
    if len(by_advice) == 1:
        return next(iter(by_advice))
    return "；".join(f"{'、'.join(names)}，{advice}" for advice, names in by_advice.items())


def praised(figures: Figures, checks: int | None) -> str:
    """Return the units all of whose accounts were fresh at every look, of at least *checks*.

    Empty where praise was not asked for, or nobody earned it.
    """
    if checks is None:
        return ""
    if figures.counties:
        return county_sentences.praised(figures, checks)
    units = list(_praised(figures, checks))
    return listed(units)


def _praised(figures: Figures, checks: int) -> Iterator[str]:
    by_unit: dict[str, list[AccountFigures]] = {}
    for row in in_order(figures.accounts, figures):
        by_unit.setdefault(row.account.unit, []).append(row)
    faulty = {case.unit_name for case in figures.cases if case.is_open}
    faulty |= {slip.unit for slip in figures.slips}
    faulty |= {pending.account.unit for pending in figures.pending}
    for unit, rows in by_unit.items():
        if unit not in faulty and all(_earns(row, checks) for row in rows):
            yield clean(unit)


def _earns(row: AccountFigures, checks: int) -> bool:
    return row.verdict is Verdict.PASS and row.always_fresh and row.looks >= checks
