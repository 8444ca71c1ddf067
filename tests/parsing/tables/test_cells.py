"""Cells are read as the text that a person would type, rows as people see them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from monitor.model.clock import BEIJING
from monitor.model.errors import SheetError
from monitor.parsing.tables import read
from monitor.parsing.tables.cells import blank, serial, truth
from monitor.parsing.tables.files import MOST
from tests.parsing.tables.builders import COLUMNS, book, cells, rewritten


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2016, 5, 1, 9, 30, tzinfo=BEIJING).replace(tzinfo=None), "2016-05-01 09:30:00"),
        (datetime(2016, 5, 1, tzinfo=BEIJING).replace(tzinfo=None), "2016-05-01"),
        (42491, "42491"),
        (2016.5, "2016.5"),
        (13800000000.0, "13800000000"),
        (True, "是"),
        ("a\n b", "a b"),
        (None, ""),
    ],
)
def test_every_cell_is_the_text_that_a_person_would_type(
    value: Any, text: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["甲", value]])

    assert cells(path)[0]["on"] == text


@pytest.mark.parametrize("text", ["", " ", "-", "——", "--", "/", "／", "＼", "－", "·"])
def test_a_dash_or_a_stroke_says_nothing(text: str) -> None:
    assert blank(text)
    assert not blank(f"{text}甲")


@pytest.mark.parametrize(
    ("word", "means"),
    [(" 是 ", True), ("√", True), ("Ｙ", True), ("否", False), ("×", False), ("ｎｏ", False),
     ("未查", None), ("", None), ("无", None)],
)  # fmt: skip
def test_a_yes_and_a_no_are_read_in_any_width(word: str, means: bool | None) -> None:
    assert truth(word) is means


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30000", "1982-02-18 00:00"),
        ("44561.5", "2021-12-31 12:00"),
        ("29999.9", None),
        ("60000", None),
        ("nan", None),
        ("2021-12-31", None),
    ],
)
def test_a_bare_count_of_days_is_a_moment(text: str, moment: str | None) -> None:
    assert (f"{one:%Y-%m-%d %H:%M}" if (one := serial(text)) else None) == moment


def test_a_formula_that_was_never_computed_is_named_with_its_place(tmp_path: Path) -> None:
    rows = [["账号名称", "联系电话"], ["甲", "=A1"], ["=A2", "1"], ["乙", "2"]]

    sheet = read(book(path := tmp_path / "a.xlsx", rows), COLUMNS, ("name",))

    assert [row.number for row in sheet.rows] == [4]
    assert sheet.broken == (
        f"{path}:第2行:联系电话: 公式没有计算结果，请改填文字后另存",
        f"{path}:第3行:账号名称: 公式没有计算结果，请改填文字后另存",
    )


def test_empty_rows_and_repeated_heads_are_left_out(tmp_path: Path) -> None:
    head = ["账号名称", "开设日期"]
    path = book(tmp_path / "a.xlsx", [head, ["甲", "x"], [None, " "], head, ["乙", "y"]])

    assert [row.number for row in read(path, COLUMNS, ("name",)).rows] == [2, 5]


def test_what_is_merged_down_a_column_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    """Units stand once for their block; rows left blank in a block stay blank."""
    rows: list[list[Any]] = [
        ["序号", "账号名称", "开设日期"],
        [1, "甲", "x"],
        [2, None, "y"],
        [None],
        [3, None, "z"],
    ]
    path = book(tmp_path / "a.xlsx", rows, merged="B2:B5")

    assert [row["name"] for row in read(path, COLUMNS, ("name",)).rows] == ["甲", "甲", "甲"]


def test_rows_that_only_have_a_format_do_not_count(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["账号名称"], ["甲"]):
        sheet.append(row)
    sheet.cell(MOST + 10, 1).font = Font(bold=True)
    book.save(path := tmp_path / "a.xlsx")
    assert cells(path) == [{"name": "甲"}]

    path = tmp_path / "a.csv"
    path.write_text("账号名称\n" + "甲\n" * (MOST - 1), "utf-8")
    assert len(cells(path)) == MOST - 1
    path.write_text("账号名称\n" + "甲\n" * MOST, "utf-8")
    with pytest.raises(SheetError, match="超过 50000 行"):
        cells(path)


def test_rows_that_people_do_not_see_are_named(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["账号名称"], ["甲"], ["乙"], [None]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
    book.save(path := tmp_path / "a.xlsx")

    said = read(path, COLUMNS, ("name",))

    assert (len(said.rows), said.hidden) == (2, (3,))


def test_a_formula_that_comes_to_nothing_is_a_blank_cell(tmp_path: Path) -> None:
    """As spreadsheets save it: computed, and empty."""
    path = book(tmp_path / "a.xlsx", [["账号名称", "联系电话"], ["甲", '=IF(1=1,"",1)']])
    rewritten(path, b'<c r="B2"', b'<c r="B2" t="str"')

    assert cells(path) == [{"name": "甲", "phone": ""}]


def test_a_size_that_a_workbook_misstates_hides_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "联系电话"], ["甲", 1], ["乙", "=A1"]])
    rewritten(path, b'ref="A1:B3"', b'ref="A1"')

    sheet = read(path, COLUMNS, ("name",))

    assert [row["name"] for row in sheet.rows] == ["甲"] and "第3行:联系电话" in sheet.broken[0]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("城关_x0007_发布", "城关发布"),
        ("城关_x000A_发布", "城关 发布"),
        ("城关_x005F_x0007_", "城关_x0007_"),
        ("_x57CE_关", "城关"),
        ("城关_xD83D__xDE00_", "城关😀"),
        ("城关_xD83D_发布", "城关发布"),
        ("城关_xFFFF_", "城关"),
        ("城关_x00_", "城关_x00_"),
        ("城关\u202e发布\u200b", "城关发布"),
        ("城关👨\u200d👩\u200d👧", "城关👨\u200d👩\u200d👧"),
    ],
)
def test_what_a_workbook_escapes_is_read_as_it_was_meant(
    written: str, means: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", f"开设日期{written}"], ["甲", written]])

    (row,) = read(path, {"name": COLUMNS["name"], "on": ("开设日期" + means,)}, ("name",)).rows

    assert row["on"] == means


@pytest.mark.parametrize(
    ("written", "means"),
    [("城关_x000D_", "城关"), ("_x57CE_关", "_x57CE_关"), ('"=""0123"""', "0123")],
)
def test_a_text_table_has_no_escapes_but_those_that_exports_leave(
    written: str, means: str, tmp_path: Path
) -> None:
    (path := tmp_path / "a.csv").write_text(f"账号名称,开设日期\n甲,{written}\n", "utf-8")

    assert cells(path) == [{"name": "甲", "on": means}]
