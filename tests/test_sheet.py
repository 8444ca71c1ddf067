"""Tables as people fill them in: heads found, cells read as text, faults placed."""

import os
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from openpyxl import Workbook
from openpyxl.styles import Font

from monitor.clock import BEIJING
from monitor.errors import SheetError
from monitor.sheet import read, saved_at
from monitor.sheet.files import LARGEST, MOST

COLUMNS = {"name": ("账号名称", "名称"), "on": ("开设日期", "开通时间"), "phone": ("联系电话",)}


def book(path: Path, rows: Iterable[Iterable[Any]], *, merged: str = "") -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    made.save(path)
    return path


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


def cells(path: Path, *required: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read(path, COLUMNS, required or ("name",)).rows]


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_table_of_any_encoding_is_read(encoding: str, mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [["账号名称", "开设日期"], ["城关发布", "2016年5月1日"]]
    path.write_bytes("\r\n".join(map(mark.join, lines)).encode(encoding))

    assert cells(path) == [{"name": "城关发布", "on": "2016年5月1日"}]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有找到表头"),
        ("甲,乙\n1,2".encode(), "没有找到表头，应有以下各列：账号名称"),
        (b"PK\x03\x04broken", "不是可以读取的 Excel 文件"),
        (b"\xd0\xcf\x11\xe0\xa1", "旧版 .xls"),
        (b"\x00\x01\x02", "不是表格文件"),
    ],
)
def test_what_is_no_table_is_one_sentence(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)

    with pytest.raises(SheetError, match=said):
        read(path, COLUMNS, ("name",))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="文件不存在"):
        read(tmp_path / "a.xlsx", COLUMNS, ("name",))


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
    made = Workbook()
    front = made.active
    assert front is not None
    front.append(["填表说明"])
    page = made.create_sheet("台账")
    for row in (["账号名称", "开设日期"], ["甲", "x"]):
        page.append(row)
    made.save(path := tmp_path / "a.xlsx")

    assert cells(path) == [{"name": "甲", "on": "x"}]


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


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "文件设有密码"),
        ("\n<html><td>账号名称</td></html>".encode(), "这是网页格式的表格"),
    ],
)
def test_a_file_that_must_be_saved_anew_says_how(data: bytes, said: str, tmp_path: Path) -> None:
    (path := tmp_path / "a.xls").write_bytes(data)

    with pytest.raises(SheetError, match=f"{said}.*另存为 .xlsx"):
        read(path, COLUMNS, ("name",))


def test_a_text_table_may_have_a_title_above_its_heads(tmp_path: Path) -> None:
    (path := tmp_path / "a.csv").write_text("台账，甲\n账号名称\t开设日期\n甲\tx\n", "utf-8")

    assert cells(path) == [{"name": "甲", "on": "x"}]


def test_a_quote_that_nothing_closes_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('账号名称,开设日期\n城关发布,2016\n"宣化发布,2017\n合黎发布,2018\n', "utf-8")

    with pytest.raises(SheetError, match="第3行: 表格格式有误，双引号"):
        read(path, COLUMNS, ("name",))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_end_as_any_system_ends_them(tmp_path: Path, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["账号名称,开设日期", "城关发布,2016"]).encode())

    assert cells(path) == [{"name": "城关发布", "on": "2016"}]


@pytest.mark.parametrize(("written", "day"), [(date(2021, 12, 30), 30), (date(2021, 12, 20), 20)])
def test_a_workbook_was_saved_when_it_says_and_never_after_its_file(
    tmp_path: Path, written: date, day: int
) -> None:
    moment = datetime(2021, 12, 30, 9, tzinfo=BEIJING)
    with time_machine.travel(moment, tick=False):
        path = book(tmp_path / "a.xlsx", [["账号名称"]])
    at = datetime.combine(written, moment.timetz()).timestamp()
    os.utime(path, (at, at))

    assert saved_at(path).day == day


@pytest.mark.parametrize("said", [b"", b"PK\x03\x04", b"name,on"])
def test_a_table_that_does_not_say_was_saved_with_its_file(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(said)
    os.utime(path, (86400, 86400))

    assert saved_at(path).timestamp() == 86400


def test_a_size_that_a_workbook_misstates_hides_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "联系电话"], ["甲", 1], ["乙", "=A1"]])
    rewritten(path, b'ref="A1:B3"', b'ref="A1"')

    said = read(path, COLUMNS, ("name",))

    assert [row["name"] for row in said.rows] == ["甲"] and "第3行:联系电话" in said.broken[0]


def test_a_row_that_has_one_word_of_the_heads_is_a_row(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称", "开设日期"], ["名称", None]])

    assert cells(path) == [{"name": "名称", "on": ""}]


def test_a_file_too_large_to_be_a_table_is_not_read(tmp_path: Path) -> None:
    with (path := tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(SheetError, match="文件超过 30 MB"):
        cells(path)
