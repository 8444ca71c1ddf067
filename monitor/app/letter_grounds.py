"""On what ground an account is written to: only what stands, was seen lately and is not exempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.app import letter_problems
from monitor.app.current_verdicts import entered_since
from monitor.cases.case import Case, Stage
from monitor.figures import PeriodFinding
from monitor.model import Account, Assessment, NoteKind, Verdict, clock, texts_of
from monitor.model.codes import BY_HAND
from monitor.model.errors import RequestError
from monitor.parsing import naming
from monitor.registry import Registry
from monitor.registry.rules import checks_for, look_days
from monitor.system.connection import Database
from monitor.verdicts.judge import expired
from monitor.verdicts.reader import VerdictReader

STALE = 14  # days, after which what was seen is no ground for a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What an account is told. *assessment*: the verdict behind it, None where people alone found.

    *seen_at*: when the latest of it was seen.
    """

    problems: tuple[PeriodFinding, ...]
    seen_at: datetime
    assessment: Assessment | None


def with_problems(
    db: Database, registry: Registry, cases: Sequence[Case], now: datetime
) -> tuple[Account, ...]:
    """Return the accounts with an open problem, as a check or a person found it.

    A problem that its unit reports as put right waits for the recheck, not for a letter.
    """
    latest = VerdictReader(db).latest(registry.judged, now)
    judged = {verdict.account.id: verdict for verdict in latest}
    stages: dict[str, set[Stage]] = {}
    for case in cases:
        if case.is_open:
            stages.setdefault(case.account, set()).add(case.stage)
    waiting = {Stage.FOUND, Stage.NOTIFIED}
    return tuple(
        account
        for account in registry.judged
        if stages.get(account.id, set()) & waiting
        or (
            account.id not in stages
            and account.id in judged
            and judged[account.id].verdict is Verdict.FAIL
        )
    )


def grounds(
    db: Database,
    registry: Registry,
    account: Account,
    cases: Sequence[Case],
    now: datetime,
    as_of: datetime,
) -> Grounds:
    """Return what *account* is told *as_of* the day of the letter; raises RequestError."""
    by_hand = _by_hand(account, cases)
    filing = letter_problems.of_filing(account, registry.policy, now)
    alone = not by_hand and not filing
    assessment = _latest(db, registry, account, now, as_of, alone=alone)
    exempt = {
        case.check for case in cases if case.account == account.id and case.stage is Stage.EXEMPT
    }
    problems = letter_problems.of(assessment, exempt, by_hand) + filing
    if not problems:
        raise RequestError(f"账号“{naming.full(account)}”的问题均已豁免，无需通知")
    found_at = max((case.last_finding_at for case in by_hand), default=now)
    return Grounds(
        problems=problems,
        seen_at=letter_problems.seen_at(assessment, exempt) if assessment else found_at,
        assessment=assessment,
    )


def _by_hand(account: Account, cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the open cases of *account* that people entered."""
    waiting = (Stage.FOUND, Stage.NOTIFIED)
    entered = (case for case in cases if case.account == account.id and case.check == BY_HAND)
    return tuple(case for case in entered if case.stage in waiting)


def _latest(
    db: Database,
    registry: Registry,
    account: Account,
    now: datetime,
    as_of: datetime,
    *,
    alone: bool,
) -> Assessment | None:
    """Return the latest verdict on *account* as it holds *as_of*; refuses one that is no failure.

    Unless it stands *alone*: None, where people found something and no check did.
    """
    name = f"账号“{naming.full(account)}”"
    days = look_days(checks_for(account, registry.policy))
    latest = VerdictReader(db).latest([account], now)
    assessment = next((expired(verdict, as_of, days) for verdict in latest), None)
    if not alone and (assessment is None or assessment.verdict is not Verdict.FAIL):
        return None
    if assessment is None:
        raise RequestError(f"{name}尚未检查过，没有可以通知的问题；请先运行 monitor check")
    if entered_since(VerdictReader(db), [account], now):
        raise RequestError(f"{name}检查之后又有人工登记，请先运行 monitor check")
    if assessment.verdict is not Verdict.FAIL:
        why = next(iter(texts_of(assessment.notes, NoteKind.EXPIRED)), "没有需要整改的问题")
        raise RequestError(f"{name}最近一次结论为“{assessment.verdict.label}”，{why}")
    if clock.natural_days(assessment.as_of, as_of) > STALE:
        day = clock.show_day(assessment.as_of)
        raise RequestError(f"{name}的问题见于{day}，已超过{STALE}天，请重新查看后再通知")
    return assessment
