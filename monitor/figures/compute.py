"""From the looks of a period to its figures: pure, one pass over the accounts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import datetime

from monitor.cases.case import Case, FindingKey
from monitor.cases.transitions import with_expired_exemption_ended
from monitor.cases.wording_errors import WordingError
from monitor.figures import grouping, rectification
from monitor.figures.account import figures_of, valid_assessments, verdict_of
from monitor.figures.checks import checks_of, seen_in
from monitor.figures.cross_footing import refuse_unless_sound
from monitor.figures.pass_rate import Tally
from monitor.figures.period_values import AccountHistory, PeriodData
from monitor.figures.values import (
    AccountFigures,
    EarlierPeriod,
    Figures,
    Pending,
    Rectified,
    UnitWordingErrors,
)
from monitor.model import (
    AccountSnapshot,
    Answer,
    ChecklistItem,
    Jurisdiction,
    clock,
)
from monitor.model.codes import ANSWERED
from monitor.model.period import Period
from monitor.model.rate import Rate
from monitor.verdicts.checklist_rules import SAFETY
from monitor.verdicts.freshness import Limit


def compute(
    past: PeriodData,
    period: Period,
    *,
    jurisdiction: Jurisdiction,
    made_at: datetime,
    limit_of: Callable[[str], Limit],
    refuted: Set[FindingKey] = frozenset(),
    before: EarlierPeriod | None = None,
    year_before: EarlierPeriod | None = None,
    left: Iterable[AccountSnapshot] = (),
    limits: Mapping[str, int] | None = None,
    bases: Mapping[str, str] | None = None,
    program: str = "",
    decimals: int = 1,
) -> Figures:
    """Return the figures of *period*; raises MonitorError where they do not add up.

    *limit_of*: the longest silence allowed to an account by its id. *refuted*: findings, by case
    and moment, that later evidence shows to be errors. *left*: the accounts closed or merged in the
    current register.
    """
    cases = _cases(past, period, refuted, made_at)
    by_account = _by_account(cases)
    accounts: list[AccountFigures] = []
    rectified: list[Rectified] = []
    pending: list[Pending] = []
    seen: Counter[int] = Counter()
    left_failing: list[AccountSnapshot] = []
    for history in past.histories:
        limit = limit_of(history.account.id)
        runs = seen_in(history, past.spotchecks, period)
        seen.update(run.id for run in runs)
        if history.departed:
            if rectification.failed_before(history, period, limit):
                left_failing.append(history.account)
            continue
        accounts.append(figures_of(history, period, limit, runs))
        pending += _pending(history, past.answers.get(history.account.id, ()), period)
        put_right = rectification.of(history, period, limit, by_account.get(history.account.id, ()))
        if put_right is not None:
            rectified.append(put_right)
    accounts.sort(key=grouping.worst_first)
    rectified.sort(key=lambda entry: (rectification.ORDER.index(entry.outcome), entry.account.id))
    spotchecks = tuple(replace(run, seen=seen[run.id]) for run in past.spotchecks)
    closing = spotchecks[-1] if spotchecks else None
    gone = {account.id: account for account in left}
    opened, closed, renamed = _moves(past, period, gone)
    figures = Figures(
        jurisdiction=jurisdiction,
        period=period,
        made_at=made_at,
        closing_at=closing.moment if closing else None,
        total=grouping.row("合计", accounts),
        by_platform=grouping.rows(accounts, grouping.platform),
        by_kind=grouping.rows(accounts, grouping.kind),
        by_unit=grouping.rows(accounts, lambda entry: entry.account.unit),
        states=Counter(entry.state for entry in accounts if entry.state is not None),
        problems=grouping.problems(accounts),
        accounts=tuple(accounts),
        opened=opened,
        closed=closed,
        renamed=renamed,
        register_known_before=past.register_before is not None,
        spotchecks=spotchecks,
        checks=checks_of(spotchecks),
        rectified=tuple(rectified),
        left_failing=tuple(
            replace(account, left_on=gone[account.id].left_on) if account.id in gone else account
            for account in sorted(left_failing, key=lambda account: account.id)
        ),
        left_on={id: account.left_on for id, account in gone.items() if account.left_on},
        cases=tuple(
            case for case in cases if case.closed_at is None or case.closed_at >= period.since
        ),
        slips=tuple(_slips(past, period)),
        safety=_safety(past),
        pending=tuple(sorted(pending, key=lambda entry: entry.account.id)),
        interaction=_interaction(past),
        before=before,
        year_before=year_before,
        limits=dict(limits or {}),
        bases=dict(bases or {}),
        rules=closing.rules if closing else "",
        program=program,
        decimals=decimals,
    )
    refuse_unless_sound(figures)
    return figures


def verdicts(
    histories: Iterable[AccountHistory], period: Period, limit_of: Callable[[str], Limit]
) -> Tally:
    """Count the accounts of *histories* by their verdicts in *period*: the tally of its figures."""
    return grouping.counted(
        verdict_of(valid_assessments(history, period, limit_of(history.account.id)))
        for history in histories
    )


def _slips(past: PeriodData, period: Period) -> Iterator[UnitWordingErrors]:
    """Yield the wording errors found in *period* by unit, the most first."""
    units: dict[str, list[WordingError]] = {}
    for slip in past.slips:
        if period.first_day <= slip.found_on <= period.last_day and not slip.withdrawn:
            units.setdefault(slip.unit, []).append(slip)
    for slips in sorted(units.values(), key=lambda slips: (-len(slips), slips[-1].unit_name)):
        fixed = sum(s.fixed_on is not None and s.fixed_on <= period.last_day for s in slips)
        grave = sum(bool(s.veto) for s in slips)
        unsaid = sum(s.veto is None for s in slips)
        name = slips[-1].unit_name
        count = len(slips)
        yield UnitWordingErrors(unit=name, found=count, grave=grave, fixed=fixed, unsaid=unsaid)


def _safety(past: PeriodData) -> int:
    """Return how many accounts a person has checked for every item of safety."""
    judged = (account.id for account in past.register if account.judged)
    answered = ({answer.item for answer in past.answers.get(id, ())} for id in judged)
    return sum(items.issuperset(SAFETY) for items in answered)


def _interaction(past: PeriodData) -> Rate:
    """Return how many accounts support interaction, of those that a person has checked."""
    answers = {}
    for account in past.register:
        for answer in past.answers.get(account.id, ()):
            if account.judged and answer.item is ChecklistItem.INTERACTION:
                answers[account.id] = answer.good  # the latest is the last
    return Rate(sum(answers.values()), len(answers))


def _cases(
    past: PeriodData, period: Period, refuted: Set[FindingKey], made_at: datetime
) -> tuple[Case, ...]:
    """Return the cases as of the end of *period*, or of now if that is earlier.

    An erroneous finding is no case, whenever the error came to light; an exemption ends with its
    term, whether or not somebody has looked since. Accounts are named as the register had them.
    """
    day = min(period.last_day, clock.day(made_at))
    latest = min(period.until, made_at + clock.CLOCK_SKEW)
    names = {account.id: account.name for account in past.register}
    believed = (case.without_refuted(refuted) for case in past.cases)
    cases = (case.as_of(latest) for case in believed if case is not None)
    return tuple(
        replace(with_expired_exemption_ended(case, day), name=names.get(case.account, case.name))
        for case in cases
        if case is not None
    )


def _by_account(cases: Iterable[Case]) -> dict[str, list[Case]]:
    by_account: dict[str, list[Case]] = {}
    for case in cases:
        by_account.setdefault(case.account, []).append(case)
    return by_account


def _pending(
    history: AccountHistory, answers: Iterable[Answer], period: Period
) -> Iterator[Pending]:
    """Yield an account with a no among its last answers that no look of *period* has judged."""
    last = {answer.item: answer for answer in answers}  # the latest is the last
    taken_up = {
        problem.about
        for look in history.looks
        if period.holds(look.at)
        for problem in look.problems
        if problem.check in ANSWERED
    }
    items = tuple(
        item
        for item in ChecklistItem
        if item in last and not last[item].good and item.value not in taken_up
    )
    if items:
        yield Pending(account=history.account, items=items)


def _moves(
    past: PeriodData, period: Period, left: Mapping[str, AccountSnapshot]
) -> tuple[
    tuple[AccountSnapshot, ...],
    tuple[AccountSnapshot, ...],
    tuple[tuple[str, AccountSnapshot], ...],
]:
    """Return accounts opened, closed and renamed between the registers at both ends.

    Without a register of the beginning, the dates in the current one decide.
    """
    now = {account.id: account for account in past.register if account.judged}
    then = {account.id: account for account in past.register_before or () if account.judged}
    has_before = past.register_before is not None
    opened = tuple(
        account
        for id, account in sorted(now.items())
        if (has_before and id not in then)
        or (account.opened_on and period.first_day <= account.opened_on <= period.last_day)
    )
    closed = tuple(
        replace(account, left_on=left[id].left_on, merged_into=left[id].merged_into)
        if id in left
        else account
        for id, account in sorted((then if has_before else _left_in(period, left)).items())
        if id not in now
    )
    renamed = tuple(
        (then[id].name, account)
        for id, account in sorted(now.items())
        if id in then and then[id].name != account.name
    )
    return opened, closed, renamed


def _left_in(period: Period, left: Mapping[str, AccountSnapshot]) -> dict[str, AccountSnapshot]:
    days = period.first_day, period.last_day
    return {
        id: account
        for id, account in left.items()
        if account.left_on is not None and days[0] <= account.left_on <= days[1]
    }
