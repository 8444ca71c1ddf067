"""The letter as Word: one page and its form, whatever usual kind of problem it tells."""

from pathlib import Path

import pytest

from reports import document_builder, letter_wording, template_filters, word_letter
from reports.document_model import Block, Document
from tests.figures.builders import MADE_AT, figures, history, registered
from tests.pages import MISSING, pages
from tests.reports.papers import LETTER
from tests.reports.test_letter_wording import failing

KINDS = {
    "silent": [failing("U01", basis="国办秘函〔2019〕19号：监测时间点前2周内无更新，单项否决")],
    "two": [
        failing("U01", id="b", basis="国办秘函〔2019〕19号：监测时间点前2周内无更新，单项否决"),
        failing("U02", "account_blocked", "feed", id="c",
                basis="国办发〔2018〕123号：开设、变更、关停、注销应向主管单位备案"),
    ],
}  # fmt: skip


def letter(kind: str) -> Document:
    value, accounts = figures(history("fff", registered())), KINDS[kind]
    return document_builder.write(
        "notice", value, LETTER,
        tables=(letter_wording.receipt(accounts),),
        unit="高台县财政局", accounts=accounts,
        bases=template_filters.bases_of(accounts, value), evidence="",
        **letter_wording.phrases(accounts, value),
    )  # fmt: skip


@pytest.mark.long  # it starts an office program
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_a_letter_is_one_page_and_the_form_another(tmp_path: Path) -> None:
    documents = []
    for kind in KINDS:
        path = tmp_path / f"{kind}.docx"
        path.write_bytes(word_letter.render(letter(kind), made_at=MADE_AT))
        documents.append(path)

    for first, second in pages(documents, tmp_path):
        assert "整改通知书" in first and "2022 年 1 月 4 日" in first
        assert "整改措施" in second and "单位盖章" in second


@pytest.mark.parametrize(
    ("lines", "pitch"),
    [(1, word_letter.USUAL), (24, 21.5), (60, word_letter.CLOSEST)],
)
def test_lines_stand_as_close_as_the_page_needs(lines: int, pitch: float) -> None:
    blocks = [Block(kind="title", text="题")] + [Block(kind="paragraph", text="行")] * lines

    assert word_letter.pitch_of(blocks) == pytest.approx(pitch, abs=0.5)


@pytest.mark.parametrize(("width", "lines"), [(24, 1), (25, 2), (50, 2), (51, 3)])
def test_a_line_holds_so_many_characters(width: int, lines: int) -> None:
    assert word_letter._lines(Block(kind="paragraph", text="字" * width)) == lines
    assert word_letter._lines(Block(kind="paragraph", text="12" * width)) == lines
