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

INSTRUCTIONS, SIGNED = "领导批示", "阅签"
SIGN_HERE = "签名：　　　　　　　　　　　　　　　年　　月　　日"
ROOMS = (  # what lists may take: the first that leaves room enough; who fails goes last
    Room(14, 9, 4), Room(12, 8, 3), Room(10, 7, 3), Room(10, 6, 2), Room(9, 5, 2), Room(8, 4, 2),
    Room(7, 4, 2), Room(6, 3, 2), Room(5, 3, 2), Room(4, 3, 2), Room(3, 2, 2), Room(3, 2, 1),
    Room(2, 2, 1), Room(1, 1, 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverNotes:
    """What the sheet tells besides figures.

    *contacts*: who runs an account, by its id. *cases_now*: by id, for what the figures show as
    late may have been put right since.
    """

    contacts: Mapping[str, Contact] = field(default_factory=dict)
    cases_now: Mapping[int, Case] = field(default_factory=dict)


def write(
    figures: Figures, letter: document_builder.Letter, paper: Document, notes: CoverNotes
) -> Document:
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
    found: tuple[Row, ...] = ()
    for room in ROOMS:
        found = _rows(figures, paper, notes, room)
        if cover_layout.free(found) >= cover_layout.LEAST:
            return found
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
