"""Marks per unit: on the screen, as a workbook, for scripts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from monitor.scoring import Mark, Score
from monitor.text import clean
from reports import xlsx
from reports.document import Column, Table


def render(scores: Sequence[Score], width: int) -> Iterator[RenderableType]:
    """Yield the table of marks, then every deduction with its reason."""
    grid = Grid(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    for title, align in (
        ("单位", "left"),
        ("得分", "right"),
        ("扣分", "right"),
        ("未能判定", "right"),
    ):
        grid.add_column(title, justify=align, overflow="fold")  # type: ignore[arg-type]
    for one in scores:
        row = (clean(one.unit.name), number(one.total), number(one.off), str(one.unjudged))
        grid.add_row(*map(Text, row), style="red" if one.off else "")
    yield grid
    marked = [one for one in scores if one.marks]
    if marked:
        yield Text("\n扣分明细", style="bold")
    details = Grid(box=None, pad_edge=False, padding=(0, 1), show_header=False, expand=True)
    details.add_column(ratio=3, overflow="fold")
    details.add_column(ratio=3, overflow="fold")
    details.add_column(width=6, justify="right")
    details.add_column(ratio=7 if width >= 110 else 5, overflow="fold")
    for one in marked:
        for mark in one.marks:
            what = f"{mark.period.name} {clean(mark.name)} {mark.fault.label}"
            details.add_row(*map(Text, (clean(one.unit.name), what, _off(mark), why(mark))))
    if marked:
        yield details
    yield Text("无法判定的不扣分；“未能判定”为账号与季度之积。")


def _off(mark: Mark) -> str:
    return f"−{number(mark.marks)}" if mark.marks else "不扣"


def workbook(scores: Sequence[Score]) -> bytes:
    """Return the marks and the deductions, a sheet each."""
    columns = (
        Column(title="单位", width=3, align="left"),
        *(Column(title=title, width=1.2) for title in ("满分", "扣分", "得分", "未能判定")),
    )
    rows = tuple(
        (clean(s.unit.name), number(s.full), number(s.off), number(s.total), s.unjudged)
        for s in scores
    )
    heads = (
        Column(title="单位", width=2.6, align="left"),
        Column(title="季度", width=1.1),
        Column(title="账号", width=2, align="left"),
        Column(title="扣分事项", width=1.6),
        Column(title="扣分", width=0.8),
        Column(title="事实", width=5, align="left"),
        Column(title="依据", width=2.6, align="left"),
        Column(title="证据位置", width=3, align="left"),
    )
    details = tuple(
        (
            clean(s.unit.name), mark.period.name, clean(mark.name), mark.fault.label,
            number(mark.marks), why(mark), mark.basis or "—", "；".join(mark.proof[:3]) or "—",
        )
        for s in scores
        for mark in s.marks
    )  # fmt: skip
    return xlsx.render(
        [
            Table(name="scores", caption="得分", columns=columns, rows=rows),
            Table(name="marks", caption="扣分明细", columns=heads, rows=details),
        ]
    )


def described(one: Score) -> dict[str, Any]:
    """Return *one* for scripts; marks as text, so that no digit is lost."""
    return {
        "unit": one.unit.id,
        "name": one.unit.name,
        "full": number(one.full),
        "off": number(one.off),
        "total": number(one.total),
        "unjudged": one.unjudged,
        "marks": [
            {
                "period": mark.period.name,
                "fault": mark.fault.value,
                "account": mark.account,
                "marks": number(mark.marks),
                "why": mark.why,
                "basis": mark.basis,
                "checks": list(mark.checks),
                "evidence": list(mark.proof),
            }
            for mark in one.marks
        ],
    }


def why(mark: Mark) -> str:
    """Return the facts that a mark rests on."""
    seen = f"（第{'、'.join(map(str, mark.checks))}次检查）" if mark.checks else ""
    return f"{clean(mark.why, 200)}{seen}"


def number(value: Decimal) -> str:
    """Return marks without idle zeros: 1, 0.5, 9.5."""
    return f"{value.normalize():f}"
