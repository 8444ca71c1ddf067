"""The board of cases: what is late, what came back, in every form."""

import json

import pytest
from openpyxl import load_workbook

from tests.cli.cases.builders import by, listed, posted
from tests.hand_office import another, silent
from tests.office import Office


def test_the_board_shows_what_is_late(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    silent(office)
    by(office, 1, "notify", "1")

    shown = office.at(9, "cases", "list").out

    assert "整改中（1）" in shown and "逾期1天" in shown and "其中逾期 1 个" in shown
    assert office.at(9, "cases", "list", "--unit", "minzheng").out == "没有待整改的问题。\n"


def test_the_board_counts_by_unit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    silent(office)
    by(office, 1, "open", "minzheng-douyin", "--text", "留言未回复")
    by(office, 1, "open", "minzheng-douyin", "--text", "链接失效")
    by(office, 1, "notify", "1")

    lines = [line.split() for line in office.at(9, "cases", "list").out.splitlines()]

    start = lines.index(["按单位"])
    assert lines[start + 1 : start + 4] == [
        ["单位", "待通知", "整改中", "逾期"],
        ["高台县财政局", "—", "1", "1"],
        ["高台县民政局", "2", "—", "—"],
    ]
    alone = office.at(9, "cases", "list", "--unit", "caizheng").out
    assert "按单位" not in alone and "高台县财政局" in alone


def test_the_board_tells_what_came_back_and_whose_exemption_has_ended(office: Office) -> None:
    silent(office)
    posted(office, 1)
    office.at(1, "check", "caizheng-weixin")
    office.at(30, "observe", "caizheng-weixin", "--newest", "2021-12-06", "--screenshot",
       another(office.folder / "home.png", 30), "--by", "张三")  # fmt: skip
    office.at(30, "check", "caizheng-weixin")

    assert "第2次发生" in office.at(30, "cases", "list").out
    by(office, 30, "exempt", "1", "--document", "1号", "--until", "2022-01-10", "--reason", "x")
    assert [case["stage"] for case in listed(office, 35)] == ["exempt"]
    assert [case["stage"] for case in listed(office, 36)] == ["found"]
    assert json.loads(office.at(36, "cases", "show", "1", "--json").out)["stage"] == "found"


def test_the_board_says_how_it_stands_now_and_how_it_was_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    silent(office)
    by(office, 0, "open", "minzheng-douyin", "--text", "留言未回复")
    first = [(case["message"], case["current_message"]) for case in listed(office, 0)]
    assert "发现时" not in office.at(0, "cases", "list").out
    silent(office, 10)

    (found, now), (text, same) = [
        (case["message"], case["current_message"]) for case in listed(office, 10)
    ]

    assert first == [(found, found), (text, text)] and "已59天未更新" in found
    assert "已69天未更新" in now and same == text == "留言未回复"
    shown = "".join(office.at(10, "cases", "list").out.split())
    assert shown.index("已69天未更新") < shown.index("发现时：") < shown.index("已59天未更新")
    assert shown.count("发现时：") == 1


def test_a_problem_of_several_findings_is_told_with_all_of_them(office: Office) -> None:
    for day, items in ((0, ("secrets=否",)), (1, ("secrets=否", "links=否"))):
        office.at(day, "checklist", "set", "caizheng-weixin", *items, "--note", "见记录", "--by",
           "张三")  # fmt: skip
        office.at(day, "check")

    (case,) = [each for each in listed(office, 1) if each["check"] == "S01"]

    assert "泄露国家秘密" in case["current_message"] and "暴力" in case["current_message"]


def test_an_exempt_problem_is_told_as_it_was_found(office: Office) -> None:
    silent(office)
    by(office, 0, "exempt", "1", "--document", "1号", "--until", "2022-01-10", "--reason", "x")
    silent(office, 10)

    (case,) = listed(office, 10)

    assert case["stage"] == "exempt" and case["current_message"] == case["message"]


def test_every_step_can_be_read_by_a_script(office: Office) -> None:
    silent(office)

    def stages(days: float, *words: str) -> list[str]:
        signed = () if words[0] == "verify" else ("--by", "张三")
        done = json.loads(office.at(days, "cases", *words, *signed, "--json").out)
        return [case["stage"] for case in done["cases"]]

    assert stages(1, "open", "minzheng-douyin", "--text", "留言未回复") == ["found"]
    assert stages(1, "notify", "1", "2") == ["notified", "notified"]
    assert stages(2, "extend", "1", "--due", "2021-12-30", "--reason", "x") == ["notified"]
    assert stages(2, "rectify", "1", "--text", "x") == ["rectified"]
    assert stages(2, "exempt", "2", "--document", "1号", "--until", "2021-12-10",
                  "--reason", "x") == ["exempt"]  # fmt: skip
    assert stages(5, "verify") == ["found"]
    assert stages(5, "close", "2", "--reason", "x") == ["closed"]


def test_the_workbook_of_the_quarter_holds_the_ledger(office: Office) -> None:
    silent(office)
    by(office, 1, "notify", "1")

    assert office.at(25, "report", "quarter", "2021Q4", "--format", "xlsx").code == 0

    (book,) = (office.folder / "out" / "2021Q4").glob("*.xlsx")
    rows = list(load_workbook(book)["整改台账"].values)
    assert [row[0] for row in rows] == ["编号", 1]
    assert "整改中，已逾期" in rows[1]
