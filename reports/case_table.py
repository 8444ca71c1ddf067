"""Rectification on a page: how each case reads in one line, and its row in a table to save."""

from datetime import date

from monitor.cases.case import Case, Stage
from monitor.cases.escalation import days_late
from monitor.model import Platform, clock
from monitor.parsing import naming
from monitor.parsing.text import clean

TITLES = (
    "编号",
    "单位",
    "账号",
    "平台",
    "事项",
    "问题",
    "进展",
    "整改期限",
    "逾期天数",
    "第几次发生",
    "发现日期",
    "豁免至",
    "销号日期",
    "最近一步",
    "经办",
)
LONGEST = 2_000  # characters of a cell


def left(case: Case, today: date, days: int) -> str:
    """Return how long the term of *case* still runs, empty where none does.

    *days*: the working days that are left of it.
    """
    if case.stage is not Stage.NOTIFIED or case.due_on is None or case.due_on < today:
        return ""
    return "今天到期" if case.due_on == today else f"还有 {days} 个工作日"


def cells(case: Case, today: date) -> tuple[str | int, ...]:
    """Return the row of *case* under ``TITLES``."""
    last = case.steps[-1]
    return (
        case.id,
        clean(case.unit_name),
        clean(case.name),
        Platform(case.platform).label,
        clean(case.title),
        clean(case.message, LONGEST),
        case.stage.label,
        str(case.due_on or ""),
        days_late(case, today) or "",
        case.recurrences + 1,
        str(clock.day(case.found_at)),
        str(last.until or "") if case.stage is Stage.EXEMPT else "",
        str(clock.day(case.closed_at)) if case.closed_at else "",
        f"{clock.show(last.at)} {last.kind.label}",
        naming.entered_by(clean(last.by), last.via),
    )
