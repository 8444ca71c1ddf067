"""Which terms were counted over days off that nobody has announced yet."""

from datetime import date, datetime, timedelta

import pytest

from monitor.cases import terms
from monitor.cases.case import CaseStep, RectificationRules, StepKind
from monitor.model.clock import BEIJING
from monitor.model.workdays import Workdays
from tests.figures.builders import case, registered

STANDING, RULES = Workdays(), RectificationRules()
LAST_KNOWN = max(year for year in range(2021, 2060) if STANDING.knows(year))
NEW_YEARS_EVE = datetime(LAST_KNOWN, 12, 31, 9, tzinfo=BEIJING)
COUNTED = STANDING.next_workday(NEW_YEARS_EVE.date(), RULES.due_workdays)
SUMMER = datetime(LAST_KNOWN, 7, 1, 9, tzinfo=BEIJING)
SUMMER_COUNTED = STANDING.next_workday(SUMMER.date(), RULES.due_workdays)
DAY = timedelta(days=1)


def caveat(*steps: tuple[StepKind, datetime, date | None]) -> str:
    made = (CaseStep(kind=kind, at=at, by="张三", due_on=due) for kind, at, due in steps)
    return terms.caveat(case(1, registered(), *made), RULES, STANDING)


@pytest.mark.parametrize(
    ("told_at", "due", "assumed"),
    [
        (NEW_YEARS_EVE, COUNTED, True),
        (NEW_YEARS_EVE, COUNTED + DAY, False),  # somebody gave that day
        (NEW_YEARS_EVE, None, False),
        (SUMMER, SUMMER_COUNTED, False),
    ],
)
def test_a_term_counted_over_unknown_days_says_so(
    told_at: datetime, due: date | None, assumed: bool
) -> None:
    opened = StepKind.OPEN, told_at - DAY, None

    assert bool(caveat(opened, (StepKind.NOTIFY, told_at, due))) is assumed


def test_a_term_that_was_extended_is_the_offices_own() -> None:
    told = StepKind.NOTIFY, NEW_YEARS_EVE, COUNTED
    extended = StepKind.EXTEND, NEW_YEARS_EVE + DAY, COUNTED + DAY

    assert caveat((StepKind.OPEN, SUMMER, None), told, extended) == ""


def test_a_term_that_was_extended_to_a_day_which_might_have_been_counted_was_given() -> None:
    told = StepKind.NOTIFY, NEW_YEARS_EVE - DAY, COUNTED - DAY
    extended = StepKind.EXTEND, NEW_YEARS_EVE, COUNTED

    assert caveat((StepKind.OPEN, SUMMER, None), told, extended) == ""


def test_a_problem_that_came_back_has_the_term_of_its_latest_notice() -> None:
    before = (StepKind.NOTIFY, NEW_YEARS_EVE, COUNTED)
    back = (StepKind.REOPEN, NEW_YEARS_EVE + DAY, None)
    later = datetime.combine(COUNTED - DAY, NEW_YEARS_EVE.timetz())
    given = (StepKind.NOTIFY, later, COUNTED)  # a shorter term than would be counted

    assert caveat((StepKind.OPEN, SUMMER, None), before) != ""
    assert caveat((StepKind.OPEN, SUMMER, None), before, back, given) == ""


def test_a_notice_that_was_repeated_changes_nothing() -> None:
    told = StepKind.NOTIFY, NEW_YEARS_EVE, COUNTED
    again = StepKind.NOTIFY, NEW_YEARS_EVE + DAY, COUNTED

    assert caveat((StepKind.OPEN, SUMMER, None), told, again)


def test_a_problem_that_came_back_has_no_term_before_its_notice() -> None:
    told = StepKind.NOTIFY, NEW_YEARS_EVE, COUNTED
    back = StepKind.REOPEN, NEW_YEARS_EVE + DAY, None

    assert caveat((StepKind.OPEN, SUMMER, None), told, back) == ""
