"""A file as rows of values: .xlsx or .csv, whatever its name says."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.errors import SheetError
from monitor.sheet.cells import UNCOMPUTED
from monitor.text import decode

LARGEST = 30 * 1024 * 1024  # bytes
MOST = 50_000  # rows
HEADS_WITHIN = 12  # rows from the top


def lines(path: Path) -> Iterator[list[Any]]:
    try:
        if not path.is_file():
            raise SheetError([f"{path}: 文件不存在"])
        if path.stat().st_size > LARGEST:
            raise SheetError([f"{path}: 文件超过 {LARGEST // 1024**2} MB，请确认选对了文件"])
        data = path.read_bytes()
    except OSError as error:
        raise SheetError([f"{path}: 文件读不出来（{type(error).__name__}）"]) from error
    if data.startswith(b"PK"):
        yield from _workbook(path, data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError([f"{path}: 这是旧版 .xls 文件，请另存为 .xlsx"])
    else:
        yield from _text_table(path, data)


def _workbook(path: Path, data: bytes) -> Iterator[list[Any]]:
    """Yield the rows of the first sheet; a formula gives what it last came to."""
    from openpyxl import load_workbook

    try:
        values = _first(load_workbook(io.BytesIO(data), read_only=True, data_only=True))
        written = _first(load_workbook(io.BytesIO(data), read_only=True))
        values.reset_dimensions()
        written.reset_dimensions()
        pairs = zip(
            values.iter_rows(max_row=MOST + 1, values_only=True),
            written.iter_rows(max_row=MOST + 1, values_only=True),
            strict=False,
        )
        for shown, typed in pairs:
            yield [
                UNCOMPUTED if value is None and _is_formula(text) else value
                for value, text in zip(shown, typed, strict=False)
            ]
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        said = f"{path}: 不是可以读取的 Excel 文件（{type(error).__name__}）"
        raise SheetError([said]) from error


def _first(book: Any) -> Any:
    """Return the first sheet that people see."""
    visible = (sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    return next(visible, book.worksheets[0])


def others(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the name and the first rows of each further visible sheet of a workbook."""
    from openpyxl import load_workbook

    data = path.read_bytes()
    if not data.startswith(b"PK"):
        return
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and sheet.title != _first(book).title:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=HEADS_WITHIN, values_only=True)
            yield sheet.title, [list(row) for row in rows]


def _text_table(path: Path, data: bytes) -> Iterator[list[Any]]:
    text = decode(data).text
    if "\0" in text:
        raise SheetError([f"{path}: 不是表格文件，应为 .xlsx 或 .csv"])
    first = text.partition("\n")[0]
    mark = max(",\t;，", key=first.count)
    try:
        for number, line in enumerate(csv.reader(io.StringIO(text), delimiter=mark)):
            if number > MOST:
                return
            yield list(line)
    except csv.Error as error:
        raise SheetError([f"{path}: 表格格式有误（{error}）"]) from error


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")
