"""A letter of rectification as Word: the letter on one page, the form for the answer on the next.

Set as every official document, but with the lines as close as the letter needs to stay on one
page; one that is too long even so runs on to the next.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from reports import word
from reports.document_model import Block, Document

PER_LINE = 28  # characters
HEIGHT = 225 * 72 / 25.4  # of the part that is written on, in points
CLOSEST, USUAL = 20.0, 28.95
TITLE = 34 + 12  # what the title takes
SPARE = 12.0  # programs break lines differently
MEASURES = 2  # the row that is answered at length
TALL, LOW = Mm(52), Mm(15)  # rows: what is told at length, and what fits on a line


def render(document: Document, *, made_at: datetime) -> bytes:
    """Return the .docx of *document*, whose last table is the form."""
    letter = word.built(document, made_at=made_at)
    first = next((n for n, block in enumerate(document.blocks) if block.kind == "annex"), None)
    pitch = pitch_of(document.blocks[:first])
    for paragraph in _own(letter.paragraphs, document):
        form = paragraph.paragraph_format
        if form.line_spacing == word.PITCH:
            form.line_spacing = Pt(pitch)
        else:  # the title
            form.space_before, form.space_after = Pt(0), Pt(12)
    if first is not None and letter.tables:
        _make_fillable(letter.tables[-1])
    return word.saved(letter)


def pitch_of(blocks: Sequence[Block]) -> float:
    """Return how far apart the lines of *blocks* stand, so that all of them stay on one page."""
    lines = sum(_lines(block) for block in blocks) + 3  # before the annex, its name, the signature
    return max(CLOSEST, min(USUAL, (HEIGHT - TITLE - SPARE) / lines))


def _lines(block: Block) -> int:
    if block.kind == "title":
        return 0
    indent = 2 if block.kind == "paragraph" else 0
    width = sum(0.5 if char.isascii() else 1 for char in block.text) + indent
    return max(1, -int(-width // (PER_LINE - 2)))  # no line begins with a comma


def _own(paragraphs: Sequence[Paragraph], document: Document) -> Iterator[Paragraph]:
    """Yield the paragraphs of the letter itself, before the first annex."""
    label = next((block.label for block in document.blocks if block.kind == "annex"), None)
    for paragraph in paragraphs:
        if label is not None and paragraph.text == label:
            return
        yield paragraph


def _make_fillable(grid: Any) -> None:
    """Give the rows of the form room for a pen, its words the size of the letter's small print."""
    for number, row in enumerate(grid.rows):
        told_at_length = number == MEASURES
        row.height = TALL if told_at_length else LOW
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing = Pt(20)
                for run in paragraph.runs:
                    run.font.size = Pt(12)
