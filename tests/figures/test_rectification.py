"""What became of a failure of the period before: which looks tell, and which decisions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.cases.case import Case, CaseEvent, CaseStep
from monitor.figures import PeriodAssessment, PeriodFinding
from monitor.figures.rectification import of
from monitor.figures.values import Rectified
from monitor.verdicts.freshness import Limit
from tests.figures.builders import CHECKS, QUARTER, case, history, look, registered, step

LAST = CHECKS[1]  # the failing look of the quarter before, eight hours before it ends
Told = tuple[str, float, float]  # a letter of SAID, hours after LAST: when it looked, as of when


def seen(letter: str, at: float, as_of: float) -> PeriodAssessment:
    moment = timedelta(hours=at)
    assessment = look(1, letter)
    named = tuple(replace(finding, message=f"{at:+g}小时所见") for finding in assessment.problems)
    return replace(
        assessment, at=LAST + moment, as_of=LAST + timedelta(hours=as_of), problems=named
    )


def became(*looks: PeriodAssessment, cases: Sequence[Case] = ()) -> Rectified:
    rectified = of(replace(history("-"), looks=looks), QUARTER, Limit(days=14), cases)
    assert rectified is not None
    return rectified


@pytest.mark.parametrize(
    ("looks", "outcome"),
    [
        ([("f", 0, 0), ("p", 100, 100)], "fixed"),
        ([("f", 0, 0), ("p", 100, 0.001)], "fixed"),
        ([("f", 0, 0), ("p", 100, 0)], "unseen"),  # looked later, but saw no later than that
        ([("p", -1, -1), ("f", 0, -16)], "unseen"),  # saw more, but looked before
        ([("f", 0, -16), ("p", 0, 0)], "unseen"),
        ([("f", 0, -16), ("p", 0.001, 0)], "fixed"),
        ([("f", -50, -50), ("p", -25, -25), ("f", 0, 0)], "unseen"),
        ([("f", -50, -50), ("p", -25, -25), ("f", 0, -60)], "unseen"),
        ([("f", -50, -50), ("f", 0, 0), ("p", 100, -20)], "unseen"),
        ([("f", 0, 0), ("f", 100, 100), ("p", 200, 200)], "fixed"),
        ([("f", 0, 0), ("p", 100, 100), ("f", 200, 200)], "recurring"),
        ([("f", 0, 0), ("p", 100, 100), ("u", 200, 200)], "fixed"),
        ([("f", 0, 0), ("p", 100, 100), ("f", 100, 100)], "fixed"),
        ([("f", 0, 0), ("u", 100, 100), ("f", 200, 200)], "open"),
    ],
)
def test_only_a_look_from_after_the_last_failure_tells_what_became_of_it(
    looks: list[Told], outcome: str
) -> None:
    assert became(*(seen(*look) for look in looks)).outcome == outcome


def test_the_problems_are_those_of_the_last_failure() -> None:
    rectified = became(
        seen("f", -50, -50), seen("f", 0, 0), seen("p", 100, 100), seen("p", 200, 200)
    )

    assert rectified.problems == ("+0小时所见",)
    assert rectified.fixed_at == LAST + timedelta(hours=100)


FIRST, SECOND = "U01", "S01"


def failed(at: float = 0) -> PeriodAssessment:
    """A look that found two problems."""
    assessment = seen("f", at, at)
    other = PeriodFinding(check=SECOND, title="安全问题", message="有敏感信息")
    return replace(assessment, problems=(*assessment.problems, other))


def two(steps: Sequence[CaseStep], other: Sequence[CaseStep]) -> list[Case]:
    """The cases of both problems."""
    opened = step(CaseEvent.OPEN, 1), step(CaseEvent.NOTIFY, 1, 1, text="请整改")
    return [
        case(1, registered(), *opened, *steps),
        replace(case(2, registered(), *opened, *other), check=SECOND),
    ]


def exempt(document: str, until: date) -> CaseStep:
    return step(CaseEvent.EXEMPT, 2, document=document, until=until)


def test_of_several_exemptions_the_first_to_end_is_told() -> None:
    spring, summer = exempt("1号", date(2022, 3, 31)), exempt("2号", date(2022, 6, 30))

    for cases in (two([spring], [summer]), two([summer], [spring])):
        rectified = became(failed(), failed(100), cases=cases)

        assert (rectified.outcome, rectified.until) == ("exempt", date(2022, 3, 31))
        assert set(rectified.decided.split("、")) == {"1号", "2号"}


def test_one_paper_for_both_is_named_once() -> None:
    paper = exempt("1号", date(2022, 3, 31))

    assert became(failed(), cases=two([paper], [paper])).decided == "1号"


def closed(hours: float, text: str = "已关停") -> CaseStep:
    return step(CaseEvent.CLOSE, 1, hours, text=text)


@pytest.mark.parametrize("decided", [exempt("1号", date(2022, 3, 31)), closed(50)])
def test_what_was_decided_of_one_problem_excuses_not_the_other(decided: CaseStep) -> None:
    for cases in (two([decided], []), two([], [decided])):
        rectified = became(failed(), cases=cases)

        assert (rectified.outcome, rectified.decided, rectified.until) == ("unseen", "", None)


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [(50, 150, "open"), (150, 50, "open"), (99, 99, "open"), (100, 150, "open"),
     (101, 101, "struck"), (101, 150, "struck")],
)  # fmt: skip
def test_a_failure_after_the_first_striking_off_stands(
    one: float, other: float, outcome: str
) -> None:
    rectified = became(failed(), failed(20), failed(100), cases=two([closed(one)], [closed(other)]))

    assert rectified.outcome == outcome


def test_all_reasons_for_striking_off_are_told() -> None:
    rectified = became(failed(), cases=two([closed(50, "已关停")], [closed(60, "已删除")]))

    assert (rectified.outcome, rectified.decided) == ("struck", "已关停；已删除")
    rectified = became(failed(), cases=two([closed(50, "已关停")], [closed(60, "已关停")]))
    assert rectified.decided == "已关停"


def test_the_last_of_several_looks_that_passed_tells_when_all_was_put_right() -> None:
    def passed(hours: float) -> list[CaseStep]:
        return [step(CaseEvent.PASSED, 1, hours), step(CaseEvent.CLOSE, 1, hours)]

    for cases in (two(passed(50), passed(90)), two(passed(90), passed(50))):
        rectified = became(failed(), cases=cases)

        assert (rectified.outcome, rectified.fixed_at) == ("fixed", LAST + timedelta(hours=90))
    rectified = became(failed(), cases=two(passed(50), [closed(90)]))
    assert (rectified.outcome, rectified.decided, rectified.fixed_at) == ("struck", "已关停", None)


def test_the_latest_case_of_a_problem_tells() -> None:
    old, new = two([closed(50)], [])
    cases = [replace(new, check=FIRST), old]

    assert became(seen("f", 0, 0), cases=cases).outcome == "unseen"
    assert became(failed(-50), seen("f", 0, 0), cases=[old]).outcome == "struck"
    assert became(seen("f", 0, 0), cases=[old]).outcome == "struck"
