"""The sheet on which the head of the office signs a paper (领导阅签单): what he must know of it.

What failed and whose, who is late and must be called, better or worse than before, what could not
be seen, what is to be decided: always on one page, every number of it from the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from monitor.cases.case import Case
from monitor.figures import Figures
from monitor.model import Contact
from reports import cover_decisions, cover_layout, cover_sentences, document_builder
from reports.cover_layout import Row
from reports.cover_sentences import Room
from reports.document_model import Column, Document, Table
from reports.paper_context import Letter

INSTRUCTIONS, SIGNED = "领导批示", "阅签"
SIGN_HERE = "签名：　　　　　　　　　　　　　　　年　　月　　日"
FIRST, MOST = Room(1, 1, 1), Room(14, 9, 4)  # lines of the lists, at least and at most
GROWING = ("failing", "late", "failing", "late", "others")  # who fails, who is late come first


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverNotes:
    """What the sheet tells besides figures.

    *contacts*: who runs an account, by its id. *cases_now*: by id, for what the figures show as
    late may have been put right since.
    """

    contacts: Mapping[str, Contact] = field(default_factory=dict)
    cases_now: Mapping[int, Case] = field(default_factory=dict)


def write(figures: Figures, letter: Letter, paper: Document, notes: CoverNotes) -> Document:
    """Return the sheet that goes before *paper*."""
    table = Table(
        name="cover",
        caption="",
        columns=(
            Column(title="项目", key="label", width=cover_layout.LABEL),
            Column(title="内容", key="text", width=cover_layout.TEXT, align="left"),
        ),
        rows=(*rows(figures, paper, notes), (INSTRUCTIONS, ""), (SIGNED, SIGN_HERE)),
    )
    sheet = document_builder.write("cover", figures, letter, tables=(table,))
    return replace(sheet, sealed=None)  # the paper itself bears it


def rows(figures: Figures, paper: Document, notes: CoverNotes) -> tuple[Row, ...]:
    """Return label and text of each row, the lists as long as one page allows."""
    room, found = FIRST, _rows(figures, paper, notes, FIRST)
    grown = True
    while grown:
        grown = False
        for name in GROWING:
            lines = getattr(room, name) + 1
            if lines > getattr(MOST, name):
                continue
            larger = replace(room, **{name: lines})
            longer = _rows(figures, paper, notes, larger)
            if cover_layout.free(longer) >= cover_layout.LEAST:
                room, found, grown = larger, longer, True
    return found


def _rows(figures: Figures, paper: Document, notes: CoverNotes, room: Room) -> tuple[Row, ...]:
    tell = cover_sentences.CoverSentences(figures, paper, room)
    return (
        ("文稿", paper.title),
        ("总体情况", "\n".join(tell.overall())),
        ("不合格", "\n".join(tell.failing())),
        ("整改逾期", "\n".join(tell.late(notes.contacts, notes.cases_now))),
        ("未能查看", "\n".join(tell.unseen())),
        ("提请审定", "\n".join(cover_decisions.decisions(tell, paper))),
    )
