"""Marks at the limits: a paper's last second, a second recurrence, whose case, which check."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from monitor.cases.case import CaseStep, StepKind
from monitor.figures import Figures, PeriodFinding
from monitor.figures.score import Mark, scores
from monitor.model import clock
from monitor.model.score_table import DEFAULT_DEDUCTIONS, Deduction, ScoreItem, ScoreTable
from tests.figures.builders import CHECKS, case, figures, history, look, registered, step
from tests.figures.test_score import OWN, marks

PAPER, UNTIL = "高政办发〔2021〕9号", date(2021, 11, 30)
SECOND = timedelta(seconds=1)


def of_case(*steps: CaseStep, letters: str = "pppp", **options: object) -> Sequence[Mark]:
    """The marks that a case costs."""
    computed = figures(history(letters, OWN), cases=(replace(case(1, OWN, *steps), **options),))  # type: ignore[arg-type]
    return [mark for mark in marks(computed).marks if mark.fault is not ScoreItem.FAILED]


@pytest.mark.parametrize(("late", "off"), [(timedelta(), 0), (SECOND, 1)])
def test_a_paper_covers_the_last_second_of_its_term(late: timedelta, off: int) -> None:
    at = clock.day_end(UNTIL) + late
    given = step(StepKind.EXEMPT, 2, document=PAPER, until=UNTIL)

    (again,) = of_case(
        step(StepKind.OPEN, 1),
        given,
        step(StepKind.CLOSE, 2, 1),
        replace(step(StepKind.REOPEN, 3), at=at),
    )
    seen = history("-f--", OWN)
    failed = replace(
        seen, looks=tuple(replace(assessment, at=at, as_of=at) for assessment in seen.looks)
    )
    (account,) = marks(figures(failed, cases=(case(1, OWN, step(StepKind.OPEN, 1), given),))).marks

    assert [again.marks, account.marks] == [Decimal(off)] * 2


def test_a_paper_ends_when_the_office_goes_back_on_it_to_the_second() -> None:
    given = step(StepKind.EXEMPT, 1, 1, document=PAPER, until=date(2022, 6, 30))
    for late, off in ((-SECOND, 1), (timedelta(), 0)):
        lapse = replace(step(StepKind.LAPSE, 3), at=CHECKS[3] + late)
        again = of_case(
            step(StepKind.OPEN, 1),
            given,
            lapse,
            step(StepKind.CLOSE, 3),
            step(StepKind.REOPEN, 3),
        )
        assert [mark.marks for mark in again] == [off]


def test_a_later_paper_covers_the_second_recurrence_and_not_the_first() -> None:
    given = step(StepKind.EXEMPT, 4, 1, document=PAPER, until=date(2022, 3, 31))

    first, second = of_case(
        step(StepKind.OPEN, 1), step(StepKind.CLOSE, 1, 1),
        step(StepKind.REOPEN, 2), step(StepKind.CLOSE, 2, 1), step(StepKind.REOPEN, 4), given,
    )  # fmt: skip

    assert (first.marks, first.basis) == (Decimal(1), "")
    assert (second.marks, second.basis) == (Decimal(0), PAPER)


DUE = step(StepKind.NOTIFY, 3, 1, due_on=date(2021, 12, 7))


def test_a_term_that_passed_rests_on_the_last_finding_and_not_on_the_notice() -> None:
    (silent,) = of_case(step(StepKind.OPEN, 2), DUE, letters="pffp")

    assert (silent.checks, silent.checked_on) == ((2,), (date(2021, 10, 29),))


def test_a_case_of_another_problem_rests_on_no_check_of_this_one() -> None:
    (silent,) = of_case(step(StepKind.OPEN, 3), DUE, letters="-pfp", check="S01")

    assert (silent.checks, silent.proof) == ((), ())


def test_a_case_of_an_account_that_is_gone_costs_its_unit_all_the_same() -> None:
    gone = registered("old", unit="高台县水务局", unit_id="shuiwu")

    (score, _) = scores(
        [figures(history("pppp", OWN), cases=(case(1, gone, step(StepKind.OPEN, 3), DUE),))],
        ScoreTable(),
    )

    assert (score.unit.id, score.unit.name, score.off) == ("shuiwu", "高台县水务局", Decimal("0.5"))
    assert (score.marks[0].checks, score.marks[0].proof) == ((), ())


def test_a_check_that_is_none_of_the_quarters_has_no_day() -> None:
    computed = figures(
        history("-f--", OWN, proof={2: ("a.warc.gz@7",)}),
        cases=(case(1, OWN, step(StepKind.OPEN, 2), DUE),),
        spotchecks=(),
    )

    failed, silent = marks(computed).marks

    assert (failed.checks, failed.proof) == ((2,), ("a.warc.gz@7",))
    assert (failed.checked_on, silent.checked_on, silent.checks) == ((), (), ())


def test_an_account_tells_each_day_on_which_it_failed() -> None:
    (failed,) = marks(figures(history("-f-f", OWN))).marks

    assert failed.checked_on == (date(2021, 10, 29), date(2021, 12, 31))


def test_all_demands_that_were_not_kept_are_named_once() -> None:
    assessment = look(2, "f")
    findings = [
        PeriodFinding(check=check, title="", message=check, basis=basis)
        for check, basis in (("A01", "甲"), ("B01", "乙"), ("C01", "甲"), ("D01", ""))
    ]
    seen = replace(history("-"), looks=(replace(assessment, problems=tuple(findings)),))

    (failed,) = marks(figures(seen)).marks

    assert (failed.basis, failed.why) == ("甲；乙", "A01；B01；C01；D01")


def test_a_fault_of_a_case_without_marks_is_not_listed() -> None:
    free = ScoreTable(
        deductions={**DEFAULT_DEDUCTIONS, ScoreItem.OVERDUE: Deduction(marks=Decimal(0))}
    )

    computed = figures(history("pppp", OWN), cases=(case(1, OWN, step(StepKind.OPEN, 3), DUE),))

    assert marks(computed, scheme=free).marks == ()


@pytest.mark.parametrize(
    ("failing", "order"), [("a", "abc"), ("b", "bac"), ("c", "cab"), ("", "abc")]
)
def test_the_lowest_comes_first_and_of_equals_the_first_by_name(failing: str, order: str) -> None:
    computed: Figures = figures(
        *(
            history("-f--" if id == failing else "pppp", registered(id, unit=id, unit_id=id))
            for id in "bca"
        )
    )

    assert "".join(score.unit.id for score in scores([computed], ScoreTable())) == order


def test_a_notice_from_before_the_paper_does_not_end_it() -> None:
    given = step(StepKind.EXEMPT, 2, document=PAPER, until=UNTIL)
    told = case(1, OWN, step(StepKind.OPEN, 1), step(StepKind.NOTIFY, 1, 1), given)

    (failed,) = marks(figures(history("-f--", OWN), cases=(told,))).marks

    assert (failed.marks, failed.basis) == (Decimal(0), PAPER)


def test_a_fault_of_a_case_names_the_offices_paper() -> None:
    own = ScoreTable(
        deductions={
            **DEFAULT_DEDUCTIONS,
            ScoreItem.OVERDUE: Deduction(marks=Decimal(1), basis="县办2号"),
        }
    )
    computed = figures(history("pppp", OWN), cases=(case(1, OWN, step(StepKind.OPEN, 3), DUE),))

    (silent,) = marks(computed, scheme=own).marks

    assert (silent.basis, silent.marks) == ("县办2号", Decimal(1))


def test_what_failed_in_the_second_of_the_notice_was_looked_at_again() -> None:
    (failed,) = of_case(step(StepKind.OPEN, 3), DUE, step(StepKind.FAILED, 3, 1))

    assert failed.why.endswith("复查不合格")
