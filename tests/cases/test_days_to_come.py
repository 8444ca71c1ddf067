"""Findings of a day to come: none where a right look passes, theirs where it fails."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cases.case import PROGRAM, Case, CaseEvent, CaseStep
from monitor.cases.transitions import found_ahead
from monitor.model import Result, Verdict
from tests.builders import NOON, days
from tests.verdicts.builders import ID, assessment

MINUTE = timedelta(minutes=1)


def case(step: CaseStep) -> Case:
    return Case(id=3, account=ID, name="甲", unit="u", unit_name="某局", platform="wechat",
                check="U01", title="内容不更新", steps=(step,))  # fmt: skip


@pytest.mark.parametrize(
    ("change", "verdict", "check", "known"),
    [
        ({}, Verdict.PASS, "U01", True),
        ({}, Verdict.FAIL, "U01", False),
        ({}, Verdict.UNKNOWN, "U01", False),
        ({}, Verdict.PASS, "U02", False),
        ({"at": NOON + 6 * MINUTE}, Verdict.PASS, "U01", True),
        ({"at": NOON + 5 * MINUTE}, Verdict.PASS, "U01", False),
        ({"by": "张三"}, Verdict.PASS, "U01", False),
        ({"move": CaseEvent.NOTIFY}, Verdict.PASS, "U01", False),
        ({"move": CaseEvent.FAILED}, Verdict.PASS, "U01", True),
    ],
)
def test_only_what_the_program_found_ahead_and_a_right_look_passes_is_none(
    change: dict[str, object], verdict: Verdict, check: str, known: bool
) -> None:
    step = CaseStep(move=CaseEvent.OPEN, at=NOON + days(20), by=PROGRAM, text="已22天未更新")
    step = replace(step, **change)  # type: ignore[arg-type]
    result = Result(check=check, title="", basis="", verdict=verdict)

    found = found_ahead([case(step)], [assessment(results=(result,))], NOON)

    assert found == ({(3, step.at)} if known else set())
