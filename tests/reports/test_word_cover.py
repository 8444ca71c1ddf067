"""The sheet for signing as Word: a form without heads of columns, with room to write on."""

import io

import docx
import pytest
from docx.shared import Pt

from reports import cover_layout, word_cover
from tests.figures.builders import MADE_AT
from tests.reports.covers import sheet, strained
from tests.reports.papers import county, nothing


@pytest.mark.parametrize(
    ("value", "height"),
    [(nothing(), cover_layout.MOST), (strained(), cover_layout.LEAST)],
)
def test_an_official_has_room_to_write_on(value: object, height: float) -> None:
    made = word_cover.render(sheet(value), made_at=MADE_AT)  # type: ignore[arg-type]
    (form,) = docx.Document(io.BytesIO(made)).tables
    *_, instructions, signature = form.rows

    assert form.rows[0].cells[0].text == "文稿"
    assert (instructions.cells[0].text, instructions.cells[1].text) == ("领导批示", "")
    assert instructions.height is not None
    assert height <= instructions.height.pt + 0.1 < height + cover_layout.PITCH * 2
    assert "年　　月　　日" in signature.cells[1].text


def test_it_is_set_as_a_form() -> None:
    made = docx.Document(io.BytesIO(word_cover.render(sheet(county()), made_at=MADE_AT)))
    (section,) = made.sections
    label, text = made.tables[0].rows[1].cells

    assert "PAGE" not in section.footer._element.xml + section.even_page_footer._element.xml
    assert section.top_margin == pytest.approx(Pt(cover_layout.TOP), rel=0.01)
    assert 'w:eastAsia="黑体"' in label.paragraphs[0].runs[0]._r.xml
    assert 'w:eastAsia="仿宋_GB2312"' in text.paragraphs[0].runs[0]._r.xml
    assert text.paragraphs[0].runs[0].font.size == Pt(cover_layout.FONT)
    assert text.paragraphs[0].runs[0]._r.xml.count("<w:br/>") == 2  # a line for each sentence
