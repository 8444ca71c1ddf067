"""How a mark is told: by what people can find again."""

from dataclasses import replace
from datetime import date

from monitor.cases.case import StepKind
from monitor.figures.score import scores
from monitor.model.codes import BY_HAND
from monitor.model.score_table import ScoreItem, ScoreTable
from reports import scorecard
from tests.figures.builders import case, figures, history, registered, step


def test_a_mark_names_its_checks_by_their_days_and_not_by_their_numbers() -> None:
    (score,) = scores(
        [figures(history("-fpf", proof={4: ("2021-12-31.warc.gz@7",)}))], ScoreTable()
    )
    (mark,) = score.marks

    assert scorecard.why(mark).endswith("超过14天（10月29日、12月31日检查）")
    assert "次检查" not in scorecard.why(mark)
    (told,) = scorecard.described(score)["marks"]
    assert (told["checks"], told["checked_on"]) == ([2, 4], ["2021-10-29", "2021-12-31"])


def test_a_term_that_passed_names_no_proof_where_no_check_of_the_quarter_found_the_fault() -> None:
    own = registered()
    found = step(StepKind.OPEN, 1)
    told = step(StepKind.NOTIFY, 1, due_on=date(2021, 10, 8))
    seen = history("uuuu", own, proof={4: ("2021-12-31.warc.gz@7",)})

    (score,) = scores([figures(seen, cases=(case(1, own, found, told),))], ScoreTable())

    (mark,) = score.marks
    assert (mark.fault, mark.checks, mark.proof) == (ScoreItem.OVERDUE, (), ())


def test_what_a_person_found_is_not_proved_by_a_check_of_something_else() -> None:
    own = registered()
    told = step(StepKind.NOTIFY, 3, due_on=date(2021, 12, 7))
    made = replace(case(1, own, step(StepKind.OPEN, 3), told), check=BY_HAND)
    seen = history("-pf-", own, proof={3: ("2021-11-30.warc.gz@7",)})

    (score,) = scores([figures(seen, cases=(made,))], ScoreTable())

    late = next(mark for mark in score.marks if mark.fault is ScoreItem.OVERDUE)
    assert (late.checks, late.proof) == ((), ())
