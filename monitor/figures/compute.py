"""From the looks of a period to its figures: pure, one pass over the accounts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import datetime

from monitor.cases.case import Case
from monitor.cases.transitions import standing
from monitor.cases.wording_errors import WordingError
from monitor.figures import rectification
from monitor.figures.account import figures_of
from monitor.figures.cross_footing import refuse_unless_sound
from monitor.figures.history import AccountHistory, PeriodData
from monitor.figures.values import (
    AccountFigures,
    EarlierPeriod,
    Figures,
    GroupRow,
    Pending,
    Rectified,
    Tally,
    UnitWordingErrors,
)
from monitor.model import (
    AccountSnapshot,
    Answer,
    ChecklistItem,
    Jurisdiction,
    Platform,
    State,
    Verdict,
    clock,
)
from monitor.model.codes import ANSWERED
from monitor.model.period import Period
from monitor.model.rate import Rate
from monitor.verdicts.checklist import SAFETY
from monitor.verdicts.freshness import Limit

KINDS = {
    "town": "镇（街道）",
    "office": "县政府办公室",
    "department": "县直部门",
    "institution": "事业单位",
    "": "其他单位",
}
ORDER = (Verdict.FAIL, Verdict.UNKNOWN, None, Verdict.PASS)
STATES = (
    State.ABNORMAL, State.ZOMBIE, State.EMPTY, State.STALE, State.UNKNOWN, State.DUE, State.FRESH,
    None,
)  # fmt: skip


def compute(
    past: PeriodData,
    period: Period,
    *,
    jurisdiction: Jurisdiction,
    made_at: datetime,
    limit_of: Callable[[str], Limit],
    refuted: Set[tuple[int, datetime]] = frozenset(),
    before: EarlierPeriod | None = None,
    year_before: EarlierPeriod | None = None,
    left: Iterable[AccountSnapshot] = (),
    limits: Mapping[str, int] | None = None,
    bases: Mapping[str, str] | None = None,
    program: str = "",
    decimals: int = 1,
) -> Figures:
    """Return the figures of *period*; raises MonitorError where they do not add up.

    *limit_of*: the longest silence allowed to an account by its id. *refuted*: findings,
    by case and moment, that evidence found since shows to be none. *left*: the accounts that the
    register of now calls closed or merged.
    """
    cases = _cases(past, period, refuted, made_at)
    own = _by_account(cases)
    accounts: list[AccountFigures] = []
    rectified: list[Rectified] = []
    pending: list[Pending] = []
    for history in past.histories:
        limit = limit_of(history.account.id)
        accounts.append(figures_of(history, period, limit))
        pending += _pending(history, past.answers.get(history.account.id, ()), period)
        put_right = rectification.of(history, period, limit, own.get(history.account.id, ()))
        if put_right is not None:
            rectified.append(put_right)
    accounts.sort(key=_worst_first)
    rectified.sort(key=lambda one: (rectification.ORDER.index(one.outcome), one.account.id))
    closing = past.spotchecks[-1] if past.spotchecks else None
    opened, closed, renamed = _moves(past, period, {one.id: one for one in left})
    figures = Figures(
        jurisdiction=jurisdiction,
        period=period,
        made_at=made_at,
        closing_at=closing.moment if closing else None,
        total=_row("合计", accounts),
        by_platform=_rows(accounts, _platform),
        by_kind=_rows(accounts, _kind),
        by_unit=_rows(accounts, lambda one: one.account.unit),
        states=Counter(one.state for one in accounts if one.state is not None),
        problems=_problems(accounts),
        accounts=tuple(accounts),
        opened=opened,
        closed=closed,
        renamed=renamed,
        register_known_before=past.register_before is not None,
        spotchecks=past.spotchecks,
        rectified=tuple(rectified),
        cases=tuple(
            case for case in cases if case.closed_at is None or case.closed_at >= period.since
        ),
        slips=tuple(_slips(past, period)),
        safety=_safety(past),
        pending=tuple(sorted(pending, key=lambda one: one.account.id)),
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


def tally(accounts: Iterable[AccountFigures]) -> Tally:
    """Count accounts by the period's verdict; each counts once."""
    counts = Counter(one.verdict for one in accounts)
    return Tally(
        registered=sum(counts.values()),
        passed=counts[Verdict.PASS],
        failed=counts[Verdict.FAIL],
        unknown=counts[Verdict.UNKNOWN],
    )


def _row(label: str, accounts: Iterable[AccountFigures]) -> GroupRow:
    members = list(accounts)
    return GroupRow(
        label=label,
        tally=tally(members),
        posts=sum(one.posts for one in members),
        posts_whole=all(one.posts_whole for one in members),
    )


def _rows(
    accounts: Iterable[AccountFigures], label_of: Callable[[AccountFigures], str]
) -> tuple[GroupRow, ...]:
    """Group accounts; the largest group first, equal ones by name."""
    groups: dict[str, list[AccountFigures]] = {}
    for one in accounts:
        groups.setdefault(label_of(one), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_row(label, members) for label, members in ordered)


def _platform(one: AccountFigures) -> str:
    return Platform(one.account.platform).label


def _kind(one: AccountFigures) -> str:
    return KINDS.get(one.account.kind, one.account.kind)


def _worst_first(one: AccountFigures) -> tuple[int, int, int, str]:
    return (
        ORDER.index(one.verdict),
        STATES.index(one.state),
        -(one.idle_days or one.silent_days or 0),
        one.account.id,
    )


def _problems(accounts: Iterable[AccountFigures]) -> tuple[tuple[str, str, int], ...]:
    """Count accounts by kind of problem; one account may stand in several."""
    kinds: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for one in accounts:
        for problem in one.problems:
            kinds.setdefault(problem.check, set()).add(one.account.id)
            titles[problem.check] = max(problem.title, titles.get(problem.check, ""))
    return tuple((check, titles[check], len(ids)) for check, ids in sorted(kinds.items()))


def _slips(past: PeriodData, period: Period) -> Iterator[UnitWordingErrors]:
    """Yield the wording errors found in *period* by unit, the most first."""
    units: dict[str, list[WordingError]] = {}
    for slip in past.slips:
        if period.first_day <= slip.found_on <= period.last_day and not slip.withdrawn:
            units.setdefault(slip.unit, []).append(slip)
    for own in sorted(units.values(), key=lambda own: (-len(own), own[-1].unit_name)):
        fixed = sum(s.fixed_on is not None and s.fixed_on <= period.last_day for s in own)
        grave = sum(bool(s.veto) for s in own)
        unsaid = sum(s.veto is None for s in own)
        name = own[-1].unit_name
        yield UnitWordingErrors(unit=name, found=len(own), grave=grave, fixed=fixed, unsaid=unsaid)


def _safety(past: PeriodData) -> int:
    """Return how many accounts a person has checked for every item of safety."""
    judged = (one.id for one in past.register if one.judged)
    said = ({answer.item for answer in past.answers.get(id, ())} for id in judged)
    return sum(items.issuperset(SAFETY) for items in said)


def _interaction(past: PeriodData) -> Rate:
    """Return how many accounts support interaction, of those that a person has checked."""
    said = {}
    for one in past.register:
        for answer in past.answers.get(one.id, ()):
            if one.judged and answer.item is ChecklistItem.INTERACTION:
                said[one.id] = answer.good  # the latest is the last
    return Rate(sum(said.values()), len(said))


def _cases(
    past: PeriodData, period: Period, refuted: Set[tuple[int, datetime]], made_at: datetime
) -> tuple[Case, ...]:
    """Return the cases as they stood when *period* ended, or stand now.

    What was found in error is no case, whenever that came to light; an exemption ends with its
    term, whether or not somebody has looked since. Accounts are named as the register had them.
    """
    day = min(period.last_day, clock.day(made_at))
    latest = min(period.until, made_at + clock.CLOCK_SKEW)
    names = {one.id: one.name for one in past.register}
    believed = (case.believed(refuted) for case in past.cases)
    then = (case.as_of(latest) for case in believed if case is not None)
    return tuple(
        replace(standing(case, day), name=names.get(case.account, case.name))
        for case in then
        if case is not None
    )


def _by_account(cases: Iterable[Case]) -> dict[str, list[Case]]:
    own: dict[str, list[Case]] = {}
    for case in cases:
        own.setdefault(case.account, []).append(case)
    return own


def _pending(
    history: AccountHistory, answers: Iterable[Answer], period: Period
) -> Iterator[Pending]:
    """Yield an account whose last answers hold a no that no look of *period* has taken up."""
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
    """Return what was opened, closed and renamed, by the registers at both ends.

    Where none is known of the beginning, the days tell which the register gives.
    """
    now = {one.id: one for one in past.register if one.judged}
    then = {one.id: one for one in past.register_before or () if one.judged}
    known = past.register_before is not None
    opened = tuple(
        one
        for id, one in sorted(now.items())
        if (known and id not in then)
        or (one.opened_on is not None and period.first_day <= one.opened_on <= period.last_day)
    )
    closed = tuple(
        replace(one, left_on=left[id].left_on, merged_into=left[id].merged_into)
        if id in left
        else one
        for id, one in sorted((then if known else _left_in(period, left)).items())
        if id not in now
    )
    renamed = tuple(
        (then[id].name, one)
        for id, one in sorted(now.items())
        if id in then and then[id].name != one.name
    )
    return opened, closed, renamed


def _left_in(period: Period, left: Mapping[str, AccountSnapshot]) -> dict[str, AccountSnapshot]:
    days = period.first_day, period.last_day
    return {
        id: one
        for id, one in left.items()
        if one.left_on is not None and days[0] <= one.left_on <= days[1]
    }
