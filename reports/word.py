"""A document as Word: the layout of GB/T 9704-2012, with the office's own font names.

Margins 37/35/28/26 mm, 22 lines of 28 characters, title 2号小标宋, body 3号仿宋, headings 黑体
and 楷体, page numbers «— 1 —», annexes on pages of their own. No red head and no seal: the
office prints on its own paper.
"""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from monitor.parsing.text import storable
from reports import ooxml, word_tables
from reports.document_model import Block, Document
from reports.ooxml import BIAOSONG, FANGSONG, HEITI, KAITI
from reports.title_lines import text_width, title_lines

BODY, TITLE, CELL, SMALL = Pt(16), Pt(22), Pt(10.5), Pt(14)
PITCH = Pt(28.95)  # 225 mm / 22 lines
PORTRAIT, LANDSCAPE = (Mm(210), Mm(297)), (Mm(297), Mm(210))
MARGINS = {"top": Mm(37), "bottom": Mm(35), "left": Mm(28), "right": Mm(26)}
TURNED = {"top": Mm(25), "bottom": Mm(24), "left": Mm(20), "right": Mm(20)}
BREAK = "\u200b"  # where a line may end: before the counts of a rate, which programs keep with it
LONG_LATIN = re.compile(r"[!-~]{16,}")
SIGNED_WITH = 2  # annexes named on the signed page; all of them would empty half of the other
FEW = 3  # annexes that stand on the signed page with the last words


def render(document: Document, *, made_at: datetime, imprint: Sequence[str] = ()) -> bytes:
    """Return the .docx; *imprint*: the two ends of the last line (印发机关、印发日期)."""
    return saved(built(document, made_at=made_at, imprint=imprint))


def built(document: Document, *, made_at: datetime, imprint: Sequence[str] = ()) -> WordDocument:
    """Return the document as the library holds it, for a form that sets it otherwise."""
    word = docx.Document()
    _prepare(word, made_at, document.title)
    pending = list(document.annexes)
    signed = False
    within = ""
    for block in document.blocks:
        if block.kind == "signature" and not signed:
            few = len(pending) <= FEW
            word.paragraphs[-1].paragraph_format.keep_with_next = few  # none signs alone
            _annex_list(word, pending)
            _signatures(
                word, [block.text for block in document.blocks if block.kind == "signature"]
            )
            signed = True
        if block.kind == "annex":
            within = block.text if document.holds_one_table(block) else ""
        _write(word, block, document, within)
    if document.sealed:
        _line(word, document.sealed.line, size=CELL, pitch=Pt(18))
        word.core_properties.keywords = document.sealed.keyword  # which a PDF made of it keeps
    if document.bundle:
        _line(word, document.bundle_line, size=CELL, pitch=Pt(18))
    for section in word.sections:
        _page_numbers(section)
    if imprint:
        _imprint(word, imprint)
    return word


def saved(word: WordDocument) -> bytes:
    """Return the bytes of the file."""
    word.save(stream := io.BytesIO())
    return stream.getvalue()


def _prepare(word: WordDocument, made_at: datetime, title: str) -> None:
    (section,) = word.sections
    section.page_width, section.page_height = PORTRAIT
    _margins(section, MARGINS)
    style = word.styles["Normal"]
    style.font.size = BODY
    ooxml.set_fonts(style.element.get_or_add_rPr(), FANGSONG)
    properties = word.core_properties
    properties.title, properties.language = ooxml.title(title), "zh-CN"
    properties.author = properties.comments = ""  # else the library names itself
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    word.settings.odd_and_even_pages_header_footer = True
    spaced = style.element.get_or_add_pPr()  # no thin space between digits and Chinese
    for name in ("autoSpaceDE", "autoSpaceDN"):
        spaced.insert_element_before(ooxml.off(name), *ooxml.AFTER_AUTOSPACE)


def _write(word: WordDocument, block: Block, document: Document, within: str) -> None:
    match block.kind:
        case "title":
            _title(word, block.text)
        case "addressee":
            _line(word, block.text, indent=0)
        case "heading":
            _line(word, block.text, font=HEITI, keep=True)
        case "subheading":
            _line(word, block.text, font=KAITI, keep=True)
        case "paragraph":
            _line(word, block.text)
        case "remark":
            _line(word, f"注：{block.text}", size=CELL, pitch=Pt(18))
        case "annex":
            _annex(word, block)
        case "table" if block.table is not None:
            named = block.table.caption not in within  # the annex itself bears that name
            word_tables.write(word, block.table, document.decimals, named=named)


def _title(word: WordDocument, text: str) -> None:
    paragraph = word.add_paragraph()
    for number, line in enumerate(title_lines(text)):
        run = ooxml.run(paragraph, "", BIAOSONG, TITLE)
        if number:
            run.add_break()
        run.add_text(storable(line))
    paragraph.alignment = ALIGN.CENTER
    ooxml.space(paragraph, Pt(34), before=Pt(29), after=Pt(29))
    ooxml.unsnap(paragraph)


def _line(
    word: WordDocument,
    text: str,
    *,
    font: str = FANGSONG,
    size: Any = BODY,
    indent: int = 200,
    keep: bool = False,
    pitch: Any = PITCH,
) -> Paragraph:
    paragraph = word.add_paragraph()
    ooxml.run(paragraph, text.replace("%（", f"%{BREAK}（"), font, size)
    stretched = keep or LONG_LATIN.search(text)  # justified, such a line would tear apart
    paragraph.alignment = ALIGN.LEFT if stretched else ALIGN.JUSTIFY
    ooxml.space(paragraph, pitch)
    ooxml.indent(paragraph, firstLineChars=indent)
    paragraph.paragraph_format.keep_with_next = keep
    paragraph.paragraph_format.widow_control = True
    return paragraph


def _annex_list(word: WordDocument, annexes: Sequence[Block]) -> None:
    """Name the annexes one line below the body (附件说明), without punctuation at the end."""
    if not annexes:
        return
    _line(word, "", keep=True)
    if len(annexes) == 1:
        _line(word, f"附件：{annexes[0].text}", keep=True)
        return
    for number, annex in enumerate(annexes, 1):
        paragraph = _line(word, f"{number}.{annex.text}", keep=True)
        few = len(annexes) <= FEW
        paragraph.paragraph_format.keep_with_next = few or number > len(annexes) - SIGNED_WITH
        if number == 1:
            paragraph.runs[0].text = f"附件：{paragraph.runs[0].text}"
        else:
            ooxml.indent(paragraph, leftChars=500, firstLineChars=0)


def _signatures(word: WordDocument, texts: Sequence[str]) -> None:
    """Sign: the date four characters from the right edge, the office centred on it."""
    blank = _line(word, "", keep=True)
    blank.paragraph_format.keep_with_next = True
    widths = [text_width(text) for text in texts]
    last = widths[-1]
    for number, (text, width) in enumerate(zip(texts, widths, strict=True)):
        edge = 4 + (last - width) / 2
        if min(4 + (last - other) / 2 for other in widths) < 0:
            edge = (max(widths) - width) / 2
        paragraph = _line(word, text, indent=0, keep=number < len(texts) - 1)
        paragraph.alignment = ALIGN.RIGHT
        ooxml.indent(paragraph, rightChars=round(edge * 100), firstLineChars=0)


def _annex(word: WordDocument, block: Block) -> None:
    section = word.add_section(WD_SECTION.NEW_PAGE)
    _shrink(word.paragraphs[-1])
    turned = block.landscape
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = LANDSCAPE if turned else PORTRAIT
    _margins(section, TURNED if turned else MARGINS)
    label = word.add_paragraph()
    ooxml.run(label, block.label, HEITI, BODY)
    ooxml.space(label, PITCH)
    label.paragraph_format.keep_with_next = True
    name = word.add_paragraph()
    ooxml.run(name, block.text, BIAOSONG, TITLE)
    name.alignment = ALIGN.CENTER
    name.paragraph_format.keep_with_next = True
    ooxml.space(name, Pt(34), after=Pt(10))
    ooxml.unsnap(name)


def _imprint(word: WordDocument, ends: Sequence[str]) -> None:
    """Put the imprint (版记) between two rules at the foot of the last, even page.

    Where the text ends nobody knows before an office program sets it; so it has an even page of
    its own, which GB/T 9704 provides for, without a number.
    """
    section = word.add_section(WD_SECTION.EVEN_PAGE)
    _shrink(word.paragraphs[-1])
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PORTRAIT
    _margins(section, MARGINS)
    section.footer_distance = MARGINS["bottom"]
    width = section.page_width - MARGINS["left"] - MARGINS["right"]
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
        grid = footer.add_table(1, 2, width)
        _ends(grid, ends)
        footer._element.remove(footer.paragraphs[0]._p)
        _shrink(footer.add_paragraph())


def _ends(grid: Any, ends: Sequence[str]) -> None:
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    grid._tbl.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
    )
    for cell, text, align in zip(grid.rows[0].cells, ends, (ALIGN.LEFT, ALIGN.RIGHT), strict=True):
        paragraph = cell.paragraphs[0]
        ooxml.run(paragraph, text, FANGSONG, SMALL)
        paragraph.alignment = align
        ooxml.space(paragraph, Pt(24))


def _shrink(paragraph: Paragraph) -> None:
    """Take the room from a paragraph that only the format needs; it would begin a page."""
    ooxml.space(paragraph, Pt(1))
    ooxml.unsnap(paragraph)


def _page_numbers(section: Any) -> None:
    section.footer_distance = Mm(24) if section.orientation == WD_ORIENT.PORTRAIT else Mm(16)
    for footer, align, side in (
        (section.footer, ALIGN.RIGHT, "rightChars"),
        (section.even_page_footer, ALIGN.LEFT, "leftChars"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        ooxml.run(paragraph, "— ", ooxml.SONG, SMALL)
        ooxml.field(paragraph, "PAGE", SMALL)
        ooxml.run(paragraph, " —", ooxml.SONG, SMALL)
        ooxml.indent(paragraph, **{side: 100})


def _margins(section: Any, margins: dict[str, Any]) -> None:
    section.top_margin, section.bottom_margin = margins["top"], margins["bottom"]
    section.left_margin, section.right_margin = margins["left"], margins["right"]
