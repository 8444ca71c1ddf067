"""What a Word file needs and python-docx has no words for: fonts by script, indents, fields."""

from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from monitor.parsing.text import storable

SONG, LATIN = "宋体", "Times New Roman"
FANGSONG, KAITI, HEITI = "仿宋_GB2312", "楷体_GB2312", "黑体"
BIAOSONG = "方正小标宋简体"
# what follows within w:pPr: Word refuses elements out of their order
AFTER_AUTOSPACE = (
    "w:bidi", "w:adjustRightInd", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap",
    "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


def field(paragraph: Paragraph, code: str, size: Any) -> None:
    """Append a field, such as PAGE, that the office program fills in."""
    text_run = run(paragraph, "", SONG, size)
    for kind in ("begin", "", "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        text_run._r.append(mark)


def run(paragraph: Paragraph, text: str, font: str, size: Any) -> Any:
    """Append text in a Chinese font; its digits and Latin letters are set in the Latin one."""
    text_run = paragraph.add_run(storable(text))
    text_run.font.size = size
    set_fonts(text_run._r.get_or_add_rPr(), font)
    return text_run


def title(text: str) -> str:
    """Return the title of a file as its properties may hold it."""
    return storable(text, 255)


def set_fonts(properties: Any, name: str) -> None:
    """Name the fonts of a run or a style."""
    fonts = properties.get_or_add_rFonts()
    latin = SONG if name == SONG else LATIN
    for kind, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", name), ("cs", latin)):
        fonts.set(qn(f"w:{kind}"), value)
    fonts.set(qn("w:hint"), "eastAsia")


def space(paragraph: Paragraph, pitch: Any, *, before: Any = 0, after: Any = 0) -> None:
    """Set lines exactly *pitch* apart."""
    form = paragraph.paragraph_format
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = pitch
    form.space_before, form.space_after = before or Pt(0), after or Pt(0)


def unsnap(paragraph: Paragraph) -> None:
    """Take a paragraph off the line grid, where each line of a large title would take two."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(off("snapToGrid"), *AFTER_AUTOSPACE[2:])


def off(name: str) -> Any:
    """Return the element that switches *name* off."""
    mark = OxmlElement(f"w:{name}")
    mark.set(qn("w:val"), "0")
    return mark


def indent(paragraph: Paragraph, **hundredths: int) -> None:
    """Indent in hundredths of a character, which python-docx cannot."""
    properties = paragraph._p.get_or_add_pPr()
    indentation = properties.get_or_add_ind()
    for name, value in hundredths.items():
        indentation.set(qn(f"w:{name}"), str(value))
        plain = name.removesuffix("Chars")
        # for programs that know no indents in characters
        indentation.set(qn(f"w:{plain}"), str(value * 320 // 100))
