"""Cases after a check: what its verdicts open, close or bring back is written down and told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from monitor.app.store import Store
from monitor.cases import transitions
from monitor.cases.case import Case, CaseUpdate
from monitor.model import Account, Assessment, Run, clock, clock_offset
from monitor.notices import case_notices, delivery
from monitor.notices.notice import Notice
from monitor.registry import Registry, rules

LATELY = timedelta(days=7)


def follow(
    store: Store,
    registry: Registry,
    said: Iterable[Assessment],
    at: datetime,
    *,
    opens: bool,
    run: Run | None = None,
    runs: Mapping[str, int] | None = None,
) -> tuple[CaseUpdate, ...]:
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
    if run is not None and clock_offset.is_right(run.clock_offset):
        refuted |= transitions.found_ahead(store.cases(), said, at)
    ended = frozenset(account.id for account in registry.accounts if not account.judged)

    def decide(known: tuple[Case, ...]) -> Iterator[CaseUpdate]:
        return transitions.follow(
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


def settle(store: Store, registry: Registry, added: Iterable[CaseUpdate], now: datetime) -> None:
    """Write down what is to be told of the steps that were *added*, and all else that is due."""
    delivery.enqueue(store, tell(store, registry, added, clock.day(now)), registry.channels, now)


def standing(store: Store, registry: Registry, today: date) -> tuple[Case, ...]:
    """Return the cases as they stand on *today*, their accounts named as they are called now.

    An open case is the business of the unit that has the account now, a closed one stays with
    the unit that had it.
    """
    return _standing(store.cases(), registry, today)


def _standing(cases: Iterable[Case], registry: Registry, today: date) -> tuple[Case, ...]:
    accounts = {account.id: account for account in registry.accounts}
    found = (transitions.standing(case, today) for case in cases)
    return tuple(_called(case, accounts, moves=case.is_open) for case in found)


def _called(case: Case, accounts: Mapping[str, Account], *, moves: bool) -> Case:
    """Return *case* under its account's name of now, and where it *moves*, the unit of now."""
    account = accounts.get(case.account)
    if account is None:
        return case
    named = replace(case, name=account.name)
    unit = account.unit
    return replace(named, unit=unit.id, unit_name=unit.name) if moves else named


def _was_open(one: CaseUpdate) -> bool:
    """Say whether a case was open when its steps were added, or was opened by them."""
    before = one.case.steps[: -len(one.steps)]
    return not before or replace(one.case, steps=before).is_open


def tell(
    store: Store, registry: Registry, added: Iterable[CaseUpdate], today: date
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
    workdays = registry.schedule.workdays
    return (
        *case_notices.notices(now_called),
        *case_notices.overdue(known, today),
        *case_notices.unsent(known, workdays, registry.rectifying.due_workdays, today),
    )


def _lately(cases: Iterable[Case], since: datetime) -> Iterator[CaseUpdate]:
    """Yield the steps of cases *since* a moment, each with its case as it stood then."""
    for case in cases:
        for number, step in enumerate(case.steps, 1):
            if step.at >= since:
                yield CaseUpdate(case=replace(case, steps=case.steps[:number]), steps=(step,))
