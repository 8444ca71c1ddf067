"""The checklist on the worklist: what comes back is kept once and undoes nothing."""

import json
import os
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from monitor.app.audit import audit
from monitor.model import ChecklistItem
from monitor.system.database import open_database
from tests.builders import NOON
from tests.cli.checklist.builders import answer, asked, checked
from tests.office import Office
from tests.running import Done
from tests.sheets import fill


def test_the_worklist_comes_back_with_what_was_checked(office: Office) -> None:
    """One row may tell what was seen, what was checked, or both; one screenshot proves both."""
    office.screenshot("s.png")
    answer(office, 0, "b", "wording=是")
    sheet = office.folder / "list.xlsx"
    office.at(0, "worklist", "--out", sheet)
    page = load_workbook(sheet)["季度核对"]
    column = [cell.value for cell in page[1]].index(ChecklistItem.WORDING.label)
    assert {row[0].value: row[column].value for row in page.iter_rows(min_row=2)} == {
        "高台发布": None,
        "高台抖音": "本季已核",
    }
    talks = ChecklistItem.INTERACTION.label
    seen = {"最新内容时间": "昨天", "截图文件": "s.png"}
    wrong = {"本季无异常": "否", talks: "否", "备注": "评论区无人答复"}
    fill(sheet, {"高台发布": seen | wrong, "高台抖音": {talks: " √ "}})

    done = office.at(0, "observe", "--import", sheet, "--by", "李四", "--json")

    kept = json.loads(done.out)
    assert [look["account"] for look in kept["observations"]] == ["a"]
    answers = {answer["account"]: answer for answer in kept["answers"]}
    assert {id: (row["item"], row["good"]) for id, row in answers.items()} == {
        "a": ("interaction", False),
        "b": ("interaction", True),
    }
    (place,) = kept["observations"][0]["evidence"]
    assert answers["a"]["evidence"] == f"{place['file']}@{place['offset']}"
    verdict = json.loads(office.at(0, "check", "a", "--json").out)["accounts"][0]
    assert [finding["check"] for finding in verdict["findings"]] == ["S02"]
    assert "评论区无人答复" in verdict["findings"][0]["message"]
    with open_database(office.database) as db:
        assert audit(db, office.evidence).faults == ()


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("a,张三,,也许,", "第2行:提供有效互动功能并能正常使用: 只填“是”或“否”，不应为“也许”"),
        ("a,张三,,否,", "第2行:备注: 答“否”的须在备注中说明情况"),
        ("a,,,是,", "第2行:查看人: 请写查看人姓名"),
        ("x,张三,,是,", "第2行:账号标识: 名单中没有在管账号 x"),
        ("a,张三,no.png,是,", "第2行:截图文件: "),
    ],
)
def test_a_wrong_answer_keeps_the_whole_round_out(
    office: Office, cells: str, sentence: str
) -> None:
    sheet = office.folder / "list.csv"
    heads = "账号标识,查看人,截图文件,提供有效互动功能并能正常使用,备注"
    sheet.write_text(f"{heads}\n{cells}\nb,张三,,是,\n", "utf-8")

    done = office.at(0, "observe", "--import", sheet)

    assert done.code == 2 and sentence in done.err
    assert len(asked(office, 0)["b"]) == 6


def test_an_old_sheet_does_not_undo_a_later_no(office: Office) -> None:
    """What counts is when somebody looked, not when the sheet came in."""
    answer(office, -1, "a", "wording=否", "--note", "错别字")
    sheet = office.folder / "list.csv"

    def taken(seen: str) -> Done:
        sheet.write_text(
            f"账号标识,查看人,查看时间,{ChecklistItem.WORDING.label}\na,李四,{seen},是\n", "utf-8"
        )
        return office.at(0, "observe", "--import", sheet)

    assert taken("2021-12-20").code == 0
    assert [finding["check"] for finding in checked(office, 0)["findings"]] == ["S01"]
    earlier = taken("2021-09-30")
    assert earlier.code == 0 and "其中 1 项核对于以前的季度" in earlier.err
    assert [finding["check"] for finding in checked(office, 0)["findings"]] == ["S01"]
    assert taken("2021-12-31 11:00").code == 0
    assert checked(office, 0)["findings"] == []


def test_a_sheet_that_is_imported_again_answers_nothing_anew(office: Office) -> None:
    """The clerk fills in a further row and saves: the old rows are as old as they were."""
    sheet = office.folder / "list.csv"
    heads = f"账号标识,查看人,查看时间,{ChecklistItem.SECRETS.label},{ChecklistItem.LINKS.label}"

    def taken(days: float, *rows: str) -> Done:
        sheet.write_text("\n".join((heads, *rows)) + "\n", "utf-8")
        moment = (NOON + timedelta(days=days)).timestamp()
        os.utime(sheet, (moment, moment))
        return office.at(days, "observe", "--import", sheet)

    assert "核对 1 项" in taken(-6, "a,张三,,是,").err
    answer(office, -4, "a", "secrets=否", "--note", "泄露身份证号")
    again = taken(-3, "a,张三,,是,是", "b,张三,,是,")

    assert "高台发布（微信）：有核对结果此前已登记，不再重复" in again.err
    assert [finding["check"] for finding in checked(office, -2)["findings"]] == ["S01"]
    assert "核对 1 项" in taken(-1, "a,张三,今天,是,").err
    assert checked(office, 0)["findings"] == []


@pytest.mark.parametrize("seen", ["", "2021-12-28 09:00"])
def test_a_sheet_does_not_bring_back_what_was_taken_back(office: Office, seen: str) -> None:
    sheet = office.folder / "list.csv"
    heads = f"账号标识,查看人,查看时间,{ChecklistItem.SECRETS.label},备注"
    sheet.write_text(f"{heads}\na,张三,{seen},否,泄露身份证号\n", "utf-8")
    told = ("observe", "--import", sheet)
    assert "核对 1 项" in office.at(0, *told).err

    office.at(0, "checklist", "withdraw", "a", "secrets", "--by", "李四", "--reason", "点错账号")
    office.at(0.1, *told)

    assert checked(office, 0.2)["findings"] == []


@pytest.mark.parametrize("seen", ["", "2021-12-28 09:00", "2021-12-31", "2021-10-08"])
def test_a_sheet_imported_again_keeps_no_answer_twice(office: Office, seen: str) -> None:
    """A row that names a day only may have been taken before that day was over."""
    sheet = office.folder / "list.csv"
    heads = (
        f"账号标识,查看人,查看时间,{ChecklistItem.SECRETS.label},{ChecklistItem.LINKS.label},备注"
    )
    sheet.write_text(f"{heads}\na,张三,{seen},否,是,泄露身份证号\n", "utf-8")
    os.utime(sheet, (NOON.timestamp(), NOON.timestamp()))
    told = ("observe", "--import", sheet, "--json")

    first = json.loads(office.at(0, *told).out)
    office.at(0.1, "checklist", "withdraw", "a", "secrets", "--by", "李四", "--reason", "点错账号")
    again = [json.loads(office.at(days, *told).out) for days in (0.2, 1, 2)]

    assert [answer["item"] for answer in first["answers"]] == ["secrets", "links"]
    assert [row["answers"] for row in again] == [[], [], []]
    assert [row["repeated"] for row in again] == [["a"], ["a"], ["a"]]
    assert checked(office, 2)["findings"] == []
