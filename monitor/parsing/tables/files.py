"""A file as rows of values: .xlsx or .csv, whatever its name says."""

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from monitor.model import clock
from monitor.model.errors import SheetError
from monitor.model.system_errors import reason_of
from monitor.parsing.tables import hyperlinks
from monitor.parsing.tables.cells import MAC, UNCOMPUTED, uncontrolled, unescaped
from monitor.parsing.tables.hyperlinks import Hyperlink, Place
from monitor.parsing.text import HEAD, decode

LARGEST = 30 * 1024 * 1024  # bytes
MOST = 50_000  # rows
HEADS_WITHIN = 12  # rows from the top
LONGEST_HEAD = 100_000  # bytes that tell when a workbook was saved
NO_DATE = "#VALUE!"  # what openpyxl makes of a number that is no date
GREAT = re.compile(r"\d{7,15}", re.ASCII)
CONTENT = frozenset({"v", "f", "is"})  # what a cell holds, beside its format
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OTHERS = {  # by what only they hold
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "content.xml": "OpenDocument 表格（.ods）",
    "Index/Document.iwa": "Numbers 表格",
    "word/document.xml": "Word 文档",
}
TYPED = re.compile(r'="([^"]*)"')  # as systems write a text that a spreadsheet must not change
SAVED = re.compile(rb"<dcterms:modified[^>]*>\s*([^<\s]+)\s*<")


Line = list[Any]  # the values of one row, None where a cell is blank
IsList = Callable[[list[Line]], bool]  # whether the first rows of a page have the heads wanted


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The rows of one table.

    *hidden*: numbers of rows that people do not see. *addresses*: what cells lead to. *since*:
    by how much later than 1900 its calendar begins, None where the file does not say.
    """

    lines: list[Line]
    hidden: tuple[int, ...] = ()
    addresses: Mapping[Place, str] = field(default_factory=dict)
    since: timedelta | None = None


@dataclass(slots=True)
class Layout:
    """How a sheet is laid out: cells merged down a column (column, first, last row), hidden rows.

    *last*: the last row with anything in it; many a sheet has a million more with lines drawn.
    *filled*: the rows that hold a value for certain. *numbers*: those too great for a date: a cell
    that shows dates has no value for them, and whoever typed 20261005 meant one.
    """

    merged: list[tuple[int, int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    hyperlinks: list[Hyperlink] = field(default_factory=list)
    numbers: dict[Place, int] = field(default_factory=dict)
    last: int = 1
    filled: int = 0


def page(path: Path, is_list: IsList) -> SheetPage:
    """Return the table that *path* holds; raises SheetError where it holds none, or several."""
    try:
        if not path.is_file():
            raise SheetError([f"{path}: 文件不存在"])
        if path.stat().st_size > LARGEST:
            raise SheetError([f"{path}: 文件超过 {LARGEST // 1024**2} MB，请确认选对了文件"])
        data = path.read_bytes()
    except OSError as error:
        raise SheetError([f"{path}: 文件读不出来：{reason_of(error)}"]) from error
    if not data.strip():
        raise SheetError([f"{path}: 文件是空的，没有内容"])
    if data.startswith(b"PK"):
        with warnings.catch_warnings(action="ignore"):  # openpyxl's own, in English
            table = _workbook(path, data, is_list)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        advice = "文件设有密码，请取消密码后" if locked else "这是旧版 .xls 文件，请"
        raise SheetError([f"{path}: {advice}另存为 .xlsx"])
    else:
        table = _text_page(list(_text_table(path, data)))
    if sum(map(bool, table.lines)) > MOST:
        raise _too_long(path)
    return table


def _too_long(path: Path) -> SheetError:
    return SheetError([f"{path}: 超过 {MOST} 行，请分成几个文件"])


def has_pictures(path: Path) -> bool:
    """Say whether pictures were put into a workbook, which are no cells."""
    try:
        with ZipFile(path) as book:
            return any(name.startswith("xl/media/") for name in book.namelist())
    except Exception:  # noqa: BLE001  # an archive that is damaged raises what it likes
        return False


def saved_at(path: Path) -> datetime:
    """Return when *path* was last saved by whoever filled it in.

    A copy has the time of the copying; a workbook says itself when it was saved.
    """
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        with ZipFile(path) as book, book.open("docProps/core.xml") as core:
            match = SAVED.search(core.read(LONGEST_HEAD))
        return min(written, clock.unstamp(match[1].decode())) if match else written
    except Exception:  # noqa: BLE001  # an archive that is damaged raises what it likes
        return written


def _workbook(path: Path, data: bytes, is_list: IsList) -> SheetPage:
    """Return the sheet that has the heads; a formula becomes its last computed result."""
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import MAC_EPOCH

    try:
        with ZipFile(io.BytesIO(data)) as book:
            _check_form(path, book)
            shown = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            chosen = _chosen(path, shown, is_list)
            layout = _laid_out(chosen)
            addresses = hyperlinks.addresses(book, chosen._worksheet_path, layout.hyperlinks)
        if layout.filled > MOST:
            raise _too_long(path)
        typed = load_workbook(io.BytesIO(data), read_only=True)[chosen.title]
        typed.reset_dimensions()
        lines: list[Line] = []
        pair = (page.iter_rows(max_row=layout.last) for page in (chosen, typed))
        for number, (values, formulas) in enumerate(zip(*pair, strict=False), 1):
            shown_values = map(_value, values, formulas)
            line = [_number(layout, number, *cell) for cell in enumerate(shown_values)]
            addresses |= _led_to(number, (cell.value for cell in formulas))
            lines.append(line if any(value is not None for value in line) else [])
        _spread(lines, layout.merged)
        since = MAC if shown.epoch == MAC_EPOCH else timedelta()
        return SheetPage(lines, tuple(layout.hidden), addresses, since)
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise
        message = f"{path}: 不是可以读取的 Excel 文件，请打开后另存为 .xlsx"
        raise SheetError([message]) from error


def _check_form(path: Path, book: ZipFile) -> None:
    """Raise SheetError, which names the format, for a workbook that cannot be read."""
    names = frozenset(book.namelist())
    form = next((form for part, form in OTHERS.items() if part in names), "")
    if not form and "xl/workbook.xml" in names and STRICT in book.read("xl/workbook.xml"):
        form = "“Strict Open XML 电子表格”格式"
    if form:
        message = f"这是{form}，请用 Excel 或 WPS 打开后另存为“Excel 工作簿（*.xlsx）”"
        raise SheetError([f"{path}: {message}"])


def _chosen(path: Path, book: Any, is_list: IsList) -> Any:
    """Return the sheet with the heads among those that people see, the first where none has."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    visible = visible or book.worksheets[:1]
    lists = []
    for sheet in visible:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=HEADS_WITHIN, values_only=True)
        if is_list([list(row) for row in rows]):
            lists.append(sheet)
    if len(lists) > 1:
        raise SheetError([f"{path}: 另有工作表“{lists[1].title}”也是清单，请合并到一张工作表"])
    return (lists or visible)[0]


def _value(shown: Any, typed: Any) -> Any:
    """Return what a cell shows; UNCOMPUTED for a formula without a stored result."""
    computed = shown.value is not None or shown.data_type in ("s", "str")
    if typed.value is not None and not computed:
        link = hyperlinks.of_formula(typed.value)
        return link[1] if link else UNCOMPUTED
    return unescaped(shown.value) if isinstance(shown.value, str) else shown.value


def _number(layout: Layout, row: int, column: int, value: Any) -> Any:
    """Return the number that a cell for dates holds and cannot show, else its *value*."""
    return layout.numbers.get((row, column), value) if value == NO_DATE else value


def _led_to(number: int, values: Iterable[Any]) -> dict[Place, str]:
    """Return the addresses that the formulas of row *number* lead to."""
    targets = ((column, hyperlinks.of_formula(value)) for column, value in enumerate(values))
    return {(number, column): target[0] for column, target in targets if target}


def _laid_out(sheet: Any) -> Layout:
    """Return the layout of a sheet, which openpyxl leaves out when it streams one."""
    from openpyxl.worksheet.cell_range import CellRange
    from openpyxl.xml.functions import iterparse

    layout = Layout()
    at = 0
    has_value = has_text = False
    with sheet._get_source() as source:
        for _, element in iterparse(source):
            name = element.tag.rpartition("}")[2]
            if name in CONTENT:
                has_value = True
                has_text |= name == "v" and bool(element.text)
            elif name == "c":
                _note_number(layout, element)
            elif name == "row":
                at = int(element.get("r") or at + 1)
                if element.get("hidden") in ("1", "true"):
                    layout.hidden.append(at)
                if has_value:
                    layout.last = at
                layout.filled += has_text
                has_value = has_text = False
                element.clear()
            elif name == "mergeCell":
                area = CellRange(element.get("ref"))
                layout.merged.append((area.min_col - 1, area.min_row, area.max_row))
            elif name == "hyperlink":
                layout.hyperlinks.append(hyperlinks.hyperlink(element))
    return layout


def _note_number(layout: Layout, cell: Any) -> None:
    from openpyxl.utils.cell import coordinate_to_tuple

    text = next((part.text for part in cell if part.tag.endswith("}v")), None) or ""
    place = cell.get("r")
    if place and GREAT.fullmatch(text):
        row, column = coordinate_to_tuple(place)
        layout.numbers[row, column - 1] = int(text)


def _spread(lines: list[Line], merged: Iterable[tuple[int, int, int]]) -> None:
    """Copy merged cells into each filled-in row: a unit's name stands once for its block."""
    for column, first, last in merged:
        top = lines[first - 1] if first <= len(lines) else []
        for line in lines[first:last]:
            if line and column < len(top):
                line += [None] * (column + 1 - len(line))
                line[column] = top[column]


def _text_page(lines: list[Line]) -> SheetPage:
    """Return a text table; a formula written out in it becomes its result."""
    addresses: dict[Place, str] = {}
    for number, line in enumerate(lines, 1):
        addresses |= _led_to(number, line)
    texts = [list(map(_text, line)) for line in lines]
    return SheetPage(texts, addresses=addresses)


def _text(value: str) -> str:
    link = hyperlinks.of_formula(value)
    typed = TYPED.fullmatch(value)
    return uncontrolled(link[1] if link else typed[1] if typed else value)


def _text_table(path: Path, data: bytes) -> Iterator[Line]:
    text = "\n".join(re.split(r"\r\n?|\n", _decoded(data)))
    if "\0" in text:
        raise SheetError([f"{path}: 不是表格文件，应为 .xlsx 或 .csv"])
    if text.lstrip().startswith("<"):  # many systems export a page and call it .xls
        raise SheetError([f"{path}: 这是网页格式的表格，请用 Excel 打开后另存为 .xlsx"])
    first = "".join(islice(io.StringIO(text), HEADS_WITHIN))
    mark = max(",\t;，", key=first.count)
    at = 0
    try:
        # an opening quote that nothing closes would swallow every row after it
        for number, line in enumerate(csv.reader(io.StringIO(text), delimiter=mark, strict=True)):
            if number > MOST:
                return
            at = number + 1
            yield list(line)
    except csv.Error as error:
        message = f"{path}:第{at + 1}行: 表格格式有误，双引号不成对或位置不对"
        raise SheetError([message]) from error


def _decoded(data: bytes) -> str:
    """Return the text of *data*, UTF-16 without a byte order mark included."""
    decoded = decode(data)
    if "\0" not in decoded.text:
        return decoded.text
    head = data[:HEAD]
    little = head[1::2].count(0) > head[::2].count(0)  # letters and commas have an empty half
    try:
        return data.decode("utf-16-le" if little else "utf-16-be")
    except UnicodeDecodeError:
        return decoded.text
