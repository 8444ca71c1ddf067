"""A report's files in every form asked for; issued ones are frozen, each issue a version."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor import clock
from monitor.cli.console import Setup, say
from monitor.cli.report import Wish, paper_name
from monitor.publishing import Content, Published, publish

if TYPE_CHECKING:
    from monitor.figures import Figures
    from monitor.store import Store
    from monitor.store.issues import Issued
    from reports.document import Document

ANNEXES = ("failing", "zombies", "unknown", "rectified", "by_platform", "by_kind", "by_unit",
           "everyone", "spotchecks")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of one period: its figures, its words, the forms asked for."""

    kind: str
    figures: "Figures"
    document: "Document"
    forms: list[str]


def file(setup: Setup, store: "Store", paper: Paper, wish: Wish) -> Published:
    """Write *paper*; issue it where *wish* says so."""
    from reports import figures_json

    figures = paper.figures
    period = figures.period.name
    earlier = store.issued(period, paper.kind)
    folder = wish.out / period
    about: dict[str, Any] = {
        "period": period,
        "kind": paper.kind,
        "made_at": clock.iso(figures.made_at),
        "program": figures.program,
        "rules": figures.rules,
        "spot_checks": [run.id for run in figures.spotchecks],
    }
    files = dict(_files(paper))
    if wish.issue is not None:
        from monitor.cli import changes

        frozen = "".join(figures_json.stream(figures))
        said = changes.between(earlier[-1].figures, frozen) if earlier else ()
        issued = store.issue(
            period, paper.kind, number=wish.issue[0].strip(), on=wish.issue[1],
            made_at=figures.made_at, figures=frozen,
        )  # fmt: skip
        folder /= f"{_word(paper.kind)}第{issued.version}版"
        about |= {"issued": _issued(issued), "changes": list(said)}
        _tell_issue(issued, said)
    elif earlier:
        last = earlier[-1]
        say(f"{last.number} 已于 {last.issued_on} 印发（第{last.version}版），本次生成的是草稿。")
    return publish(folder, setup.data / "half", files, about)


def _files(paper: Paper) -> Iterator[tuple[str, Content]]:
    from reports import figures_json

    name = paper_name(paper.figures, paper.kind)
    if "docx" in paper.forms:
        from reports import docx

        yield (
            f"{name}.docx",
            docx.render(
                paper.document,
                made_at=clock.beijing(paper.figures.made_at),
                imprint=_imprint(paper),
            ),
        )
    if "xlsx" in paper.forms:
        from reports import tables, xlsx

        made = tables.tables(paper.figures)
        yield (
            f"{name}附表.xlsx",
            xlsx.render([made[key] for key in ANNEXES], paper.figures.decimals),
        )
    if "html" in paper.forms or "pdf" in paper.forms:
        yield from _pages(paper, name)
    if "json" in paper.forms:
        yield f"{name}.json", figures_json.stream(paper.figures)


def _pages(paper: Paper, name: str) -> Iterator[tuple[str, Content]]:
    from reports import html

    further: list[tuple[str, str]] = []
    tables = [block.table for block in paper.document.blocks if block.table is not None]
    for table in tables:
        if len(table.rows) <= html.MOST or table.total:
            continue
        for number, (label, part) in enumerate(html.split(table), 1):
            file_name = f"{name}-{table.name}-{number:03}.html"
            further.append((file_name, f"{table.caption}：{label}"))
            if "html" in paper.forms:
                yield file_name, html.page_of(table.caption, part, paper.figures.decimals)
    if "html" in paper.forms:
        yield f"{name}.html", html.stream(paper.document, paper.figures, further)
    if "pdf" in paper.forms:
        from reports import pdf

        yield f"{name}.pdf", pdf.render(html.render(paper.document, paper.figures))


def _imprint(paper: Paper) -> tuple[str, ...]:
    """Return the two ends of the last line of a letter; working papers have none."""
    if not paper.kind.startswith("quarter"):
        return ()
    signed = [block.text for block in paper.document.blocks if block.kind == "signature"]
    return (signed[0], f"{signed[-1]}印发") if len(signed) > 1 else ()


def _word(kind: str) -> str:
    return {"quarter_city": "报告", "quarter_units": "通报"}.get(kind, "")


def _issued(issued: "Issued") -> dict[str, Any]:
    return {
        "version": issued.version,
        "number": issued.number,
        "on": issued.issued_on.isoformat(),
        "figures_sha256": issued.sha256,
    }


def _tell_issue(issued: "Issued", said: Iterable[str]) -> None:
    say(f"已登记印发：{issued.number}，{issued.issued_on}，第{issued.version}版，数字就此固定。")
    if issued.version > 1:
        lines = list(said)
        say("与上一版相比：" if lines else "数字与上一版相同。")
        for line in lines:
            say(f"  {line}")
