"""Marks per unit: on the screen, as a workbook, for scripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from monitor.figures.score import Mark, Score
from monitor.model import clock
from monitor.model.period import Period
from monitor.model.score_table import ScoreTable
from monitor.parsing import naming
from monitor.parsing.text import clean
from reports import xlsx
from reports.document_model import Cell, Column, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What marks rest on. *name*, *label*: of the year or the quarter; *notes*: for people."""

    name: str
    label: str
    quarters: tuple[Period, ...]  # that were checked
    unchecked: tuple[Period, ...]
    as_of_date: date
    notes: tuple[str, ...] = ()


def render(scores: Sequence[Score], scope: Scope, width: int) -> Iterator[RenderableType]:
    """Yield the table of marks, then every deduction with its reason."""
    yield Text(f"{scope.label}政务新媒体考核得分（截至{scope.as_of_date}）", style="bold")
    grid = Grid(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    for title, align in (
        ("单位", "left"),
        ("得分", "right"),
        ("扣分", "right"),
        ("未能判定", "right"),
    ):
        grid.add_column(title, justify=align, overflow="fold")  # type: ignore[arg-type]
    for score in scores:
        row = (clean(score.unit.name), number(score.total), number(score.off), str(score.unjudged))
        grid.add_row(*map(Text, row), style="red" if score.off else "")
    yield grid
    marked = [score for score in scores if score.marks]
    if marked:
        yield Text("\n扣分明细", style="bold")
    details = Grid(box=None, pad_edge=False, padding=(0, 1), show_header=False, expand=True)
    details.add_column(ratio=3, overflow="fold")
    details.add_column(ratio=3, overflow="fold")
    details.add_column(width=6, justify="right")
    details.add_column(ratio=7 if width >= 110 else 5, overflow="fold")
    for score in marked:
        for mark in score.marks:
            named = naming.full(mark)
            what = f"{mark.period.name} {named} {mark.fault.label}"
            details.add_row(*map(Text, (clean(score.unit.name), what, _off(mark), _grounds(mark))))
    if marked:
        yield details
    yield Text("无法判定的不扣分；“未能判定”为账号与季度之积。")


def _grounds(mark: Mark) -> str:
    """Return the reason of a deduction, its basis and the first piece of evidence, a line each."""
    proof = f"证据：{mark.proof[0]}" if mark.proof else ""
    basis = f"依据：{clean(mark.basis, 200)}" if mark.basis else ""
    return "\n".join(filter(None, (why(mark), basis, proof)))


def _off(mark: Mark) -> str:
    return f"−{number(mark.marks)}" if mark.marks else "不扣"


def workbook(scores: Sequence[Score], scope: Scope, scheme: ScoreTable) -> bytes:
    """Return the marks, the deductions and the scope, a sheet each."""
    columns = (
        Column(title="单位", width=3, align="left"),
        *(Column(title=title, width=1.2) for title in ("满分", "扣分", "得分", "未能判定")),
    )
    rows = tuple((clean(s.unit.name), s.full, s.off, s.total, s.unjudged) for s in scores)
    heads = (
        Column(title="单位", width=2.6, align="left"),
        Column(title="季度", width=1.1),
        Column(title="账号", width=2, align="left"),
        Column(title="平台", width=1.1),
        Column(title="扣分事项", width=1.6),
        Column(title="扣分", width=0.8),
        Column(title="事实", width=5, align="left"),
        Column(title="依据", width=2.6, align="left"),
        Column(title="证据位置", width=3, align="left"),
    )
    details = tuple(
        (
            clean(s.unit.name), mark.period.name, clean(mark.name), mark.platform.label,
            mark.fault.label, mark.marks, why(mark), mark.basis or "—",
            "；".join(mark.proof[:3]) or "—",
        )
        for s in scores
        for mark in s.marks
    )  # fmt: skip
    return xlsx.render(
        [
            Table(name="scores", caption="得分", columns=columns, rows=rows),
            Table(name="marks", caption="扣分明细", columns=heads, rows=details),
            _scope(scope, scheme),
        ]
    )


def _scope(scope: Scope, scheme: ScoreTable) -> Table:
    """Return the terms and limits of the marks, for readers who have only the workbook."""
    table = (
        (
            f"扣分标准：{fault.label}",
            f"每个账号每季度扣{number(deduction.marks)}分；依据：{deduction.basis or '未写明'}",
        )
        for fault, deduction in scheme.deductions.items()
    )
    rows: tuple[tuple[Cell, ...], ...] = (
        ("考核期间", scope.label),
        ("数据截至", scope.as_of_date),
        ("已检查的季度", "、".join(quarter.label for quarter in scope.quarters)),
        ("未检查的季度", "、".join(quarter.label for quarter in scope.unchecked) or "无"),
        ("满分", number(scheme.full)),
        *table,
        ("计分办法", "全年扣分为各季度之和，扣完为止；无法判定、没有检查的不扣分"),
        *(("说明", note) for note in scope.notes),
    )
    columns = (
        Column(title="事项", width=2.4, align="left"),
        Column(title="内容", width=7, align="left"),
    )
    return Table(name="scope", caption="说明", columns=columns, rows=rows)


def scope_as_json(scope: Scope) -> dict[str, Any]:
    """Return what marks rest on, for scripts."""
    return {
        "period": scope.name,
        "stands_on": scope.as_of_date.isoformat(),
        "quarters": [quarter.name for quarter in scope.quarters],
        "unchecked": [quarter.name for quarter in scope.unchecked],
    }


def described(score: Score) -> dict[str, Any]:
    """Return *score* for scripts; marks as text, so that no digit is lost."""
    return {
        "unit": score.unit.id,
        "name": score.unit.name,
        "full": number(score.full),
        "off": number(score.off),
        "total": number(score.total),
        "unjudged": score.unjudged,
        "marks": [
            {
                "period": mark.period.name,
                "fault": mark.fault.value,
                "account": mark.account,
                "platform": mark.platform.value,
                "marks": number(mark.marks),
                "why": mark.why,
                "basis": mark.basis,
                "checks": list(mark.checks),
                "checked_on": [day.isoformat() for day in mark.checked_on],
                "evidence": list(mark.proof),
            }
            for mark in score.marks
        ],
    }


def why(mark: Mark) -> str:
    """Return the facts that a mark rests on."""
    days = "、".join(map(clock.month_day, mark.checked_on))
    seen = f"（{days}检查）" if days else ""
    return f"{clean(mark.why, 200)}{seen}"


def number(value: Decimal) -> str:
    """Return marks without idle zeros: 1, 0.5, 9.5."""
    return f"{value.normalize():f}"
