"""The sheet that is signed as Word: a form on one page, with room to write on."""

from datetime import datetime
from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Pt

from reports import cover_layout, ooxml, word
from reports.cover_layout import Row
from reports.document_model import Document

WRITTEN_ON = 2  # rows at the end: instructions, signature


def render(document: Document, *, made_at: datetime) -> bytes:
    """Return the .docx of *document*, whose one table is the form."""
    sheet = word.built(document, made_at=made_at)
    (section,) = sheet.sections
    section.top_margin, section.bottom_margin = Pt(cover_layout.TOP), Pt(cover_layout.BOTTOM)
    section.footer_distance = Pt(0)
    for footer in (section.footer, section.even_page_footer):
        for paragraph in footer.paragraphs:
            paragraph.clear()  # one page needs no number
            paragraph.paragraph_format.line_spacing = Pt(1)
    title = sheet.paragraphs[0].paragraph_format
    title.space_before, title.space_after = Pt(0), Pt(12)
    for grid in sheet.tables:
        _set(grid, document)
    return word.saved(sheet)


def _set(grid: Any, document: Document) -> None:
    grid._tbl.remove(grid.rows[0]._tr)  # a form has no heads of columns
    for row in grid.rows:
        for number, cell in enumerate(row.cells):
            _set_cell(cell, ooxml.HEITI if number == 0 else ooxml.FANGSONG)
    if len(grid.rows) <= WRITTEN_ON:
        return
    *_, instructions, signature = grid.rows
    told: list[Row] = [(str(label), str(text)) for label, text in _rows(document)[:-WRITTEN_ON]]
    room = max(cover_layout.LEAST, min(cover_layout.MOST, cover_layout.free(told)))
    for written_on, height in ((instructions, room), (signature, cover_layout.SIGNATURE)):
        written_on.height, written_on.height_rule = Pt(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _set_cell(cell: Any, font: str) -> None:
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.line_spacing = Pt(cover_layout.PITCH)
        for run in paragraph.runs:
            run.font.size = Pt(cover_layout.FONT)
            ooxml.set_fonts(run._r.get_or_add_rPr(), font)


def _rows(document: Document) -> tuple[tuple[Any, ...], ...]:
    return next(block.table.rows for block in document.blocks if block.table is not None)
