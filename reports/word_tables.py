"""The tables of a Word document: fixed widths, heads that repeat, rows that stay whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from reports import ooxml
from reports.document_model import Cell, Column, Table, shown
from reports.ooxml import FANGSONG, HEITI

ALIGNS = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}
LONGEST = 500  # rows of a table on paper; the spreadsheet has them all
KEPT = 3  # rows at the end that no page parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How large a table is set: its type, its lines, the room above and below them, in points.

    *rim*: the room at the left and right of a cell, in twentieths of a point.
    """

    size: float
    pitch: float
    room: float
    rim: int


USUAL = Setting(size=10.5, pitch=15, room=1.5, rim=108)
DENSE = Setting(size=9, pitch=12, room=0.4, rim=40)


def write(word: WordDocument, table: Table, decimals: int, *, named: bool) -> None:
    """Append *table* to *word*, its caption above where it is *named*."""
    if named:
        _caption(word, table.caption)
    if not table.rows:
        _note(word, f"{table.empty}。", Pt(12)).alignment = ALIGN.CENTER
        return
    section = word.sections[-1]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    widths = _widths(table.columns, room)
    setting = DENSE if table.dense else USUAL
    shown_rows = table.rows[:LONGEST]
    grid = word.add_table(rows=1 + len(shown_rows), cols=len(table.columns))
    grid.style = "Table Grid"
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _rim(grid, setting.rim)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    heads = [column.title for column in table.columns]
    _row(grid.rows[0], heads, table.columns, widths, setting, bold=True)
    _repeat(grid.rows[0])
    for number, (line, row) in enumerate(zip(grid.rows[1:], shown_rows, strict=True)):
        last = table.total and number == len(shown_rows) - 1
        texts = [_written(cell, decimals) for cell in row]
        _row(line, texts, table.columns, widths, setting, bold=last)
    if len(shown_rows) < len(table.rows):
        _note(word, f"共{len(table.rows)}行，其余见电子表格。", Pt(10.5))
    for line in grid.rows[-KEPT:]:  # neither a total nor a remark stands alone on the next page
        for cell in line.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    gap = word.add_paragraph()
    gap.paragraph_format.keep_with_next = True
    ooxml.space(gap, Pt(8))


def _note(word: WordDocument, text: str, size: Any) -> Paragraph:
    paragraph = word.add_paragraph()
    ooxml.run(paragraph, text, FANGSONG, size)
    ooxml.space(paragraph, Pt(18))
    return paragraph


def _caption(word: WordDocument, text: str) -> None:
    caption = word.add_paragraph()
    ooxml.run(caption, text, HEITI, Pt(12))
    caption.alignment = ALIGN.CENTER
    caption.paragraph_format.keep_with_next = True
    ooxml.space(caption, Pt(22), before=Pt(8))


def _written(cell: Cell, decimals: int) -> str:
    """Return a cell's text; no line can break within a date."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}".replace("-", "\u2011")
    return shown(cell, decimals)


def _row(
    row: Any,
    texts: Sequence[str],
    columns: Sequence[Column],
    widths: Sequence[int],
    setting: Setting,
    *,
    bold: bool,
) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    for cell, text, column, width in zip(row.cells, texts, columns, widths, strict=True):
        cell.width = width
        cell.vertical_alignment = 1
        paragraph = cell.paragraphs[0]
        ooxml.run(paragraph, text, HEITI if bold else FANGSONG, Pt(setting.size))
        paragraph.alignment = ALIGN.CENTER if bold else ALIGNS[column.align]
        room = Pt(setting.room)
        ooxml.space(paragraph, Pt(setting.pitch), before=room, after=room)
        ooxml.unsnap(paragraph)


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    shares = sum(column.width for column in columns)
    return [int(room * column.width / shares) for column in columns]


def _rim(grid: Any, width: int) -> None:
    rims = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        rim = OxmlElement(f"w:{side}")
        rim.set(qn("w:w"), str(width))
        rim.set(qn("w:type"), "dxa")
        rims.append(rim)
    grid._tbl.tblPr.insert_element_before(rims, "w:tblLook")


def _repeat(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
