"""A paper of one page as Word: its lines as close, and at last as small, as the page needs."""

from datetime import datetime

from docx.shared import Pt

from reports import page_layout, word
from reports.document_model import Document


def render(document: Document, *, made_at: datetime) -> bytes:
    """Return the .docx of *document*, which has no annex and no table."""
    paper = word.built(document, made_at=made_at)
    size, pitch = page_layout.measures(document.blocks, sealed=document.sealed is not None)
    for paragraph in paper.paragraphs:
        form = paragraph.paragraph_format
        if form.line_spacing == word.PITCH:
            form.line_spacing = Pt(pitch)
            for run in paragraph.runs:
                run.font.size = Pt(size)
        elif paragraph.text.replace("\n", "") == document.title:
            form.space_before, form.space_after = Pt(0), Pt(page_layout.AFTER)
    return word.saved(paper)
