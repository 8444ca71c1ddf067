"""Decides which notices go to whom: each episode of each account once. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.model import Assessment, Incident, State, Verdict, clock, codes
from monitor.notices.notice import ALARMS, BY_WRONG_CLOCK, Alarm, Kind, Notice, name_of, week_of
from monitor.notices.reminders import fails_on
from monitor.verdicts import reminding
from monitor.verdicts.assessment import updated
from monitor.verdicts.freshness import Limit

UNSEEN = ":unseen"  # ends the key of an alarm to the office, which no unit is sent before a look
STATES = {
    State.ZOMBIE: Kind.ZOMBIE,
    State.EMPTY: Kind.STALE,
    State.STALE: Kind.STALE,
    State.DUE: Kind.DUE,
}


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
