"""Whether the term of a case was counted over days that nobody has announced yet. Pure."""

from monitor.cases.case import Case, RectificationRules, StepKind, occurrences
from monitor.model import clock
from monitor.model.workdays import Workdays


def caveat(case: Case, rules: RectificationRules, days: Workdays) -> str:
    """Return on what assumption the term of *case* was counted, mostly empty.

    A term that a person gave rests on no assumption: only one counted by the office's own number
    of working days does.
    """
    *_, latest = occurrences(case.steps)
    setting = [step for step in latest if step.due_on == case.due_on is not None]
    if not setting or setting[0].kind is not StepKind.NOTIFY:
        return ""
    told_on, due = clock.day(setting[0].at), setting[0].due_on
    if due is None or due != days.next_workday(told_on, rules.due_workdays):
        return ""
    return days.caveat(told_on, due)
