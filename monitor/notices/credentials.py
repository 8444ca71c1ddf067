"""Notices about keys and tokens: one a credential, before it expires where that is known. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from monitor.model import Account, Assessment, clock
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.notices.notice import Kind, Notice, name_of, week_of
from monitor.sources import Source, labels
from monitor.system.secret_names import names_in
from monitor.system.secrets import Keys
from monitor.system.token_store import OwnerToken, Place

BROKEN = frozenset(
    {Outcome.AUTH_EXPIRED, Outcome.AUTH_CONFIG, Outcome.FORBIDDEN_CONFIG, Outcome.AUTH_REQUIRED}
)
AHEAD = (14, 3)  # days before a token expires on which its keeper is notified
REMEDY = "请账号运维人员重新授权并更新密钥"
SHOWN = 3  # accounts named in one notice; the rest are counted


@dataclass(slots=True)
class _Case:
    """One credential's problem: its text, and the accounts that depend on it."""

    text: str
    accounts: list[Account] = field(default_factory=list)


def decide(
    assessments: Sequence[Assessment],
    shared: frozenset[str],
    now: datetime,
    endings: Mapping[Place, datetime],
) -> tuple[Notice, ...]:
    """Return the notices about credentials.

    *shared*: accounts of an incident, which has its own notice. *endings*: when renewed grants end
    by their platforms, which goes before the register.
    """
    cases: dict[str, _Case] = {}
    for assessment in assessments:
        for key, text in (
            *_broken(assessment, now, shared),
            *_expiring(assessment.account, now, endings),
        ):
            cases.setdefault(key, _Case(text)).accounts.append(assessment.account)
    return tuple(
        Notice(
            key=f"credential:{key}",
            kind=Kind.CREDENTIAL,
            text=f"{_named(case.accounts)}：{case.text}",
            account=case.accounts[0].id if len(case.accounts) == 1 else "",
        )
        for key, case in cases.items()
    )


def _broken(
    assessment: Assessment, now: datetime, shared: frozenset[str]
) -> Iterator[tuple[str, str]]:
    if assessment.account.id in shared:
        return
    sources = dict(labels(assessment.account.sources))
    for label, gap in assessment.gaps:
        if gap.outcome in BROKEN:
            # an account without a key of its own is a case of its own
            credential = _names(sources.get(label)) or f"{assessment.account.id}:{label}"
            yield f"{credential}:{gap.outcome}:{week_of(now)}", f"{gap.outcome.label}，{gap.action}"


def given(accounts: Iterable[Account], keys: Keys) -> Mapping[Place, OwnerToken]:
    """Return the configured grants that renew themselves, without those that lack a key."""
    given_tokens = {}
    for account in accounts:
        for label, source in labels(account.sources):
            if not getattr(source, "refresh_token", ""):
                continue
            try:
                filled: Any = keys.fill(source)
            except LookFailed:
                continue  # the next look says which key is missing
            given_tokens[account.id, label] = OwnerToken(
                token=filled.token, refresh_token=filled.refresh_token
            )
    return given_tokens


def ends_on(
    account: Account, now: datetime, endings: Mapping[Place, datetime]
) -> Iterator[tuple[Source, str, date]]:
    """Yield each source whose grant is known to end, its label, and the day."""
    for label, source in labels(account.sources):
        ends = endings.get((account.id, label))
        until = getattr(source, "token_until", None)
        if ends is not None and ends >= now:  # an ended one has been replaced, or tells itself
            until = clock.day(ends)
        if isinstance(until, date):
            yield source, label, until


def _expiring(
    account: Account, now: datetime, endings: Mapping[Place, datetime]
) -> Iterator[tuple[str, str]]:
    for source, label, until in ends_on(account, now, endings):
        left = (until - clock.day(now)).days
        step = min((days for days in AHEAD if left <= days), default=None)
        if step is None or left < 0:
            continue
        credential = _names(source) or f"{account.id}:{label}"
        yield f"{credential}:until:{until}:{step}", f"{ending(until, now)}，{REMEDY}"


def ending(until: date, now: datetime) -> str:
    """Say when a grant ends, or that it has ended."""
    left = (until - clock.day(now)).days
    day = clock.month_day(until)
    if left < 0:
        return f"授权已于{until.year}年{day}到期"
    return f"授权今天到期（{day}）" if left == 0 else f"授权{left}天后到期（{day}）"


def _names(source: object) -> str:
    return ",".join(sorted(names_in(source)))


def _named(accounts: Sequence[Account]) -> str:
    shown = "、".join(map(name_of, accounts[:SHOWN]))
    return shown if len(accounts) <= SHOWN else f"{shown}等{len(accounts)}个账号"
