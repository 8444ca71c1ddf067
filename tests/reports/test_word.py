"""The Word file: the layout of GB/T 9704-2012, text whole, attacks harmless."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import docx as library
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from monitor.figures import Figures
from monitor.model.chain_head import Head
from reports import word as docx
from reports import word_tables
from tests.figures.builders import MADE_AT
from tests.reports.papers import KINDS, county, hostile, nothing, paper

IMPRINT = ("高台县人民政府办公室", "2022年1月4日印发")


def opened(kind: str, value: Figures) -> WordDocument:
    made = docx.render(paper(kind, value), made_at=MADE_AT, imprint=IMPRINT)
    return library.Document(io.BytesIO(made))


def size(section: Section) -> tuple[int, int]:
    """Return width and height in millimetres."""
    return round((section.page_width or 0) / Mm(1)), round((section.page_height or 0) / Mm(1))


def attribute(element: Any, child: str, name: str) -> str:
    found = next(element.iter(qn(child)))
    return str(found.get(qn(name)))


def everything(word: WordDocument) -> str:
    cells = [c.text for table in word.tables for row in table.rows for c in row.cells]
    return "\n".join([p.text for p in word.paragraphs] + cells)


def test_the_page_is_that_of_the_standard() -> None:
    first, annex, *_ = opened("quarter_city", county()).sections

    assert size(first) == (210, 297)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(m.mm) for m in margins if m is not None] == [37, 35, 28, 26]
    assert annex.orientation == WD_ORIENT.LANDSCAPE
    assert size(annex) == (297, 210)


def test_its_properties_hold_no_foreign_word_and_the_true_time() -> None:
    head = Head(12, "9f86d081884c7d65" * 4)
    made = docx.render(replace(paper("month", county()), sealed=head), made_at=MADE_AT)
    word = library.Document(io.BytesIO(made))

    properties = word.core_properties
    assert (properties.comments, properties.author) == ("", "")
    assert properties.created == MADE_AT  # the format's times are UTC
    assert word.paragraphs[-1].text == head.line


def test_fonts_and_sizes_are_those_of_the_standard() -> None:
    word = opened("quarter_city", county())
    kinds = {
        "title": word.paragraphs[0],
        "heading": next(p for p in word.paragraphs if p.text == "一、总体情况"),
        "subheading": next(p for p in word.paragraphs if p.text == "（二）僵尸账号"),
        "body": next(p for p in word.paragraphs if p.text.startswith("截至2021年")),
    }
    found = {
        name: (attribute(p.runs[0]._r, "w:rFonts", "w:eastAsia"), p.runs[0].font.size)
        for name, p in kinds.items()
    }

    assert found == {
        "title": ("方正小标宋简体", Pt(22)),
        "heading": ("黑体", Pt(16)),
        "subheading": ("楷体_GB2312", Pt(16)),
        "body": ("仿宋_GB2312", Pt(16)),
    }
    body = kinds["body"].paragraph_format
    assert body.line_spacing == Pt(28.95)
    assert attribute(kinds["body"]._p, "w:ind", "w:firstLineChars") == "200"
    assert kinds["heading"].paragraph_format.keep_with_next


def test_pages_are_numbered_outside_on_both_sides() -> None:
    word = opened("quarter_city", county())

    assert word.settings.odd_and_even_pages_header_footer
    *numbered, imprint = word.sections
    assert "PAGE" not in imprint.footer._element.xml
    for section in numbered:
        for footer in (section.footer, section.even_page_footer):
            assert "PAGE" in footer._element.xml
            assert re.search(r"— .*—", "".join(footer.paragraphs[0].text.split("\n")))


def test_annexes_are_named_before_the_signature_without_an_end_mark() -> None:
    texts = [p.text for p in opened("quarter_city", county()).paragraphs]

    start = texts.index("附件：1.不合格账号清单")
    assert texts[start + 1] == "2.账号检查情况一览表"
    assert texts.index("高台县人民政府办公室", start) < texts.index("2022年1月4日", start)


def test_heads_of_tables_repeat_and_rows_stay_whole() -> None:
    table = opened("quarter_city", county()).tables[0]

    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)
    grid = table._tbl.tblGrid.gridCol_lst
    widths = [int(str(column.get(qn("w:w")))) for column in grid]
    assert min(widths) > 400 and len(set(widths)) > 1


def test_dates_in_tables_break_nowhere() -> None:
    text = everything(opened("quarter_city", county()))

    assert "2021\u201112\u201131" in text


def test_a_column_of_dates_holds_a_date_in_one_line() -> None:
    seen = set()
    for table in opened("quarter_city", county()).tables:
        grid = [int(str(c.get(qn("w:w")))) for c in table._tbl.tblGrid.gridCol_lst]
        for row in table.rows:
            for cell, width in zip(row.cells, grid, strict=True):
                if re.fullmatch(r"\d{4}\u2011\d{2}\u2011\d{2}", cell.text):
                    size = cell.paragraphs[0].runs[0].font.size
                    rims = 11 if size == Pt(10.5) else 4
                    seen.add(size)
                    assert width / 20 >= 0.61 * 10 * size.pt + rims  # whichever font stands in
    assert seen == {Pt(10.5), Pt(9)}


def test_a_rate_has_room_on_one_line_in_the_smallest_table() -> None:
    word = opened("year", county())
    (table,) = [table for table in word.tables if table.rows[0].cells[6:7]]
    assert table.rows[0].cells[6].text == "合格率"
    width = int(str(table._tbl.tblGrid.gridCol_lst[6].get(qn("w:w")))) / 20  # in points
    half = (
        word_tables.USUAL.size / 2
    )  # of a digit; Chinese brackets are full, so is the sign in some fonts

    assert width - 11 >= half * len("98.5%1200/1200") + half * 5


def test_no_more_than_the_end_of_a_long_list_of_annexes_is_kept_with_the_signature() -> None:
    """A list kept whole with the last words left half a page empty before it."""
    made = docx.render(paper("quarter_units", county(), every_annex=True), made_at=MADE_AT)
    paragraphs = library.Document(io.BytesIO(made)).paragraphs
    texts = [paragraph.text for paragraph in paragraphs]
    office = texts.index("高台县人民政府办公室")
    kept = office
    while paragraphs[kept - 1].paragraph_format.keep_with_next:
        kept -= 1

    assert texts[kept:office] == ["7.整改台账", "8.检查方法与口径说明", ""]


def test_without_annexes_the_last_words_stay_with_the_signature() -> None:
    paragraphs = opened("month", county()).paragraphs
    said = next(paragraph for paragraph in paragraphs if paragraph.text == "特此报告。")

    assert said.paragraph_format.keep_with_next


def test_a_remark_stays_with_the_last_row_of_its_table() -> None:
    (table, *_) = opened("quarter_city", county()).tables
    last = [cell.paragraphs[0] for cell in table.rows[-1].cells]

    assert all(one.paragraph_format.keep_with_next for one in last)
    gap: Any = table._tbl.getnext()
    assert gap.pPr.keepNext is not None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [county, nothing, hostile])
def test_elements_stand_in_the_order_that_word_demands(kind: str, value: object) -> None:
    made = docx.render(paper(kind, value()), made_at=MADE_AT, imprint=IMPRINT)  # type: ignore[operator]
    order = ["keepNext", "keepLines", "widowControl", "autoSpaceDE", "autoSpaceDN", "snapToGrid",
             "spacing", "ind", "jc", "rPr"]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        xml = file.read("word/document.xml").decode()

    for properties in re.findall(r"<w:pPr>(.*?)</w:pPr>", xml, re.S):
        outside = re.sub(r"<w:(rPr|sectPr)\b.*?</w:\1>", "", properties, flags=re.S)
        names = [name for name in re.findall(r"<w:(\w+)", outside) if name in order]
        assert names == sorted(names, key=order.index)


def test_attacks_come_through_as_text() -> None:
    word = opened("quarter_city", hostile())
    text = everything(word)

    for harmless in ("=cmd|'/c calc'!A0", "<script>alert(1)</script>", "& <丙>", "镕㈱〇"):
        assert harmless in text
    assert "长" * 100 in text
    assert "\u202e" not in text


def test_the_same_figures_give_the_same_document() -> None:
    first, second = (docx.render(paper("month", county()), made_at=MADE_AT) for _ in range(2))
    parts = []
    for made in (first, second):
        with zipfile.ZipFile(io.BytesIO(made)) as file:
            parts.append({name: file.read(name) for name in file.namelist()})

    assert parts[0] == parts[1]


@pytest.mark.long
def test_a_long_table_is_cut_on_paper_and_says_so() -> None:
    from tests.figures.builders import figures, history, registered

    value = figures(*(history("ppp", registered(f"a{n:04}")) for n in range(501)))

    text = everything(opened("quarter_city", value))

    assert "共501行，其余见电子表格。" in text


def test_a_table_bears_its_name_where_its_annex_holds_several() -> None:
    made = docx.render(paper("quarter_city", county(), every_annex=True), made_at=MADE_AT)
    word = library.Document(io.BytesIO(made))

    messages = [paragraph.text for paragraph in word.paragraphs]

    assert "按单位统计" in messages and "不合格账号清单" in messages
    assert messages.count("不合格账号清单") == 1
