"""Heads are found where people put them, and are taken for what they mean."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from monitor.model.errors import SheetError
from monitor.parsing.tables import read
from tests.parsing.tables.builders import COLUMNS, book, cells


def test_heads_are_found_below_a_merged_title(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        [["高台县政务新媒体台账", None, None], [], ["序号", "账号名称（全称）*", "开 设 日 期"],
         [1, " 城关发布\u3000", date(2016, 5, 1)]],
        merged="A1:C1",
    )  # fmt: skip

    (row,) = read(path, COLUMNS, ("name",)).rows

    assert (row.number, row["name"], row["on"], row["phone"]) == (4, "城关发布", "2016-05-01", "")
    assert row.more == {"序号": "1"}


def test_heads_in_other_words_are_taken_for_what_they_mean(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["名称", "开通时间", "联系电话号"], ["甲", "x", "y"]])

    assert cells(path) == [{"name": "甲", "on": "x", "phone": "y"}]


def test_heads_of_two_rows_are_read_by_the_lower_one(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["账号名称", "联系", None],
        [None, "姓名", "联系电话"],
        ["甲", "李四", "1"],
    ]
    path = book(tmp_path / "a.xlsx", rows, merged="A1:A2")

    (row,) = read(path, COLUMNS, ("name",)).rows

    assert (row.number, row["name"], row["phone"]) == (3, "甲", "1")


def test_two_columns_of_one_head_are_refused(tmp_path: Path) -> None:
    """The telephones of the leader and of the clerk must not be confused."""
    path = book(
        tmp_path / "a.xlsx", [["账号名称", "联系电话", "负责人", "联系电话"], ["甲", 1, 2, 3]]
    )

    with pytest.raises(SheetError, match="第1行: 有两列都是“联系电话”，无法分清"):
        read(path, COLUMNS, ("name",))
    path = book(tmp_path / "a.xlsx", [["账号名称", "级别", "级别"], ["甲", 1, 2]])
    assert cells(path) == [{"name": "甲"}]


def test_a_sheet_of_instructions_in_front_is_passed_by(tmp_path: Path) -> None:
    book = Workbook()
    front = book.active
    assert front is not None
    front.append(["填表说明"])
    page = book.create_sheet("台账")
    for row in (["账号名称", "开设日期"], ["甲", "x"]):
        page.append(row)
    book.save(path := tmp_path / "a.xlsx")

    assert cells(path) == [{"name": "甲", "on": "x"}]


def test_a_text_table_may_have_a_title_above_its_heads(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("台账，甲\n账号名称\t开设日期\n甲\tx\n", "utf-8")

    assert cells(path) == [{"name": "甲", "on": "x"}]


def test_a_row_that_has_one_word_of_the_heads_is_a_row(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["名称", None]])

    assert cells(path) == [{"name": "名称", "on": ""}]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["台账"], ["账号名称", "开设日期"], ["甲", "2016-05-01"]],
         "应有以下各列：账号名称、联系电话；第2行没有：联系电话"),
        ([["开设日期", "备注"], ["2016-05-01", "无"]], "应有以下各列：账号名称、联系电话"),
    ],
)  # fmt: skip
def test_a_head_that_is_missing_is_named_where_the_others_stand(
    rows: list[list[Any]], told: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", rows)

    with pytest.raises(SheetError) as refused:
        read(path, COLUMNS, ("name", "phone"))

    assert refused.value.problems == (f"{path}: 没有找到表头，{told}",)
