"""A paper of one page: its lines come closer, and at last its letters are smaller."""

import io
from dataclasses import replace

import docx
import pytest
from docx.shared import Pt

from monitor.model.chain_head import Head
from reports import page_layout, word_page
from reports.document_model import Block
from tests.figures.builders import MADE_AT
from tests.reports.covers import strained
from tests.reports.papers import county, paper


@pytest.mark.parametrize(
    ("lines", "size", "pitch"),
    [(1, 16, page_layout.USUAL), (25, 16, 22.1), (26, 16, 21.3), (27, 14, 20.6), (60, 14, 17.0)],
)
def test_lines_stand_as_close_as_the_page_needs(lines: int, size: float, pitch: float) -> None:
    blocks = [Block(kind="title", text="题")] + [Block(kind="paragraph", text="行")] * lines

    found = page_layout.measures(blocks, sealed=False)

    assert list(found) == pytest.approx([size, pitch], abs=0.1)


def test_a_seal_below_takes_its_room() -> None:
    blocks = [Block(kind="paragraph", text="行")] * 26
    _, without = page_layout.measures(blocks, sealed=False)

    assert page_layout.measures(blocks, sealed=True)[1] < without


def test_letters_and_lines_of_the_file_are_those_measured() -> None:
    document = paper("month", county())
    size, pitch = page_layout.measures(document.blocks, sealed=False)
    made = docx.Document(io.BytesIO(word_page.render(document, made_at=MADE_AT)))
    said = next(p for p in made.paragraphs if p.text == "特此报告。")

    assert said.paragraph_format.line_spacing == pytest.approx(Pt(pitch), rel=0.01)
    assert said.runs[0].font.size == Pt(size)
    assert made.paragraphs[0].runs[0].font.size == Pt(22)


@pytest.mark.parametrize(("lines", "fits"), [(32, True), (33, False)])
def test_what_no_page_holds_is_known(lines: int, fits: bool) -> None:
    blocks = [Block(kind="title", text="题")] + [Block(kind="paragraph", text="行")] * lines

    assert page_layout.fits(blocks, sealed=False) == fits


@pytest.mark.parametrize("number", [1, 4, 30])
def test_a_month_names_as_many_as_its_page_holds(number: int) -> None:
    value = replace(strained(number), sealed=Head(12, "9f86d081884c7d65" * 4))
    document = paper("month", value)
    text = "".join(block.text for block in document.blocks)

    assert page_layout.fits(document.blocks, sealed=True)
    assert text.count("官方第") == min(number, 3)
