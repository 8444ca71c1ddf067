"""A report's files in every form asked for; issued ones are frozen, each issue a version."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from monitor.app.issue import complete, exclusive_issue, issue
from monitor.figures import Figures, issue_diff
from monitor.figures.issues import Issued, IssueStore
from monitor.model import Means, clock
from monitor.model.errors import Busy
from monitor.system.collector import resting
from monitor.system.files import Content, Published, publish
from reports.document_model import Document

Tell = Callable[[str], None]

SHORT_NAMES = {"quarter_city": "报告", "quarter_units": "通报", "month": "月报"}
NAMES = {
    "quarter_city": "政务新媒体检查情况报告",
    "quarter_units": "政务新媒体检查情况通报",
    "month": "政务新媒体检查情况月报",
    "year": "政务新媒体年度工作情况",
    "rollup_city": "政务新媒体检查情况汇总报告",
    "rollup_units": "政务新媒体检查情况汇总通报",
}


WORDS = {  # by which the folders of issues are called
    "quarter_city": "报告",
    "quarter_units": "通报",
    "rollup_city": "汇总报告",
    "rollup_units": "汇总通报",
}


@dataclass(frozen=True, slots=True)
class ReportJob:
    """One document of one period: its figures, its words, the forms asked for.

    *about*: what its manifest says besides.
    """

    kind: str
    figures: Figures
    document: Document
    forms: Sequence[str]
    cover: Document | None = None  # the sheet on which it is signed
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name of the files, without what they end in."""
        return f"{self.figures.period.name}{NAMES[self.kind]}"


@dataclass(frozen=True, slots=True)
class IssueMark:
    """How the office issues a paper: its number (文号) and its day, who does it by what means."""

    number: str
    on: date
    by: str = ""
    via: Means = Means.CLI


@resting()
def file(
    issues: IssueStore,
    paper: ReportJob,
    out: Path,
    stage: Path,
    *,
    tell: Tell,
    mark: IssueMark | None = None,
) -> Published:
    """Write *paper* below *out*, by way of *stage*; freeze it where it is issued."""
    if mark is not None:
        with exclusive_issue(stage):
            return _issue(issues, paper, out, stage, mark, tell)
    with suppress(Busy), exclusive_issue(stage):  # who is issuing now completes it as well
        complete(issues, stage, tell)
    period = paper.figures.period.name
    if last := issues.last_version(period, paper.kind):
        tell(f"{last.number} 已于 {last.issued_on} 印发（第{last.version}版），本次生成的是草稿。")
    return publish(out / period, stage, dict(_files(paper, issued=False)), _about(paper))


def _issue(
    issues: IssueStore, paper: ReportJob, out: Path, stage: Path, mark: IssueMark, tell: Tell
) -> Published:
    """Issue *paper*, unless completing an interrupted issue has just done so."""
    period = paper.figures.period.name
    placed = complete(issues, stage, tell)
    if placed and _is_same(placed.issued, period, paper.kind, mark):
        return placed.published
    issued, changes = _issued_as(paper, mark, issues.issued(period, paper.kind))
    folder = out / period / f"{_word(paper.kind)}第{issued.version}版"
    about = _about(paper) | {"issued": _issued(issued), "changes": list(changes)}
    published = issue(issues, stage, folder, issued, dict(_files(paper, issued=True)), about, tell)
    _tell_issue(issued, changes, tell)
    return published


def _is_same(issued: Issued, period: str, kind: str, mark: IssueMark) -> bool:
    return (issued.period, issued.kind, issued.number, issued.issued_on) == (
        period,
        kind,
        mark.number,
        mark.on,
    )


def _about(paper: ReportJob) -> dict[str, Any]:
    from reports import figures_json

    figures = paper.figures
    return {
        "period": figures.period.name,
        "kind": paper.kind,
        "made_at": clock.iso(figures.made_at),
        "program": figures.program,
        "rules": figures.rules,
        "sealed": figures_json.sealed(figures.sealed),
        "spot_checks": [run.id for run in figures.spotchecks],
        "figures": figures_json.shares(figures),
        **paper.about,
    }


def _issued_as(
    paper: ReportJob, mark: IssueMark, earlier: Sequence[Issued]
) -> tuple[Issued, tuple[str, ...]]:
    """Return the next version of *paper*, and its changes since the last one."""
    from reports import figures_json

    frozen = figures_json.freeze(paper.figures)
    changes = issue_diff.between(earlier[-1].figures, frozen) if earlier else ()
    issued = Issued(
        period=paper.figures.period.name,
        kind=paper.kind,
        version=earlier[-1].version + 1 if earlier else 1,
        number=mark.number,
        issued_on=mark.on,
        made_at=paper.figures.made_at,
        figures=frozen,
        sha256=hashlib.sha256(frozen.encode()).hexdigest(),
        by=mark.by,
        via=mark.via,
    )
    return issued, changes


def _files(paper: ReportJob, *, issued: bool) -> Iterator[tuple[str, Content]]:
    from reports import figures_json

    name = paper.name
    # what is issued is kept and sent on: no place for the sheet and its telephones
    if "cover" in paper.forms and paper.cover is not None and not issued:
        from reports import word_cover

        yield (
            f"{paper.figures.period.name}{SHORT_NAMES[paper.kind]}领导阅签单.docx",
            word_cover.render(paper.cover, made_at=clock.beijing(paper.figures.made_at)),
        )
    if "docx" in paper.forms:
        yield f"{name}.docx", _docx(paper, issued=issued)
    if "xlsx" in paper.forms:
        from reports import report_tables, xlsx

        yield (
            f"{name}附表.xlsx",
            xlsx.render(
                report_tables.workbook(paper.figures),
                paper.figures.decimals,
                period=paper.figures.period.label,
                sealed=paper.figures.sealed,
            ),
        )
    if "html" in paper.forms or "pdf" in paper.forms:
        yield from _pages(paper, name)
    if "json" in paper.forms:
        yield f"{name}.json", figures_json.stream(paper.figures)


def _docx(paper: ReportJob, *, issued: bool) -> bytes:
    from reports import word, word_page

    made_at = clock.beijing(paper.figures.made_at)
    if paper.kind == "month" and not any(b.table or b.label for b in paper.document.blocks):
        return word_page.render(paper.document, made_at=made_at)
    return word.render(paper.document, made_at=made_at, imprint=_imprint(paper) if issued else ())


def _pages(paper: ReportJob, name: str) -> Iterator[tuple[str, Content]]:
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
                yield (
                    file_name,
                    html.page_of(table.caption, part, paper.figures.decimals, paper.figures.sealed),
                )
    if "html" in paper.forms:
        own = not paper.kind.endswith("_units")
        yield (
            f"{name}.html",
            html.stream(paper.document, paper.figures, further, for_office=own),
        )
    if "pdf" in paper.forms:
        from reports import pdf

        yield f"{name}.pdf", pdf.render(html.render(paper.document, paper.figures))


def _imprint(paper: ReportJob) -> tuple[str, ...]:
    """Return the two ends of the imprint (版记); drafts and working papers have none."""
    if not paper.kind.startswith(("quarter", "rollup")):
        return ()
    signed = [block.text for block in paper.document.blocks if block.kind == "signature"]
    return (signed[0], f"{signed[-1]}印发") if len(signed) > 1 else ()


def _word(kind: str) -> str:
    return WORDS.get(kind, "")


def _issued(issued: Issued) -> dict[str, Any]:
    return {
        "version": issued.version,
        "number": issued.number,
        "on": issued.issued_on.isoformat(),
        "figures_sha256": issued.sha256,
    }


def _tell_issue(issued: Issued, changes: Iterable[str], tell: Tell) -> None:
    tell(f"已登记印发：{issued.number}，{issued.issued_on}，第{issued.version}版，数字就此固定。")
    if issued.version > 1:
        lines = list(changes)
        tell("与上一版相比：" if lines else "数字与上一版相同。")
        for line in lines:
            tell(f"  {line}")
