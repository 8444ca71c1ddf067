"""Notices of rectification: new steps, overdue terms, units not yet notified. Pure."""

from collections.abc import Callable, Iterable
from datetime import date

from monitor.cases.case import Case, CaseUpdate, Stage, StepKind
from monitor.cases.escalation import is_overdue
from monitor.model import Platform, clock
from monitor.model.workdays import Workdays
from monitor.notices.notice import Kind, Notice
from monitor.parsing.text import clean

LONGEST = 80  # characters of a finding
OFFICE = {  # steps that only the office is notified of: it has to act
    StepKind.OPEN: "新发现问题，请通知主办单位整改（{message}）",
    StepKind.RECTIFY: "单位已反馈整改情况，请复查",
}
WORDS = {
    StepKind.NOTIFY: "请于{due}前完成整改并反馈",
    StepKind.EXTEND: "整改期限延至{due}",
    StepKind.EXEMPT: "已同意豁免",
    StepKind.FAILED: "复查仍不合格，请继续整改",
    StepKind.REOPEN: "问题再次发生",
    StepKind.LAPSE: "豁免已到期，请继续整改",
    StepKind.MORE: "又发现新的问题",
    StepKind.CLOSE: "问题已销号",
    StepKind.REFUTED: "原结论有误，已撤销，无需整改",
}


def notices(
    added: Iterable[CaseUpdate], caveat_of: Callable[[Case], str] = lambda _: ""
) -> tuple[Notice, ...]:
    """Return the notices of newly added steps.

    *caveat_of*: on what assumption the term of a case was counted, mostly empty.
    """
    return tuple(
        _notice(update.case, step.kind, f"{step.at.timestamp():.0f}", caveat_of(update.case))
        for update in added
        for step in update.steps
        if step.kind in WORDS or step.kind in OFFICE
    )


def escalations(listed: Iterable[Case], today: date) -> tuple[Notice, ...]:
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
        if is_overdue(case, today) and case.due_on is not None
    )


def unsent(listed: Iterable[Case], days: Workdays, wait: int, today: date) -> tuple[Notice, ...]:
    """Return notices of cases whose unit was not notified within *wait* working days."""
    return tuple(
        _text(
            case,
            f"unsent:{case.last_finding_at.timestamp():.0f}",
            f"（{case.title}）：发现已满{wait}个工作日，尚未通知主办单位整改",
        )
        for case in listed
        if case.stage is Stage.FOUND
        and today > days.next_workday(clock.day(case.last_finding_at), wait)
    )


def _notice(case: Case, move: StepKind, stamp: str, caveat: str) -> Notice:
    due = _day(case.due_on) if case.due_on else "规定期限"
    due += f"（{caveat}）" if caveat else ""
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
    return clock.month_day(day) if day else ""


def summary_sentence(added: Iterable[CaseUpdate]) -> str:
    """Return one sentence on the cases a check opened and closed, empty where none."""
    moves = [step.kind for update in added for step in update.steps]
    parts = [
        f"{label} {number} 个"
        for label, number in (
            ("新发现问题", moves.count(StepKind.OPEN)),
            ("再次发生", moves.count(StepKind.REOPEN)),
            ("原有问题中又有新增", moves.count(StepKind.MORE)),
            ("复查合格销号", moves.count(StepKind.PASSED)),
            ("复查不合格", moves.count(StepKind.FAILED)),
            ("原结论有误而撤销", moves.count(StepKind.REFUTED)),
            ("豁免到期", moves.count(StepKind.LAPSE)),
            ("账号不再管理而销号", moves.count(StepKind.CLOSE) - moves.count(StepKind.PASSED)),
        )
        if number
    ]
    return "，".join(parts)
