"""Rectification on the screen: the board by stage and unit, one case's history."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from monitor.cases.case import Case, CaseStep, Stage, by_stage
from monitor.cases.escalation import days_late, is_overdue
from monitor.model import Platform, clock
from monitor.parsing import naming
from monitor.parsing.naming import AccountName, AccountNames
from monitor.parsing.text import clean
from reports.prose import Prose

LONGEST = 80
NO_TERM = "—"
NOTHING: Mapping[int, str] = MappingProxyType({})


def board(
    cases: Sequence[Case],
    today: date,
    width: int,
    *,
    current: Mapping[int, str] = NOTHING,
    caveats: Mapping[int, str] = NOTHING,
) -> Iterator[RenderableType]:
    """Yield the stages, the most urgent case first in each.

    *current*: what the latest look says of a case. *caveats*: on what assumption its term was
    counted.
    """
    narrow = width < 110
    names = AccountNames(
        AccountName(id=case.account, name=case.name, platform=Platform(case.platform))
        for case in cases
    )
    late = sum(is_overdue(case, today) for case in cases)
    for stage, of_stage in by_stage(cases).items():
        if not of_stage:
            continue
        yield Text(f"{stage.label}（{len(of_stage)}）", style="bold")
        grid = _grid()
        grid.add_column(width=4)
        for ratio in (4, 6) if narrow else (4, 4, 6):
            grid.add_column(ratio=ratio, overflow="fold")
        grid.add_column(width=16, overflow="fold")  # on what a term rests is never cut
        for case in of_stage:
            where = [names.listed(case.account), clean(case.unit_name)]
            due = _term_and_recurrences(case, today, caveats.get(case.id, ""))
            what = [problem(case, current), due]
            row = [str(case.id), *(["\n".join(where)] if narrow else where), *what]
            style = "red" if is_overdue(case, today) else ""
            grid.add_row(*(Prose(text, style) for text in row))
        yield grid
    if len({case.unit for case in cases}) > 1:
        yield Text("按单位", style="bold")
        yield _by_unit(cases, today)
    yield Text(f"共 {len(cases)} 个问题" + (f"，其中逾期 {late} 个。" if late else "。"))


def _by_unit(cases: Sequence[Case], today: date) -> Table:
    """Return the numbers of problems by unit and stage, units with most overdue first."""
    units: dict[str, list[Case]] = {}
    for case in cases:
        units.setdefault(case.unit, []).append(case)
    stages = [stage for stage in Stage if any(case.stage is stage for case in cases)]
    rows = sorted(
        ((sum(is_overdue(case, today) for case in of_unit), of_unit) for of_unit in units.values()),
        key=lambda row: (-row[0], -len(row[1]), row[1][0].unit),
    )
    grid = Table(box=None, pad_edge=False, header_style="bold")
    grid.add_column("单位", overflow="fold")
    for title in (*(stage.label for stage in stages), "逾期"):
        grid.add_column(title, justify="right", no_wrap=True)
    for late, of_unit in rows:
        counts = Counter(case.stage for case in of_unit)
        row = [clean(of_unit[-1].unit_name), *(str(counts[stage] or "—") for stage in stages)]
        grid.add_row(*map(Text, (*row, str(late or "—"))), style="red" if late else "")
    return grid


def _grid() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 1), show_header=False, expand=True)


def problem(case: Case, current: Mapping[int, str] = NOTHING) -> str:
    """Return what is to be put right as it stands now, and what it was when it was found."""
    found, now = clean(case.message, LONGEST), clean(current.get(case.id, ""), LONGEST)
    return f"{now}\n发现时：{found}" if now and now != found else found


def _term_and_recurrences(case: Case, today: date, caveat: str) -> str:
    """Return the term and the number of recurrences, a line each."""
    again = [f"第{case.recurrences + 1}次发生"] if case.recurrences else []
    return "\n".join([*term_parts(case, today, caveat), *again])


def history(case: Case, today: date, caveat: str = "") -> Iterator[RenderableType]:
    """Yield one case and every step of it."""
    where = f"{clean(case.unit_name)} {clean(case.name)}（{Platform(case.platform).label}）"
    yield Text(f"{case.id} 号问题：{case.title}　{where}", style="bold")
    yield Text(f"{case.stage.label}　{term(case, today, caveat)}".rstrip("　—"))
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("时间", "步骤", "经办", "说明"):
        grid.add_column(title, no_wrap=title in ("时间", "步骤"), overflow="fold")
    for step in case.steps:
        who = naming.entered_by(clean(step.by, 40), step.via)
        row = (clock.show(step.at), step.kind.label, who, said(step, today))
        grid.add_row(*map(Prose, row))
    yield grid


def said(step: CaseStep, today: date) -> str:
    """Return what a step says, and what it sets."""
    parts = [clean(step.text, 200)]
    parts += ["日期在将来"] if clock.day(step.at) > today else []
    parts += [f"期限{step.due_on}"] if step.due_on else []
    parts += [f"依据{clean(step.document, 60)}"] if step.document else []
    parts += [f"至{step.until}"] if step.until else []
    return "；".join(filter(None, parts))


def term(case: Case, today: date, caveat: str = "") -> str:
    """Return the deadline of the case, on what assumption, and whether it is overdue."""
    return "，".join(term_parts(case, today, caveat))


def term_parts(case: Case, today: date, caveat: str = "") -> tuple[str, ...]:
    """Return the parts of ``term``, each a line of the board; the second where it is overdue."""
    if case.stage is Stage.EXEMPT:
        return (f"豁免至{case.steps[-1].until}",)
    if case.in_error(()):
        return ("结论撤销",)
    if case.due_on is None or case.stage is Stage.CLOSED:
        return (NO_TERM,)
    late = days_late(case, today)
    due = f"期限{case.due_on}" + (f"（{caveat}）" if caveat else "")
    return (due, f"逾期{late}天") if late else (due,)


def entered(case: Case, caveat: str = "") -> str:
    """Return what a person's step, the last of *case*, has come to."""
    last = case.steps[-1]
    assumed = f"（{caveat}）" if caveat else ""
    due = f"，期限 {case.due_on}{assumed}" if case.due_on and case.is_open else ""
    if last.until:
        due = f"至 {last.until}"
    return f"{last.kind.label}已登记，现为{case.stage.label}{due}"


def told_before(case: Case) -> str:
    """Return that the unit was notified already, and by when it is to answer."""
    return f"已于 {clock.day(case.last_at)} 通知过，期限 {case.due_on}，不重复登记"


def described(case: Case, today: date, *, caveat: str = "", current: str = "") -> dict[str, Any]:
    """Return *case* for scripts; *current*: what the latest look says of it."""
    return {
        "id": case.id,
        "account": case.account,
        "name": case.name,
        "platform": case.platform,
        "unit": case.unit,
        "unit_name": case.unit_name,
        "check": case.check,
        "title": case.title,
        "message": case.message,
        "current_message": current or case.message,
        "stage": case.stage.value,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "due_caveat": caveat,
        "overdue": is_overdue(case, today),
        "recurrences": case.recurrences,
        "opened_at": clock.iso(case.opened_at),
        "found_at": clock.iso(case.found_at),
        "closed_at": clock.iso(case.closed_at) if case.closed_at else None,
        "steps": [
            {
                "move": step.kind.value,
                "at": clock.iso(step.at),
                "by": step.by,
                "via": step.via,
                "text": step.text,
                "due_on": step.due_on.isoformat() if step.due_on else None,
                "document": step.document,
                "until": step.until.isoformat() if step.until else None,
            }
            for step in case.steps
        ],
    }
