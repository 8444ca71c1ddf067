"""The sheet of the worklist: what people may choose in it."""

import io

from openpyxl import load_workbook

from monitor.model import ChecklistItem
from monitor.review.worklist import Need, WorklistTask
from monitor.verdicts.checklist import DONE
from reports import worklist
from tests.builders import account


def test_the_checklist_is_answered_from_a_list_of_two_words() -> None:
    task = WorklistTask(
        account=account(), need=Need.ROUND, why="", url="", hint="", items=tuple(ChecklistItem)
    )

    page = load_workbook(io.BytesIO(worklist.workbook([task]))).worksheets[0]

    heads = [str(cell.value) for cell in page[1]]
    offered = {str(rule.sqref)[0] for rule in page.data_validations.dataValidation}
    assert {rule.formula1 for rule in page.data_validations.dataValidation} == {'"是,否"'}
    assert len(offered) == len(ChecklistItem) == sum(item.label in heads for item in ChecklistItem)
    assert all(str(rule.sqref).endswith("2") for rule in page.data_validations.dataValidation)


def test_what_the_register_lacks_is_no_row_to_fill_in() -> None:
    lacks, seen = (
        WorklistTask(account=account(id), need=need, why=why, url="", hint="")
        for id, need, why in (("a", Need.ENTRY, "缺开设日期"), ("b", Need.ROUND, "尚未查看"))
    )

    sheets = load_workbook(io.BytesIO(worklist.workbook([seen, lacks]))).worksheets
    page = worklist.page([seen, lacks], "清单")

    assert [row[0].value for row in sheets[0].iter_rows(min_row=2)] == ["b"]
    assert [sheet.title for sheet in sheets] == ["人工核查清单", "填写说明", "登记待补正"]
    assert [cell.value for cell in sheets[2][2]][-2:] == ["a", "缺开设日期"]
    assert "清单（1个）" in page and page.index("尚未查看") < page.index("登记待补正（1个")
    assert page.count("最新内容时间：＿") == 1 and "accounts contacts 账号标识 --confirm" in page


def test_the_sheet_says_that_one_note_stands_with_every_no_of_its_row() -> None:
    how = load_workbook(io.BytesIO(worklist.workbook([]))).worksheets[1]

    told = {str(row[0].value): str(row[1].value) for row in how.iter_rows()}
    assert "同一备注记入各项，请逐项写明" in told["备注"]


def test_an_item_that_need_not_be_answered_is_marked_and_the_others_are_blank() -> None:
    asked, *others = ChecklistItem
    task = WorklistTask(account=account(), need=Need.ROUND, why="", url="", hint="", items=(asked,))

    sheet = load_workbook(io.BytesIO(worklist.workbook([task]))).worksheets[0]

    cells = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert not cells[asked.label]
    assert {cells[item.label] for item in others} == {DONE}
