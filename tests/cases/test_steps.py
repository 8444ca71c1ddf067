"""The steps of a case: in turn, with their moments, and shown as it stood."""

from datetime import date, datetime
from typing import Any

import pytest

from monitor.cases.by_hand import by_hand
from monitor.cases.case import CaseStep, CaseUpdate, Stage, StepKind, by_stage
from monitor.model.errors import RequestError
from monitor.model.workdays import Workdays
from tests.builders import NOON, ago
from tests.cases.builders import RULES, hand, opened


@pytest.mark.parametrize(
    ("stage", "move", "more", "wrong"),
    [
        ("found", StepKind.RECTIFY, {"text": "x"}, "待通知，不能整改反馈"),
        ("found", StepKind.EXTEND, {"text": "x", "due_on": date(2022, 1, 9)}, "不能延期"),
        ("notified", StepKind.EXTEND, {"due_on": date(2022, 1, 9)}, "延期须说明原因"),
        ("notified", StepKind.EXTEND, {"text": "x", "due_on": date(2021, 12, 9)}, "晚于原期限"),
        ("notified", StepKind.EXTEND, {"text": "x", "due_on": date(2021, 12, 10)}, "早于今天"),
        ("notified", StepKind.CLOSE, {}, "销号须说明原因"),
        ("notified", StepKind.EXEMPT, {"text": "x", "until": date(2022, 1, 1)}, "写明批准文件"),
        ("notified", StepKind.EXEMPT, {"text": "x", "document": "1号"}, "写明到期日"),
        (
            "notified",
            StepKind.EXEMPT,
            {"text": "x", "document": "1", "until": date(2021, 1, 1)},
            "不早于今天",
        ),
        ("closed", StepKind.NOTIFY, {}, "已销号，不能通知"),
    ],
)
def test_a_step_out_of_turn_is_refused(
    stage: str, move: StepKind, more: dict[str, Any], wrong: str
) -> None:
    case = opened(30)
    if stage != "found":
        case = hand(case, StepKind.NOTIFY, 29)
    if stage == "closed":
        case = hand(case, StepKind.CLOSE, 28, text="x")

    with pytest.raises(RequestError, match=wrong):
        hand(case, move, 20, **more)


def test_the_board_has_the_most_urgent_first() -> None:
    late, later = hand(opened(30), StepKind.NOTIFY, 29), hand(opened(10), StepKind.NOTIFY, 9)

    assert by_stage([later, late])[Stage.NOTIFIED] == (late, later)


def test_a_case_is_shown_as_it_stood() -> None:
    case = hand(opened(30), StepKind.NOTIFY, 20)

    assert case.as_of(ago(31)) is None
    then = case.as_of(ago(25))
    assert then is not None and then.stage is Stage.FOUND


def test_a_step_is_kept_with_its_moment() -> None:
    added: CaseUpdate = by_hand(
        opened(), CaseStep(kind=StepKind.NOTIFY, at=NOON, by="张三"), RULES, Workdays()
    )
    assert isinstance(added.steps[0].at, datetime)
    assert added.steps[0].due_on == date(2022, 1, 10)  # after the new year's holiday


def test_a_step_of_the_last_moment_belongs_to_it() -> None:
    case = hand(opened(30), StepKind.NOTIFY, 20)

    then = case.as_of(ago(20))

    assert then is not None and then.stage is Stage.NOTIFIED
