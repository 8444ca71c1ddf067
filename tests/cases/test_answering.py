"""A notice, its term and the unit's answer, held against what is seen since."""

from datetime import date
from typing import Any

import pytest

from monitor.cases.case import Stage, StepKind
from monitor.cases.escalation import is_overdue
from monitor.model import Finding, Result, Verdict
from monitor.model.errors import RequestError
from tests.builders import ago
from tests.cases.builders import after, assessed, hand, moves, opened


def test_the_whole_path() -> None:
    case = hand(opened(30), StepKind.NOTIFY, 29)
    assert (case.stage, case.due_on) == (Stage.NOTIFIED, date(2021, 12, 9))
    case = hand(case, StepKind.RECTIFY, 25, text="已恢复")
    (case,) = after([case], assessed(Verdict.FAIL, 24), 24)
    assert (case.stage, moves(case)[-1]) == (Stage.NOTIFIED, StepKind.FAILED)
    case = hand(case, StepKind.EXTEND, 23, text="人员调整", due_on=date(2021, 12, 20))
    case = hand(case, StepKind.RECTIFY, 20, text="已恢复")
    (case,) = after([case], assessed(Verdict.PASS, 19), 19)
    assert (case.stage, case.due_on) == (Stage.CLOSED, date(2021, 12, 20))


def test_more_time_after_the_answer_hides_no_look_that_fails() -> None:
    told = hand(hand(opened(30), StepKind.NOTIFY, 29), StepKind.RECTIFY, 25, text="已恢复")
    more = hand(told, StepKind.EXTEND, 22, text="人员调整", due_on=date(2021, 12, 31))

    (case,) = after([more], assessed(Verdict.FAIL, 23), 21)

    assert moves(case)[-1] is StepKind.FAILED


def test_a_look_from_before_the_answer_refutes_nothing() -> None:
    case = hand(hand(opened(30), StepKind.NOTIFY, 29), StepKind.RECTIFY, 20, text="已恢复")

    (case,) = after([case], assessed(Verdict.FAIL, 21), 19)

    assert case.stage is Stage.RECTIFIED


@pytest.mark.parametrize(
    ("today", "late"), [(date(2021, 12, 9), False), (date(2021, 12, 10), True)]
)
def test_a_term_that_has_passed_is_late(today: date, late: bool) -> None:
    case = hand(opened(30), StepKind.NOTIFY, 29)

    assert is_overdue(case, today) is late
    assert not is_overdue(hand(case, StepKind.RECTIFY, 25, text="x"), today)  # the office must look
    assert not is_overdue(hand(case, StepKind.CLOSE, 25, text="x"), today)


def test_an_answer_of_a_unit_says_something() -> None:
    with pytest.raises(RequestError, match="整改反馈须说明整改情况"):
        hand(hand(opened(30), StepKind.NOTIFY, 28), StepKind.RECTIFY, 20, text=" ")


def test_an_old_answer_proves_nothing_new() -> None:
    """A no on the checklist stands until somebody looks again; its date is what counts."""
    old = Finding(kind="silent", message="为否", seen_at=ago(29))
    result = Result(check="U01", title="", basis="", verdict=Verdict.FAIL, findings=(old,))
    again = assessed(Verdict.FAIL, 1, results=(result,))
    case = hand(hand(opened(30), StepKind.NOTIFY, 28), StepKind.RECTIFY, 20, text="已改")
    closed = hand(case, StepKind.CLOSE, 15, text="已核实")

    assert after([case], again, 1) == [case]
    assert after([closed], again, 1) == [closed]


def test_only_a_look_after_the_last_finding_passes() -> None:
    closed = hand(opened(60), StepKind.CLOSE, 50, text="已核实")
    (again,) = after([closed], assessed(Verdict.FAIL, 5), 5)

    (case,) = after([again], assessed(Verdict.PASS, 20), 1)

    assert again.recurrences == 1 and case.stage is Stage.FOUND


def test_a_term_is_moved_by_an_extension_only() -> None:
    case = hand(opened(30), StepKind.NOTIFY, 29)

    assert hand(case, StepKind.NOTIFY, 20).due_on == case.due_on
    with pytest.raises(RequestError, match="改期请登记延期"):
        hand(case, StepKind.NOTIFY, 20, due_on=date(2021, 12, 31))
    with pytest.raises(RequestError, match="早于今天"):
        hand(opened(30), StepKind.NOTIFY, 29, due_on=date(2021, 12, 1))


@pytest.mark.parametrize(
    ("move", "more"),
    [
        (StepKind.EXTEND, {"text": "x", "due_on": date(2021, 12, 31)}),
        (StepKind.EXEMPT, {"text": "x", "document": "1号", "until": date(2021, 12, 31)}),
    ],
)
def test_a_day_that_is_today_has_not_passed(move: StepKind, more: dict[str, Any]) -> None:
    today = date(2021, 12, 31)
    notified = hand(opened(30), StepKind.NOTIFY, 29)

    assert moves(hand(notified, move, **more))[-1] is move
    assert hand(opened(30), StepKind.NOTIFY, due_on=today).due_on == today


def test_a_look_of_the_very_moment_of_the_answer_refutes_nothing() -> None:
    case = hand(hand(opened(30), StepKind.NOTIFY, 29), StepKind.RECTIFY, 20, text="已恢复")

    assert after([case], assessed(Verdict.FAIL, 20), 19) == [case]
