"""Cells are read as the text that a person would type, rows as people see them."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from monitor.clock import BEIJING
from monitor.errors import SheetError
from monitor.sheet import read
from monitor.sheet.cells import blank, serial, truth
from monitor.sheet.files import MOST
from tests.sheet.builders import COLUMNS, book, cells


def rewritten(path: Path, old: bytes, new: bytes) -> None:
    """Change the first sheet of a workbook as other programs would have written it."""
    name = "xl/worksheets/sheet1.xml"
    with ZipFile(path) as made:
        parts = {part: made.read(part) for part in made.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with ZipFile(path, "w") as made:
        for part, data in parts.items():
            made.writestr(part, data)


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

    said = read(book(path := tmp_path / "a.xlsx", rows), COLUMNS, ("name",))

    assert [row.number for row in said.rows] == [4]
    assert said.broken == (
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
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["账号名称"], ["甲"]):
        sheet.append(row)
    sheet.cell(MOST + 10, 1).font = Font(bold=True)
    made.save(path := tmp_path / "a.xlsx")
    assert cells(path) == [{"name": "甲"}]

    path = tmp_path / "a.csv"
    path.write_text("账号名称\n" + "甲\n" * (MOST - 1), "utf-8")
    assert len(cells(path)) == MOST - 1
    path.write_text("账号名称\n" + "甲\n" * MOST, "utf-8")
    with pytest.raises(SheetError, match="超过 50000 行"):
        cells(path)


def test_rows_that_people_do_not_see_are_named(tmp_path: Path) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["账号名称"], ["甲"], ["乙"], [None]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
    made.save(path := tmp_path / "a.xlsx")

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

    said = read(path, COLUMNS, ("name",))

    assert [row["name"] for row in said.rows] == ["甲"] and "第3行:联系电话" in said.broken[0]
