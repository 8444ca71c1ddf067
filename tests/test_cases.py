"""The path of a problem to its end: which look or person may move it, and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cases import Added, Case, Move, Rules, Stage, Step, by_hand, by_stage
from monitor.clock import BEIJING
from monitor.errors import ConfigError
from monitor.following import follow
from monitor.merging import CLAIMED
from monitor.model import Assessment, Finding, Result, State, Verdict
from monitor.workdays import Workdays
from tests.builders import NOON, account, ago, days, gap, post

RULES = Rules()


FOUND = (Finding(message="已30天未更新"),)


def said(verdict: Verdict, on: float = 0, **more: Any) -> Assessment:
    findings = FOUND if verdict is Verdict.FAIL else ()
    result = Result(check="U01", title="内容不更新", basis="", verdict=verdict, findings=findings)
    values: dict[str, Any] = {"taken_at": ago(on), "as_of": ago(on), "results": (result,)} | more
    return Assessment(
        account=account(), verdict=verdict, state=State.STALE, newest=None, idle=None, **values
    )


def after(cases: Sequence[Case], one: Assessment | None, on: float = 0, **more: Any) -> list[Case]:
    """The cases after a check of *one*, numbered as a store would."""
    values: dict[str, Any] = {"ended": set(), "opens": True} | more
    rules = values.pop("rules", RULES)
    found = [a.case for a in follow(cases, [one] if one else [], rules, ago(on), **values)]
    kept = {case.id: case for case in cases}
    for case in found:
        number = case.id or len(kept) + 1
        kept[number] = Case(**{k: getattr(case, k) for k in Case.__slots__} | {"id": number})
    return list(kept.values())


def moves(case: Case) -> list[Move]:
    return [step.move for step in case.steps]


def hand(case: Case, move: Move, on: float = 0, **more: Any) -> Case:
    step = Step(move=move, at=ago(on), by="张三", **more)
    return by_hand(case, step, RULES, Workdays()).case


def opened(on: float = 30) -> Case:
    (case,) = after([], said(Verdict.FAIL, on), on)
    return case


def test_a_failing_spot_check_opens_a_case_once() -> None:
    (case,) = after([opened()], said(Verdict.FAIL, 20), 20)

    assert (case.stage, moves(case), case.message) == (Stage.FOUND, [Move.OPEN], "已30天未更新")


@pytest.mark.parametrize(
    ("verdict", "more"),
    [
        (Verdict.FAIL, {"opens": False}),
        (Verdict.FAIL, {"rules": Rules(automatic=False)}),
        (Verdict.UNKNOWN, {}),
        (Verdict.PASS, {}),
    ],
)
def test_nothing_else_opens_one(verdict: Verdict, more: dict[str, Any]) -> None:
    assert after([], said(verdict), **more) == []


def test_advice_opens_no_case() -> None:
    one = said(Verdict.FAIL)
    advisory = Result(check="U03", title="", basis="", verdict=Verdict.FAIL, advisory=True)

    assert len(after([], said(Verdict.FAIL, results=(*one.results, advisory)))) == 1


@pytest.mark.parametrize("opens", [True, False])
def test_a_later_look_that_passes_closes_it(opens: bool) -> None:
    (case,) = after([opened()], said(Verdict.PASS, 3), 3, opens=opens)

    assert moves(case)[-2:] == [Move.PASSED, Move.CLOSE]
    assert "没有截图" not in case.steps[-2].text
    assert (case.stage, case.closed_at) == (Stage.CLOSED, ago(3))


@pytest.mark.parametrize(
    "one", [said(Verdict.PASS, 30), said(Verdict.PASS, 31), said(Verdict.UNKNOWN, 3)]
)
def test_a_look_from_before_or_one_that_saw_nothing_closes_nothing(one: Assessment) -> None:
    (case,) = after([opened(30)], one)

    assert case.is_open


def test_the_whole_path() -> None:
    case = hand(opened(30), Move.NOTIFY, 29)
    assert (case.stage, case.due_on) == (Stage.NOTIFIED, date(2021, 12, 9))
    case = hand(case, Move.RECTIFY, 25, text="已恢复")
    (case,) = after([case], said(Verdict.FAIL, 24), 24)
    assert (case.stage, moves(case)[-1]) == (Stage.NOTIFIED, Move.FAILED)
    case = hand(case, Move.EXTEND, 23, text="人员调整", due_on=date(2021, 12, 20))
    case = hand(case, Move.RECTIFY, 20, text="已恢复")
    (case,) = after([case], said(Verdict.PASS, 19), 19)
    assert (case.stage, case.due_on) == (Stage.CLOSED, date(2021, 12, 20))


def test_more_time_after_the_answer_hides_no_look_that_fails() -> None:
    told = hand(hand(opened(30), Move.NOTIFY, 29), Move.RECTIFY, 25, text="已恢复")
    more = hand(told, Move.EXTEND, 22, text="人员调整", due_on=date(2021, 12, 31))

    (case,) = after([more], said(Verdict.FAIL, 23), 21)

    assert moves(case)[-1] is Move.FAILED


def test_a_look_from_before_the_answer_refutes_nothing() -> None:
    case = hand(hand(opened(30), Move.NOTIFY, 29), Move.RECTIFY, 20, text="已恢复")

    (case,) = after([case], said(Verdict.FAIL, 21), 19)

    assert case.stage is Stage.RECTIFIED


@pytest.mark.parametrize(("on", "again"), [(0, True), (-0.1, False)])
def test_a_fault_that_returns_is_the_same_case(on: float, again: bool) -> None:
    closed = hand(opened(100), Move.CLOSE, 90, text="已核实")

    cases = after([closed], said(Verdict.FAIL, on), on)

    assert len(cases) == (1 if again else 2)
    assert (cases[0].recurrences, cases[-1].stage) == (int(again), Stage.FOUND)
    assert cases[-1].due_on is None


@pytest.mark.parametrize(
    ("today", "late"), [(date(2021, 12, 9), False), (date(2021, 12, 10), True)]
)
def test_a_term_that_has_passed_is_late(today: date, late: bool) -> None:
    case = hand(opened(30), Move.NOTIFY, 29)

    assert case.overdue(today) is late
    assert not hand(case, Move.RECTIFY, 25, text="x").overdue(today)  # the office must look
    assert not hand(case, Move.CLOSE, 25, text="x").overdue(today)


def exempted(until: date) -> Case:
    return hand(
        opened(30), Move.EXEMPT, 20, text="机构改革", document="政办〔2021〕1号", until=until
    )


@pytest.mark.parametrize(("until", "stage"), [(31, Stage.EXEMPT), (30, Stage.FOUND)])
def test_an_exemption_ends_with_its_term(until: int, stage: Stage) -> None:
    (case,) = after([exempted(date(2021, 12, until))], None)

    assert case.stage is stage
    assert not exempted(date(2021, 12, until)).overdue(date(2022, 2, 1))


def test_an_exemption_ends_on_its_day_however_late_somebody_looks() -> None:
    (case,) = after([exempted(date(2021, 12, 15))], None)

    assert case.last_at == datetime(2021, 12, 16, tzinfo=BEIJING)


def test_an_exemption_that_ended_is_no_recurrence() -> None:
    (case,) = after([exempted(date(2021, 12, 30))], None)

    assert (moves(case)[-1], case.recurrences, case.due_on) == (Move.LAPSE, 0, None)
    assert case.message == "已30天未更新"


def test_a_look_that_passes_after_an_exemption_closes_once() -> None:
    (case,) = after([exempted(date(2021, 12, 30))], said(Verdict.PASS))

    assert moves(case)[-2:] == [Move.PASSED, Move.CLOSE]


def test_an_account_that_was_closed_ends_all_its_cases() -> None:
    other = replace(opened(), id=2)

    cases = after([opened(), other], None, ended={"chengguan-weixin"})

    assert {case.stage for case in cases} == {Stage.CLOSED}
    assert all("不在管" in case.steps[-1].text for case in cases)


def test_an_account_that_is_merely_missing_keeps_its_cases() -> None:
    """A renamed identifier must not strike a fault off."""
    (case,) = after([opened()], None)

    assert case.stage is Stage.FOUND


def test_a_check_that_passes_where_nothing_was_seen_closes_nothing() -> None:
    """账号异常 finds nothing wrong when the network is down; a post seen speaks for itself."""
    blind = said(Verdict.UNKNOWN).results[0]

    for check, closes in (("U02", False), ("S01", True)):
        failed = Result(check=check, title="", basis="", verdict=Verdict.FAIL, findings=FOUND)
        passed = replace(failed, verdict=Verdict.PASS, findings=())
        (case,) = after([], said(Verdict.FAIL, 30, results=(failed,)), 30)
        (case,) = after([case], said(Verdict.UNKNOWN, 3, results=(blind, passed)), 3)
        assert case.is_open is not closes
        assert "最新内容" not in case.steps[-2].text if closes else case.last_at == ago(30)


def test_who_publishes_again_is_not_held_by_another_open_question() -> None:
    """An old no on the checklist leaves the account unjudged, and the silence is over."""
    unjudged = replace(said(Verdict.PASS, 3), verdict=Verdict.UNKNOWN)

    (case,) = after([opened()], unjudged, 3)

    assert moves(case)[-2:] == [Move.PASSED, Move.CLOSE]


def test_an_answer_of_a_unit_says_something() -> None:
    with pytest.raises(ConfigError, match="整改反馈须用 --text"):
        hand(hand(opened(30), Move.NOTIFY, 28), Move.RECTIFY, 20, text=" ")


def test_an_old_answer_proves_nothing_new() -> None:
    """A no on the checklist stands until somebody looks again; its date is what counts."""
    old = Finding(message="为否", seen_at=ago(29))
    result = Result(check="U01", title="", basis="", verdict=Verdict.FAIL, findings=(old,))
    again = said(Verdict.FAIL, 1, results=(result,))
    told = hand(hand(opened(30), Move.NOTIFY, 28), Move.RECTIFY, 20, text="已改")
    closed = hand(told, Move.CLOSE, 15, text="已核实")

    assert after([told], again, 1) == [told]
    assert after([closed], again, 1) == [closed]


def test_only_a_look_after_the_last_finding_passes() -> None:
    closed = hand(opened(60), Move.CLOSE, 50, text="已核实")
    (again,) = after([closed], said(Verdict.FAIL, 5), 5)

    (case,) = after([again], said(Verdict.PASS, 20), 1)

    assert again.recurrences == 1 and case.stage is Stage.FOUND


def test_a_term_is_moved_by_an_extension_only() -> None:
    case = hand(opened(30), Move.NOTIFY, 29)

    assert hand(case, Move.NOTIFY, 20).due_on == case.due_on
    with pytest.raises(ConfigError, match="改期请用 cases extend"):
        hand(case, Move.NOTIFY, 20, due_on=date(2021, 12, 31))
    with pytest.raises(ConfigError, match="早于今天"):
        hand(opened(30), Move.NOTIFY, 29, due_on=date(2021, 12, 1))


@pytest.mark.parametrize(
    ("stage", "move", "more", "wrong"),
    [
        ("found", Move.RECTIFY, {"text": "x"}, "待通知，不能整改反馈"),
        ("found", Move.EXTEND, {"text": "x", "due_on": date(2022, 1, 9)}, "不能延期"),
        ("notified", Move.EXTEND, {"due_on": date(2022, 1, 9)}, "--reason"),
        ("notified", Move.EXTEND, {"text": "x", "due_on": date(2021, 12, 9)}, "晚于原期限"),
        ("notified", Move.EXTEND, {"text": "x", "due_on": date(2021, 12, 10)}, "早于今天"),
        ("notified", Move.CLOSE, {}, "--reason"),
        ("notified", Move.EXEMPT, {"text": "x", "until": date(2022, 1, 1)}, "--document"),
        ("notified", Move.EXEMPT, {"text": "x", "document": "1号"}, "--until"),
        (
            "notified",
            Move.EXEMPT,
            {"text": "x", "document": "1", "until": date(2021, 1, 1)},
            "--un",
        ),
        ("closed", Move.NOTIFY, {}, "已销号，不能通知"),
    ],
)
def test_a_step_out_of_turn_is_refused(
    stage: str, move: Move, more: dict[str, Any], wrong: str
) -> None:
    case = opened(30)
    if stage != "found":
        case = hand(case, Move.NOTIFY, 29)
    if stage == "closed":
        case = hand(case, Move.CLOSE, 28, text="x")

    with pytest.raises(ConfigError, match=wrong):
        hand(case, move, 20, **more)


def test_the_board_has_the_most_urgent_first() -> None:
    late, later = hand(opened(30), Move.NOTIFY, 29), hand(opened(10), Move.NOTIFY, 9)

    assert by_stage([later, late])[Stage.NOTIFIED] == (late, later)


def test_a_case_is_shown_as_it_stood() -> None:
    case = hand(opened(30), Move.NOTIFY, 20)

    assert case.as_of(ago(31)) is None
    then = case.as_of(ago(25))
    assert then is not None and then.stage is Stage.FOUND


MOVES = st.sampled_from([Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN])


@given(st.lists(MOVES, max_size=12))
def test_whatever_is_seen_a_case_is_open_where_the_last_word_was_a_failure(
    seen: list[Verdict],
) -> None:
    """Law: only a look that passes closes, unknown changes nothing, and never two are open."""
    cases: list[Case] = []
    for number, verdict in enumerate(seen):
        on = 60 - number
        cases = after(cases, said(verdict, on), on)
    told = [verdict for verdict in seen if verdict is not Verdict.UNKNOWN]
    fails = bool(told) and told[-1] is Verdict.FAIL

    assert sum(case.is_open for case in cases) == int(fails)
    assert len(cases) <= 1
    assert all(step.at <= NOON + days(1) for case in cases for step in case.steps)


def test_a_step_is_kept_with_its_moment() -> None:
    added: Added = by_hand(opened(), Step(move=Move.NOTIFY, at=NOON, by="张三"), RULES, Workdays())
    assert isinstance(added.steps[0].at, datetime)
    assert added.steps[0].due_on == date(2022, 1, 10)  # after the new year's holiday


def unsafe(*items: str) -> Result:
    found = tuple(
        Finding(message=f"“{item}”一项不符合要求：说明", seen_at=ago(1)) for item in items
    )
    return Result(check="S01", title="安全问题", basis="", verdict=Verdict.FAIL, findings=found)


def test_a_graver_fault_found_since_is_covered_by_no_exemption() -> None:
    (case,) = after([], said(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    exempt = hand(case, Move.EXEMPT, 20, text="改版", document="1号", until=date(2022, 12, 31))

    (same,) = after([exempt], said(Verdict.FAIL, 1, results=(unsafe("外链"),)), 1)
    (more,) = after([exempt], said(Verdict.FAIL, 1, results=(unsafe("外链", "泄密"),)), 1)
    (told,) = after([more], said(Verdict.FAIL, 0, results=(unsafe("外链", "泄密"),)))

    assert same.stage is Stage.EXEMPT
    assert (more.stage, moves(more)[-1], more.recurrences) == (Stage.FOUND, Move.MORE, 0)
    assert "泄密" in more.message and more.due_on is None
    assert moves(told) == moves(more)


def test_a_fault_found_while_another_is_mended_needs_a_notice_of_its_own() -> None:
    (case,) = after([], said(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    notified = hand(case, Move.NOTIFY, 29)

    (more,) = after([notified], said(Verdict.FAIL, 1, results=(unsafe("泄密"),)), 1)
    (look,) = after([notified], said(Verdict.FAIL, 1, results=(unsafe("泄密"),)), 1, opens=False)

    assert (more.stage, look.stage) == (Stage.FOUND, Stage.NOTIFIED)


def test_what_evidence_refutes_is_withdrawn_and_not_put_right() -> None:
    """The account had published: nothing was mended, and what fails later is no recurrence."""
    case = hand(opened(30), Move.NOTIFY, 29)
    refuted = {(case.id, ago(30))}

    (withdrawn,) = after([case], said(Verdict.PASS, 3), 3, refuted=refuted)
    (same,) = after([withdrawn], None, 2, refuted=refuted)
    cases = after([withdrawn], said(Verdict.FAIL, 1), 1)

    assert moves(withdrawn) == [Move.OPEN, Move.NOTIFY, Move.REFUTED]
    assert (withdrawn.stage, withdrawn.closed_at) == (Stage.CLOSED, ago(3))
    assert same == withdrawn
    assert [(one.id, one.recurrences) for one in cases] == [(1, 0), (2, 0)]


def test_a_case_that_is_closed_is_withdrawn_too() -> None:
    closed = hand(opened(30), Move.CLOSE, 20, text="已核实")

    (case,) = after([closed], None, refuted={(1, ago(30))})

    assert moves(case)[-1] is Move.REFUTED


def test_a_later_look_that_fails_as_well_keeps_the_case() -> None:
    told = hand(hand(opened(30), Move.NOTIFY, 29), Move.RECTIFY, 25, text="已恢复")
    (case,) = after([told], said(Verdict.FAIL, 24), 24)

    assert after([case], None, 20, refuted={(1, ago(30))}) == [case]
    (gone,) = after([case], None, 20, refuted={(1, ago(30)), (1, ago(24))})
    assert moves(gone)[-1] is Move.REFUTED


def test_a_recurrence_in_error_leaves_the_case_as_it_was_closed() -> None:
    closed = hand(opened(60), Move.CLOSE, 50, text="已核实")
    (again,) = after([closed], said(Verdict.FAIL, 30), 30)

    (case,) = after([again], None, 20, refuted={(1, ago(30))})
    true = case.believed(())
    (third,) = after([case], said(Verdict.FAIL, 5), 5)

    assert true is not None
    assert (true.stage, true.closed_at, true.recurrences) == (Stage.CLOSED, ago(50), 0)
    assert (third.stage, third.recurrences) == (Stage.FOUND, 1)


def test_a_case_whose_first_finding_was_an_error_recurs_not() -> None:
    closed = hand(opened(60), Move.CLOSE, 50, text="已核实")
    (again,) = after([closed], said(Verdict.FAIL, 30), 30)

    true = again.believed({(1, ago(60))})

    assert true is not None
    assert (moves(true), true.opened_at, true.recurrences) == ([Move.OPEN], ago(30), 0)
    assert opened(60).believed({(1, ago(60))}) is None


@pytest.mark.parametrize(
    ("seen", "closes"),
    [
        ({"verdict": Verdict.FAIL, "as_of": ago(31)}, False),  # a look from before still speaks
        ({"verdict": Verdict.FAIL, "as_of": ago(30)}, False),
        ({"verdict": Verdict.FAIL, "as_of": ago(29)}, True),
        ({"verdict": Verdict.PASS, "newest": post(ago(31))}, True),  # every source showed it
        ({"verdict": Verdict.PASS, "newest": post(ago(31)), "gaps": (("feed", gap()),)}, False),
        ({"verdict": Verdict.PASS, "newest": post(ago(29)), "gaps": (("feed", gap()),)}, True),
    ],
)
def test_an_account_that_was_gone_is_back_only_where_it_was_seen_since(
    seen: dict[str, Any], closes: bool
) -> None:
    """账号异常 finds nothing wrong where its source was not reached: that is no look."""
    failed = Result(check="U02", title="账号异常", basis="", verdict=Verdict.FAIL, findings=FOUND)
    passed = replace(failed, verdict=Verdict.PASS, findings=())
    (case,) = after([], said(Verdict.FAIL, 30, results=(failed,)), 30)
    silent = said(seen["verdict"], 3).results[0]

    (case, *_) = after([case], replace(said(Verdict.FAIL, 3), results=(silent, passed), **seen), 3)

    assert case.is_open is not closes


@pytest.mark.parametrize(
    ("move", "more"),
    [
        (Move.EXTEND, {"text": "x", "due_on": date(2021, 12, 31)}),
        (Move.EXEMPT, {"text": "x", "document": "1号", "until": date(2021, 12, 31)}),
    ],
)
def test_a_day_that_is_today_has_not_passed(move: Move, more: dict[str, Any]) -> None:
    today = date(2021, 12, 31)
    notified = hand(opened(30), Move.NOTIFY, 29)

    assert moves(hand(notified, move, **more))[-1] is move
    assert hand(opened(30), Move.NOTIFY, due_on=today).due_on == today


def test_a_notice_after_an_exemption_sets_a_term_of_its_own() -> None:
    exempt = hand(
        hand(opened(30), Move.NOTIFY, 29),
        Move.EXEMPT, 20, text="改版", document="1号", until=date(2022, 1, 31),
    )  # fmt: skip

    again = hand(exempt, Move.NOTIFY, 10, due_on=date(2022, 2, 10))

    assert (again.stage, again.due_on) == (Stage.NOTIFIED, date(2022, 2, 10))


def test_a_step_of_the_last_moment_belongs_to_it() -> None:
    case = hand(opened(30), Move.NOTIFY, 20)

    then = case.as_of(ago(20))

    assert then is not None and then.stage is Stage.NOTIFIED


def test_an_exemption_that_ended_brings_back_no_old_term() -> None:
    notified = hand(opened(30), Move.NOTIFY, 29)
    exempt = hand(notified, Move.EXEMPT, 20, text="改版", document="1号", until=date(2021, 12, 30))

    (case,) = after([exempt], None)

    assert (case.stage, case.due_on) == (Stage.FOUND, None)


def test_a_look_from_before_a_further_fault_passes_nothing() -> None:
    (case,) = after([], said(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    (more,) = after([case], said(Verdict.FAIL, 5, results=(unsafe("外链", "泄密"),)), 5)
    passed = replace(unsafe(), verdict=Verdict.PASS)

    (early,) = after([more], said(Verdict.PASS, 6, results=(passed,)), 4)
    (late,) = after([more], said(Verdict.PASS, 4, results=(passed,)), 4)

    assert (early.stage, late.stage) == (Stage.FOUND, Stage.CLOSED)


def test_an_exemption_may_be_renewed_and_may_follow_the_answer() -> None:
    given: dict[str, Any] = {"text": "改版", "document": "1号"}
    told = hand(hand(opened(30), Move.NOTIFY, 29), Move.RECTIFY, 25, text="已恢复")

    exempt = hand(told, Move.EXEMPT, 20, until=date(2021, 12, 31), **given)
    renewed = hand(exempt, Move.EXEMPT, 10, until=date(2022, 6, 30), **given)

    assert renewed.stage is Stage.EXEMPT and after([renewed], None) == [renewed]


def test_a_look_from_before_one_that_failed_passes_nothing() -> None:
    told = hand(hand(opened(30), Move.NOTIFY, 29), Move.RECTIFY, 25, text="已恢复")
    (failed,) = after([told], said(Verdict.FAIL, 20), 20)

    (early,) = after([failed], said(Verdict.PASS, 21), 19)
    (late,) = after([failed], said(Verdict.PASS, 19), 19)

    assert (early.stage, late.stage) == (Stage.NOTIFIED, Stage.CLOSED)


def test_a_look_of_the_very_moment_of_the_answer_refutes_nothing() -> None:
    told = hand(hand(opened(30), Move.NOTIFY, 29), Move.RECTIFY, 20, text="已恢复")

    assert after([told], said(Verdict.FAIL, 20), 19) == [told]


def test_an_office_that_opens_by_hand_adds_further_faults_by_hand() -> None:
    (case,) = after([], said(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    more = said(Verdict.FAIL, 1, results=(unsafe("外链", "泄密"),))

    assert after([case], more, 1, rules=Rules(automatic=False)) == [case]


def test_a_look_of_the_very_moment_of_the_closing_reopens_nothing() -> None:
    closed = hand(opened(30), Move.CLOSE, 20, text="已核实")

    assert after([closed], said(Verdict.FAIL, 20), 19) == [closed]


def test_a_pass_that_rests_on_a_word_only_says_so() -> None:
    claimed = post(ago(1), f"{CLAIMED}x")

    *_, case = after([opened(30)], replace(said(Verdict.PASS, 0), newest=claimed), 0)

    assert case.steps[-2].text.endswith("（人工登记，没有截图）")
