"""The weekly reminder (每周内容更新预警): who is about to fail, as text ready to paste.

Units are told only of what somebody has seen in the last round, with its day. Whom nobody has
looked at since the office looks at first: a list of its own, which is not passed on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from monitor.model import Account, Assessment, Platform, State, Verdict, clock
from monitor.model.chain_head import Head
from monitor.model.outcome import Outcome
from monitor.model.workdays import Workdays
from monitor.parsing.text import clean
from monitor.verdicts import reminding
from monitor.verdicts.assessment import unseen
from monitor.verdicts.freshness import Limit

WEEK = 7
OVER = (State.STALE, State.ZOMBIE, State.EMPTY)
OWN = frozenset({Outcome.CONFIG, Outcome.CLOCK, Outcome.INTERNAL})  # failures of the office's own
OFFICE = "——以下由办公室处理，不转发各单位——"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLists:
    """Whom the week's reminder names, each account once.

    Units are told of *soon*, *over* and *failed*, whose sources failed; the office of *to_view*,
    whom nobody has looked at since, and of *never*.
    """

    soon: tuple[Assessment, ...]
    over: tuple[Assessment, ...]
    failed: tuple[Assessment, ...]
    to_view: tuple[Assessment, ...]
    never: tuple[Account, ...]


def lists(
    assessments: Sequence[Assessment],
    now: datetime,
    register: Sequence[Account],
) -> ReminderLists:
    """Return whom to remind *now*."""
    judged = {assessment.account.id for assessment in assessments}
    open_ = [a for a in assessments if not _is_fine(a)]
    recent = [a for a in open_ if reminding.is_recent(_spoken_of(a), now)]
    soon = [a for a in recent if a.state is State.DUE]
    over = [a for a in recent if a.state in OVER]
    failed = [a for a in recent if _has_failed(a)]
    told = {a.account.id for a in (*soon, *over, *failed)}
    return ReminderLists(
        soon=tuple(_by_age(soon)),
        over=tuple(_by_age(over)),
        failed=tuple(failed),
        to_view=tuple(a for a in open_ if a.account.id not in told),
        never=tuple(account for account in register if account.id not in judged),
    )


def weekly(
    assessments: Sequence[Assessment],
    now: datetime,
    workdays: Workdays,
    register: Sequence[Account],
    limit_of: Callable[[str], Limit],
    *,
    newest_post_at: Mapping[str, datetime] = MappingProxyType({}),
    sealed: Head | None = None,
) -> str:
    """Return the reminder of the week, for the units' group: facts, days, no blame.

    *limit_of*: the longest silence allowed to an account by its id. *newest_post_at*: when the
    newest post ever seen was published, by the id of each account whose verdict knows none.
    *sealed*: the chain's head, which the group keeps with it.
    """
    today = clock.day(now)
    named = lists(assessments, now, register)
    parts = [f"【政务新媒体更新提醒】{clock.month_day(today)}", *_coming(today, workdays)]
    due = (_due(a, limit_of(a.account.id).days, now) for a in named.soon)
    units = _list("一周以上未更新，请尽快发布", due)
    units += _list("已超期，请立即更新并书面说明", (_over(a, now) for a in named.over))
    units += _list("系统无法查看，请提供最近一次发布的截图", map(_name, named.failed))
    office = [*_of_office(named, newest_post_at)]
    if not units:
        parts.append("本周没有需要提醒的单位。" if office else "各账号本周均已更新。")
    parts += units
    if sealed:
        parts.append(f"（{sealed.line}）")
    if office:
        parts += [OFFICE, *office]
    return "\n".join(parts) + "\n"


def _of_office(named: ReminderLists, newest: Mapping[str, datetime]) -> Iterator[str]:
    """Yield what the office has to do: whom to look at, platform by platform, and what waits."""
    if named.to_view:
        yield f"待查看，请先查看再提醒（{len(named.to_view)}个）："
    for platform in Platform:
        group = [a for a in named.to_view if a.account.platform is platform]
        yield from _list(f"【{platform.label}】", (_to_view(a, newest) for a in group))
    yield from _list("尚未查看", (f"{clean(a.unit.name)}“{clean(a.name)}”" for a in named.never))


def fails_on(assessment: Assessment, limit: int) -> date | None:
    """Return the day from which an account counts as failing unless it publishes."""
    if assessment.newest is None:
        return None
    return clock.day(assessment.newest.published_at) + timedelta(days=limit + 1)


def _is_fine(assessment: Assessment) -> bool:
    """Say whether nothing of its updating is open, whatever else may be wrong."""
    if assessment.state is State.UNKNOWN:
        return assessment.verdict is Verdict.UNKNOWN and not unseen(assessment)
    return assessment.state is State.FRESH


def _spoken_of(assessment: Assessment) -> datetime:
    """Return up to when an assessment speaks of silence, or of a source that failed."""
    if assessment.state is State.DUE:
        return assessment.vouched_until or clock.BEGINNING
    return assessment.as_of if assessment.state in OVER else assessment.taken_at


def _has_failed(assessment: Assessment) -> bool:
    """Say whether a source failed, or the platform shows the account no more.

    Where nobody looked, or what failed is the office's own, a unit is asked for nothing.
    """
    if assessment.state is State.ABNORMAL:
        return True
    outcomes = {gap.outcome for _, gap in assessment.gaps}
    return assessment.state is State.UNKNOWN and bool(outcomes - OWN)


def _coming(today: date, workdays: Workdays) -> list[str]:
    """Tell of a holiday that begins before the next reminder; holidays exempt nobody."""
    days = workdays.days_off_ahead(today, WEEK)
    if not days:
        return []
    first, last = map(clock.month_day, (days[0], days[-1]))
    caveat = workdays.caveat(days[0], days[-1])
    return [
        f"{first}至{last}放假{f'（{caveat}）' if caveat else ''}，"
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


def _to_view(assessment: Assessment, newest: Mapping[str, datetime]) -> str:
    account = assessment.account
    name = f"{clean(account.unit.name)}“{clean(account.name)}”"
    return f"{name}：{reminding.last_seen(assessment, newest)}"


def _due(assessment: Assessment, limit: int, now: datetime) -> str:
    day = fails_on(assessment, limit)
    last = f"{_name(assessment)}：{_last(assessment, now)}"
    return f"{last}，{clock.month_day(day)}起计为不合格" if day else last


def _over(assessment: Assessment, now: datetime) -> str:
    return f"{_name(assessment)}：{_last(assessment, now)}"


def _last(assessment: Assessment, now: datetime) -> str:
    """Return the newest post, with the day of the look where that is not of today."""
    as_of = reminding.as_of(assessment, now)
    if assessment.newest is None:
        return f"未见发布内容{as_of}"
    return f"最近更新{clock.month_day(clock.day(assessment.newest.published_at))}{as_of}"
