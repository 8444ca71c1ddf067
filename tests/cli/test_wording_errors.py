"""`monitor slips`: other people's lists of wording errors, kept once, counted by unit."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook

from monitor.system.database import open_database
from tests.builders import NOON
from tests.office import Office, account, make_office
from tests.running import Done

UNITS = (
    {"id": "caizheng", "name": "高台县财政局"},
    {"id": "minzheng", "name": "高台县民政局"},
)
LIST = (
    "责任单位,账号,错误类型,单项否决,错误表述,发现时间,整改时间\n"
    "高台县财政局,高台发布,机构名称,是,人民政俯,2021-12-06,\n"
    "minzheng,高台民政,错别字,否,帐号,2021.12.7,2021/12/8\n"
    "高台县民政局,高台民政,错别字,,帐号,2021年12月7日,\n"
    "高台县民政局,高台民政,错别字,,登陆,2021-09-30,\n"
)
FIX = ("slips", "fix", "--by", "李四")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = make_office(tmp_path, [account("a", "高台发布", unit="caizheng")], units=UNITS)
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    with time_machine.travel(NOON, tick=False):
        yield office


def imported(office: Office) -> Done:
    return office.run("slips", "import", office.folder / "list.csv")


def test_a_list_is_taken_once(office: Office) -> None:
    first = imported(office).err
    assert "新增 3 条" in first and "其中标明单项否决的 1 条：核实无误的" in first
    assert "新增 0 条，更新 0 条，未变 3 条" in imported(office).err

    found = office.json("slips", "list")
    assert [(row["unit"], row["text"], row["veto"]) for row in found] == [
        ("minzheng", "登陆", None), ("caizheng", "人民政俯", True), ("minzheng", "帐号", False)
    ]  # fmt: skip


def test_what_is_put_right_is_said_by_hand_or_by_the_next_list(office: Office) -> None:
    imported(office)
    path = office.folder / "list.csv"
    path.write_text(LIST.replace("2021-12-06,", "2021-12-06,2021-12-06"), "utf-8")

    assert "更新 1 条，未变 2 条" in imported(office).err
    (left,) = office.json("slips", "list", "--open")
    assert office.run(*FIX, "9").code == 2
    assert office.run(*FIX, str(left["id"]), "--on", "2021-01-01").code == 2
    assert office.run(*FIX, str(left["id"])).code == 0
    assert office.json("slips", "list", "--open") == []


@pytest.mark.parametrize(
    ("on", "code"),
    [("2021-12-05", 2), ("2021-12-06", 0), ("2021-12-31", 0), ("2022-01-01", 2)],
)
def test_it_is_put_right_between_its_finding_and_today(office: Office, on: str, code: int) -> None:
    imported(office)

    assert office.run(*FIX, "1", "--on", on).code == code

    first = next(s for s in office.json("slips", "list") if s["id"] == 1)
    assert first["fixed_on"] == (None if code else on)


def test_a_later_list_corrects_and_its_blanks_erase_nothing(office: Office) -> None:
    imported(office)
    path = office.folder / "list.csv"
    path.write_text(
        LIST.replace("机构名称,是,人民政俯", "机构名称误写,,人民政俯").replace(
            "错别字,,登陆", "错别字,是,登陆"
        ),
        "utf-8",
    )

    assert "新增 0 条，更新 2 条，未变 1 条" in imported(office).err

    found = office.json("slips", "list")
    assert [(row["text"], row["category"], row["veto"], row["fixed_on"]) for row in found] == [
        ("登陆", "错别字", True, None),
        ("人民政俯", "机构名称误写", True, None),
        ("帐号", "错别字", False, "2021-12-08"),
    ]


def test_one_slip_on_two_accounts_or_two_pages_is_two(office: Office) -> None:
    head = "单位,账号,错误内容,正确表述,发现日期,链接"
    rows = (
        "caizheng,高台发布,帐号,账号,2021-12-06,http://a.invalid/1",
        "caizheng,高台发布,帐号,,2021-12-06,http://a.invalid/1",
        "caizheng,高台发布,帐号,账号,2021-12-06,http://a.invalid/2",
        "caizheng,高台财政,帐号,账号,2021-12-06,http://a.invalid/1",
    )
    (office.folder / "list.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")

    assert "新增 3 条" in imported(office).err

    found = office.json("slips", "list")
    assert [row["advice"] for row in found] == ["账号"] * 3


def test_a_stroke_in_a_cell_is_a_blank(office: Office) -> None:
    head = "单位,账号,错误内容,是否严重,发现日期,整改日期,链接"
    rows = ("caizheng,／,帐号,—,2021-12-06,--,—", "caizheng,,帐号,,2021-12-06,,")
    (office.folder / "list.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")

    assert "新增 1 条" in imported(office).err

    (error,) = office.json("slips", "list")
    assert (error["account"], error["url"], error["veto"], error["fixed_on"]) == (
        "",
        "",
        None,
        None,
    )


def test_what_was_no_error_is_withdrawn_with_a_reason_and_stays_so(office: Office) -> None:
    imported(office)
    office.run("observe", "a", "--newest", "昨天", "--by", "张三")
    office.run("check")
    withdraw = ("slips", "withdraw", "2", "--by", "张三", "--reason", "申诉成立")

    assert office.run("slips", "withdraw", "2", "--by", "张三", "--reason", " ").code == 2
    assert office.run(*withdraw).code == 0
    assert office.run(*withdraw).code == 2
    assert office.run(*FIX, "2").code == 2
    assert "新增 0 条，更新 0 条" in imported(office).err

    told = office.json("slips", "list", "--all")
    assert [entry["withdrawn"] for entry in told] == ["", "", "2021-12-31 张三：申诉成立"]
    assert len(office.json("slips", "list")) == 2
    figures = office.json("report", "quarter", "2021Q4")
    assert [error["unit"] for error in figures["slips"]] == ["高台县财政局"]


def test_the_report_counts_them_by_unit(office: Office) -> None:
    imported(office)
    office.run("observe", "a", "--newest", "昨天", "--by", "张三")
    office.run("check")

    figures = office.json("report", "quarter", "2021Q4")
    office.run("report", "quarter", "2021Q4", "--format", "html", "--out", office.folder / "o")

    assert figures["slips"] == [
        {"unit": "高台县民政局", "found": 1, "grave": 0, "unsaid": 0, "fixed": 1},
        {"unit": "高台县财政局", "found": 1, "grave": 1, "unsaid": 0, "fixed": 0},
    ]
    (page,) = (office.folder / "o").rglob("*.html")
    text = page.read_text("utf-8")
    assert "错敏信息2条" in text and "高台县民政局1条" in text and "已整改1条" in text


def test_what_a_list_leaves_open_is_not_called_harmless(office: Office) -> None:
    path = office.folder / "list.csv"
    path.write_text(LIST.replace("错别字,否,帐号", "错别字,,帐号"), "utf-8")
    imported(office)
    office.run("observe", "a", "--newest", "昨天", "--by", "张三")
    office.run("check")

    office.run("report", "quarter", "2021Q4", "--format", "html", "--out", office.folder / "o")

    (page,) = (office.folder / "o").rglob("*.html")
    assert "其中标明严重的1条，未标明是否严重的1条，已整改1条" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("某局,,,,x,2021-12-06,", "第2行:责任单位: 名单中没有单位“某局”"),
        ("caizheng,,,,,2021-12-06,", "第2行:错误表述: 不能为空"),
        ("caizheng,,,,x,,", "第2行:发现时间: 不能为空"),
        ("caizheng,,,,x,2021-13-06,", "第2行:发现时间: 日期“2021-13-06”不存在"),
        ("caizheng,,,也许,x,2021-12-06,", "第2行:单项否决: 看不懂“也许”"),
        ("caizheng,,,,x,2021-12-06,2021-12-05", "第2行:整改时间: 早于发现日期"),
        ("caizheng,,,,x,未整改,", "第2行:发现时间: 看不懂日期“未整改”"),
    ],
)
def test_a_wrong_line_keeps_the_list_out(office: Office, line: str, sentence: str) -> None:
    path = office.folder / "list.csv"
    path.write_text(LIST.splitlines()[0] + f"\n{line}\n", "utf-8")

    done = imported(office)

    assert done.code == 2 and sentence in done.err
    assert office.run("slips", "list").out == "没有错敏信息。\n"


@pytest.mark.parametrize("title", ["是否严重表述错误", "严重表述错误", "是否严重错误"])
def test_whether_an_error_is_grave_has_several_titles(office: Office, title: str) -> None:
    path = office.folder / "list.csv"
    path.write_text(LIST.replace("单项否决", title), "utf-8")

    done = imported(office)

    assert "以下各列没有用到" not in done.err
    listed = office.json("slips", "list")
    assert [case["veto"] for case in listed] == [None, True, False]


def test_they_are_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    imported(office)

    shown = office.run("slips", "list", "--unit", "高台县财政局").out

    assert "【严重】机构名称：人民政俯" in shown and "未整改" in shown


@pytest.mark.parametrize("room", ["slips", "cases"])
def test_a_unit_that_nobody_knows_is_refused_and_not_called_faultless(
    office: Office, room: str
) -> None:
    done = office.run(room, "list", "--unit", "财正局")

    assert done.code == 2 and "名单中没有单位“财正局”" in done.err
    assert office.run(room, "list", "--unit", "caizheng").code == 0


def test_a_list_as_people_make_it_is_read(office: Office) -> None:
    """A title above, signatures below, short names, hours, other words for grave and unfixed."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["全市政务新媒体错敏信息清单"])
    page.merge_cells("A1:H1")
    page.append(["序号", "责任单位", "新媒体名称", "是否严重", "错误表述", "建议修改为", "发现时间",
                 "整改时间", "截图"])  # fmt: skip
    page.append([1, "财政局", "高台发布", "严重", "人民政俯", "人民政府",
                 datetime.fromisoformat("2021-12-06T10:30"), "未整改", "1.png"])  # fmt: skip
    page.append([2, "县民政局", "高台民政", "一般", "帐号", "账号",
                 "２０２１年１２月７日 9:05", 44540])  # fmt: skip
    page.append(["合计", "", "", "", "2条"])
    page.append(["", "填报人：张三"])
    book.save(office.folder / "list.xlsx")

    done = office.run("slips", "import", office.folder / "list.xlsx")

    assert done.code == 0
    assert "第 5、6 行是合计、填报人一类" in done.err and "没有用到：截图。" in done.err
    found = office.json("slips", "list")
    assert [(s["unit"], s["veto"], s["advice"], s["found_on"], s["fixed_on"]) for s in found] == [
        ("caizheng", True, "人民政府", "2021-12-06", None),
        ("minzheng", False, "账号", "2021-12-07", "2021-12-10"),
    ]


def test_a_short_name_that_two_units_bear_is_asked_about(office: Office) -> None:
    path = office.accounts_file
    units = path.read_text("utf-8").replace("高台县民政局", "高台财政局")
    path.write_text(units, "utf-8")
    (office.folder / "list.csv").write_text(
        f"{LIST.splitlines()[0]}\n财政局,,,,x,2021-12-06,\n合计,,,,y,2021-12-06,\n", "utf-8"
    )

    done = imported(office)

    text = "第2行:责任单位: 名单中没有单位“财政局”，是否为 高台县财政局、高台财政局，请写全称"
    assert done.code == 2 and text in done.err
    assert "第3行:责任单位: 名单中没有单位“合计”" in done.err


def test_whoever_enters_a_list_is_written_down_with_what_is_new_or_changed(office: Office) -> None:
    path = office.folder / "list.csv"
    imported(office)
    path.write_text(LIST.replace("登陆", "登录页") + "财政局,,,,通迅,2021-12-08,\n", "utf-8")

    done = office.run("slips", "import", path, "--by", " 王五 ")

    assert done.code == 0 and "新增 2 条，更新 0 条" in done.err
    signed = {row["text"]: row["by"] for row in office.json("slips", "list")}
    assert signed == {"登陆": "", "人民政俯": "", "帐号": "", "登录页": "王五", "通迅": "王五"}
    with open_database(office.database) as db:
        steps = list(db.query("SELECT field, value, by FROM slip_steps"))
    assert steps == [{"field": "by", "value": "王五", "by": "王五"}] * 2


def test_a_correction_bears_the_name_of_who_entered_its_list(office: Office) -> None:
    path = office.folder / "list.csv"
    imported(office)
    path.write_text(LIST.replace("2021-12-06,", "2021-12-06,2021-12-06"), "utf-8")

    office.run("slips", "import", path, "--by", "王五")

    with open_database(office.database) as db:
        (step,) = db.query("SELECT field, by FROM slip_steps")
    assert step == {"field": "fixed_on", "by": "王五"}


@pytest.mark.parametrize(
    ("found", "day"),
    [("11月11日", "2021-11-11"), (11.11, "2021-11-11"), ("1月5日", "2021-01-05")],
)
def test_a_day_without_its_year_is_the_latest_one(office: Office, found: Any, day: str) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["单位", "错误内容", "发现日期"])
    page.append(["财政局", "帐号", found])
    book.save(path := office.folder / "list.xlsx")

    assert office.run("slips", "import", path).code == 0
    assert [row["found_on"] for row in office.json("slips", "list")] == [day]
