"""What the office does next, by what is known: the most urgent first, three at most."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.cases.case import Case, CaseStep, StepKind
from monitor.model import Account, Assessment, State, Verdict, clock
from monitor.review.next_steps import IMPORT, NextStep, next_steps
from monitor.sources.feed import Feed
from tests.builders import NOON, account, days
from tests.cases.builders import hand, opened

TODAY = clock.day(NOON)
AUTOMATIC = account("site", sources=(Feed(url="http://site.invalid/"),))
BY_HAND = account("hand")
LIST, LETTERS, LOOK = "monitor cases list", "monitor report notice --all", "monitor worklist --out"


def judged(of: Account, verdict: Verdict, state: State = State.FRESH) -> Assessment:
    return Assessment(
        account=of, verdict=verdict, state=state, newest=None, idle=None, taken_at=NOON,
        as_of=NOON, results=(),
    )  # fmt: skip


def notified(due_on: date, unit_name: str = "某局") -> Case:
    case = replace(opened(), unit_name=unit_name)
    return hand(case, StepKind.NOTIFY, 20, due_on=due_on)


def steps(**known: Any) -> tuple[NextStep, ...]:
    values: dict[str, Any] = {
        "accounts": (BY_HAND,), "assessments": (judged(BY_HAND, Verdict.PASS),), "cases": (),
        "today": TODAY,
    } | known  # fmt: skip
    return next_steps(**values)


def commands(**known: Any) -> list[str]:
    return [step.command for step in steps(**known)]


def test_where_all_is_settled_there_is_nothing_to_do() -> None:
    assert commands() == []


def test_an_empty_register_is_filled_first() -> None:
    assert steps(accounts=(), assessments=(), cases=(opened(),)) == (IMPORT,)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [(Verdict.PASS, []), (Verdict.FAIL, []), (Verdict.UNKNOWN, [LOOK])],
)
def test_what_could_not_be_judged_is_looked_at_by_a_person(
    verdict: Verdict, expected: list[str]
) -> None:
    assert commands(assessments=(judged(BY_HAND, verdict),)) == expected


def test_who_was_never_checked_is_checked_or_looked_at() -> None:
    found = steps(accounts=(BY_HAND, AUTOMATIC), assessments=())

    assert [step.command for step in found] == ["monitor check", LOOK]
    assert [step.what[:3] for step in found] == ["1个账", "1个账"]


@pytest.mark.parametrize(
    ("state", "expected"), [(State.TO_VIEW, [LOOK]), (State.DUE, []), (State.FRESH, [])]
)
def test_what_passes_unseen_is_looked_at_by_a_person(state: State, expected: list[str]) -> None:
    assert commands(assessments=(judged(BY_HAND, Verdict.PASS, state),)) == expected


@pytest.mark.parametrize(
    ("verdict", "entered", "expected"),
    [
        (Verdict.UNKNOWN, set(), [LOOK]),
        (Verdict.UNKNOWN, {BY_HAND.id}, ["monitor check", LOOK]),
        (Verdict.FAIL, {BY_HAND.id}, ["monitor check"]),
        (Verdict.FAIL, set(), []),
    ],
)
def test_what_was_entered_since_the_last_check_waits_for_one(
    verdict: Verdict, entered: set[str], expected: list[str]
) -> None:
    assert commands(assessments=(judged(BY_HAND, verdict),), entered=entered) == expected


@pytest.mark.parametrize(
    ("due_in", "expected"), [(-1, [LIST]), (0, []), (1, [])], ids=["late", "on the day", "early"]
)
def test_a_unit_is_urged_the_day_after_its_term(due_in: int, expected: list[str]) -> None:
    assert commands(cases=(notified(TODAY + days(due_in)),)) == expected


def test_the_late_units_are_named_a_few_of_them() -> None:
    late = TODAY - days(1)
    cases = [notified(late, name) for name in ("甲局", "乙局", "甲局", "丙局")]

    assert steps(cases=cases)[0].what == "4个问题逾期未整改，请催办甲局、乙局等3个单位"
    assert steps(cases=cases[:3])[0].what == "3个问题逾期未整改，请催办甲局、乙局"


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([], [LETTERS]),
        ([StepKind.NOTIFY, StepKind.RECTIFY], ["monitor cases verify"]),
        ([StepKind.EXEMPT], []),
        ([StepKind.CLOSE], []),
    ],
)
def test_each_stage_of_a_case_has_its_step(moves: list[StepKind], expected: list[str]) -> None:
    case = opened()
    for move in moves:
        step = CaseStep(kind=move, at=NOON, by="张三", until=TODAY if move == "exempt" else None)
        case = replace(case, steps=(*case.steps, step))

    assert commands(cases=(case,)) == expected


def test_the_most_urgent_come_first_and_three_are_enough() -> None:
    rectified = hand(notified(TODAY), StepKind.RECTIFY, text="已更新")
    cases = (rectified, opened(), notified(TODAY - days(1)))

    found = commands(cases=cases, assessments=(judged(BY_HAND, Verdict.UNKNOWN),))

    assert found == [LIST, LETTERS, LOOK]


def test_one_command_is_named_once() -> None:
    seen = (judged(BY_HAND, Verdict.PASS),)
    found = commands(accounts=(BY_HAND, AUTOMATIC), assessments=seen, entered={BY_HAND.id})

    assert found == ["monitor check"]
