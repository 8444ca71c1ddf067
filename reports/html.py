"""A document as one self-contained page: everything inline, no script, no request, escaped."""

import functools
from collections.abc import Iterator, Sequence
from datetime import date

from jinja2 import Environment
from markupsafe import Markup, escape

from monitor.figures import Figures
from monitor.model.chain_head import Head
from monitor.parsing.text import storable
from reports import charts
from reports.document_model import Block, Cell, Column, Document, Table, shown
from reports.html_environment import new_environment

MOST = 1000  # rows of one table on one page; longer ones go on pages of their own
Pages = Sequence[tuple[str, str]]  # (file name, what it holds)


def render(document: Document, figures: Figures | None = None, pages: Pages = ()) -> str:
    """Return the page; with *figures* it begins with numbers and charts."""
    return "".join(stream(document, figures, pages))


def stream(document: Document, figures: Figures | None = None, pages: Pages = ()) -> Iterator[str]:
    """Yield the page in pieces, so that a long one needs no memory of its own."""
    template = _environment(document.decimals).get_template("page.html")
    return template.generate(
        title=document.title,
        sealed=document.sealed,
        blocks=document.blocks,
        cards=_cards(figures) if figures else (),
        charts=[(name, Markup(svg)) for name, svg in charts.charts(figures)] if figures else (),  # noqa: S704  # made here
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
        return Markup('<td class="{}">{}</td>').format(kind, escape(storable(text)))

    templates.filters["cell"] = cell
    return templates
