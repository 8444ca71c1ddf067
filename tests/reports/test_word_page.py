"""A paper of one page: its lines come closer, and at last its letters are smaller."""

import io

import docx
import pytest
from docx.shared import Pt

from reports import word_page
from reports.document_model import Block
from tests.figures.builders import MADE_AT
from tests.reports.papers import county, paper


@pytest.mark.parametrize(
    ("lines", "size", "pitch"),
    [(1, 16, word_page.USUAL), (25, 16, 22.1), (26, 16, 21.3), (27, 14, 20.6), (60, 14, 17.0)],
)
def test_lines_stand_as_close_as_the_page_needs(lines: int, size: float, pitch: float) -> None:
    blocks = [Block(kind="title", text="题")] + [Block(kind="paragraph", text="行")] * lines

    found = word_page.measures(blocks, sealed=False)

    assert list(found) == pytest.approx([size, pitch], abs=0.1)


def test_a_seal_below_takes_its_room() -> None:
    blocks = [Block(kind="paragraph", text="行")] * 26
    _, without = word_page.measures(blocks, sealed=False)

    assert word_page.measures(blocks, sealed=True)[1] < without


def test_letters_and_lines_of_the_file_are_those_measured() -> None:
    document = paper("month", county())
    size, pitch = word_page.measures(document.blocks, sealed=False)
    made = docx.Document(io.BytesIO(word_page.render(document, made_at=MADE_AT)))
    said = next(p for p in made.paragraphs if p.text == "特此报告。")

    assert said.paragraph_format.line_spacing == pytest.approx(Pt(pitch), rel=0.01)
    assert said.runs[0].font.size == Pt(size)
    assert made.paragraphs[0].runs[0].font.size == Pt(22)
