"""The figures themselves; every form of a report renders this one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from monitor.cases.case import SYSTEM_ACTOR, Case, StepKind
from monitor.figures.checks import PeriodChecks
from monitor.figures.counties import NOBODY, CountyRow, Rejudged
from monitor.figures.judged_look import JudgedLook
from monitor.figures.pass_rate import Tally
from monitor.figures.period_values import PeriodFinding, PeriodRun
from monitor.figures.posts import PostBasis, PostTotal
from monitor.model import AccountSnapshot, ChecklistItem, Jurisdiction, State, Verdict, clock
from monitor.model.chain_head import Head
from monitor.model.outcome import Outcome
from monitor.model.period import Period
from monitor.model.rate import Rate

NO_POSTS, NO_CHECKS = PostTotal(), PeriodChecks()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group of accounts (a platform, a kind of unit, a unit) and its tally."""

    label: str
    tally: Tally
    posts: PostTotal = NO_POSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigures:
    """One account in the period.

    *verdict*: None where no spot check looked at it. It fails where any spot check of the period
    failed it; else the last look decides between pass and unknown. *state*: the closing one;
    *zombie*: by the last look that could tell; *zombie_at*: when a look of the period first called
    it one; *zombie_recovered*: the last look that could tell saw it updating again.
    *looks*: in how many of the period's checks it was seen, one a day.
    *idle_days*: natural days from the newest post to the closing look, None where none is known or
    a newer one may be. *silent_days*: at least so many where no post is known at all.
    *longest_silence*: in the period, None where nobody vouched for it or nothing was ever
    published. *posts*: None where nobody can say; *posts_basis*: who says so, or why not.
    *looked_by*: sources of the closing look, and people's looks in the
    period. *unknown_since*: the first look of the unbroken row of unknown ones at the end.
    *abstained*, *reasons*: the checks that could not judge at the last of them, and why.
    *looked_at_closing*: a source was tried at the closing look, or a person's was still believed.
    *failed_closing*, *unsure_closing*: the checks that failed then, and those that it left open.
    *always_fresh*: each look of the period found it fresh. *passed_at*: when it last passed.
    *rests_on*: the last look that failed it, else the closing one.
    """

    account: AccountSnapshot
    verdict: Verdict | None
    state: State | None = None
    zombie: bool = False
    zombie_at: datetime | None = None
    zombie_recovered: bool = False
    looks: int = 0
    closing_at: datetime | None = None
    closing_verdict: Verdict | None = None
    newest_at: datetime | None = None
    newest_title: str = ""
    idle_days: int | None = None
    silent_days: int | None = None
    longest_silence: int | None = None
    days_over: int | None = None
    failed_first_at: datetime | None = None
    failed_last_at: datetime | None = None
    failed_in: tuple[int, ...] = ()
    passed_at: datetime | None = None
    problems: tuple[PeriodFinding, ...] = ()
    unknown_since: datetime | None = None
    abstained: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    tried: tuple[tuple[str, Outcome, str], ...] = ()
    looked_by: tuple[str, ...] = ()
    looked_at_closing: bool = True
    failed_closing: tuple[str, ...] = ()
    unsure_closing: tuple[str, ...] = ()
    always_fresh: bool = False
    posts: int | None = None
    posts_basis: PostBasis = PostBasis.UNSEEN
    proof: tuple[str, ...] = ()
    rests_on: JudgedLook | None = None

    @property
    def still_failing(self) -> bool:
        return self.closing_verdict is Verdict.FAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectified:
    """The outcome of an account that failed in the period before (上期问题整改复查).

    *outcome*: ``fixed`` (seen passing, on *fixed_at*, and not failed since), ``open``,
    ``recurring`` (fixed, then failed again), ``unseen`` (no look could tell), ``exempt`` by the
    papers of *decided* until a day, ``struck`` off by a person for the reason of *decided*.
    """

    account: AccountSnapshot
    outcome: str
    fixed_at: datetime | None = None
    problems: tuple[str, ...] = ()
    decided: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWordingErrors:
    """The wording errors of one unit (错敏信息): how many, how many grave, how many put right.

    *unsaid*: of how many no list says whether they are grave.
    """

    unit: str
    found: int
    grave: int
    fixed: int
    unsaid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An account that people found at fault and no check has judged since."""

    account: AccountSnapshot
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFinding:
    """What a check of the register found at an account's last look: which check, which kind."""

    account: AccountSnapshot
    check: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPeriod:
    """Another period's overall tally, for comparison; None in its place where none is known."""

    period: Period
    tally: Tally


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A period's figures. *accounts*: worst first. *kinds of problem* may overlap."""

    jurisdiction: Jurisdiction
    period: Period
    made_at: datetime
    closing_at: datetime | None
    total: GroupRow
    by_platform: tuple[GroupRow, ...]
    by_kind: tuple[GroupRow, ...]
    by_unit: tuple[GroupRow, ...]
    states: Mapping[State, int]
    problems: tuple[tuple[str, str, int], ...]  # (check, title, accounts)
    accounts: tuple[AccountFigures, ...]
    opened: tuple[AccountSnapshot, ...] = ()
    closed: tuple[AccountSnapshot, ...] = ()
    renamed: tuple[tuple[str, AccountSnapshot], ...] = ()  # (earlier name, account)
    register_known_before: bool = False
    spotchecks: tuple[PeriodRun, ...] = ()  # every run, whether or not it counts as a check
    checks: PeriodChecks = NO_CHECKS
    rectified: tuple[Rectified, ...] = ()
    left_failing: tuple[AccountSnapshot, ...] = ()  # failed in the period before, and have left
    cases: tuple[Case, ...] = ()  # open at some time of the period, as they stood at its end
    left_on: Mapping[str, date] = field(default_factory=dict)  # by account: no longer in charge
    due_caveats: Mapping[int, str] = field(default_factory=dict)  # by case: what its term assumes
    slips: tuple[UnitWordingErrors, ...] = ()  # wording errors found in the period, by unit
    safety: int = 0  # accounts whose safety a person has checked in the period, every item
    pending: tuple[Pending, ...] = ()  # a no that no check of the period has taken up
    interaction: Rate = NOBODY  # accounts that support it, of those where that is known
    register_findings: tuple[RegisterFinding, ...] = ()
    register_order: tuple[str, ...] = ()  # ids of accounts, unit after unit as registered
    superior_mean: Decimal | None = None  # the pass rate that the superior printed, in per cent
    before: EarlierPeriod | None = None
    year_before: EarlierPeriod | None = None
    history: tuple[EarlierPeriod, ...] = ()  # earlier periods of which figures are kept
    reminded: int = 0
    alarmed: int = 0
    limits: Mapping[str, int] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    rules: str = ""
    program: str = ""
    decimals: int = 1
    sealed: Head | None = None  # the newest link of the chain when they were made
    counties: tuple[CountyRow, ...] = ()  # of a city: all that should report, in its own order
    rejudged: Rejudged | None = None  # None: each account as its county judged it
    ordered_by: str = ""  # the document that orders them to be put in the order of their rates

    @property
    def as_of_date(self) -> date:
        """Return the day on which the figures stand: the period's last, or before it ends."""
        return min(self.period.last_day, clock.day(self.made_at))

    @property
    def reported(self) -> tuple[CountyRow, ...]:
        """Return the counties whose accounts are in the sums."""
        return tuple(county for county in self.counties if county.reported)

    @property
    def checked(self) -> bool:
        """Say whether anything was looked at that the figures tell of."""
        return bool(self.spotchecks) or any(county.tally.looked for county in self.counties)

    @cached_property
    def failing(self) -> tuple[AccountFigures, ...]:
        return tuple(entry for entry in self.accounts if entry.verdict is Verdict.FAIL)

    @cached_property
    def unknown(self) -> tuple[AccountFigures, ...]:
        return tuple(entry for entry in self.accounts if entry.verdict is Verdict.UNKNOWN)

    @cached_property
    def lapsed(self) -> tuple[AccountFigures, ...]:
        """Return the unknown accounts that an earlier look of the period passed."""
        return tuple(entry for entry in self.unknown if entry.passed_at is not None)

    @cached_property
    def unseen(self) -> tuple[AccountFigures, ...]:
        """Return the accounts that no spot check of the period looked at."""
        return tuple(entry for entry in self.accounts if entry.verdict is None)

    @cached_property
    def zombies(self) -> tuple[AccountFigures, ...]:
        """Return the accounts that any check of the period called zombies."""
        return tuple(entry for entry in self.accounts if entry.zombie_at is not None)

    @cached_property
    def zombies_recovered(self) -> tuple[AccountFigures, ...]:
        """Return those of the zombies that were seen updating again."""
        return tuple(entry for entry in self.zombies if entry.zombie_recovered)

    @cached_property
    def zombies_at_end(self) -> tuple[AccountFigures, ...]:
        """Return those of the zombies that the last look which could tell called so still."""
        return tuple(entry for entry in self.zombies if entry.zombie)

    @cached_property
    def register_places(self) -> Mapping[str, int]:
        """Return where each account stands in the register, by its id."""
        return {id: number for number, id in enumerate(self.register_order)}

    @property
    def dropped(self) -> int:
        """Return how many failed in the period before by its figures and do so no longer.

        Of those still in charge: what was issued then has been corrected since.
        """
        if self.counties:
            return sum(county.dropped for county in self.counties)
        if self.before is None:
            return 0
        known = len(self.rectified) + len(self.left_failing)
        return max(0, self.before.tally.failed - known)

    def closed_on(self, case: Case) -> date | None:
        """Return the day on which *case* ended; with its account's, where the account left."""
        if case.closed_at is None:
            return None
        day, last = clock.day(case.closed_at), case.steps[-1]
        by_leaving = last.kind is StepKind.CLOSE and last.by == SYSTEM_ACTOR
        if not by_leaving or case.closed_by_recheck:
            return day
        return min(day, self.left_on.get(case.account, day))
