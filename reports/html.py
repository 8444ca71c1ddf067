"""A document as one self-contained page: everything inline, no script, no request, escaped."""

import functools
from collections.abc import Iterator, Sequence
from datetime import date

from jinja2 import Environment
from markupsafe import Markup, escape

from monitor.figures import Figures
from monitor.model.chain_head import Head
from monitor.parsing.text import storable
from reports import bars_svg, charts, page_summary
from reports.document_model import Block, Cell, Column, Document, Table, shown
from reports.html_environment import new_environment

MOST = 1000  # rows of one table on one page; longer ones go on pages of their own
NARROW = 11  # characters, its heading too, of a cell that has half of a card on a small screen
NOTHING = shown(None, 0)
Pages = Sequence[tuple[str, str]]  # (file name, what it holds)


def render(
    document: Document,
    figures: Figures | None = None,
    pages: Pages = (),
    *,
    for_office: bool = False,
) -> str:
    """Return the page; with *figures* it begins with who fails, numbers and charts.

    *for_office*: it says as well what is to be decided, which is no business of the units.
    """
    return "".join(stream(document, figures, pages, for_office=for_office))


def stream(
    document: Document,
    figures: Figures | None = None,
    pages: Pages = (),
    *,
    for_office: bool = False,
) -> Iterator[str]:
    """Yield the page in pieces, so that a long one needs no memory of its own."""
    template = _environment(document.decimals).get_template("page.html")
    return template.generate(
        title=document.title,
        sealed=document.sealed,
        bundle_line=document.bundle_line,
        blocks=document.blocks,
        cards=_cards(figures) if figures else (),
        failing=page_summary.failing_units(figures) if figures else (),
        failing_beyond=page_summary.beyond(figures) if figures else "",
        decisions=page_summary.decisions(figures) if figures and for_office else (),
        charts=charts.charts(figures) if figures else (),
        doubled=_doubled(document),
        most=MOST,
        pages=pages,
    )


def split(table: Table, most: int = MOST, column: int = 1) -> Iterator[tuple[str, Table]]:
    """Yield (units from–to, part) of a table too long for one page, its rows by unit."""
    rows = sorted(table.rows, key=lambda row: str(row[column]))
    for start in range(0, len(rows), most):
        part = tuple(rows[start : start + most])
        first, last = str(part[0][column]), str(part[-1][column])
        label = first if first == last else f"{first}至{last}"
        yield (
            label,
            Table(
                name=table.name,
                caption=f"{table.caption}（{label}）",
                columns=table.columns,
                rows=part,
                empty=table.empty,
            ),
        )


def page_of(title: str, table: Table, decimals: int, sealed: Head | None = None) -> Iterator[str]:
    """Yield a page that holds one part of a long table."""
    blocks = (Block(kind="title", text=title), Block(kind="table", table=table))
    return stream(Document(blocks=blocks, decimals=decimals, sealed=sealed))


def _doubled(document: Document) -> frozenset[str]:
    """Return the names of the tables whose annex bears their caption already."""
    annexes = {id(annex): annex for annex in document.annexes if document.holds_one_table(annex)}
    doubled, within = set(), ""
    for block in document.blocks:
        if block.kind == "annex":
            within = block.text if id(block) in annexes else ""
        elif block.table is not None and block.table.caption in within:
            doubled.add(block.table.name)
    return frozenset(doubled)


def _cards(figures: Figures) -> tuple[tuple[str, str], ...]:
    total = figures.total.tally
    return (
        (str(total.registered), "登记账号（个）"),
        (str(total.looked), "检查账号（个）"),
        (str(total.passed), "合格（个）"),
        (str(total.failed), "不合格（个）"),
        (str(total.unknown), "无法判定（个）"),
        (total.pass_rate.text(figures.decimals), f"合格率（{total.pass_rate.counts}）"),
    )


@functools.lru_cache(maxsize=8)
def _environment(decimals: int) -> Environment:
    templates = new_environment()

    def cell(value: Cell, column: Column) -> Markup:
        text = f"{value:%Y-%m-%d}" if isinstance(value, date) else shown(value, decimals)
        kind = "date" if isinstance(value, date) else "long" if column.align == "left" else "short"
        kind += " none" if text == NOTHING else " wide" if len(column.title + text) > NARROW else ""
        label, words = escape(column.title), escape(storable(text))
        return Markup(f'<td class="{kind}" data-label="{label}">{words}</td>')  # noqa: S704  # escaped

    templates.filters["cell"] = cell
    templates.filters["track"] = bars_svg.track
    return templates
