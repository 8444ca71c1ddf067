"""What a person may do with a case in which stage, and what is wrong with a step. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.cases.case import (
    Case,
    CaseStep,
    CaseUpdate,
    RectificationRules,
    Stage,
    StepKind,
    added,
)
from monitor.model import clock
from monitor.model.errors import RequestError
from monitor.model.workdays import Workdays

ALLOWED = {  # what a person may do with a case in each stage, the usual first
    Stage.FOUND: (StepKind.NOTIFY, StepKind.EXEMPT, StepKind.CLOSE),
    Stage.NOTIFIED: (
        StepKind.NOTIFY,
        StepKind.RECTIFY,
        StepKind.EXTEND,
        StepKind.EXEMPT,
        StepKind.CLOSE,
    ),
    Stage.RECTIFIED: (StepKind.EXTEND, StepKind.EXEMPT, StepKind.CLOSE),
    Stage.EXEMPT: (StepKind.NOTIFY, StepKind.EXEMPT, StepKind.CLOSE),
    Stage.CLOSED: (),
}
Fault = tuple[str, str]  # the field that is wrong, empty for the step as such; one sentence


class StepRefused(RequestError):
    """A step that cannot be taken. *faults*: all that is wrong with it; the text is the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        field, message = faults[0]
        super().__init__(message, field)
        self.faults = faults


def is_repeated_notice(case: Case, step: CaseStep) -> bool:
    """Say whether *step* repeats the notice that *case* ends with."""
    last = case.steps[-1]
    return step.kind is last.kind is StepKind.NOTIFY and step.due_on in (None, last.due_on)


def moves(case: Case) -> tuple[StepKind, ...]:
    """Return what a person may do with *case*, the usual first; a notice is not repeated."""
    told = case.steps[-1].kind is StepKind.NOTIFY
    return tuple(kind for kind in ALLOWED[case.stage] if not (told and kind is StepKind.NOTIFY))


def by_hand(case: Case, step: CaseStep, rules: RectificationRules, days: Workdays) -> CaseUpdate:
    """Return *case* with a person's *step*; raises StepRefused with all that is wrong with it."""
    if found := tuple(faults(case, step)):
        raise StepRefused(found)
    if step.kind is StepKind.NOTIFY:
        due = step.due_on or _standing_term(case) or usual_term(clock.day(step.at), rules, days)
        step = replace(step, due_on=due)
    return added(case, step)


def usual_term(told_on: date, rules: RectificationRules, days: Workdays) -> date:
    """Return by when a unit answers that was told on *told_on*, where nobody gave another day."""
    return days.next_workday(told_on, rules.due_workdays)


def faults(case: Case, step: CaseStep) -> Iterator[Fault]:
    """Yield what is wrong with *step*, a person's, as the next of *case*."""
    if step.kind not in ALLOWED[case.stage]:
        yield "", f"{case.id} 号问题{case.stage.label}，不能{step.kind.label}"
        return
    today = clock.day(step.at)
    if step.kind is StepKind.NOTIFY:
        yield from _faults_of_term(case, step.due_on, today)
    elif step.kind is StepKind.EXTEND:
        yield from _faults_of_extension(case, step.due_on, today)
    elif step.kind is StepKind.EXEMPT:
        if not step.document.strip():
            yield "document", "豁免须写明批准文件"
        if step.until is None or step.until < today:
            yield "until", "豁免须写明到期日，且不早于今天"
    if step.kind is StepKind.RECTIFY and not step.text.strip():
        yield "text", f"{step.kind.label}须说明整改情况"
    elif step.kind is not StepKind.NOTIFY and not step.text.strip():
        yield "reason", f"{step.kind.label}须说明原因"


def _standing_term(case: Case) -> date | None:
    """Return the term that was set already: only an extension moves it."""
    return case.due_on if case.stage is Stage.NOTIFIED else None


def _faults_of_term(case: Case, due: date | None, today: date) -> Iterator[Fault]:
    current = _standing_term(case)
    if due is None:
        return
    if current and due != current:
        yield "due", f"{case.id} 号问题的期限已定为 {current}，改期请登记延期并说明原因"
    elif not current and due < today:
        yield "due", f"整改期限 {due} 早于今天"


def _faults_of_extension(case: Case, due: date | None, today: date) -> Iterator[Fault]:
    if due is None or due <= (case.due_on or today):
        yield "due", "延期后的期限须晚于原期限"
    elif due < today:
        yield "due", f"延期后的期限 {due} 早于今天"
