"""Cases after a check, written down and told: to whom, in which words, how late."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.app import follow_up
from monitor.cases.case import Case, CaseStep, CaseUpdate, Stage, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model import Assessment, Result, Run, RunMode, Verdict, clock
from monitor.notices import case_notices
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.system.connection import Database
from tests.builders import NOON, ago, days
from tests.cases.builders import FOUND, assessed, hand, moves, opened
from tests.office import account, make_office

SECOND = timedelta(seconds=1)
COUNTY = {"name": "高台县", "office": "高台县人民政府办公室"}
UNITS = (
    {"id": "chengguan", "name": "城关镇人民政府"},
    {"id": "nanhua", "name": "南华镇人民政府"},
)
NAMED = "城关镇人民政府微信“城关发布”"
TODAY = date(2021, 12, 31)


def registry_in(
    folder: Path, unit: str = "chengguan", name: str = "城关发布", **keys: Any
) -> Registry:
    accounts = [account("chengguan-weixin", name, unit=unit, **keys)]
    return make_office(folder, accounts, units=UNITS, jurisdiction=COUNTY).register()


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return registry_in(tmp_path)


@pytest.fixture
def moved(tmp_path: Path) -> Registry:
    """The account has another name and another unit by now."""
    return registry_in(tmp_path, "nanhua", "南华发布")


def keep(db: Database, case: Case) -> Case:
    """Write *case* down with all its steps."""
    (update,) = CaseStore(db).add_steps(
        lambda _: [CaseUpdate(case=replace(case, id=0), steps=case.steps)]
    )
    return update.case


def follow(
    db: Database, registry: Registry, *assessments: Assessment, **overrides: Any
) -> list[Case]:
    values: dict[str, Any] = {"at": NOON, "opens": True} | overrides
    follow_up.follow(CaseStore(db), registry, iter(assessments), values.pop("at"), **values)
    return list(CaseStore(db).cases())


@pytest.mark.parametrize("mode", RunMode)
def test_only_a_spot_check_opens_cases(db: Database, registry: Registry, mode: RunMode) -> None:
    spot_checks = (RunMode.FULL, RunMode.SAMPLE, RunMode.SELECTED)

    opened = follow(db, registry, assessed(Verdict.FAIL), opens=mode.opens_cases)

    assert len(opened) == (mode in spot_checks)


def test_who_is_not_in_charge_of_an_account_any_more_is_rid_of_its_cases(
    db: Database, tmp_path: Path
) -> None:
    keep(db, opened())

    (open_,) = follow(db, registry_in(tmp_path))
    (ended,) = follow(db, registry_in(tmp_path, status="closed"))

    assert (open_.stage, ended.stage) == (Stage.FOUND, Stage.CLOSED)


RUN = Run(id=9, mode=RunMode.FULL, moment=NOON, started_at=NOON)


@pytest.mark.parametrize(
    ("run", "withdrawn"),
    [
        (None, False),
        (RUN, False),  # no server said what time it is
        (replace(RUN, clock_offset=timedelta(days=-20)), False),
        (replace(RUN, clock_offset=timedelta()), True),
    ],
)
def test_what_was_found_on_a_day_to_come_is_none_once_the_clock_is_known_to_be_right(
    db: Database, registry: Registry, run: Run | None, withdrawn: bool
) -> None:
    keep(db, replace(opened(), steps=(replace(opened().steps[0], at=NOON + days(20)),)))

    (case,) = follow(db, registry, assessed(Verdict.PASS), run=run)

    assert (moves(case)[-1] is StepKind.REFUTED) is withdrawn


def test_verdicts_are_followed_after_the_clock_was_asked(db: Database, registry: Registry) -> None:
    run = replace(RUN, clock_offset=timedelta())

    assert len(follow(db, registry, assessed(Verdict.FAIL), run=run)) == 1


STEPS = {
    StepKind.OPEN: ("（内容不更新）：新发现问题，请通知主办单位整改（已30天未更新）", ""),
    StepKind.NOTIFY: ("（内容不更新）：请于1月4日前完成整改并反馈", "chengguan"),
    StepKind.RECTIFY: ("（内容不更新）：单位已反馈整改情况，请复查", ""),
    StepKind.EXTEND: ("（内容不更新）：整改期限延至1月4日", "chengguan"),
    StepKind.EXEMPT: ("（内容不更新）：已同意豁免", "chengguan"),
    StepKind.FAILED: ("（内容不更新）：复查仍不合格，请继续整改", "chengguan"),
    StepKind.REOPEN: ("（内容不更新）：问题再次发生", "chengguan"),
    StepKind.LAPSE: ("（内容不更新）：豁免已到期，请继续整改", "chengguan"),
    StepKind.MORE: ("（内容不更新）：又发现新的问题", "chengguan"),
    StepKind.CLOSE: ("（内容不更新）：问题已销号", "chengguan"),
    StepKind.REFUTED: ("（内容不更新）：原结论有误，已撤销，无需整改", "chengguan"),
}


@pytest.mark.parametrize("move", StepKind)
def test_each_step_is_told_in_its_words_to_whose_turn_it_is(move: StepKind) -> None:
    (first,) = opened().steps
    step = CaseStep(kind=move, at=ago(1), by="张三", text="某事", due_on=date(2022, 1, 4))
    steps = (replace(first, at=ago(1)),) if move is StepKind.OPEN else (first, step)
    case = replace(opened(), steps=steps)
    case = replace(case, steps=(*steps[:-1], replace(steps[-1], text="已30天未更新")))

    notices = case_notices.notices([CaseUpdate(case=case, steps=case.steps[-1:])])

    if move is StepKind.PASSED:  # the closing that follows says it
        assert notices == ()
        return
    text, unit = STEPS[move]
    assert notices == (
        Notice(
            key=f"case:1:{move}:{ago(1).timestamp():.0f}",
            kind=Kind.CASE,
            text=f"{NAMED}{text}",
            account="chengguan-weixin",
            unit=unit,
        ),
    )


def test_a_notice_without_a_term_names_none_and_a_long_finding_is_cut() -> None:
    case = replace(opened(), steps=(replace(opened().steps[0], text="长" * 200),))
    (notice,) = case_notices.notices([CaseUpdate(case=case, steps=case.steps)])
    step = CaseStep(kind=StepKind.NOTIFY, at=ago(1), by="张三")
    (due,) = case_notices.notices(
        [CaseUpdate(case=replace(case, steps=(*case.steps, step)), steps=(step,))]
    )

    assert notice.text.count("长") == 79 and "…" in notice.text
    assert due.text.endswith("请于规定期限前完成整改并反馈")


def messages(db: Database, registry: Registry, *added: CaseUpdate) -> list[tuple[str, str]]:
    return [
        (notice.unit, notice.text)
        for notice in follow_up.pending_notices(CaseStore(db), registry, added, TODAY)
    ]


def added(case: Case, last: int = 1) -> CaseUpdate:
    return CaseUpdate(case=case, steps=case.steps[-last:])


def test_an_open_case_is_told_to_the_unit_of_now_a_closed_one_to_that_of_then(
    db: Database, moved: Registry
) -> None:
    """What was closed just now was open until then: whose account it is now hears it."""
    notified = keep(db, hand(opened(30), StepKind.NOTIFY, 29))
    just = hand(notified, StepKind.CLOSE, 20, text="已核实")
    refuted = replace(
        just, steps=(*just.steps, CaseStep(kind=StepKind.REFUTED, at=ago(18), by="程序"))
    )
    now = "南华镇人民政府微信“南华发布”（内容不更新）："
    then = "城关镇人民政府微信“南华发布”（内容不更新）："

    assert messages(db, moved, added(notified))[0][:1] == ("nanhua",)
    assert messages(db, moved, added(just))[0] == ("nanhua", f"{now}问题已销号")
    assert messages(db, moved, added(refuted))[0] == (
        "chengguan", f"{then}原结论有误，已撤销，无需整改"
    )  # fmt: skip


def test_what_is_opened_just_now_is_the_unit_of_nows(db: Database, moved: Registry) -> None:
    once = replace(
        opened(30), steps=(*opened(30).steps, CaseStep(kind=StepKind.CLOSE, at=ago(30), by="程序"))
    )

    first, second = messages(db, moved, added(once, 2))

    assert "南华镇人民政府" in first[1] and second[0] == "nanhua"


def test_what_comes_back_is_the_unit_of_nows(db: Database, moved: Registry) -> None:
    shut = hand(opened(30), StepKind.CLOSE, 20, text="已核实")
    again = replace(
        shut, steps=(*shut.steps, CaseStep(kind=StepKind.REOPEN, at=ago(10), by="程序"))
    )

    assert messages(db, moved, added(again))[0][0] == "nanhua"


def test_an_account_that_the_register_does_not_know_keeps_its_name(
    db: Database, registry: Registry
) -> None:
    keep(db, replace(opened(), account="old", name="旧号"))

    (case,) = follow_up.current_cases(CaseStore(db), registry, TODAY)

    assert (case.name, case.unit_name) == ("旧号", "城关镇人民政府")


def test_cases_stand_under_the_name_of_now(db: Database, moved: Registry) -> None:
    keep(db, opened())
    keep(db, hand(opened(), StepKind.CLOSE, 20, text="已核实"))

    case, other = follow_up.current_cases(CaseStore(db), moved, TODAY)

    assert (case.name, case.unit, case.unit_name) == ("南华发布", "nanhua", "南华镇人民政府")
    assert (other.name, other.unit, other.unit_name) == (
        "南华发布", "chengguan", "城关镇人民政府"
    )  # fmt: skip


def test_an_exemption_that_has_ended_stands_as_ended(db: Database, registry: Registry) -> None:
    given = {"text": "改版", "document": "1号", "until": date(2021, 12, 30)}
    keep(db, hand(opened(), StepKind.EXEMPT, 20, **given))

    stages = [
        follow_up.current_cases(CaseStore(db), registry, TODAY - timedelta(days=n))[0].stage
        for n in (0, 1)
    ]

    assert stages == [Stage.FOUND, Stage.EXEMPT]


WEEK_AGO = clock.day_start(TODAY) - timedelta(days=7)


@pytest.mark.parametrize(("late", "heard"), [(timedelta(), True), (-SECOND, False)])
def test_a_step_of_the_last_week_is_told_along_to_the_second(
    db: Database, registry: Registry, late: timedelta, heard: bool
) -> None:
    keep(db, replace(opened(), steps=(replace(opened().steps[0], at=WEEK_AGO + late),)))

    assert any("新发现问题" in text for _, text in messages(db, registry)) is heard


def test_each_step_told_along_stands_as_it_stood_then(db: Database, registry: Registry) -> None:
    case = hand(opened(3), StepKind.NOTIFY, 2, due_on=date(2022, 1, 4))
    case = hand(case, StepKind.EXTEND, 1.5, text="人员调整", due_on=date(2022, 1, 9))
    keep(db, hand(case, StepKind.RECTIFY, 1, text="已恢复"))

    texts = [text.partition("：")[2] for _, text in messages(db, registry)]

    assert texts == [
        "新发现问题，请通知主办单位整改（已30天未更新）",
        "请于1月4日前完成整改并反馈",
        "整改期限延至1月9日",
        "单位已反馈整改情况，请复查",
    ]


def late_case(due: date) -> Case:
    return hand(opened(30), StepKind.NOTIFY, 29, due_on=due)


@pytest.mark.parametrize(("due", "late"), [(TODAY, False), (TODAY - timedelta(days=1), True)])
def test_a_term_that_has_passed_is_told_once_with_its_day(due: date, late: bool) -> None:
    notices = case_notices.escalations([late_case(due)], TODAY)

    assert len(notices) == late
    for notice in notices:
        assert notice == Notice(
            key="case:1:overdue:2021-12-30",
            kind=Kind.ESCALATED,
            text=f"{NAMED}：整改已逾期（期限12月30日），请主管领导督办",
            account="chengguan-weixin",
            unit="chengguan",
        )


def test_who_was_never_notified_is_told_to_the_office_after_a_whole_term(
    db: Database, registry: Registry
) -> None:
    days, wait = registry.schedule.workdays, registry.rectifying.due_workdays
    case = opened(30)  # Wednesday the 1st: five workdays on is Wednesday the 8th
    for today, said_ in ((8, False), (9, True)):
        notices = case_notices.unsent([case], days, wait, date(2021, 12, today))
        assert bool(notices) is said_
    assert notices == (
        Notice(
            key=f"case:1:unsent:{ago(30).timestamp():.0f}",
            kind=Kind.CASE,
            text=f"{NAMED}（内容不更新）：发现已满5个工作日，尚未通知主办单位整改",
            account="chengguan-weixin",
        ),
    )
    assert case_notices.unsent([hand(case, StepKind.NOTIFY, 29)], days, wait, TODAY) == ()


def test_everything_late_is_told_with_what_was_added(db: Database, registry: Registry) -> None:
    keep(db, late_case(date(2021, 12, 20)))
    keep(db, replace(opened(25), check="U02", title="账号异常"))

    texts = [text for _, text in messages(db, registry)]

    assert ["逾期" in text for text in texts] == [True, False]
    assert "尚未通知" in texts[1]


def test_what_a_check_did_is_one_sentence() -> None:
    def steps(*kinds: StepKind) -> CaseUpdate:
        return CaseUpdate(
            case=opened(), steps=tuple(CaseStep(kind=m, at=ago(0), by="程序") for m in kinds)
        )

    assert case_notices.summary_sentence([]) == ""
    assert (
        case_notices.summary_sentence([steps(StepKind.PASSED, StepKind.CLOSE)])
        == "复查合格销号 1 个"
    )
    assert case_notices.summary_sentence(
        [
            steps(StepKind.OPEN),
            steps(StepKind.OPEN),
            steps(StepKind.REOPEN),
            steps(StepKind.MORE),
            steps(StepKind.PASSED, StepKind.CLOSE),
            steps(StepKind.FAILED),
            steps(StepKind.REFUTED),
            steps(StepKind.LAPSE),
            steps(StepKind.CLOSE),
            steps(StepKind.CLOSE),
        ]
    ) == (
        "新发现问题 2 个，再次发生 1 个，原有问题中又有新增 1 个，复查合格销号 1 个，"
        "复查不合格 1 个，原结论有误而撤销 1 个，豁免到期 1 个，账号不再管理而销号 2 个"
    )


def test_what_is_settled_lies_in_the_outbox_once(db: Database, registry: Registry) -> None:
    failed = Result(check="U01", title="内容不更新", basis="", verdict=Verdict.FAIL, findings=FOUND)
    updates = follow_up.follow(
        CaseStore(db), registry, [assessed(Verdict.FAIL, results=(failed,))], NOON, opens=True
    )

    for _ in range(2):
        follow_up.enqueue_notices(db, registry, updates, NOON)

    assert [entry.notice.text[-8:] for entry in Outbox(db).latest_entries()] == ["已30天未更新）"]
