"""Decides which notices go to whom: each episode of each account once. Pure.

A notice's key names its episode: the silence after one particular post, one incident in one
week. The outbox refuses a key it has seen, so that deciding again sends nothing twice.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from monitor.model import Account, Assessment, Incident, Named, State, Verdict, clock, codes
from monitor.notices.channels import Channel, Message, parts
from monitor.notices.channels.message import harmless
from monitor.notices.channels.parts import TextLine
from monitor.notices.reminders import fails_on
from monitor.parsing.text import clean
from monitor.verdicts import reminding
from monitor.verdicts.assessment import updated
from monitor.verdicts.freshness import Limit


class Kind(Named):
    """The kinds of notices, in the order of a digest."""

    CLOCK = "clock", "本机时钟"
    REGISTER = "register", "名单异常"
    DUTY = "duty", "日程未完成"
    CHANNEL = "channel", "通知未送达"
    ESCALATED = "escalated", "逾期未改"
    ZOMBIE = "zombie", "僵尸告警"
    STALE = "stale", "超期告警"
    CREDENTIAL = "credential", "凭据失效"
    INCIDENT = "incident", "平台异常"
    DUE = "due", "更新提醒"
    MANUAL = "manual", "需人工核查"
    CASE = "case", "整改进展"
    RECOVERED = "recovered", "恢复更新"
    REPORT = "report", "报告已生成"
    WEEKLY = "weekly", "每周提醒"


BY_WRONG_CLOCK = ":clock"  # ends the key of a notice under a wrong clock, which is sent anew
UNSEEN = ":unseen"  # ends the key of an alarm to the office, which no unit is sent before a look
ALARMS = frozenset({Kind.ZOMBIE, Kind.STALE})
STATES = {
    State.ZOMBIE: Kind.ZOMBIE,
    State.EMPTY: Kind.STALE,
    State.STALE: Kind.STALE,
    State.DUE: Kind.DUE,
}


@dataclass(frozen=True, kw_only=True)
class Route:
    """One channel: its name, and the units it is for; none: the office, which hears all.

    *kinds*: the kinds it receives, all where empty (a supervisor receives escalations).
    """

    name: str
    channel: Channel
    units: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()

    def matches(self, notice: "Notice") -> bool:
        wanted = not self.kinds or notice.kind in self.kinds
        return wanted and (not self.units or notice.unit in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm that no recovery has followed: its key, since when, whether acknowledged."""

    key: str
    since: datetime
    acked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. *unit*: the unit it goes to, empty where it is the office's alone."""

    key: str
    kind: Kind
    text: str
    account: str = ""
    unit: str = ""


def decide(
    assessments: Sequence[Assessment],
    incidents: Sequence[Incident],
    alarmed: Mapping[str, Alarm],
    now: datetime,
    limit_of: Callable[[str], Limit],
    escalate: int,
) -> tuple[Notice, ...]:
    """Return all notices of a check; the outbox drops those sent before.

    *alarmed*: the open alarms, by account. *limit_of*: the longest silence allowed to an account
    by its id. *escalate* in days.
    """
    notices = [
        notice
        for assessment in assessments
        for notice in (
            *_of_state(assessment, limit_of(assessment.account.id).days, now),
            *_of_alarm(assessment, alarmed, escalate),
            *_by_hand(assessment, now),
        )
    ]
    notices += [_of_incident(incident, now) for incident in incidents]
    return tuple(notices)


def by_wrong_clock(notices: Iterable[Notice]) -> Iterator[Notice]:
    """Yield notices under a wrong clock: alarms and incidents, to the office alone.

    No day counted by such a clock goes to a unit; once the clock is right, all is sent.
    """
    for notice in notices:
        if notice.kind in ALARMS or notice.kind is Kind.INCIDENT:
            yield replace(notice, key=f"{notice.key}{BY_WRONG_CLOCK}", unit="")


def report(period: str, where: str) -> Notice:
    """Return the notice that a draft is ready."""
    return Notice(key=f"report:{period}", kind=Kind.REPORT, text=f"{where}，请审阅")


def weekly(day: str, text: str) -> Notice:
    """Return the week's reminder, ready for the office to pass on."""
    return Notice(key=f"weekly:{day}", kind=Kind.WEEKLY, text=text.strip())


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of a digest. *notices*: those that are complete with it."""

    message: Message
    notices: tuple[Notice, ...]


def digest(notices: Iterable[Notice], *, again: bool, limit: int = 0) -> tuple[Parcel, ...]:
    """Return *notices* in the order of their kinds, in messages of at most *limit* bytes each.

    *again*: the result of an earlier attempt is unknown, which the message says.
    """
    listed = list(notices)
    lines: list[tuple[TextLine, Notice | None]] = []
    if again:
        lines.append((TextLine(text="（上次发送未得到确认，以下内容可能重复）"), None))
    for kind in Kind:
        of_kind = [notice for notice in listed if notice.kind is kind]
        head = f"【{kind.label}】{len(of_kind)}条"
        if of_kind:
            lines.append((TextLine(text=head, head=head), None))
        for number, notice in enumerate(of_kind, 1):
            lines.append((TextLine(text=f"{number}.{harmless(notice.text)}", head=head), notice))
    title = f"政务新媒体监测（{len(listed)}条）"
    pages = parts.pages([line for line, _ in lines], title, limit)
    starts = (0, *(page.whole for page in pages))
    return tuple(
        Parcel(
            Message(title=parts.numbered(title, number, len(pages)), text="\n".join(page.lines)),
            tuple(notice for _, notice in lines[starts[number - 1] : page.whole] if notice),
        )
        for number, page in enumerate(pages, 1)
    )


def is_quiet(now: datetime, quiet: tuple[time, time]) -> bool:
    """Say whether nobody should be disturbed now; *quiet* may reach over midnight."""
    at, (start, end) = clock.beijing(now).time(), quiet
    return start <= at < end if start <= end else at >= start or at < end


def _of_state(assessment: Assessment, limit: int, now: datetime) -> Iterator[Notice]:
    """Yield the notice of a silence; to the office alone where nobody has looked since."""
    kind = STATES.get(assessment.state)
    if kind is None:
        return
    episode = clock.stamp(assessment.newest.published_at) if assessment.newest else "never"
    key = f"{kind}:{assessment.account.id}:{episode}"
    text = _silence(assessment, kind, limit, now)
    if kind in ALARMS and not reminding.is_recent(assessment.as_of, now):
        told = f"{text}，此后未查看，请先查看"
        account = assessment.account.id
        yield Notice(key=f"{key}{UNSEEN}", kind=kind, text=told, account=account)
        return
    yield _notice(kind, assessment, key, text)


def _of_alarm(
    assessment: Assessment, alarmed: Mapping[str, Alarm], escalate: int
) -> Iterator[Notice]:
    account = assessment.account
    alarm = alarmed.get(account.id)
    if alarm is None:
        return
    verdict = updated(assessment)
    if verdict is Verdict.PASS:
        text = f"{name_of(account)}：已恢复更新"
        yield _notice(Kind.RECOVERED, assessment, f"recovered:{alarm.key}", text)
    days = clock.natural_days(alarm.since, assessment.as_of)  # since then nobody has looked
    if verdict is Verdict.FAIL and not alarm.acked and days >= escalate:
        text = f"{name_of(account)}：告警已满{days}天，仍未更新，请主管领导督办"
        key = f"escalated:{alarm.key}"
        yield Notice(key=key, kind=Kind.ESCALATED, text=text, account=account.id)


def _by_hand(assessment: Assessment, now: datetime) -> Iterator[Notice]:
    """Yield notices of what only a person can look at: once a week, as that week's list."""
    for result in assessment.results:
        if result.check == codes.UNOBSERVED_ACCOUNT and result.verdict is Verdict.UNKNOWN:
            key = f"manual:{assessment.account.id}:{week_of(now)}"
            text = f"{name_of(assessment.account)}：{result.reason}"
            yield Notice(key=key, kind=Kind.MANUAL, text=text, account=assessment.account.id)


def _notice(kind: Kind, assessment: Assessment, key: str, text: str) -> Notice:
    account = assessment.account
    return Notice(key=key, kind=kind, text=text, account=account.id, unit=account.unit.id)


def _silence(assessment: Assessment, kind: Kind, limit: int, now: datetime) -> str:
    name = name_of(assessment.account)
    as_of = reminding.as_of(assessment, now)
    if assessment.newest is None:
        return f"{name}：未见发布内容{as_of}"
    last = f"{name}：最近更新{clock.month_day(clock.day(assessment.newest.published_at))}"
    day = fails_on(assessment, limit)
    if kind is Kind.DUE and day is not None:
        return f"{last}{as_of}，{clock.month_day(day)}起计为不合格"
    days = clock.natural_days(assessment.newest.published_at, assessment.as_of)
    return f"{last}，已{days}天未更新{as_of}"


def _of_incident(incident: Incident, now: datetime) -> Notice:
    platform, outcome = incident.platform, incident.outcome
    if platform is None:
        key = f"incident:own:{outcome}:{week_of(now)}"
        return Notice(key=key, kind=Kind.INCIDENT, text=incident.message)
    return Notice(
        key=f"incident:{platform}:{outcome}:{week_of(now)}",
        kind=Kind.INCIDENT,
        text=f"{platform.label}{len(incident.accounts)}个账号{outcome.label}，{outcome.action}",
    )


def week_of(now: datetime) -> str:
    """Return the ISO week of *now* in Beijing."""
    year, week, _ = clock.day(now).isocalendar()
    return f"{year}W{week:02}"


def name_of(account: Account) -> str:
    """Return the account as a notice names it."""
    return f"{clean(account.unit.name)}{account.platform.label}“{clean(account.name)}”"
