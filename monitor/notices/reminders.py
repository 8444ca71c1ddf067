"""The weekly reminder (每周四内容更新预警): who is about to fail, as text ready to paste."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import date, datetime, timedelta

from monitor.model import Account, Assessment, State, Verdict, clock
from monitor.model.chain_head import Head
from monitor.model.workdays import Workdays
from monitor.parsing.text import clean
from monitor.verdicts.assessment import unseen
from monitor.verdicts.freshness import Limit

WEEK = 7


def weekly(
    assessments: Sequence[Assessment],
    now: datetime,
    workdays: Workdays,
    register: Sequence[Account],
    limit_of: Callable[[str], Limit],
    *,
    waiting: Container[str] = (),
    sealed: Head | None = None,
) -> str:
    """Return the reminder of the week, for the units' group: facts, days, no blame.

    *limit_of*: the longest silence allowed to an account by its id. *waiting*: whom a person has
    looked at since they were judged. *sealed*: the chain's head, which the group keeps with it.
    """
    today = clock.day(now)
    judged = {assessment.account.id for assessment in assessments}
    never = [account for account in register if account.id not in judged]
    parts = [f"【政务新媒体更新提醒】{_day(today)}", *_coming(today, workdays)]
    listed = [assessment for assessment in assessments if assessment.account.id not in waiting]
    recorded = [
        assessment
        for assessment in assessments
        if assessment.account.id in waiting and assessment.state is not State.FRESH
    ]
    soon = [assessment for assessment in listed if assessment.state is State.DUE]
    over = [
        assessment
        for assessment in listed
        if assessment.state in (State.STALE, State.ZOMBIE, State.EMPTY)
    ]
    hidden = [
        assessment for assessment in listed if assessment.state in (State.UNKNOWN, State.ABNORMAL)
    ]
    unknown = [o for o in hidden if o.verdict is not Verdict.UNKNOWN or unseen(o)]
    due = (_due(assessment, limit_of(assessment.account.id).days) for assessment in _by_age(soon))
    parts += _list("一周以上未更新，请尽快发布", due)
    parts += _list(
        "已超期，请立即更新并书面说明", (_over(assessment) for assessment in _by_age(over))
    )
    parts += _list("系统无法查看，请提供最近一次发布的截图", map(_name, unknown))
    parts += _list("已登记人工观测，待重新检查", map(_name, recorded))
    parts += _list("尚未查看", (f"{clean(a.unit.name)}“{clean(a.name)}”" for a in never))
    if not (soon or over or unknown or recorded or never):
        parts.append("各账号本周均已更新。")
    if sealed:
        parts.append(f"（{sealed.line}）")
    return "\n".join(parts) + "\n"


def fails_on(assessment: Assessment, limit: int) -> date | None:
    """Return the day from which an account counts as failing unless it publishes."""
    if assessment.newest is None:
        return None
    return clock.day(assessment.newest.published_at) + timedelta(days=limit + 1)


def _coming(today: date, workdays: Workdays) -> list[str]:
    """Tell of a holiday that begins before the next reminder; holidays exempt nobody."""
    days = workdays.days_off_ahead(today, WEEK)
    if not days:
        return []
    caveat = workdays.caveat(days[0], days[-1])
    return [
        f"{_day(days[0])}至{_day(days[-1])}放假{f'（{caveat}）' if caveat else ''}，"
        "更新时限不因节假日顺延，请在放假前发布或安排值班发布。"
    ]


def _list(title: str, lines: Iterable[str]) -> list[str]:
    items = list(lines)
    if not items:
        return []
    return [f"{title}（{len(items)}个）：", *(f"{n}.{line}" for n, line in enumerate(items, 1))]


def _by_age(assessments: Iterable[Assessment]) -> list[Assessment]:
    return sorted(
        assessments,
        key=lambda assessment: (-(assessment.idle or timedelta()), assessment.account.id),
    )


def _name(assessment: Assessment) -> str:
    account = assessment.account
    return f"{clean(account.unit.name)}{account.platform.label}“{clean(account.name)}”"


def _due(assessment: Assessment, limit: int) -> str:
    day = fails_on(assessment, limit)
    last = (
        f"最近更新{_day(clock.day(assessment.newest.published_at))}，" if assessment.newest else ""
    )
    return f"{_name(assessment)}：{last}{_day(day)}起计为不合格" if day else _name(assessment)


def _over(assessment: Assessment) -> str:
    if assessment.newest is None:
        return f"{_name(assessment)}：未见发布内容"
    return f"{_name(assessment)}：最近更新{_day(clock.day(assessment.newest.published_at))}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
