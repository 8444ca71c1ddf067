"""Which units have something to be told, and for which accounts; read, nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.app import follow_up
from monitor.app.letter_grounds import LetterGrounds
from monitor.cases.case import Case, Stage
from monitor.cases.case_store import CaseStore
from monitor.model import Account, Unit, clock
from monitor.model.errors import RequestError
from monitor.registry import Registry
from monitor.system.connection import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountToTell:
    """An account with its problems, a sentence each, or why its unit is not told of them."""

    account: Account
    problems: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitToTell:
    """A unit and its accounts. *waiting*: its cases of which it was not told yet."""

    unit: Unit
    accounts: tuple[AccountToTell, ...]
    waiting: tuple[Case, ...]

    @property
    def can_be_told(self) -> bool:
        return any(entry.problems for entry in self.accounts)


def units_to_tell(db: Database, registry: Registry, now: datetime) -> tuple[UnitToTell, ...]:
    """Return the units with an open problem: those not told of it yet first, then as registered."""
    cases = follow_up.current_cases(CaseStore(db), registry, clock.day(now))
    grounds = LetterGrounds(db=db, registry=registry, cases=cases, now=now)
    by_unit: dict[str, list[AccountToTell]] = {}
    accounts = grounds.with_problems()
    grounds.ask(accounts)
    for account in accounts:
        by_unit.setdefault(account.unit.id, []).append(_entry(grounds, account))
    units = [
        UnitToTell(
            unit=unit,
            accounts=tuple(by_unit[unit.id]),
            waiting=_waiting(grounds, by_unit[unit.id]),
        )
        for unit in registry.units
        if unit.id in by_unit
    ]
    return tuple(sorted(units, key=lambda one: (not one.can_be_told, not one.waiting)))


def _entry(grounds: LetterGrounds, account: Account) -> AccountToTell:
    try:
        basis = grounds.of(account, grounds.now)
    except RequestError as refused:
        return AccountToTell(account=account, refused=str(refused))
    problems = tuple(problem.message for problem in basis.problems)
    return AccountToTell(account=account, problems=problems)


def _waiting(grounds: LetterGrounds, entries: Sequence[AccountToTell]) -> tuple[Case, ...]:
    """Return the cases of *entries* of which the unit was not told, in their order."""
    ids = [entry.account.id for entry in entries if entry.problems]
    cases = (case for id in ids for case in grounds.cases_of(id) if case.stage is Stage.FOUND)
    return tuple(sorted(cases, key=lambda case: case.id))
