"""Tables as people fill them in: heads found, cells read as text, faults placed."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from monitor.clock import BEIJING
from monitor.errors import SheetError
from monitor.sheet import read

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
