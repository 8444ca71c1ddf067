"""A table that people filled in, .xlsx or .csv: which column is which, and each cell as text.

Offices' tables have a merged title above the heads, heads in other words, dates as dates, as
text and as serial numbers, and formulas. Here everything becomes text with its place; what a
text means is its reader's affair.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from monitor.errors import SheetError
from monitor.text import decode

LARGEST = 30 * 1024 * 1024  # bytes
MOST = 50_000  # rows
HEADS_WITHIN = 12  # rows from the top
NEAR = 0.75  # how much two heads must share to be taken for one
Columns = Mapping[str, Sequence[str]]  # field → titles it may have, our own first
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
_FOOT = re.compile(
    r"(合计|总计|共计|小计|总数)([:：\d共].*)?$"
    r"|(填报|填表|制表|审核|审批|复核|分管|负责|经办|联系|单位|备注|注|说明|日期)\S{0,5}[:：]"
)
_SIGNS = re.compile(r"[\s*＊:：、/\\_.\-—·]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One filled-in row: texts by field, those of columns nobody knows by their title.

    *is_foot*: it begins as totals, signatures and remarks below a table do.
    """

    number: int
    cells: Mapping[str, str]
    more: Mapping[str, str]
    is_foot: bool = False

    def __getitem__(self, field: str) -> str:
        return self.cells.get(field, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a file, and the title that each field has there.

    *broken*: what is wrong with rows that cannot be read at all; these are not among *rows*.
    Whoever reads on reports them with what else is wrong.
    """

    path: Path
    titles: Mapping[str, str]
    rows: tuple[Row, ...] = ()
    broken: tuple[str, ...] = ()

    def problem(self, row: int, field: str, message: str) -> str:
        """Return one fault with its place."""
        title = self.titles.get(field, "")
        where = f"{self.path}:第{row}行"
        return f"{where}:{title}: {message}" if title else f"{where}: {message}"


def read(path: Path, columns: Columns, required: Sequence[str]) -> Sheet:
    """Return the filled-in rows of *path*; raises SheetError where it is no such table.

    *required*: fields whose columns must be there.
    """
    lines = list(_lines(path))
    if len(lines) > MOST:
        raise SheetError([f"{path}: 超过 {MOST} 行，请分成几个文件"])
    found = _heads(lines, columns, required)
    if found is None:
        wanted = "、".join(columns[field][0] for field in required)
        raise SheetError([f"{path}: 没有找到表头，应有以下各列：{wanted}"])
    at, places = found
    for name, other in _others(path):
        if _heads(other, columns, required[:2]) is not None:  # fewer columns, and still a list
            raise SheetError([f"{path}: 另有工作表“{name}”也是清单，请合并到第一张工作表"])
    titles = {field: _plain(lines[at][place]) for field, place in places.items()}
    others = {
        place: title
        for place, cell in enumerate(lines[at])
        if place not in places.values() and (title := _plain(cell))
    }
    sheet = Sheet(path=path, titles=titles)
    rows: list[Row] = []
    broken: list[str] = []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        foot = is_foot(next(filter(None, map(_plain, line)), ""))
        if foot:
            line = ["" if cell == UNCOMPUTED else cell for cell in line]
        texts = {field: _text(line, place) for field, place in places.items()}
        if not any(texts.values()) or _is_head(texts, titles, columns):
            continue
        if empty := [field for field, text in texts.items() if text == UNCOMPUTED]:
            said = "公式没有计算结果，请改填文字后另存"
            broken += [sheet.problem(number, field, said) for field in empty]
            continue
        if failed := [field for field, text in texts.items() if text in ERRORS]:
            broken += [sheet.problem(number, f, f"公式出错（{texts[f]}）") for f in failed]
            continue
        if "name" in places and places["name"] < len(line) and _lines_of(line[places["name"]]) > 1:
            broken.append(sheet.problem(number, "name", "一格内有多行，请分成几行填写"))
            continue
        more = {title: _text(line, place) for place, title in others.items()}
        rows.append(Row(number=number, cells=texts, more=more, is_foot=foot))
    return replace(sheet, rows=tuple(rows), broken=tuple(broken))


UNCOMPUTED = "\0"
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})


def _lines(path: Path) -> Iterator[list[Any]]:
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


def _others(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
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


def _heads(
    lines: list[list[Any]], columns: Columns, required: Sequence[str]
) -> tuple[int, dict[str, int]] | None:
    """Return the row of heads and the place of each field, the best of the first rows."""
    best: tuple[int, dict[str, int]] | None = None
    for at, line in enumerate(lines[:HEADS_WITHIN]):
        places = _places(line, columns)
        whole = all(field in places for field in required)
        if whole and (best is None or len(places) > len(best[1])):
            best = at, places
    return best


def _places(line: list[Any], columns: Columns) -> dict[str, int]:
    """Return where each field stands: by its very title first, then by one that is near."""
    titles = {place: folded for place, cell in enumerate(line) if (folded := _folded(cell))}
    places: dict[str, int] = {}
    for exact in (True, False):
        for field, names in columns.items():
            free = {place: t for place, t in titles.items() if place not in places.values()}
            if field in places or not free:
                continue
            place = _place_of([_folded(name) for name in names], free, exact=exact)
            if place is not None:
                places[field] = place
    return places


def _place_of(names: list[str], titles: Mapping[int, str], *, exact: bool) -> int | None:
    for name in names:
        near = [name] if exact else get_close_matches(name, titles.values(), 1, NEAR)
        for place, title in titles.items():
            if near and title == near[0]:
                return place
    return None


def _is_head(texts: Mapping[str, str], titles: Mapping[str, str], columns: Columns) -> bool:
    """Say whether a row is the heads once more, as printed tables repeat or translate them."""
    said = {field: text for field, text in texts.items() if text}
    return len(said) > 1 and all(
        _folded(text) in {_folded(title) for title in (titles[field], *columns[field])}
        for field, text in said.items()
    )


def _lines_of(value: Any) -> int:
    return sum(bool(part.strip()) for part in str(value or "").splitlines())


def is_foot(first: str) -> bool:
    """Say whether a row whose first text is this stands below a table: totals, signatures."""
    return _FOOT.match("".join(first.split())) is not None


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _text(line: list[Any], place: int) -> str:
    return _plain(line[place]) if place < len(line) else ""


def _plain(value: Any) -> str:
    """Return a cell's value as the text that a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).replace("\u3000", " ").replace("\xa0", " ")
    return " ".join(text.split())


def _folded(value: Any) -> str:
    """Return a head without remarks in brackets, signs, width and case."""
    text = unicodedata.normalize("NFKC", _plain(value))
    return _SIGNS.sub("", _ASIDE.sub("", text)).casefold()
