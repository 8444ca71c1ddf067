"""What opens a case, what does not, and what comes back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cases.case import Case, CaseEvent, RectificationTerms, Stage
from monitor.model import Result, Verdict
from tests.builders import NOON, account, days, unit
from tests.cases.builders import after, assessed, hand, moves, opened, unsafe


def test_a_failing_spot_check_opens_a_case_once() -> None:
    (case,) = after([opened()], assessed(Verdict.FAIL, 20), 20)

    assert (case.stage, moves(case), case.message) == (
        Stage.FOUND,
        [CaseEvent.OPEN],
        "已30天未更新",
    )


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        (Verdict.FAIL, {"opens": False}),
        (Verdict.FAIL, {"rules": RectificationTerms(automatic=False)}),
        (Verdict.UNKNOWN, {}),
        (Verdict.PASS, {}),
    ],
)
def test_nothing_else_opens_one(verdict: Verdict, more: dict[str, Any]) -> None:
    assert after([], assessed(verdict), **more) == []


def test_advice_opens_no_case() -> None:
    assessment = assessed(Verdict.FAIL)
    advisory = Result(check="U03", title="", basis="", verdict=Verdict.FAIL, advisory=True)

    assert len(after([], assessed(Verdict.FAIL, results=(*assessment.results, advisory)))) == 1


@pytest.mark.parametrize(("on", "again"), [(0, True), (-0.49, True), (-0.5, False)])
def test_a_fault_that_returns_is_the_same_case(on: float, again: bool) -> None:
    closed = hand(opened(100), CaseEvent.CLOSE, 90, text="已核实")

    cases = after([closed], assessed(Verdict.FAIL, on), on)

    assert len(cases) == (1 if again else 2)
    assert (cases[0].recurrences, cases[-1].stage) == (int(again), Stage.FOUND)
    assert cases[-1].due_on is None


def test_a_fault_that_returns_after_the_account_moved_is_the_new_units_own() -> None:
    closed = hand(opened(100), CaseEvent.CLOSE, 90, text="已核实")
    moved = account(unit=unit("nongye", "高台县农业农村局", "department"))

    old, new = after([closed], replace(assessed(Verdict.FAIL, 0), account=moved))

    assert old == closed
    assert (new.unit, new.unit_name, moves(new)) == ("nongye", "高台县农业农村局", [CaseEvent.OPEN])


MOVES = st.sampled_from([Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN])


@given(st.lists(MOVES, max_size=12))
def test_whatever_is_seen_a_case_is_open_where_the_last_word_was_a_failure(
    seen: list[Verdict],
) -> None:
    """Law: only a look that passes closes, unknown changes nothing, and never two are open."""
    cases: list[Case] = []
    for number, verdict in enumerate(seen):
        on = 60 - number
        cases = after(cases, assessed(verdict, on), on)
    told = [verdict for verdict in seen if verdict is not Verdict.UNKNOWN]
    fails = bool(told) and told[-1] is Verdict.FAIL

    assert sum(case.is_open for case in cases) == int(fails)
    assert len(cases) <= 1
    assert all(step.at <= NOON + days(1) for case in cases for step in case.steps)


def test_a_fault_found_while_another_is_mended_needs_a_notice_of_its_own() -> None:
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    notified = hand(case, CaseEvent.NOTIFY, 29)

    (more,) = after([notified], assessed(Verdict.FAIL, 1, results=(unsafe("泄密"),)), 1)
    (look,) = after(
        [notified], assessed(Verdict.FAIL, 1, results=(unsafe("泄密"),)), 1, opens=False
    )

    assert (more.stage, look.stage) == (Stage.FOUND, Stage.NOTIFIED)


def test_an_office_that_opens_by_hand_adds_further_faults_by_hand() -> None:
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    more = assessed(Verdict.FAIL, 1, results=(unsafe("外链", "泄密"),))

    assert after([case], more, 1, rules=RectificationTerms(automatic=False)) == [case]
