"""On what ground an account is written to: only what stands, was seen lately and is not exempt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

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


@dataclass(kw_only=True)
class LetterGrounds:
    """On what ground each account is written to, by *cases* and the verdicts that stand *now*.

    What is asked of many accounts is asked once: see ``ask``.
    """

    db: Database
    registry: Registry
    cases: Sequence[Case]
    now: datetime
    _latest: dict[str, Assessment] = field(default_factory=dict, init=False)
    _asked: set[str] = field(default_factory=set, init=False)
    _entered: set[str] = field(default_factory=set, init=False)

    def with_problems(self) -> tuple[Account, ...]:
        """Return the accounts with an open problem, as a check or a person found it.

        A problem that its unit reports as put right waits for the recheck, not for a letter.
        """
        latest = VerdictReader(self.db).latest(self.registry.judged, self.now)
        failing = {v.account.id for v in latest if v.verdict is Verdict.FAIL}
        waiting = {Stage.FOUND, Stage.NOTIFIED}
        return tuple(
            account
            for account in self.registry.judged
            if (
                any(case.stage in waiting for case in open_)
                if (open_ := [case for case in self.cases_of(account.id) if case.is_open])
                else account.id in failing
            )
        )

    def cases_of(self, account: str) -> Sequence[Case]:
        """Return the cases of one account."""
        return self._by_account.get(account, ())

    @cached_property
    def _by_account(self) -> dict[str, list[Case]]:
        by_account: dict[str, list[Case]] = {}
        for case in self.cases:
            by_account.setdefault(case.account, []).append(case)
        return by_account

    def ask(self, accounts: Sequence[Account]) -> None:
        """Read what is known of *accounts*, before each is asked for."""
        reader = VerdictReader(self.db)
        unread = [account for account in accounts if account.id not in self._asked]
        self._latest |= {v.account.id: v for v in reader.latest(unread, self.now)}
        self._entered |= entered_since(reader, unread, self.now).keys()
        self._asked |= {account.id for account in unread}

    def of(self, account: Account, as_of: datetime) -> Grounds:
        """Return what *account* is told *as_of* the day of the letter; raises RequestError."""
        self.ask([account])
        cases = self.cases_of(account.id)
        by_hand = _by_hand(cases)
        filing = letter_problems.of_filing(account, self.registry.policy, self.now)
        assessment = self._verdict(account, as_of, alone=not by_hand and not filing)
        exempt = {case.check for case in cases if case.stage is Stage.EXEMPT}
        problems = letter_problems.of(assessment, exempt, by_hand) + filing
        if not problems:
            raise RequestError(f"账号“{naming.full(account)}”的问题均已豁免，无需通知")
        found_at = max((case.last_finding_at for case in by_hand), default=self.now)
        return Grounds(
            problems=problems,
            seen_at=letter_problems.seen_at(assessment, exempt) if assessment else found_at,
            assessment=assessment,
        )

    def _verdict(self, account: Account, as_of: datetime, *, alone: bool) -> Assessment | None:
        """Return the latest verdict on *account* as it holds *as_of*; refuses one that is no fail.

        Unless it stands *alone*: None, where people found something and no check did.
        """
        name = f"账号“{naming.full(account)}”"
        latest = self._latest.get(account.id)
        days = look_days(checks_for(account, self.registry.policy))
        assessment = expired(latest, as_of, days) if latest else None
        if not alone and (assessment is None or assessment.verdict is not Verdict.FAIL):
            return None
        if assessment is None:
            raise RequestError(f"{name}尚未检查过，没有可以通知的问题；请先运行 monitor check")
        if account.id in self._entered:
            raise RequestError(f"{name}检查之后又有人工登记，请先运行 monitor check")
        if assessment.verdict is not Verdict.FAIL:
            why = next(iter(texts_of(assessment.notes, NoteKind.EXPIRED)), "没有需要整改的问题")
            raise RequestError(f"{name}最近一次结论为“{assessment.verdict.label}”，{why}")
        if clock.natural_days(assessment.as_of, as_of) > STALE:
            day = clock.show_day(assessment.as_of)
            raise RequestError(f"{name}的问题见于{day}，已超过{STALE}天，请重新查看后再通知")
        return assessment


def _by_hand(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return those of *cases* that are open and that people entered."""
    waiting = (Stage.FOUND, Stage.NOTIFIED)
    return tuple(case for case in cases if case.check == BY_HAND and case.stage in waiting)
