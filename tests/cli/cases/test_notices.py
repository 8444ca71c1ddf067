"""Who is told of a step, and what is escalated, through the outbox."""

import json
import os
from datetime import date, datetime, timedelta

import pytest

from monitor.app import follow_up
from monitor.cases.case_store import CaseStore
from monitor.model import clock
from monitor.model.clock import BEIJING
from monitor.notices import case_notices
from monitor.notices.notice import Kind
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from tests.cli.cases.builders import by, listed
from tests.hand_office import ACCOUNTS, COUNTY, UNITS, silent
from tests.office import Office, make_office


def test_steps_are_told_to_the_unit_through_the_outbox(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")

    output = json.loads(office.at(1, "notices", "list", "--json").out)

    assert [(entry["kind"], entry["text"]) for entry in output] == [
        ("case", "高台县财政局微信“高台财政”（内容不更新）：请于12月14日前完成整改并反馈"),
        ("case", "高台县财政局微信“高台财政”（内容不更新）：新发现问题，请通知主办单位整改"
                 "（截至2021年12月6日，已59天未更新（最近一次：2021年10月8日），超过14天）"),
    ]  # fmt: skip


ASSUMED = "暂按法定节假日推算，未计2037年、2038年调休补班"


@pytest.mark.parametrize(
    ("words", "caveat"), [((), ASSUMED), (("--due", "2038-01-20"), "")], ids=["counted", "given"]
)
def test_a_term_that_rests_on_an_assumption_says_so_wherever_it_is_told(
    office: Office, words: tuple[str, ...], caveat: str
) -> None:
    later = Office(folder=office.folder, opened_at=datetime(2037, 12, 28, 10, tzinfo=BEIJING))
    shot = office.screenshot("now.png")
    os.utime(shot, (later.opened_at.timestamp(),) * 2)
    later.at(0, "observe", "caizheng-weixin", "--newest", "2037-11-01", "--screenshot", shot,
             "--by", "张三")  # fmt: skip
    later.at(0, "check")

    said = by(later, 1, "notify", "1", *words).err
    told = json.loads(later.at(1, "notices", "list", "--json").out)[0]["text"]
    (case,) = listed(later, 1)
    shown = later.at(1, "cases", "list").out

    assert case["due_caveat"] == caveat
    day = date.fromisoformat(case["due_on"])
    assert f"请于{day.month}月{day.day}日{f'（{caveat}）' if caveat else ''}前完成" in told
    assert f"期限 {day}{f'（{caveat}）' if caveat else ''}" in said
    assert "…" not in shown and ("补班" in shown) is bool(caveat)
    by(later, 2, "close", "1", "--reason", "已核实")
    (closed,) = listed(later, 2, "--all")
    assert (closed["stage"], closed["due_caveat"]) == ("closed", "")


def test_what_is_the_offices_turn_is_told_to_the_office_alone(office: Office) -> None:
    silent(office)
    by(office, 1, "open", "minzheng-douyin", "--text", "留言未回复")
    by(office, 1, "notify", "1", "2")
    by(office, 2, "rectify", "1", "--text", "已恢复更新")

    with open_database(office.database) as db:
        notices = [entry.notice for entry in Outbox(db).latest_entries(10)]

    office_ = ["请复查" in notice.text or "新发现问题" in notice.text for notice in notices]
    assert office_ == [True, False, False, True, True]
    assert [notice.unit for notice in notices] == ["", "minzheng", "caizheng", "", ""]


def hand_over(office: Office) -> None:
    """The finance bureau's account becomes the civil affairs bureau's."""
    moved = (ACCOUNTS[0] | {"unit": "minzheng"}, *ACCOUNTS[1:])
    make_office(office.folder, moved, units=UNITS, jurisdiction=COUNTY)


def test_an_open_case_goes_with_its_account_to_another_unit(office: Office) -> None:
    silent(office)
    hand_over(office)
    by(office, 1, "notify", "1")
    (open_,) = listed(office, 1)
    by(office, 2, "close", "1", "--reason", "已核实")

    with open_database(office.database) as db:
        told = [
            (entry.notice.unit, entry.notice.text[:6]) for entry in Outbox(db).latest_entries(10)
        ]

    assert (open_["unit"], open_["unit_name"]) == ("minzheng", "高台县民政局")
    assert told == [("minzheng", "高台县民政局")] * 2 + [("", "高台县财政局")]


def test_a_closed_case_stays_with_the_unit_that_had_the_account(office: Office) -> None:
    silent(office)
    by(office, 1, "close", "1", "--reason", "已核实")
    hand_over(office)

    assert [case["unit"] for case in listed(office, 2, "--all")] == ["caizheng"]


@pytest.mark.parametrize(("later", "expected"), [(1, True), (7, True), (8, False)])
def test_a_step_whose_notice_was_lost_is_told_by_the_next_command(
    office: Office, monkeypatch: pytest.MonkeyPatch, later: int, expected: bool
) -> None:
    """The program was killed between the two; after a week nobody needs to hear of it."""
    silent(office)
    with monkeypatch.context() as killed:
        killed.setattr(follow_up, "enqueue_notices", lambda *_: None)
        by(office, 1, "notify", "1", "--due", "2021-12-31")

    for _ in range(2):
        by(office, 1 + later, "open", "minzheng-douyin", "--text", "留言未回复")

    heard = [o["text"] for o in json.loads(office.at(9, "notices", "list", "--json").out)]
    assert sum("请于12月31日前完成整改并反馈" in text for text in heard) == expected


def test_a_late_case_is_escalated_once_a_term(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    with open_database(office.database) as db:
        listed_ = CaseStore(db).cases()

    assert case_notices.escalations(listed_, date(2021, 12, 14)) == ()
    (late,) = case_notices.escalations(listed_, date(2021, 12, 15))
    assert late.kind is Kind.ESCALATED and late.unit == "caizheng"
    assert late.text == "高台县财政局微信“高台财政”：整改已逾期（期限12月14日），请主管领导督办"
    assert case_notices.escalations(listed_, date(2021, 12, 20))[0].key == late.key


def test_a_case_that_no_unit_was_told_of_is_the_offices_turn(office: Office) -> None:
    silent(office)
    registry = office.register()
    with open_database(office.database) as db:
        listed_ = CaseStore(db).cases()
    found = clock.day(listed_[0].last_finding_at)
    days, wait = registry.schedule.workdays, registry.rectifying.due_workdays
    last = days.next_workday(found, wait)

    assert case_notices.unsent(listed_, days, wait, last) == ()
    notices = case_notices.unsent(listed_, days, wait, last + timedelta(days=1))
    assert [notice.unit for notice in notices] == [""] * len(listed_)
    assert "发现已满5个工作日，尚未通知主办单位整改" in notices[0].text
    by(office, 1, "notify", *(str(case.id) for case in listed_))
    with open_database(office.database) as db:
        later = last + timedelta(days=9)
        assert case_notices.unsent(CaseStore(db).cases(), days, wait, later) == ()


@pytest.mark.parametrize("words", [["check", "minzheng-douyin"], ["cases", "verify"]])
def test_who_is_late_is_escalated_without_a_daemon(office: Office, words: list[str]) -> None:
    silent(office)
    by(office, 1, "notify", "1")
    for day in (8, 9, 10):
        office.at(day, *words)

    output = json.loads(office.at(10, "notices", "list", "--json").out)

    assert [entry["kind"] for entry in output] == ["escalated", "case", "case"]
    assert output[0]["decided_at"].startswith("2021-12-15")
