"""The sheet of the worklist: what people may choose in it."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from monitor.model import ChecklistItem, Platform
from monitor.model.account import Jurisdiction
from monitor.review.worklist_tasks import Need, WorklistTask
from monitor.verdicts.checklist_rules import DONE
from reports import worklist_forms, worklist_page
from tests.builders import NOON, account


def test_the_checklist_is_answered_from_a_list_of_two_words() -> None:
    task = WorklistTask(
        account=account(), need=Need.ROUND, why="", url="", hint="", items=tuple(ChecklistItem)
    )

    page = load_workbook(io.BytesIO(worklist_forms.workbook([task])))["季度核对"]

    heads = [str(cell.value) for cell in page[1]]
    rules = page.data_validations.dataValidation
    assert {rule.formula1 for rule in rules} == {'"是,否"'}
    offered = {page[f"{str(rule.sqref)[0]}1"].value for rule in rules}
    assert offered == {"本季无异常", *(item.label for item in ChecklistItem)} <= set(heads)
    assert all(str(rule.sqref).endswith("2") for rule in rules)


def test_what_the_register_lacks_is_no_row_to_fill_in() -> None:
    lacks, seen = (
        WorklistTask(account=account(id), need=need, why=why, url="", hint="")
        for id, need, why in (("a", Need.ENTRY, "缺开设日期"), ("b", Need.ROUND, "尚未查看"))
    )

    sheets = load_workbook(io.BytesIO(worklist_forms.workbook([seen, lacks]))).worksheets
    page = worklist_page.page(
        [seen, lacks], title="清单", jurisdiction=Jurisdiction(name="高台县"), on=NOON.date()
    )

    assert [row[3].value for row in sheets[0].iter_rows(min_row=2)] == ["每周人工查看"]
    assert [sheet.title for sheet in sheets] == ["人工核查清单", "填写说明", "登记待补正"]
    assert [cell.value for cell in sheets[2][2]][-2:] == ["a", "缺开设日期"]
    assert "清单（1个）" in page and page.index("每周人工查看") < page.index("登记待补正（1个")
    assert page.count("最新内容时间：＿") == 1 and "accounts contacts 账号标识 --confirm" in page


def test_the_sheet_says_that_one_note_stands_with_every_no_of_its_row() -> None:
    how = load_workbook(io.BytesIO(worklist_forms.workbook([]))).worksheets[1]

    told = {str(row[0].value): str(row[1].value) for row in how.iter_rows()}
    assert "同一备注记入各项，请逐项写明" in told["备注"]


def test_an_item_that_need_not_be_answered_is_marked_and_the_others_are_blank() -> None:
    asked, *others = ChecklistItem
    task = WorklistTask(account=account(), need=Need.ROUND, why="", url="", hint="", items=(asked,))

    sheet = load_workbook(io.BytesIO(worklist_forms.workbook([task])))["季度核对"]

    cells = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert not cells[asked.label]
    assert {cells[item.label] for item in others} == {DONE}


def tasks(*named: tuple[str, Platform, Need], **fields: Any) -> list[WorklistTask]:
    return [
        WorklistTask(
            account=account(f"a{number}", name=name, platform=platform),
            need=need,
            why="原因",
            url="",
            hint="",
            **fields,
        )
        for number, (name, platform, need) in enumerate(named)
    ]


def book(listed: list[WorklistTask]) -> Workbook:
    return load_workbook(io.BytesIO(worklist_forms.workbook(listed, "云岭县人工核查清单")))


def test_the_names_stay_in_sight_and_the_sheet_prints_across_a_page() -> None:
    listed = tasks(("甲", Platform.WECHAT, Need.ROUND), items=tuple(ChecklistItem))

    for sheet in book(listed).worksheets[:2]:
        assert sheet.freeze_panes == "C2"
        assert [cell.value for cell in sheet[1]][:2] == ["账号名称", "平台"]
        assert [cell.value for cell in sheet[2]][:2] == ["甲", "微信"]
        assert len(list(sheet.columns)) <= 12
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.print_title_rows == "$1:$1"
        assert "云岭县人工核查清单" in str(sheet.oddHeader.center.text)  # type: ignore[union-attr]


def test_the_checklist_has_a_sheet_only_while_it_is_open() -> None:
    looked = tasks(("甲", Platform.WECHAT, Need.ROUND))
    asked = tasks(("甲", Platform.WECHAT, Need.CHECKLIST), items=(ChecklistItem.LINKS,))

    assert [sheet.title for sheet in book(looked)] == ["人工核查清单", "填写说明"]
    sheets = book(asked)
    assert [sheet.title for sheet in sheets] == ["人工核查清单", "季度核对", "填写说明"]
    assert [len(list(sheet.rows)) for sheet in sheets][:2] == [1, 2]


def test_a_reason_that_all_accounts_share_is_not_repeated() -> None:
    needs = (Need.ROUND, Need.NEVER, Need.REVIEW)
    listed = tasks(*((need.label, Platform.WECHAT, need) for need in needs))

    page = book(listed).worksheets[0]

    shown = [row[3].value for row in page.iter_rows(min_row=2)]
    assert shown == ["每周人工查看", "尚未查看", "整改复查：原因"]


def test_the_name_leads_to_the_account_where_its_page_is_known() -> None:
    known, unknown = (
        WorklistTask(account=account(id), need=Need.ROUND, why="", url=url, hint="")
        for id, url in (("a", "https://weibo.com/u/1"), ("b", ""))
    )

    page = book([known, unknown]).worksheets[0]

    assert page["A2"].hyperlink.target == "https://weibo.com/u/1"
    assert page["A3"].hyperlink is None


@pytest.mark.parametrize(
    ("second", "has_ids"),
    [(("甲", Platform.WECHAT), True), (("甲", Platform.WEIBO), False),
     (("乙", Platform.WECHAT), False)],
)  # fmt: skip
def test_ids_stand_there_only_where_names_do_not_tell_accounts_apart(
    second: tuple[str, Platform], has_ids: bool
) -> None:
    listed = tasks(("甲", Platform.WECHAT, Need.ROUND), (*second, Need.ROUND))

    heads = [cell.value for cell in book(listed).worksheets[0][1]]

    assert ("账号标识" in heads) is has_ids


@pytest.mark.parametrize(("number", "is_once"), [(3, False), (4, True)])
def test_what_many_entries_lack_is_said_once(number: int, is_once: bool) -> None:
    named = [(f"甲{i}", Platform.WECHAT, Need.ENTRY) for i in range(number)]
    listed = tasks(*named, reasons=("负责人：尚未核实",))

    once = worklist_forms.shared(listed)
    grid = worklist_forms.paperwork(listed, 120, once)

    assert once == ({"负责人：尚未核实": number} if is_once else {})
    assert (grid.row_count if grid else 0) == (0 if is_once else number)


def test_what_only_one_entry_lacks_stands_beside_it() -> None:
    named = [(f"甲{i}", Platform.WECHAT, Need.ENTRY) for i in range(4)]
    shared = tasks(*named, reasons=("负责人：尚未核实",))
    odd = tasks(("乙", Platform.WECHAT, Need.ENTRY), reasons=("负责人：尚未核实", "缺开设日期"))

    grid = worklist_forms.paperwork([*shared, *odd], 120, worklist_forms.shared([*shared, *odd]))

    assert grid is not None and grid.row_count == 1
    assert [str(cell) for cell in grid.columns[-1].cells][-1] == "缺开设日期"
