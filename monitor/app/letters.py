"""Letters of rectification: who gets one, for which problems, with which term.

Only what the latest verdict or a person found is told, and only while it is fresh: a letter
accuses. What is exempt is left out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from monitor.app import follow_up, report, wrong_clock
from monitor.app.letter_grounds import LetterGrounds
from monitor.cases.case import Case, Stage
from monitor.cases.case_store import CaseStore
from monitor.cases.earlier_notices import EarlierNotice, earlier_notices
from monitor.figures import AccountFigures, Figures
from monitor.model import Account, clock
from monitor.model.errors import RequestError
from monitor.model.period import Period, Span
from monitor.registry import Registry
from monitor.registry.rules import limits
from monitor.system.connection import Database
from monitor.verdicts.clock_log import ClockLog
from reports.paper_context import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLetter:
    """What one unit is written: its failing accounts, the day and the term.

    *unit*: its id; *earlier*: when it was told before to put something right.
    """

    unit: str
    accounts: tuple[AccountFigures, ...]
    letter: Letter
    earlier: tuple[EarlierNotice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters to the units of the chosen *accounts*.

    *waiting*: the numbers of the cases whose terms begin when the letters are recorded as sent.
    *skipped*: why accounts with an open problem get no letter.
    """

    accounts: tuple[AccountFigures, ...]
    letters: tuple[UnitLetter, ...]
    figures: Figures
    waiting: tuple[int, ...]
    skipped: tuple[str, ...] = ()


def prepare(
    db: Database,
    registry: Registry,
    accounts: Sequence[Account],
    letter: Letter,
    now: datetime,
    *,
    due: date | None = None,
    decimals: int = 1,
) -> Letters:
    """Return a letter to each unit of *accounts*; raises RequestError where one has no problem.

    Units answer by *due*, or by the term that was set for their cases, or by that of *letter*.
    """
    wrong_clock.refuse(ClockLog(db), now, "制发通知书")
    office = _Office(db, registry, letter, now, decimals)
    office.grounds.ask(accounts)
    return office.letters([office.entry(account) for account in accounts], due)


def prepare_all(
    db: Database,
    registry: Registry,
    letter: Letter,
    now: datetime,
    *,
    due: date | None = None,
    decimals: int = 1,
    units: Collection[str] | None = None,
) -> Letters:
    """Return a letter to each unit with an open problem, or of *units*; and why others get none.

    Raises RequestError where there is no letter to write.
    """
    wrong_clock.refuse(ClockLog(db), now, "制发通知书")
    office = _Office(db, registry, letter, now, decimals)
    chosen: list[AccountFigures] = []
    skipped: list[str] = []
    wanted = [
        account
        for account in office.grounds.with_problems()
        if units is None or account.unit.id in units
    ]
    office.grounds.ask(wanted)
    for account in wanted:
        try:
            chosen.append(office.entry(account))
        except RequestError as error:
            skipped.append(str(error))
    if not chosen:
        raise RequestError("；".join(["没有需要制发整改通知书的单位", *skipped]))
    return replace(office.letters(chosen, due), skipped=tuple(skipped))


@dataclass
class _Office:
    """What all letters of one day are made from."""

    db: Database
    registry: Registry
    letter: Letter
    now: datetime
    decimals: int
    cases: tuple[Case, ...] = field(init=False)
    grounds: LetterGrounds = field(init=False)
    _months: dict[Period, Figures] = field(default_factory=dict, init=False)
    _entries: dict[Period, dict[str, AccountFigures]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        today = clock.day(self.now)
        self.cases = follow_up.current_cases(CaseStore(self.db), self.registry, today)
        self.grounds = LetterGrounds(
            db=self.db, registry=self.registry, cases=self.cases, now=self.now
        )

    def entry(self, account: Account) -> AccountFigures:
        """Return the figures of *account* with its problems; raises RequestError without any."""
        as_of = min(self.now, clock.day_end(self.letter.on))
        basis = self.grounds.of(account, as_of)
        assessment = basis.assessment
        entry = self._month(assessment.taken_at if assessment else self.now)[account.id]
        snapshot = replace(entry.account, status=account.status, unit=account.unit.name)
        changed = replace(
            entry, account=snapshot, problems=basis.problems, closing_at=basis.seen_at
        )
        if assessment is None:
            return replace(changed, proof=())
        return replace(changed, state=assessment.state)

    def letters(self, chosen: Sequence[AccountFigures], due: date | None) -> Letters:
        """Return the letters to the units of *chosen*."""
        ids = {entry.account.id for entry in chosen}
        months = self._months
        return Letters(
            accounts=tuple(chosen),
            letters=tuple(self._of_units(chosen, due)),
            figures=months[max(months, key=lambda month: month.since)],
            waiting=tuple(
                case.id for case in self.cases if case.account in ids and case.stage is Stage.FOUND
            ),
        )

    def _of_units(self, chosen: Sequence[AccountFigures], due: date | None) -> Iterable[UnitLetter]:
        refuted = CaseStore(self.db).refuted(limits(self.registry.accounts, self.registry.policy))
        caveats = follow_up.term_caveats(self.registry, self.cases)
        standing: dict[str, list[Case]] = {}
        for case in self.cases:
            if kept := case.without_refuted(refuted):
                standing.setdefault(kept.unit, []).append(kept)
        by_unit: dict[str, list[AccountFigures]] = {}
        for entry in chosen:
            by_unit.setdefault(entry.account.unit_id, []).append(entry)
        for unit, entries in by_unit.items():
            cases = [case for entry in entries for case in self.grounds.cases_of(entry.account.id)]
            seen = {
                entry.account.id: clock.day(entry.closing_at)
                for entry in entries
                if entry.closing_at
            }
            yield UnitLetter(
                unit=unit,
                accounts=tuple(entries),
                letter=_termed(self.letter, cases, caveats)
                if due is None
                else replace(self.letter, due=due, due_caveat=""),
                earlier=earlier_notices(standing.get(unit, ()), unit, self.letter.on, seen),
            )

    def _month(self, moment: datetime) -> Mapping[str, AccountFigures]:
        """Return the figures of the month of *moment*, by account."""
        day = clock.day(moment)
        period = Period(year=day.year, month=day.month, span=Span.MONTH)
        if period not in self._months:
            month = self._months[period] = report.figures(
                self.db, self.registry, period, made_at=self.now, decimals=self.decimals
            )
            self._entries[period] = {entry.account.id: entry for entry in month.accounts}
        return self._entries[period]


def _termed(letter: Letter, cases: Sequence[Case], caveats: Mapping[int, str]) -> Letter:
    """Return *letter* with the term already set for its *cases*, if any."""
    set_ = [
        (case.due_on, caveats.get(case.id, ""))
        for case in cases
        if case.is_open
        and case.stage is not Stage.EXEMPT
        and case.due_on is not None
        and case.due_on >= letter.on
    ]
    if not set_:
        return letter
    due = min(day for day, _ in set_)
    return replace(letter, due=due, due_caveat=max(caveat for day, caveat in set_ if day == due))
