"""The forms of a case: which fields each move has, what was typed into them, what is wrong."""

from collections.abc import Mapping
from datetime import datetime

from flask import request

from monitor.app import case_steps
from monitor.cases import by_hand
from monitor.cases.case import Case, CaseStep, StepKind
from monitor.desk import guard
from monitor.desk.faults import WHOLE, Faults, day_in
from monitor.model import Means, clock

SHOWN = "shown"  # the field that says how many steps the page showed
FIELDS: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.NOTIFY: ("due",),
    StepKind.RECTIFY: ("text",),
    StepKind.EXTEND: ("due", "reason"),
    StepKind.EXEMPT: ("document", "until", "reason"),
    StepKind.CLOSE: ("reason",),
}
DAYS = ("due", "until")
AGAIN = frozenset({StepKind.EXEMPT, StepKind.CLOSE})  # that let a unit off: the password is asked


def parse(kind: StepKind, case: Case, now: datetime) -> tuple[CaseStep, Faults]:
    """Return the step that the form asks for, and all that is wrong with it, by field."""
    faults: Faults = {}
    days = {name: day_in(_given(name, kind), name, faults, clock.day(now)) for name in DAYS}
    step = case_steps.step(
        kind,
        guard.person().shown,
        now,
        text=_given("text", kind) or _given("reason", kind),
        document=_given("document", kind),
        due_on=days["due"],
        until=days["until"],
        via=Means.DESK,
    )
    for field, message in by_hand.faults(case, step):
        faults.setdefault(field or WHOLE, message)
    return step, faults


def typed() -> dict[str, str]:
    """Return what was typed, to be shown again."""
    names = {name for fields in FIELDS.values() for name in fields}
    return {name: request.form.get(name, "") for name in names}


def shown() -> int:
    """Return how many steps the page showed; a form that does not say is held to be old."""
    text = request.form.get(SHOWN, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _given(name: str, kind: StepKind) -> str:
    return request.form.get(name, "") if name in FIELDS[kind] else ""
