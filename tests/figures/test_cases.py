"""Cases in the figures: as they stood when the period ended."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.cases.case import CaseEvent, CaseStep, Stage
from monitor.figures import PeriodFinding
from tests.figures.builders import (
    CHECKS,
    case,
    figures,
    history,
    registered,
    step,
)


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ((step(CaseEvent.OPEN, 1),), Stage.FOUND),
        ((step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 1, 1)), None),
        ((step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 2)), Stage.CLOSED),
        ((step(CaseEvent.OPEN, 4), step(CaseEvent.NOTIFY, 4, 100)), Stage.FOUND),
        ((step(CaseEvent.OPEN, 4, 100),), None),
    ],
)
def test_a_case_stands_in_the_period_as_it_was_when_it_ended(
    steps: tuple[CaseStep, ...], stage: Stage | None
) -> None:
    cases = figures(cases=(case(1, registered(), *steps),)).cases

    assert [case.stage for case in cases] == ([stage] if stage else [])


EXEMPT: dict[str, Any] = {"document": "高政办发〔2021〕9号", "until": date(2022, 6, 30)}


@pytest.mark.parametrize(
    ("letters", "steps", "outcome"),
    [
        ("ffff", (step(CaseEvent.OPEN, 1), step(CaseEvent.EXEMPT, 2, **EXEMPT)), "exempt"),
        ("fuuu", (step(CaseEvent.OPEN, 1), step(CaseEvent.EXEMPT, 2, **EXEMPT)), "exempt"),
        ("fppf", (step(CaseEvent.OPEN, 1), step(CaseEvent.EXEMPT, 4, **EXEMPT)), "exempt"),
        ("fppp", (step(CaseEvent.OPEN, 1), step(CaseEvent.EXEMPT, 2, **EXEMPT)), "fixed"),
        ("ffff", (step(CaseEvent.OPEN, 1), step(CaseEvent.EXEMPT, 4, 9, **EXEMPT)), "open"),
        ("fuuu", (step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 2)), "struck"),
        ("ff--", (step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 2)), "open"),
        ("ff--", (step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 2, 1)), "struck"),
        ("ff--", (step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 4, 9)), "open"),
        ("fpfu", (step(CaseEvent.OPEN, 1), step(CaseEvent.CLOSE, 4)), "recurring"),
        (
            "fuuu",
            (step(CaseEvent.OPEN, 1), step(CaseEvent.PASSED, 2), step(CaseEvent.CLOSE, 2)),
            "fixed",
        ),
        ("fuuu", (step(CaseEvent.OPEN, 1), step(CaseEvent.NOTIFY, 2)), "unseen"),
    ],
)
def test_what_was_decided_of_a_case_is_told_where_no_look_tells(
    letters: str, steps: tuple[CaseStep, ...], outcome: str
) -> None:
    (rectified,) = figures(history(letters), cases=(case(1, registered(), *steps),)).rectified

    assert rectified.outcome == outcome
    assert (rectified.decided, rectified.until) == {
        "exempt": ("高政办发〔2021〕9号", date(2022, 6, 30)),
        "struck": ("已20天未更新", None),
    }.get(outcome, ("", None))
    assert rectified.fixed_at is not None or outcome not in ("fixed", "recurring")


def test_one_problem_that_is_exempt_excuses_no_other() -> None:
    one = history("ffff")
    other = PeriodFinding(check="S01", title="安全问题", message="有敏感信息")
    looks = tuple(replace(look, problems=(*look.problems, other)) for look in one.looks)
    exempt = case(1, registered(), step(CaseEvent.OPEN, 1), step(CaseEvent.EXEMPT, 2, **EXEMPT))

    (rectified,) = figures(replace(one, looks=looks), cases=(exempt,)).rectified

    assert rectified.outcome == "open"


@pytest.mark.parametrize(("until", "stage"), [(31, Stage.EXEMPT), (30, Stage.FOUND)])
def test_an_exemption_that_has_ended_is_none_though_nobody_looked(until: int, stage: Stage) -> None:
    given = step(CaseEvent.EXEMPT, 2, document="1号", until=date(2021, 12, until))

    (told,) = figures(cases=(case(1, registered(), step(CaseEvent.OPEN, 1), given),)).cases

    assert told.stage is stage


def test_what_was_found_in_error_is_no_case() -> None:
    one = case(1, registered(), step(CaseEvent.OPEN, 2), step(CaseEvent.NOTIFY, 2))
    withdrawn = case(2, registered(), step(CaseEvent.OPEN, 2), step(CaseEvent.REFUTED, 4, 100))

    computed = figures(cases=(one, withdrawn), refuted={(1, CHECKS[2])})

    assert computed.cases == ()
