"""A paper of one page as Word: its lines as close, and at last as small, as the page needs."""

from collections.abc import Sequence
from datetime import datetime

from docx.shared import Pt

from reports import word
from reports.document_model import Block, Document
from reports.line_fitting import lines_of
from reports.title_lines import title_lines

HEIGHT, WIDTH = 225 * 72 / 25.4, 156 * 72 / 25.4  # of the part that is written on, in points
USUAL = 28.95
SIZES = ((16.0, 21.0), (14.0, 17.0))  # of the letters, and how close their lines may stand
TITLE_LINE, AFTER = 34.0, 12.0
SEALED = 18.0
SPARE = 16.0  # programs break lines differently


def render(document: Document, *, made_at: datetime) -> bytes:
    """Return the .docx of *document*, which has no annex and no table."""
    paper = word.built(document, made_at=made_at)
    size, pitch = measures(document.blocks, sealed=document.sealed is not None)
    for paragraph in paper.paragraphs:
        form = paragraph.paragraph_format
        if form.line_spacing == word.PITCH:
            form.line_spacing = Pt(pitch)
            for run in paragraph.runs:
                run.font.size = Pt(size)
        elif paragraph.text.replace("\n", "") == document.title:
            form.space_before, form.space_after = Pt(0), Pt(AFTER)
    return word.saved(paper)


def measures(blocks: Sequence[Block], *, sealed: bool) -> tuple[float, float]:
    """Return the size of the letters and how far apart their lines stand, so that all fit."""
    titles = [block.text for block in blocks if block.kind == "title"]
    taken = sum(len(title_lines(title)) * TITLE_LINE + AFTER for title in titles)
    room = HEIGHT - taken - SPARE - (SEALED if sealed else 0)
    pitch = USUAL
    for size, closest in SIZES:
        width = WIDTH / size - 0.5
        written = [block for block in blocks if block.kind != "title"]
        lines = sum(_lines(block, width) for block in written) + 1  # above the signature
        pitch = min(USUAL, room / lines)
        if pitch >= closest:
            return size, pitch
    return size, closest


def _lines(block: Block, width: float) -> int:
    return lines_of(("　　" if block.kind == "paragraph" else "") + block.text, width)
