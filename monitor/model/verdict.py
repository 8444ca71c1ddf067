"""Snapshot, check, finding, result, assessment: what is judged, and the outcome."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from monitor.model.account import Account, Jurisdiction
from monitor.model.enums import Platform, RunMode, State, Verdict
from monitor.model.look_plan import LookPlan
from monitor.model.notes import Note, NoteKind, texts_of
from monitor.model.observation import Answer, Claim, Examination, Gap, Post, Window
from monitor.model.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything a check may know of an account: merged observations, seen at one moment.

    *windows* are those that were examined and stand, a person's among them; *claims* all that
    sources vouch for, with what came of examining them. *clock_offsets*: how far the servers'
    clocks were ahead of ours, where that is more than clocks may honestly differ.
    """

    account: Account
    taken_at: datetime
    posts: tuple[Post, ...] = ()
    windows: tuple[Window, ...] = ()
    claims: tuple[Claim, ...] = ()
    clock_offsets: tuple[timedelta, ...] = ()
    testimonies: tuple[Window, ...] = ()  # newest post to look, by a person without a screenshot
    faded: tuple[Post, ...] = ()  # shown by looks that speak no more: they clear nobody
    gaps: tuple[tuple[str, Gap], ...] = ()  # (source, gap)
    shown_names: tuple[tuple[str, str], ...] = ()  # (source, name on the platform)
    notes: tuple[Note, ...] = ()
    last_usable_at: datetime | None = None  # the latest look ever that showed anything
    first_look_at: datetime | None = None  # since when anybody has tried to look
    answers: tuple[Answer, ...] = ()  # to the checklist, ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The facts of a check: what it demands and who demands it (检查项、依据)."""

    code: str
    title: str
    basis: str
    advisory: bool = False  # its abstention is a task for staff, no verdict on the account


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found wrong (问题): one sentence the owner can act on, and its proof.

    *kind*: which fault it is, in the check's own key; empty where a program of before the keys
    kept it. *about*: what is at fault (an item's key, a source, a unit's id), empty for the
    account as such. *answers*: the ids of the answers that it rests on; it falls with the last
    of them. *detail*: what the person wrote who found it. The sentence decides nothing.

    *seen_at*: when it was seen, where that is not the moment that the verdict speaks of.
    *least_days*: for so long it has lasted at least, where nobody knows since when.
    *examination*: what the window was examined by that it rests on.
    """

    message: str
    kind: str
    about: str = ""
    detail: str = ""
    answers: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()
    seen_at: datetime | None = None
    least_days: int | None = None
    examination: Examination | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One demand of the policy. Subclasses are frozen dataclasses whose fields are options."""

    rule: ClassVar[Rule]
    basis: str = ""  # replaces the rule's own basis where the jurisdiction states another
    document: str = ""  # the document (with its date) that sets the options

    def find(self, snapshot: Snapshot) -> Iterator[Finding]:
        """Yield what is wrong; raise CannotJudge where the snapshot allows no answer."""
        raise TypeError(f"{type(self).__name__} has no find")

    def state(self, snapshot: Snapshot) -> State | None:
        """Return the state this check gives the account, None where it has no say."""
        return None

    def as_of(self, snapshot: Snapshot) -> datetime | None:
        """Return the moment up to which a failure holds, None for the moment of the look."""
        return None

    def vouched_until(self, snapshot: Snapshot) -> datetime | None:
        """Return up to when somebody vouches that nothing newer was published, None for nobody."""
        return None

    def state_later(self, assessment: "Assessment", now: datetime) -> State | None:
        """Return the state of a stored *assessment* as of *now*, None where it stays."""
        return None

    @property
    def look_days(self) -> int:
        """For how many days an earlier look still speaks; 0 where the check does not say."""
        return 0

    def outlook(self, snapshot: Snapshot) -> str:
        """Return the outlook in one sentence, empty where there is none; never a verdict."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one check says of one account at one moment (结论)."""

    check: str
    title: str
    basis: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    reason: str = ""  # why unknown
    advisory: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All results of one account in one run, and what follows from them.

    *outlook*: what is coming, which is no part of the verdict. *vouched_until*: up to when somebody
    vouches that nothing newer than *newest* was published, None where nobody does. *looked_at*:
    the latest look that showed anything.
    """

    account: Account
    verdict: Verdict
    state: State
    taken_at: datetime
    as_of: datetime  # the moment up to which the verdict speaks
    newest: Post | None
    idle: timedelta | None  # from the newest post to *as_of*
    results: tuple[Result, ...]
    gaps: tuple[tuple[str, Gap], ...] = ()
    outlook: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    vouched_until: datetime | None = None
    looked_at: datetime | None = None

    @property
    def faults(self) -> tuple[tuple[Result, Finding], ...]:
        """Return what is wrong with the account, each fault with the check that found it."""
        return tuple((r, f) for r in self.results if not r.advisory for f in r.findings)

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Return the notes about observations that contradict each other."""
        return texts_of(self.notes, NoteKind.CONTRADICTION)

    @property
    def abstained(self) -> tuple[Result, ...]:
        """Return the checks that could not judge the account."""
        unknown = Verdict.UNKNOWN
        return tuple(r for r in self.results if not r.advisory and r.verdict is unknown)

    @property
    def tasks(self) -> tuple[tuple[Result, Finding], ...]:
        """Return the tasks of the office, which are no fault of the account."""
        return tuple((r, f) for r in self.results if r.advisory for f in r.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One failure that many accounts share; reported once.

    *platform*: whose it is, None where it is our own. *message*: the sentence on one of our own.
    """

    platform: Platform | None
    outcome: Outcome
    accounts: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One spot check (抽查). *mode*: how it came about; *moment*: what it judges by.

    *clock_offset*: how far the clocks of most servers were ahead of ours.
    """

    id: int
    mode: RunMode
    moment: datetime
    started_at: datetime
    finished_at: datetime | None = None
    interrupted: bool = False
    registered: int = 0
    selected: tuple[str, ...] = ()
    seed: int | None = None
    sample: str = ""
    registry: str = ""
    rules: str = ""
    program: str = ""
    seal: str = ""
    clock_offset: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotCheck:
    """The assessments and incidents of one run, which every report of it renders.

    *looks*: how it went about its looks, None where a recording was asked.
    """

    run: Run
    jurisdiction: Jurisdiction
    assessments: tuple[Assessment, ...]
    incidents: tuple[Incident, ...] = ()
    looks: LookPlan | None = None
