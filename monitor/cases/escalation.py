"""When a case goes to the supervisor (主管领导督办): its deadline has passed unanswered. Pure."""

from datetime import date

from monitor.cases.case import Case, Stage


def is_overdue(case: Case, today: date) -> bool:
    """Say whether the unit is late; a case that it reported as rectified waits for the office."""
    return days_late(case, today) > 0


def days_late(case: Case, today: date) -> int:
    """Return by how many days the unit is late, 0 where it is not."""
    if case.stage is not Stage.NOTIFIED or case.due_on is None:
        return 0
    return max(0, (today - case.due_on).days)
