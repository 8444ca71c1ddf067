"""Marks per unit: only what was proved costs, and every mark says why."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cases.case import CaseStep, StepKind
from monitor.figures import AccountFigures, Figures, PeriodFinding
from monitor.figures.score import Score, scores
from monitor.model.clock import BEIJING
from monitor.model.score_table import DEFAULT_DEDUCTIONS, Deduction, ScoreItem, ScoreTable
from tests.figures.builders import case, figures, history, registered, step

OWN = registered()


def marks(*made: Figures, scheme: ScoreTable | None = None) -> Score:
    (score,) = scores(made, scheme or ScoreTable())
    return score


@pytest.mark.parametrize(
    ("letters", "faults"),
    [
        ("ppp", []),
        ("-fp", [ScoreItem.FAILED]),
        ("-ff", [ScoreItem.FAILED]),
        ("-fz", [ScoreItem.ZOMBIE]),
        ("-uu", []),
        ("--u", []),
    ],
)
def test_an_account_costs_once_a_quarter(letters: str, faults: list[ScoreItem]) -> None:
    score = marks(figures(history(f"p{letters}", OWN)))

    assert [mark.fault for mark in score.marks] == faults


def test_a_mark_says_what_was_seen_in_which_check() -> None:
    (mark,) = marks(figures(history("-pf-", OWN))).marks

    assert (mark.account, mark.checks, mark.marks) == (OWN.id, (3,), Decimal(1))
    assert mark.why and mark.period.name == "2021Q4"


@given(st.text(alphabet="pdu-", min_size=4, max_size=4))
def test_what_nobody_could_judge_never_costs(said: str) -> None:
    score = marks(figures(history(said, OWN)))

    assert (score.off, score.total) == (Decimal(0), Decimal(10))


@given(st.text(alphabet="pdfzu-", min_size=4, max_size=4))
def test_no_look_that_saw_nothing_costs_more(said: str) -> None:
    """Law: turning any look into one that saw nothing never takes more marks off."""
    blind = [said[:n] + "u" + said[n + 1 :] for n in range(4)]
    before = marks(figures(history(said, OWN))).off

    assert all(marks(figures(history(other, OWN))).off <= before for other in blind)


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        (
            (step(StepKind.OPEN, 1), step(StepKind.CLOSE, 2), step(StepKind.REOPEN, 3)),
            [ScoreItem.RECURRING],
        ),
        ((step(StepKind.OPEN, 1), step(StepKind.NOTIFY, 2)), []),
        ((step(StepKind.OPEN, 2),), []),
    ],
)
def test_cases_cost_by_what_became_of_them(steps: Any, faults: list[ScoreItem]) -> None:
    score = marks(figures(history("pppp", OWN), cases=(case(1, OWN, *steps),)))

    assert [mark.fault for mark in score.marks] == faults


def test_a_term_that_passed_within_the_quarter_costs() -> None:
    due = step(StepKind.NOTIFY, 2, due_on=date(2021, 12, 30))
    on_time = step(StepKind.NOTIFY, 2, due_on=date(2021, 12, 31))

    for notified, off in ((due, "0.5"), (on_time, "0")):
        computed = figures(
            history("pppp", OWN), cases=(case(1, OWN, step(StepKind.OPEN, 2), notified),)
        )
        assert marks(computed).off == Decimal(off)


def test_a_term_that_has_not_come_yet_costs_nothing() -> None:
    """Figures of a quarter that runs on stand on the day they are made."""
    steps = (step(StepKind.OPEN, 2), step(StepKind.NOTIFY, 2, due_on=date(2021, 12, 20)))
    made = {
        day: figures(
            history("pppp", OWN),
            cases=(case(1, OWN, *steps),),
            made_at=datetime(2021, 12, day, 12, tzinfo=BEIJING),
        )
        for day in (20, 21)
    }

    assert {day: marks(figures).off for day, figures in made.items()} == {20: 0, 21: Decimal("0.5")}


def test_what_is_exempt_is_told_with_its_paper_and_costs_nothing() -> None:
    given = step(StepKind.EXEMPT, 2, document="高政办发〔2021〕9号", until=date(2022, 3, 31))
    exempt = case(1, OWN, step(StepKind.OPEN, 1), given)

    score = marks(figures(history("-fff", OWN), cases=(exempt,)))

    (mark,) = score.marks
    assert (score.off, mark.marks, mark.basis) == (Decimal(0), Decimal(0), "高政办发〔2021〕9号")
    assert mark.why.endswith("；已豁免，不扣分")
    other = case(1, registered("b"), *exempt.steps)
    assert marks(figures(history("-fff", OWN), cases=(other,))).off == Decimal(1)


def test_a_paper_for_one_problem_does_not_exempt_from_another() -> None:
    given = step(StepKind.EXEMPT, 2, document="高政办发〔2021〕9号", until=date(2022, 3, 31))
    seen = history("-fff", OWN)
    second = PeriodFinding(check="S01", title="安全", message="机构名称误写")
    looks = tuple(
        replace(assessment, problems=(*assessment.problems, second)) for assessment in seen.looks
    )
    exempt = case(1, OWN, step(StepKind.OPEN, 1), given)

    assert marks(figures(replace(seen, looks=looks), cases=(exempt,))).off == Decimal(1)


EXEMPT = step(
    StepKind.EXEMPT, 2, hours=24, document="高政办发〔2021〕9号", until=date(2021, 11, 15)
)
LAPSE = step(StepKind.LAPSE, 2, hours=24 * 18)


@pytest.mark.parametrize(
    ("letters", "later", "off"),
    [
        ("pfpp", (step(StepKind.PASSED, 3), step(StepKind.CLOSE, 3)), 0),
        ("pfuu", (LAPSE,), 0),
        ("pfpp", (LAPSE, step(StepKind.PASSED, 3), step(StepKind.CLOSE, 3)), 0),
        ("pffp", (LAPSE, step(StepKind.PASSED, 4), step(StepKind.CLOSE, 4)), 1),
        ("pfff", (step(StepKind.NOTIFY, 3, due_on=date(2022, 1, 7)),), 1),
    ],
)
def test_an_exemption_holds_for_what_was_found_within_its_term(
    letters: str, later: tuple[CaseStep, ...], off: int
) -> None:
    """An account that is put right under its exemption pays no more than one that is not."""
    one = case(1, OWN, step(StepKind.OPEN, 2), EXEMPT, *later)

    assert marks(figures(history(letters, OWN), cases=(one,))).off == off


def test_what_recurs_and_is_exempt_then_costs_nothing() -> None:
    before = (step(StepKind.OPEN, 1), step(StepKind.CLOSE, 2), step(StepKind.REOPEN, 3))
    given = step(
        StepKind.EXEMPT, 3, hours=1, document="高政办发〔2021〕9号", until=date(2022, 3, 31)
    )
    exempt, other = (case(1, OWN, *before, *more) for more in ((given,), ()))

    (mark,) = marks(figures(history("pppp", OWN), cases=(exempt,))).marks
    assert (mark.marks, mark.basis) == (Decimal(0), "高政办发〔2021〕9号")
    assert mark.why.endswith("；已豁免，不扣分")
    assert marks(figures(history("pppp", OWN), cases=(other,))).off == Decimal(1)


def test_a_case_says_what_its_marks_rest_on() -> None:
    steps = (step(StepKind.OPEN, 1), step(StepKind.CLOSE, 2), step(StepKind.REOPEN, 3))
    seen = history("-pf-", OWN, proof={3: ("2021-11-30.warc.gz@7",)})
    due = (step(StepKind.NOTIFY, 3, due_on=date(2021, 12, 7)),)
    failed = (step(StepKind.RECTIFY, 3, hours=1), step(StepKind.FAILED, 4))

    _, again = marks(figures(seen, cases=(case(1, OWN, *steps),))).marks
    *_, silent = marks(figures(seen, cases=(case(1, OWN, *steps, *due),))).marks
    *_, refused = marks(figures(seen, cases=(case(1, OWN, *steps, *due, *failed),))).marks

    assert (again.checks, again.proof) == ((3,), ("2021-11-30.warc.gz@7",))
    assert (silent.checks, silent.proof) == (again.checks, again.proof)
    assert again.why == "1号问题：2021年11月30日再次发生：已20天未更新"
    text = "1号问题：2021年11月30日通知，整改期限2021-12-07，至2021-12-31"
    assert silent.why == f"{text}未反馈整改，也未经复查合格"
    assert refused.why == f"{text}复查不合格"


def test_each_recurrence_is_told_with_its_own_check() -> None:
    steps = (step(StepKind.OPEN, 1), step(StepKind.CLOSE, 1, hours=1), step(StepKind.REOPEN, 2),
             step(StepKind.CLOSE, 2, hours=1), step(StepKind.REOPEN, 4))  # fmt: skip
    seen = history("pfpf", OWN, proof={4: ("2021-12-31.warc.gz@7",)})

    _, first, second = marks(figures(seen, cases=(case(1, OWN, *steps),))).marks

    assert (first.checks, first.proof) == ((2,), ())  # what is kept proves the last one
    assert (second.checks, second.proof) == ((4,), ("2021-12-31.warc.gz@7",))


def test_what_came_back_in_another_quarter_costs_there() -> None:
    steps = (
        step(StepKind.OPEN, 1, hours=-9),
        step(StepKind.CLOSE, 1, hours=-5),
        step(StepKind.REOPEN, 1),
    )

    assert marks(figures(history("pppp", OWN), cases=(case(1, OWN, *steps),))).marks == ()


def test_an_earlier_check_that_failed_says_nothing_of_a_later_notice() -> None:
    steps = (
        step(StepKind.OPEN, 1), step(StepKind.NOTIFY, 1, due_on=date(2021, 10, 8)),
        step(StepKind.RECTIFY, 1, hours=1), step(StepKind.FAILED, 2),
        step(StepKind.NOTIFY, 3, due_on=date(2021, 10, 8)),
    )  # fmt: skip

    (mark,) = marks(figures(history("pppp", OWN), cases=(case(1, OWN, *steps),))).marks

    assert mark.why.endswith("未反馈整改，也未经复查合格")


def test_where_the_office_names_no_paper_the_rule_that_was_broken_stands() -> None:
    seen = history("-f--", OWN)
    looks = tuple(
        replace(
            assessment,
            problems=tuple(replace(p, basis="国办秘函〔2019〕19号") for p in assessment.problems),
        )
        for assessment in seen.looks
    )
    own = ScoreTable(
        deductions={
            **DEFAULT_DEDUCTIONS,
            ScoreItem.FAILED: Deduction(marks=Decimal(1), basis="县办1号"),
        }
    )

    for scheme, basis in ((ScoreTable(), "国办秘函〔2019〕19号"), (own, "县办1号")):
        (mark,) = marks(figures(replace(seen, looks=looks)), scheme=scheme).marks
        assert mark.basis == basis


def test_marks_never_fall_below_none_and_the_lowest_comes_first() -> None:
    other = registered("b", unit="某局", unit_id="b")
    dear = ScoreTable(
        deductions={**DEFAULT_DEDUCTIONS, ScoreItem.FAILED: Deduction(marks=Decimal(99))}
    )

    first, second = scores([figures(history("pppp", other), history("-f--", OWN))], dear)

    assert (first.unit.id, first.total, second.total) == (OWN.unit_id, Decimal(0), Decimal(10))


def test_a_fault_without_marks_is_not_listed() -> None:
    free = ScoreTable(
        deductions={**DEFAULT_DEDUCTIONS, ScoreItem.FAILED: Deduction(marks=Decimal(0))}
    )

    assert marks(figures(history("-f--", OWN)), scheme=free).marks == ()


def test_a_unit_bears_the_name_that_it_had_last() -> None:
    before, after = (history("pppp", replace(OWN, unit=name)) for name in ("旧名", "新名"))

    assert marks(figures(before), figures(after)).unit.name == "新名"


@pytest.mark.parametrize(("letters", "unjudged"), [("ppp", 0), ("ppu", 1), ("---", 1), ("ffu", 0)])
def test_what_nobody_could_judge_is_counted(letters: str, unjudged: int) -> None:
    assert marks(figures(history(letters, OWN))).unjudged == unjudged


def test_many_failing_accounts_are_compared_with_none_of_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts = [registered(f"a{n}") for n in range(30)]
    cases = [case(n, account, step(StepKind.OPEN, 2)) for n, account in enumerate(accounts, 1)]
    computed = figures(*(history("-f--", account) for account in accounts), cases=tuple(cases))

    def refuse(_: object, other: object) -> bool:
        raise AssertionError("one account is compared with another")

    monkeypatch.setattr(AccountFigures, "__eq__", refuse)

    assert len(marks(computed).marks) == 30


def test_what_each_fault_costs_where_the_office_says_nothing() -> None:
    marks = {str(fault): str(deduction.marks) for fault, deduction in DEFAULT_DEDUCTIONS.items()}
    assert marks == {
        "failed": "1", "zombie": "2", "recurring": "1", "overdue": "0.5"
    }  # fmt: skip
    assert ScoreTable() == ScoreTable(full=Decimal(10), deductions=DEFAULT_DEDUCTIONS)


def test_quarters_are_added_up() -> None:
    score = marks(figures(history("-f--", OWN)), figures(history("-f--", OWN)))

    assert score.off == Decimal(2)


def exempted(*options: Any) -> Any:
    given = step(StepKind.EXEMPT, 2, 1, document="高政办发〔2021〕9号", until=date(2021, 12, 20))
    return case(1, OWN, step(StepKind.OPEN, 2), given, *options)


def test_who_published_while_exempt_loses_nothing_by_it() -> None:
    """An account that passes is struck off, and its paper still covers what was seen before."""
    struck_off = exempted(step(StepKind.PASSED, 3), step(StepKind.CLOSE, 3))

    assert marks(figures(history("-fpp", OWN), cases=(struck_off,))).off == Decimal(0)


def test_what_returns_while_exempt_is_no_recurrence() -> None:
    back = exempted(step(StepKind.CLOSE, 2, 2), step(StepKind.REOPEN, 3))

    assert marks(figures(history("-ffp", OWN), cases=(back,))).off == Decimal(0)


@pytest.mark.parametrize(
    "ended",
    [
        (step(StepKind.CLOSE, 2, 2), step(StepKind.REOPEN, 4)),  # the term has passed
        (step(StepKind.NOTIFY, 2, 2),),  # the office withdrew it
        (step(StepKind.LAPSE, 2, 2),),
    ],
)
def test_what_is_seen_after_an_exemption_costs(ended: Any) -> None:
    score = marks(figures(history("-f-f", OWN), cases=(exempted(*ended),)))

    assert score.marks[0].fault is ScoreItem.FAILED and score.marks[0].marks == Decimal(1)
    assert (ScoreItem.RECURRING in [mark.fault for mark in score.marks]) is (len(ended) > 1)
