"""Tables in any encoding, and files that are none: in one sentence, with their time."""

import os
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from openpyxl import load_workbook
from openpyxl.styles import Font

from monitor.model.clock import BEIJING
from monitor.model.errors import SheetError
from monitor.parsing.tables import read, saved_at
from monitor.parsing.tables.files import LARGEST, page
from tests.parsing.tables.builders import COLUMNS, book, cells, rewritten


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_table_of_any_encoding_is_read(encoding: str, mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [["账号名称", "开设日期"], ["城关发布", "2016年5月1日"]]
    path.write_bytes("\r\n".join(map(mark.join, lines)).encode(encoding))

    assert cells(path) == [{"name": "城关发布", "on": "2016年5月1日"}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的"),
        ("甲,乙\n1,2".encode(), "没有找到表头，应有以下各列：账号名称"),
        (b"PK\x03\x04broken", "不是可以读取的 Excel 文件"),
        (b"\xd0\xcf\x11\xe0\xa1", "旧版 .xls"),
        (b"\x00\x01\x02", "不是表格文件"),
    ],
)
def test_what_is_no_table_is_one_sentence(data: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)

    with pytest.raises(SheetError, match=sentence):
        read(path, COLUMNS, ("name",))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="文件不存在"):
        read(tmp_path / "a.xlsx", COLUMNS, ("name",))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "文件设有密码"),
        ("\n<html><td>账号名称</td></html>".encode(), "这是网页格式的表格"),
    ],
)
def test_a_file_that_must_be_saved_anew_says_how(
    data: bytes, sentence: str, tmp_path: Path
) -> None:
    (path := tmp_path / "a.xls").write_bytes(data)

    with pytest.raises(SheetError, match=f"{sentence}.*另存为 .xlsx"):
        read(path, COLUMNS, ("name",))


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


def test_a_file_too_large_to_be_a_table_is_not_read(tmp_path: Path) -> None:
    with (path := tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(SheetError, match="文件超过 30 MB"):
        cells(path)


def formatted(path: Path, upto: int) -> Path:
    """Draw lines around cells down to row *upto*, with nothing in them."""
    book = load_workbook(path)
    for number in range(3, upto + 1):
        book.worksheets[0].cell(number, 1).font = Font(bold=True)
    book.save(path)
    return path


def test_rows_with_nothing_but_lines_drawn_are_not_read(tmp_path: Path) -> None:
    path = formatted(book(tmp_path / "a.xlsx", [["账号名称"], ["甲"]]), 5_000)

    assert len(page(path, lambda _: True).lines) == 2


def test_what_stands_far_below_is_read_with_its_row(tmp_path: Path) -> None:
    path = formatted(book(tmp_path / "a.xlsx", [["账号名称"], ["甲"]]), 5_000)
    made = load_workbook(path)
    made.worksheets[0]["A5001"] = "乙"
    made.save(path)

    rows = read(path, COLUMNS, ("name",)).rows

    assert [(row.number, row["name"]) for row in rows] == [(2, "甲"), (5001, "乙")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_sign_are_known_without_a_mark(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("账号名称,开设日期\n城关发布,2016年5月1日\n".encode(encoding))

    assert cells(path) == [{"name": "城关发布", "on": "2016年5月1日"}]


@pytest.mark.parametrize(
    ("part", "data", "sentence"),
    [
        ("xl/workbook.xml", b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>',
         "Strict Open XML 电子表格"),
        ("xl/workbook.bin", b"", r"\.xlsb"),
        ("content.xml", b"", r"\.ods"),
        ("word/document.xml", b"", "Word 文档"),
    ],
)  # fmt: skip
def test_a_workbook_of_another_form_is_refused_by_its_name(
    part: str, data: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    with ZipFile(path, "w") as made:
        made.writestr(part, data)

    with pytest.raises(SheetError, match=f"这是.*{sentence}.*另存为") as caught:
        read(path, COLUMNS, ("name",))

    assert len(caught.value.problems) == 1


def test_a_strict_workbook_that_is_whole_is_refused_by_its_name(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["账号名称"], ["甲"]])
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rewritten(path, main, b"http://purl.oclc.org/ooxml/spreadsheetml/main", "xl/workbook.xml")

    with pytest.raises(SheetError, match="Strict Open XML"):
        read(path, COLUMNS, ("name",))
