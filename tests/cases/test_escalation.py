"""When a case goes to the supervisor: limits of the deadline, and the stages that wait."""

from datetime import date

import pytest

from monitor.cases.case import Case, StepKind
from monitor.cases.escalation import is_overdue
from tests.cases.builders import hand, opened

LATE = date(2021, 12, 10)  # five working days after the notice have passed
FOUND = opened(30)
NOTIFIED = hand(FOUND, StepKind.NOTIFY, 29)
RECTIFIED = hand(NOTIFIED, StepKind.RECTIFY, 25, text="已恢复")
EXTENDED = hand(NOTIFIED, StepKind.EXTEND, 25, text="人员调整", due_on=LATE)


@pytest.mark.parametrize(
    ("case", "today", "overdue"),
    [
        (FOUND, LATE, False),
        (NOTIFIED, date(2021, 12, 9), False),
        (NOTIFIED, LATE, True),
        (EXTENDED, LATE, False),
        (EXTENDED, date(2021, 12, 11), True),
        (RECTIFIED, LATE, False),
        (hand(NOTIFIED, StepKind.CLOSE, 25, text="误报"), LATE, False),
    ],
    ids=["not notified", "last day", "passed", "extended", "passed again", "reported", "closed"],
)
def test_only_a_passed_deadline_that_the_unit_left_unanswered_escalates(
    case: Case, today: date, overdue: bool
) -> None:
    assert is_overdue(case, today) is overdue
