"""The tables as a workbook: typed cells, frozen heads, filters; no text is ever a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from monitor.model.chain_head import Head
from monitor.model.rate import Rate
from monitor.parsing.text import storable
from reports.document_model import Cell, Column, Link, Table

LINE = Side(style="thin", color="BBBBBB")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD = PatternFill("solid", fgColor="E8EEF2")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
PLAIN, BOLD = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True)
LONGEST = 32_000  # characters that a cell may hold
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # of what is meant as it stands
GENERAL = "General"
StyleKey = tuple[str, bool, bool, bool]  # form of numbers, bold, at the left, begins like a formula
Styles = dict[StyleKey, Any]
A4 = "9"  # as the format numbers paper
PITCH, TALLEST = 15.0, 409.0  # points of a line, and of the tallest row that a sheet may have
UNIT = 9.5  # of width for a column of share 1


def render(
    tables: Iterable[Table],
    decimals: int = 1,
    *,
    period: str = "",
    sealed: Head | None = None,
    heading: str = "",
) -> bytes:
    """Return the .xlsx, a sheet a table; rows are written one by one, none is kept.

    *period*: what the tables report on, printed over each; a report's table without rows says 无,
    one that people fill in stays empty. *sealed* is printed below each. *heading*: printed over
    each before its own name, with numbers of pages below.
    """
    book = Workbook(write_only=True)
    styles: Styles = {}
    for table in tables:
        named = f"{table.caption}（{period}）" if period else table.caption
        shown = _with_empty_row(table) if period else table
        sheet = _sheet(book, shown, decimals, styles)
        over = heading if named in heading else f"{heading}　{named}".strip()
        sheet.oddHeader.center.text = over.replace("&", "&&")
        if heading:
            sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        if sealed:
            sheet.oddFooter.center.text, sheet.oddFooter.center.size = sealed.line, 8
    if sealed:
        book.properties.keywords = sealed.keyword
    book.properties.creator = None  # else the library names itself
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_empty_row(table: Table) -> Table:
    if table.rows:
        return table
    return replace(table, rows=(("无", *("" for _ in table.columns[1:])),))


def _sheet(book: Workbook, table: Table, decimals: int, styles: Styles) -> Any:
    sheet = book.create_sheet(table.caption[:31])
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(6.0, UNIT * column.width)
    sheet.freeze_panes = f"{get_column_letter(table.names + 1)}2"
    if table.names:
        sheet.page_margins = PageMargins(left=0.35, right=0.35, top=0.7, bottom=0.75, footer=0.35)
    _paper(sheet)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{max(2, len(table.rows) + 1 - int(table.total))}"
    for number, column in enumerate(table.columns, 1):
        _offer(sheet, get_column_letter(number), column.choices, len(table.rows))
    titles = [column.title for column in table.columns]
    _stretch(sheet, 1, titles, table.columns)
    sheet.append([_head(sheet, title) for title in titles])
    sides = [column.align == "left" for column in table.columns]
    for number, row in enumerate(table.rows, 1):
        _stretch(sheet, number + 1, row, table.columns)
        bold = table.total and number == len(table.rows)
        sheet.append(
            [
                _cell(sheet, cell, decimals, styles, bold=bold, left=left)
                for cell, left in zip(row, sides, strict=True)
            ]
        )
        sheet.row_dimensions.pop(number + 1, None)  # it is written: thousands would be kept
    return sheet


def _offer(sheet: Any, letter: str, choices: Sequence[str], rows: int) -> None:
    """Offer the choices of a column; the office program asks about any other word."""
    if choices and rows:
        words = DataValidation(
            type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, errorStyle="warning"
        )
        words.add(f"{letter}2:{letter}{rows + 1}")
        sheet.data_validations.append(words)


def _paper(sheet: Any) -> None:
    """Print on A4 across, every column on the page, the head on each."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"


def _stretch(sheet: Any, number: int, row: Sequence[Cell], columns: Sequence[Column]) -> None:
    """Make a row as tall as its longest text; WPS and LibreOffice do not do so by themselves."""
    lines = max(_lines(cell, UNIT * c.width) for cell, c in zip(row, columns, strict=True))
    if lines > 1:
        sheet.row_dimensions[number].height = min(PITCH * lines, TALLEST)


def _lines(cell: Cell, width: float) -> int:
    """Return how many lines *cell* takes; digits and Latin letters are half as wide."""
    if not isinstance(cell, str | Link):
        return 1
    text = str(cell)
    length = 2 * len(text) - len(text.encode("ascii", "ignore"))
    return max(1, -(-length // max(1, int(width) - 1)))


def _head(sheet: Any, title: str) -> Any:
    cell = WriteOnlyCell(sheet, value=written(title))
    cell.font, cell.fill, cell.alignment, cell.border = BOLD, HEAD, CENTRED, BORDER
    return cell


def _cell(sheet: Any, value: Cell, decimals: int, styles: Styles, *, bold: bool, left: bool) -> Any:
    held, form = _held(value, decimals)
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(held, str):
        quoted = held[:1] in ("=", "+", "-", "@")
        cell._style = _style(sheet, styles, (form, bold, left, quoted))
        cell.value = held
        cell.data_type = "s"  # what begins like a formula stays what somebody wrote
    else:
        cell._style = _style(sheet, styles, (form, bold, left, False))
        cell.value = held
    if isinstance(value, Link) and value.address.lower().startswith(("http://", "https://")):
        cell.hyperlink = value.address
    return cell


def _held(value: Cell, decimals: int) -> tuple[str | int | float | Decimal | date, str]:
    """Return what a cell holds, and the form of numbers in which it is shown."""
    if isinstance(value, Rate):
        if value.value is None:
            return "—", GENERAL
        return float(value.value), f"0.{'0' * decimals}%" if decimals else "0%"
    if isinstance(value, date):
        return value, "yyyy-mm-dd"
    if isinstance(value, int):
        return value, "0"
    if isinstance(value, Decimal):
        return value, GENERAL
    return "—" if value is None else written(str(value)), GENERAL


def _style(sheet: Any, styles: Styles, key: StyleKey) -> Any:
    """Return the style of *key*, put together once: of a hundred thousand rows all look alike."""
    if key not in styles:
        form, bold, left, quoted = key
        model: Any = WriteOnlyCell(sheet)
        model.font, model.border = BOLD if bold else PLAIN, BORDER
        model.alignment = LEFT if left else CENTRED
        model.number_format, model.quotePrefix = form, quoted
        styles[key] = model._style
    return styles[key]


def written(text: str) -> str:
    """Return *text* as the format holds it, where a bare ``_x0041_`` would be read as an A."""
    kept = storable(text, LONGEST)
    # the format counts what UTF-16 needs
    if len(kept) > LONGEST // 2 and len(kept.encode("utf-16-le")) // 2 > LONGEST:
        kept = storable(kept, LONGEST // 2)
    return ESCAPE.sub("_x005F_", kept) if "_x" in kept else kept
