"""The sheet for signing out of an office's own register and cases."""

from pathlib import Path

import pytest
from docx import Document

from tests.cli.cases.builders import by
from tests.hand_office import COUNTY, MONDAY, another
from tests.office import Office, account, make_office

WANG = {"name": "王五", "phone": "0936-1234567"}
# the units' order is neither that of their ids nor that of the accounts
UNITS = ({"id": "z", "name": "甲镇政府"}, {"id": "a", "name": "乙局"}, {"id": "m", "name": "丙局"})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with three accounts, silent since October; it has told two of the units."""
    accounts = [
        account(f"{unit}1", f"{unit}号", unit=unit, contact=WANG) for unit in ("a", "m", "z")
    ]
    office = make_office(tmp_path, accounts, units=UNITS, opened_at=MONDAY, jurisdiction=COUNTY)
    home = office.screenshot("home.png")
    for number, id in enumerate(("a1", "m1", "z1")):
        shot = another(home, number)
        words = ("--newest", "2021-10-08", "--screenshot", shot, "--by", "张三")
        office.at(0, "observe", id, *words)
    office.at(0, "check")
    by(office, 0, "notify", "1", "2")
    return office


def said(office: Office, days: float) -> dict[str, str]:
    done = office.at(days, "report", "month", "2021-12", "--format", "cover")
    assert done.code == 0, done.err
    (path,) = (office.folder / "out" / "2021-12").glob("*.docx")
    return {row.cells[0].text: row.cells[1].text for row in Document(str(path)).tables[0].rows}


def test_units_stand_as_in_the_register_and_the_late_with_whom_to_call(office: Office) -> None:
    sheet = said(office, 20)

    order = [sheet["不合格"].index(unit["name"]) for unit in UNITS]
    assert order == sorted(order)
    late = sheet["整改逾期"]
    assert "整改逾期的问题2个" in late
    assert late.count("（逾期13天，期限2021年12月13日，负责人王五0936-1234567）") == 2


def test_an_issued_version_holds_no_telephones(office: Office) -> None:
    words = ("--issue", "某政办报〔2022〕3号", "2022-01-04", "--format", "cover,docx")
    done = office.at(30, "report", "quarter", "2021Q4", *words)

    assert done.code == 0, done.err
    issued = office.folder / "out" / "2021Q4" / "报告第1版"
    assert [path.name for path in issued.glob("*.docx")] == ["2021Q4政务新媒体检查情况报告.docx"]


def test_who_has_answered_since_is_not_called(office: Office) -> None:
    by(office, 26, "rectify", "1", "--text", "已恢复更新")

    late = said(office, 27)["整改逾期"]

    assert late.count("此后已反馈整改") == 1


def test_an_offices_own_template_may_put_it_otherwise(office: Office) -> None:
    templates = office.folder / "templates"
    templates.mkdir()
    (templates / "cover.txt").write_text("# 呈批件\n[[cover]]\n", "utf-8")
    (templates / "month.txt").write_text("# 月报\n[[failing]]\n-- 办公室\n", "utf-8")

    office.at(20, "report", "month", "2021-12", "--format", "cover,docx")

    folder = office.folder / "out" / "2021-12"
    sheet = Document(str(folder / "2021-12月报领导阅签单.docx"))
    month = Document(str(folder / "2021-12政务新媒体检查情况月报.docx"))
    assert sheet.paragraphs[0].text == "呈批件"
    assert len(month.tables) == 1
    assert month.paragraphs[0].paragraph_format.space_before  # a page with a table is set as usual
