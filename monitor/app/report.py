"""From the database and the register to the figures of a period."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks import CHECKS
from monitor.app.check import PROGRAM
from monitor.app.follow_up import term_caveats
from monitor.cases.case_store import CaseStore
from monitor.figures import Figures, frozen
from monitor.figures.compute import compute, verdicts
from monitor.figures.issues import IssueStore
from monitor.figures.period_reader import PeriodReader
from monitor.figures.register_findings_reader import RegisterFindingsReader
from monitor.figures.values import EarlierPeriod
from monitor.model import Account, AccountSnapshot, Check, Platform, Status, Unit, clock
from monitor.model.errors import ConfigError, RequestError
from monitor.model.period import Period, Span
from monitor.notices.notice import ALARMS, Kind
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.registry.rules import checks_for, limits
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.chain.pruned import PruningLog
from monitor.system.collector import resting
from monitor.system.connection import Database

if TYPE_CHECKING:
    from reports.cover import CoverNotes
    from reports.paper_context import Letter

OWN = ("quarter_city", "quarter_units", "month", "year")  # papers of what the office looks at
HISTORY = 7  # earlier periods, with which a report's own make eight
ANYONE = Account(  # whose options are those of the whole jurisdiction
    id="-", name="-", platform=Platform.OTHER, unit=Unit(id="-", name="-")
)


@resting()
def figures(
    db: Database, registry: Registry, period: Period, *, made_at: datetime, decimals: int = 1
) -> Figures:
    """Return the figures of *period*, compared with the one before and the year before.

    What was issued of those counts, whatever is known of them since.
    """
    pruned = PruningLog(db).prunings().until
    if period.first_day.isoformat() < pruned:
        raise ConfigError(f"{pruned} 以前的记录已按保存年限清理，不能再统计 {period.name}")
    days = limits_of(registry)
    limit_of = limits(registry.accounts, registry.policy)
    common: dict[str, Any] = {
        "jurisdiction": registry.jurisdiction,
        "made_at": made_at,
        "limit_of": limit_of,
        "limits": days,
        "bases": bases_of(registry),
        "program": PROGRAM,
        "decimals": decimals,
    }

    def earlier(other: Period) -> EarlierPeriod | None:
        if issued := IssueStore(db).last_total(other.name, OWN):
            return EarlierPeriod(period=other, tally=frozen.tally(issued))
        looks = PeriodReader(db).looks(other, now=made_at)
        if looks is None or other.first_day.isoformat() < pruned:
            return None
        return EarlierPeriod(period=other, tally=verdicts(looks, other, limit_of))

    year_before = earlier(period.year_before) if period.span is not Span.YEAR else None
    runs_on = made_at <= period.until
    computed = compute(
        PeriodReader(db).past(period, registry.judged if runs_on else (), now=made_at),
        period,
        refuted=CaseStore(db).refuted(limit_of),
        before=earlier(period.before),
        left=_left(registry),
        year_before=year_before,
        **common,
    )
    outbox, latest = Outbox(db), min(period.until, made_at + clock.CLOCK_SKEW)
    to_units = frozenset(route.name for route in registry.channels if route.units)
    return replace(
        computed,
        due_caveats=term_caveats(registry, computed.cases),
        register_findings=RegisterFindingsReader(db).findings(
            period, (entry.account for entry in computed.accounts)
        ),
        register_order=_order(registry),
        sealed=ChainHeads(db).head(),
        history=_history(db, computed),
        reminded=outbox.count_delivered(period.since, latest, (Kind.DUE,), to_units),
        alarmed=outbox.count_delivered(period.since, latest, ALARMS, to_units),
    )


def _order(registry: Registry) -> tuple[str, ...]:
    """Return the accounts unit after unit, in the register's own order."""
    place = {unit.id: number for number, unit in enumerate(registry.units)}
    ordered = sorted(registry.accounts, key=lambda account: place.get(account.unit.id, len(place)))
    return tuple(account.id for account in ordered)


def _history(db: Database, computed: Figures) -> tuple[EarlierPeriod, ...]:
    """Return the earlier periods, at most ``HISTORY``, that were issued or are compared with."""
    compared = {past.period.name: past for past in (computed.before, computed.year_before) if past}
    kept: list[EarlierPeriod] = []
    period = computed.period
    for _ in range(HISTORY):
        period = period.before
        if period.name in compared:
            kept.append(compared[period.name])
        elif issued := IssueStore(db).last_total(period.name, OWN):
            kept.append(EarlierPeriod(period=period, tally=frozen.tally(issued)))
    return tuple(kept)


def _left(registry: Registry) -> Iterator[AccountSnapshot]:
    """Yield the accounts that no longer count, by the register."""
    names = {account.id: account.name for account in registry.accounts}
    for account in registry.accounts:
        if account.judged:
            continue
        merged = account.status is Status.MERGED
        yield AccountSnapshot(
            id=account.id,
            name=account.name,
            platform=account.platform,
            unit=account.unit.name,
            unit_id=account.unit.id,
            kind=account.unit.kind,
            status=account.status,
            left_on=account.merged_on if merged else account.closing.filed_on,
            merged_into=names.get(account.merged_into, account.merged_into) if merged else "",
        )


def refuse_too_early(period: Period, issued_on: date | None, today: date) -> None:
    """Raise RequestError where *period* has not begun, or cannot be issued on *issued_on* yet."""
    if period.first_day > today:
        raise RequestError(f"{period.label}尚未开始，没有可以报告的内容", "period")
    if issued_on is None:
        return
    if issued_on > today:
        raise RequestError(f"印发日期 {issued_on} 晚于今天，不能印发", "issued_on")
    if issued_on <= period.last_day:
        raise RequestError(
            f"{period.label}至 {period.last_day} 结束，印发日期 {issued_on} 时尚未结束，不能印发",
            "issued_on",
        )


def refuse_early_answer(on: date, due: date | None) -> None:
    """Raise RequestError where units should answer before the day of the document."""
    if due is not None and due < on:
        raise RequestError(f"反馈期限 {due} 早于成文日期 {on}", "due")


def letter(registry: Registry, folder: Path, on: date, due: date | None = None) -> "Letter":
    """Return the days and templates of a document of day *on*.

    Units answer by *due*, else within the term of rectification; *folder* may hold the office's own
    templates. Raises RequestError where they should answer before the day of the document.
    """
    from reports.paper_context import Letter

    refuse_early_answer(on, due)
    templates = folder / "templates"
    workdays = registry.schedule.workdays
    counted = workdays.next_workday(on, registry.rectifying.due_workdays)
    return Letter(
        on=on,
        due=due or counted,
        due_caveat="" if due else workdays.caveat(on, counted),
        templates=templates if templates.is_dir() else None,
    )


def cover_notes(db: Database, registry: Registry) -> "CoverNotes":
    """Return whom to call about an account, and how the cases stand by now."""
    from reports.cover import CoverNotes

    return CoverNotes(
        contacts={account.id: account.contact for account in registry.accounts if account.contact},
        cases_now={case.id: case for case in CaseStore(db).cases()},
    )


def limits_of(registry: Registry) -> dict[str, int]:
    """Return the whole-number options of the jurisdiction's first check, like ``max_days``."""
    checks = checks_for(ANYONE, registry.policy)
    silent = next(check for check in checks if isinstance(check, CHECKS[0]))
    values = {field.name: getattr(silent, field.name) for field in fields(silent)}
    return {name: int(value) for name, value in values.items() if isinstance(value, int)}


def bases_of(registry: Registry) -> dict[str, str]:
    """Return on what document each check rests, by its title."""
    checks = checks_for(ANYONE, registry.policy)
    return {check.rule.title: _basis(check) for check in checks if not check.rule.advisory}


def _basis(check: Check) -> str:
    basis = check.basis or check.rule.basis
    return f"{basis}（{check.document}）" if check.document else basis
