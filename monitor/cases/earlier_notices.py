"""When a unit was told before to put something right: what a further letter may say of that. Pure.

A second offence weighs more than a first, so only what stands counts: a problem that was really
there (a recheck passed it, failed it again, or its term went by), never one that was found in
error, that a person struck off or exempted, nor the notice that the letter itself repeats.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.cases.case import Case, CaseStep, StepKind, occurrences
from monitor.model import clock

WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class EarlierNotice:
    """A day on which a unit was told, and the names of the accounts that it was told of."""

    on: date
    accounts: tuple[str, ...]


def earlier_notices(
    cases: Iterable[Case], unit: str, on: date, seen: Mapping[str, date]
) -> tuple[EarlierNotice, ...]:
    """Return the days of the year before *on* when *unit* was told, oldest first.

    *cases*: without what was found in error. *seen*: the day of the latest look at each account of
    the letter; others count as looked at on the day *on*.
    """
    names_by_day: dict[date, dict[str, None]] = {}
    for case in cases:
        if case.unit != unit:
            continue
        for day in _days(case, seen.get(case.account, on)):
            if on - WITHIN <= day < on:
                names_by_day.setdefault(day, {})[case.name] = None
    return tuple(EarlierNotice(day, tuple(names_by_day[day])) for day in sorted(names_by_day))


def _days(case: Case, seen_on: date) -> Iterator[date]:
    """Yield when the unit was told of each occurrence that was not put right by then."""
    for occurrence in occurrences(case.steps):
        for number, step in enumerate(occurrence):
            if step.kind is StepKind.NOTIFY and _stood(occurrence[number:], seen_on):
                yield clock.day(step.at)


def _stood(steps: Sequence[CaseStep], seen_on: date) -> bool:
    """Say whether what the first of *steps* told is known to have stood, beyond its own notice."""
    _, *later = steps
    kinds = [step.kind for step in later]
    if StepKind.REFUTED in kinds or StepKind.EXEMPT in kinds:
        return False
    if StepKind.CLOSE in kinds:
        return StepKind.PASSED in kinds
    terms = [step.due_on for step in steps if step.due_on is not None]
    return StepKind.FAILED in kinds or bool(terms and max(terms) < seen_on)
