"""Cases after a check: what its verdicts open, close or bring back is written down and told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from monitor import clock, clocks, following, rules, telling
from monitor.cases import Added, Case, Move, Stage
from monitor.model import Account, Assessment, Platform, Run
from monitor.notices import Kind, Notice
from monitor.registry import Registry
from monitor.store import Store
from monitor.text import clean

LATELY = timedelta(days=7)
LONGEST = 80  # characters of what was found


def follow(
    store: Store,
    registry: Registry,
    said: Iterable[Assessment],
    at: datetime,
    *,
    opens: bool,
    run: Run | None = None,
    runs: Mapping[str, int] | None = None,
) -> tuple[Added, ...]:
    """Follow *said*, the latest verdicts; return what was added.

    *opens*: what they find wrong opens cases, and does not only close and bring back those there
    are. *run*: the check itself; what was found on a day to come is none where its servers confirm
    our clock, and it finds nothing itself. *runs*: the checks that *said* come from, by account,
    where that is not one.
    """
    said = tuple(said)
    if run is not None:
        runs = {one.account.id: run.id for one in said}
    refuted = store.refuted(rules.limits(registry.accounts, registry.policy))
    if run is not None and clocks.is_right(run.clock_offset):
        refuted |= following.found_ahead(store.cases(), said, at)
    ended = frozenset(account.id for account in registry.accounts if not account.judged)

    def decide(known: tuple[Case, ...]) -> Iterator[Added]:
        return following.follow(
            known,
            said,
            registry.rectifying,
            at,
            ended=ended,
            opens=opens,
            refuted=refuted,
            runs=runs or {},
        )

    return store.add_steps(decide)


def settle(store: Store, registry: Registry, added: Iterable[Added], now: datetime) -> None:
    """Write down what is to be told of the steps that were *added*, and all else that is due."""
    telling.put(store, tell(store, registry, added, clock.day(now)), registry.channels, now)


def notices(added: Iterable[Added]) -> tuple[Notice, ...]:
    """Return what is to be told of the steps that were added."""
    return tuple(
        _notice(one.case, step.move, f"{step.at.timestamp():.0f}")
        for one in added
        for step in one.steps
        if step.move in WORDS or step.move in OFFICE
    )


def standing(store: Store, registry: Registry, today: date) -> tuple[Case, ...]:
    """Return the cases as they stand on *today*, their accounts named as they are called now.

    An open case is the business of the unit that has the account now, a closed one stays with
    the unit that had it.
    """
    return _standing(store.cases(), registry, today)


def _standing(cases: Iterable[Case], registry: Registry, today: date) -> tuple[Case, ...]:
    accounts = {account.id: account for account in registry.accounts}
    found = (following.standing(case, today) for case in cases)
    return tuple(_called(case, accounts, moves=case.is_open) for case in found)


def _called(case: Case, accounts: Mapping[str, Account], *, moves: bool) -> Case:
    """Return *case* under its account's name of now, and where it *moves*, the unit of now."""
    account = accounts.get(case.account)
    if account is None:
        return case
    named = replace(case, name=account.name)
    unit = account.unit
    return replace(named, unit=unit.id, unit_name=unit.name) if moves else named


def _was_open(one: Added) -> bool:
    """Say whether a case was open when its steps were added, or was opened by them."""
    before = one.case.steps[: -len(one.steps)]
    return not before or replace(one.case, steps=before).is_open


def tell(
    store: Store, registry: Registry, added: Iterable[Added], today: date
) -> tuple[Notice, ...]:
    """Return all that is to be told now: the steps that were added, and what is late.

    A program that was killed between a step and its notice left it untold: the steps of the last
    days are told along, and the outbox drops what it has seen.
    """
    stored = store.cases()
    known = _standing(stored, registry, today)
    said = (*added, *_lately(stored, clock.day_start(today) - LATELY))
    accounts = {account.id: account for account in registry.accounts}
    now_called = (
        replace(one, case=_called(one.case, accounts, moves=one.case.is_open or _was_open(one)))
        for one in said
    )
    return (*notices(now_called), *overdue(known, today), *unsent(known, registry, today))


def _lately(cases: Iterable[Case], since: datetime) -> Iterator[Added]:
    """Yield the steps of cases *since* a moment, each with its case as it stood then."""
    for case in cases:
        for number, step in enumerate(case.steps, 1):
            if step.at >= since:
                yield Added(case=replace(case, steps=case.steps[:number]), steps=(step,))


def overdue(listed: Iterable[Case], today: date) -> tuple[Notice, ...]:
    """Return what the office is to be told of terms that have passed, once a term."""
    return tuple(
        _told(
            case,
            f"overdue:{case.due_on}",
            f"：整改已逾期（期限{_day(case.due_on)}），请主管领导督办",
            kind=Kind.ESCALATED,
            unit=case.unit,
        )
        for case in listed
        if case.overdue(today) and case.due_on is not None
    )


def unsent(listed: Iterable[Case], registry: Registry, today: date) -> tuple[Notice, ...]:
    """Return of which cases the office has told no unit, though a whole term has passed."""
    days, wait = registry.schedule.workdays, registry.rectifying.due_workdays
    return tuple(
        _told(
            case,
            f"unsent:{case.found_at.timestamp():.0f}",
            f"（{case.title}）：发现已满{wait}个工作日，尚未通知主办单位整改",
        )
        for case in listed
        if case.stage is Stage.FOUND and today > days.next_workday(clock.day(case.found_at), wait)
    )


OFFICE = {  # what only the office is told of: it is the office's turn
    Move.OPEN: "新发现问题，请通知主办单位整改（{message}）",
    Move.RECTIFY: "单位已反馈整改情况，请复查",
}
WORDS = {
    Move.NOTIFY: "请于{due}前完成整改并反馈",
    Move.EXTEND: "整改期限延至{due}",
    Move.EXEMPT: "已同意豁免",
    Move.FAILED: "复查仍不合格，请继续整改",
    Move.REOPEN: "问题再次发生",
    Move.LAPSE: "豁免已到期，请继续整改",
    Move.MORE: "又发现新的问题",
    Move.CLOSE: "问题已销号",
    Move.REFUTED: "原结论有误，已撤销，无需整改",
}


def _notice(case: Case, move: Move, stamp: str) -> Notice:
    due = _day(case.due_on) if case.due_on else "规定期限"
    words = (WORDS | OFFICE)[move].format(due=due, message=clean(case.message, LONGEST))
    unit = "" if move in OFFICE else case.unit
    return _told(case, f"{move}:{stamp}", f"（{case.title}）：{words}", unit=unit)


def _told(case: Case, key: str, text: str, *, kind: Kind = Kind.CASE, unit: str = "") -> Notice:
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
    return f"{day.month}月{day.day}日" if day else ""


def said_of(added: Iterable[Added]) -> str:
    """Return in one sentence what a check opened and closed, empty where nothing."""
    moves = [step.move for one in added for step in one.steps]
    parts = [
        f"{label} {number} 个"
        for label, number in (
            ("新发现问题", moves.count(Move.OPEN)),
            ("再次发生", moves.count(Move.REOPEN)),
            ("原有问题中又有新增", moves.count(Move.MORE)),
            ("复查合格销号", moves.count(Move.PASSED)),
            ("复查不合格", moves.count(Move.FAILED)),
            ("原结论有误而撤销", moves.count(Move.REFUTED)),
            ("豁免到期", moves.count(Move.LAPSE)),
            ("账号不再管理而销号", moves.count(Move.CLOSE) - moves.count(Move.PASSED)),
        )
        if number
    ]
    return "，".join(parts)
