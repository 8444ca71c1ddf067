"""What was found in error is withdrawn and counts for nothing."""

from monitor.cases.case import CaseEvent, Stage
from monitor.model import Verdict
from tests.builders import ago
from tests.cases.builders import after, assessed, hand, moves, opened


def test_what_evidence_refutes_is_withdrawn_and_not_put_right() -> None:
    """The account had published: nothing was mended, and what fails later is no recurrence."""
    case = hand(opened(30), CaseEvent.NOTIFY, 29)
    refuted = {(case.id, ago(30))}

    (withdrawn,) = after([case], assessed(Verdict.PASS, 3), 3, refuted=refuted)
    (same,) = after([withdrawn], None, 2, refuted=refuted)
    cases = after([withdrawn], assessed(Verdict.FAIL, 1), 1)

    assert moves(withdrawn) == [CaseEvent.OPEN, CaseEvent.NOTIFY, CaseEvent.REFUTED]
    assert (withdrawn.stage, withdrawn.closed_at) == (Stage.CLOSED, ago(3))
    assert same == withdrawn
    assert [(case.id, case.recurrences) for case in cases] == [(1, 0), (2, 0)]


def test_a_case_that_is_closed_is_withdrawn_too() -> None:
    closed = hand(opened(30), CaseEvent.CLOSE, 20, text="已核实")

    (case,) = after([closed], None, refuted={(1, ago(30))})

    assert moves(case)[-1] is CaseEvent.REFUTED


def test_a_later_look_that_fails_as_well_keeps_the_case() -> None:
    told = hand(hand(opened(30), CaseEvent.NOTIFY, 29), CaseEvent.RECTIFY, 25, text="已恢复")
    (case,) = after([told], assessed(Verdict.FAIL, 24), 24)

    assert after([case], None, 20, refuted={(1, ago(30))}) == [case]
    (gone,) = after([case], None, 20, refuted={(1, ago(30)), (1, ago(24))})
    assert moves(gone)[-1] is CaseEvent.REFUTED


def test_a_recurrence_in_error_leaves_the_case_as_it_was_closed() -> None:
    closed = hand(opened(60), CaseEvent.CLOSE, 50, text="已核实")
    (again,) = after([closed], assessed(Verdict.FAIL, 30), 30)

    (case,) = after([again], None, 20, refuted={(1, ago(30))})
    true = case.believed(())
    (third,) = after([case], assessed(Verdict.FAIL, 5), 5)

    assert true is not None
    assert (true.stage, true.closed_at, true.recurrences) == (Stage.CLOSED, ago(50), 0)
    assert (third.stage, third.recurrences) == (Stage.FOUND, 1)


def test_a_case_whose_first_finding_was_an_error_recurs_not() -> None:
    closed = hand(opened(60), CaseEvent.CLOSE, 50, text="已核实")
    (again,) = after([closed], assessed(Verdict.FAIL, 30), 30)

    true = again.believed({(1, ago(60))})

    assert true is not None
    assert (moves(true), true.opened_at, true.recurrences) == ([CaseEvent.OPEN], ago(30), 0)
    assert opened(60).believed({(1, ago(60))}) is None
