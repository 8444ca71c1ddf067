"""Notices of rectification: new steps, overdue terms, units not yet notified. Pure."""

from collections.abc import Iterable
from datetime import date

from monitor.cases.case import Case, CaseEvent, CaseUpdate, Stage
from monitor.model import Platform, clock
from monitor.model.workdays import Workdays
from monitor.notices.notice import Kind, Notice
from monitor.parsing.text import clean

LONGEST = 80  # characters of a finding
OFFICE = {  # steps that only the office is notified of: it has to act
    CaseEvent.OPEN: "新发现问题，请通知主办单位整改（{message}）",
    CaseEvent.RECTIFY: "单位已反馈整改情况，请复查",
}
WORDS = {
    CaseEvent.NOTIFY: "请于{due}前完成整改并反馈",
    CaseEvent.EXTEND: "整改期限延至{due}",
    CaseEvent.EXEMPT: "已同意豁免",
    CaseEvent.FAILED: "复查仍不合格，请继续整改",
    CaseEvent.REOPEN: "问题再次发生",
    CaseEvent.LAPSE: "豁免已到期，请继续整改",
    CaseEvent.MORE: "又发现新的问题",
    CaseEvent.CLOSE: "问题已销号",
    CaseEvent.REFUTED: "原结论有误，已撤销，无需整改",
}


def notices(added: Iterable[CaseUpdate]) -> tuple[Notice, ...]:
    """Return the notices of newly added steps."""
    return tuple(
        _notice(update.case, step.move, f"{step.at.timestamp():.0f}")
        for update in added
        for step in update.steps
        if step.move in WORDS or step.move in OFFICE
    )


def overdue(listed: Iterable[Case], today: date) -> tuple[Notice, ...]:
    """Return notices to the office about overdue terms, one a term."""
    return tuple(
        _text(
            case,
            f"overdue:{case.due_on}",
            f"：整改已逾期（期限{_day(case.due_on)}），请主管领导督办",
            kind=Kind.ESCALATED,
            unit=case.unit,
        )
        for case in listed
        if case.overdue(today) and case.due_on is not None
    )


def unsent(listed: Iterable[Case], days: Workdays, wait: int, today: date) -> tuple[Notice, ...]:
    """Return notices of cases whose unit was not notified within *wait* working days."""
    return tuple(
        _text(
            case,
            f"unsent:{case.found_at.timestamp():.0f}",
            f"（{case.title}）：发现已满{wait}个工作日，尚未通知主办单位整改",
        )
        for case in listed
        if case.stage is Stage.FOUND and today > days.next_workday(clock.day(case.found_at), wait)
    )


def _notice(case: Case, move: CaseEvent, stamp: str) -> Notice:
    due = _day(case.due_on) if case.due_on else "规定期限"
    words = (WORDS | OFFICE)[move].format(due=due, message=clean(case.message, LONGEST))
    unit = "" if move in OFFICE else case.unit
    return _text(case, f"{move}:{stamp}", f"（{case.title}）：{words}", unit=unit)


def _text(case: Case, key: str, text: str, *, kind: Kind = Kind.CASE, unit: str = "") -> Notice:
    """Return a notice of *case*; without a *unit* only the office hears it."""
    name = f"{clean(case.unit_name)}{Platform(case.platform).label}“{clean(case.name)}”"
    return Notice(
        key=f"case:{case.id}:{key}",
        kind=kind,
        text=f"{name}{text}",
        account=case.account,
        unit=unit,
    )


def _day(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


def said_of(added: Iterable[CaseUpdate]) -> str:
    """Return one sentence on the cases a check opened and closed, empty where none."""
    moves = [step.move for update in added for step in update.steps]
    parts = [
        f"{label} {number} 个"
        for label, number in (
            ("新发现问题", moves.count(CaseEvent.OPEN)),
            ("再次发生", moves.count(CaseEvent.REOPEN)),
            ("原有问题中又有新增", moves.count(CaseEvent.MORE)),
            ("复查合格销号", moves.count(CaseEvent.PASSED)),
            ("复查不合格", moves.count(CaseEvent.FAILED)),
            ("原结论有误而撤销", moves.count(CaseEvent.REFUTED)),
            ("豁免到期", moves.count(CaseEvent.LAPSE)),
            ("账号不再管理而销号", moves.count(CaseEvent.CLOSE) - moves.count(CaseEvent.PASSED)),
        )
        if number
    ]
    return "，".join(parts)
