"""An exemption: what it covers, until when, and what stands after it."""

from datetime import date, datetime
from typing import Any

import pytest

from monitor.cases.case import Case, CaseEvent, Stage
from monitor.model import Answer, Assessment, ChecklistItem, Result, Verdict
from monitor.model.clock import BEIJING
from monitor.verdicts import checklist
from tests.builders import ago
from tests.cases.builders import after, assessed, hand, moves, opened, unsafe


def exempted(until: date) -> Case:
    return hand(
        opened(30), CaseEvent.EXEMPT, 20, text="机构改革", document="政办〔2021〕1号", until=until
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

    assert (moves(case)[-1], case.recurrences, case.due_on) == (CaseEvent.LAPSE, 0, None)
    assert case.message == "已30天未更新"


def test_a_look_that_passes_after_an_exemption_closes_once() -> None:
    (case,) = after([exempted(date(2021, 12, 30))], assessed(Verdict.PASS))

    assert moves(case)[-2:] == [CaseEvent.PASSED, CaseEvent.CLOSE]


def test_a_graver_fault_found_since_is_covered_by_no_exemption() -> None:
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    exempt = hand(case, CaseEvent.EXEMPT, 20, text="改版", document="1号", until=date(2022, 12, 31))

    (same,) = after([exempt], assessed(Verdict.FAIL, 1, results=(unsafe("外链"),)), 1)
    (more,) = after([exempt], assessed(Verdict.FAIL, 1, results=(unsafe("外链", "泄密"),)), 1)
    (told,) = after([more], assessed(Verdict.FAIL, 0, results=(unsafe("外链", "泄密"),)))

    assert same.stage is Stage.EXEMPT
    assert (more.stage, moves(more)[-1], more.recurrences) == (Stage.FOUND, CaseEvent.MORE, 0)
    assert "泄密" in more.message and more.due_on is None
    assert moves(told) == moves(more)


def no(note: str, on: float, by: str = "张三") -> Assessment:
    answer = Answer(item=ChecklistItem.LINKS, good=False, at=ago(on), by=by, note=note)
    findings = tuple(checklist.faults([answer], checklist.SAFETY, ago(on), kind="unsafe_content"))
    result = Result(
        check="S01", title="安全问题", basis="", verdict=Verdict.FAIL, findings=findings
    )
    return assessed(Verdict.FAIL, on, results=(result,))


@pytest.mark.parametrize(
    ("note", "by", "stage"),
    [
        ("发现暗链", "李四", Stage.EXEMPT),
        ("发现暗链", "李四（宣传部）", Stage.EXEMPT),
        ("", "李四", Stage.EXEMPT),
        ("赌博网站链接", "张三", Stage.FOUND),
    ],
)
def test_an_exemption_covers_no_other_fault_on_the_same_item(
    note: str, by: str, stage: Stage
) -> None:
    (case,) = after([], no("发现暗链", 30), 30)
    exempt = hand(case, CaseEvent.EXEMPT, 20, text="改版", document="1号", until=date(2022, 12, 31))

    (later,) = after([exempt], no(note, 1, by), 1)

    assert later.stage is stage


def test_the_same_item_in_other_words_takes_no_term_away() -> None:
    (case,) = after([], no("发现暗链", 30), 30)
    told = hand(case, CaseEvent.NOTIFY, 29)

    (later,) = after([told], no("暗链仍在", 1), 1)

    assert later == told


def test_a_notice_after_an_exemption_sets_a_term_of_its_own() -> None:
    exempt = hand(
        hand(opened(30), CaseEvent.NOTIFY, 29),
        CaseEvent.EXEMPT, 20, text="改版", document="1号", until=date(2022, 1, 31),
    )  # fmt: skip

    again = hand(exempt, CaseEvent.NOTIFY, 10, due_on=date(2022, 2, 10))

    assert (again.stage, again.due_on) == (Stage.NOTIFIED, date(2022, 2, 10))


def test_an_exemption_that_ended_brings_back_no_old_term() -> None:
    notified = hand(opened(30), CaseEvent.NOTIFY, 29)
    exempt = hand(
        notified, CaseEvent.EXEMPT, 20, text="改版", document="1号", until=date(2021, 12, 30)
    )

    (case,) = after([exempt], None)

    assert (case.stage, case.due_on) == (Stage.FOUND, None)


def test_an_exemption_may_be_renewed_and_may_follow_the_answer() -> None:
    given: dict[str, Any] = {"text": "改版", "document": "1号"}
    case = hand(hand(opened(30), CaseEvent.NOTIFY, 29), CaseEvent.RECTIFY, 25, text="已恢复")

    exempt = hand(case, CaseEvent.EXEMPT, 20, until=date(2021, 12, 31), **given)
    renewed = hand(exempt, CaseEvent.EXEMPT, 10, until=date(2022, 6, 30), **given)

    assert renewed.stage is Stage.EXEMPT and after([renewed], None) == [renewed]
