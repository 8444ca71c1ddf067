"""A unit is told of a second offence only where the first one stood."""

from datetime import date, timedelta

import pytest

from monitor.cases.case import CaseStep, StepKind
from monitor.cases.earlier_notices import EarlierNotice, earlier_notices
from tests.figures.builders import case, registered, step

TOLD = date(2021, 9, 30)  # the day of the check 1
DUE = date(2021, 10, 11)
ON = date(2021, 12, 31)
OPEN, NOTICE = step(StepKind.OPEN, 1), step(StepKind.NOTIFY, 1, 1, due_on=DUE)
ENDED = (step(StepKind.PASSED, 2), step(StepKind.CLOSE, 2))


def told(
    *steps: CaseStep, seen: date = ON, on: date = ON, unit: str = "caizheng"
) -> tuple[EarlierNotice, ...]:
    return earlier_notices([case(1, registered("a"), *steps)], unit, on, {"a": seen})


@pytest.mark.parametrize(
    "later",
    [
        ENDED,
        (*ENDED, step(StepKind.REOPEN, 3)),
        (step(StepKind.RECTIFY, 2), step(StepKind.FAILED, 2, 1)),
        (),  # its term went by, and it was seen since
    ],
)
def test_what_stood_counts(later: tuple[CaseStep, ...]) -> None:
    assert told(OPEN, NOTICE, *later) == (EarlierNotice(TOLD, ("高台财政",)),)


@pytest.mark.parametrize(
    "later",
    [
        (step(StepKind.CLOSE, 2),),  # a person struck it off, for whatever reason
        (step(StepKind.REFUTED, 2),),
        (step(StepKind.EXEMPT, 2),),
        (step(StepKind.EXTEND, 2, due_on=date(2022, 1, 7)),),
    ],
)
def test_what_may_not_have_stood_does_not_count(later: tuple[CaseStep, ...]) -> None:
    assert told(OPEN, NOTICE, *later) == ()


@pytest.mark.parametrize(("days", "number"), [(0, 0), (1, 1)])
def test_a_notice_that_runs_is_no_earlier_one(days: int, number: int) -> None:
    assert len(told(OPEN, NOTICE, seen=DUE + timedelta(days=days))) == number


@pytest.mark.parametrize(("days", "number"), [(365, 1), (366, 0), (0, 0)])
def test_only_the_year_before_counts(days: int, number: int) -> None:
    assert len(told(OPEN, NOTICE, *ENDED, on=TOLD + timedelta(days=days))) == number


def test_another_units_notice_is_none_of_this_one() -> None:
    assert told(OPEN, NOTICE, *ENDED, unit="minzheng") == ()


def test_notices_of_one_day_are_one() -> None:
    cases = [case(n, registered(f"a{n}", name=f"号{n}"), OPEN, NOTICE, *ENDED) for n in (1, 2)]

    assert earlier_notices(cases, "caizheng", ON, {}) == (EarlierNotice(TOLD, ("号1", "号2")),)
