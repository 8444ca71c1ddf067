"""When a case goes to the supervisor (主管领导督办): its deadline has passed unanswered. Pure."""

from datetime import date

from monitor.cases.case import Case, Stage


def is_overdue(case: Case, today: date) -> bool:
    """Say whether the unit is late; a case that it reported as rectified waits for the office."""
    return case.stage is Stage.NOTIFIED and case.due_on is not None and today > case.due_on
