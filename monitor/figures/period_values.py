"""The data of a period: its spot checks, and each account's looks in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.cases.case import Case
from monitor.cases.wording_errors import WordingError
from monitor.model import (
    AccountSnapshot,
    Answer,
    Examination,
    Precision,
    RunMode,
    State,
    Verdict,
    Window,
)
from monitor.model.outcome import Outcome
from monitor.model.post_count import PostCount


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRun:
    """One finished or interrupted run (抽查)."""

    id: int
    moment: datetime
    mode: RunMode
    registered: int
    looked: int
    sample: str = ""
    seed: int | None = None
    rules: str = ""
    interrupted: bool = False
    seen: int = 0  # accounts that a source showed in it, or a person since the check before


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFinding:
    """One finding of one look: which check, in which words, on what basis, proved by what.

    *kind*, *about*, *detail*, *answers*: what it is and rests on, as the finding says.
    *examination*: how the window was examined that it rests on, where one was.
    """

    check: str
    title: str
    message: str
    kind: str = ""
    about: str = ""
    detail: str = ""
    answers: tuple[int, ...] = ()
    basis: str = ""
    evidence: tuple[str, ...] = ()
    examination: Examination | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodAssessment:
    """One spot check's assessment of one account."""

    run: int
    at: datetime
    as_of: datetime
    verdict: Verdict
    state: State
    vouched_until: datetime | None = None  # that nothing newer was published
    newest_at: datetime | None = None
    newest_title: str = ""
    newest_url: str = ""
    precision: Precision = Precision.SECOND
    problems: tuple[PeriodFinding, ...] = ()
    abstained: tuple[str, ...] = ()  # the checks that could not judge
    reasons: tuple[str, ...] = ()  # why
    gaps: tuple[tuple[str, Outcome, str], ...] = ()  # (source, outcome, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHistory:
    """One account over the period and the one before.

    *looks*: oldest first. *published*: when each post known of the period was published.
    *last_before*: the newest post known from before the period. *windows*: what sources vouched
    for within the period. *proved*: when posts of both periods were published of which there is
    more than somebody's word, *reposted*: the same of reposts. *sources*: through what it was
    looked at, by run, by hand under 0. *proof*: where the evidence of the looks stands, by run.
    *withdrawn*: the ids of the answers that people took back: of the wrong account, say.
    *listed*: how many posts of the period sources listed that list an account's posts;
    *listed_windows*: what these vouched for. *post_counts*: what people counted of its months.
    *seen_in*: the runs in which a source showed it; *seen_by_hand*: when a person saw it, and until
    when that was believed. *departed*: it is no longer on the register.
    """

    account: AccountSnapshot
    looks: tuple[PeriodAssessment, ...] = ()
    published: tuple[datetime, ...] = ()
    proved: tuple[datetime, ...] = ()
    reposted: tuple[datetime, ...] = ()
    last_before: datetime | None = None
    windows: tuple[Window, ...] = ()
    sources: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    proof: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()
    listed: int = 0
    listed_windows: tuple[Window, ...] = ()
    post_counts: tuple[PostCount, ...] = ()
    seen_in: frozenset[int] = frozenset()
    seen_by_hand: tuple[tuple[datetime, datetime], ...] = ()
    departed: bool = False


@dataclass(frozen=True, kw_only=True)
class PeriodData:
    """Everything a period's figures are computed from.

    *spotchecks*: those of the period, oldest first. *register*: at the period's end.
    *register_before*: at its beginning, None where the database knows none so old. *histories*:
    one for each account of the register at the end, and of those that have left it since its
    beginning, in any order; read once. *cases*: every case
    there ever was. *answers*: to the checklist, given in the period, by account. *slips*: every
    wording error there ever was.
    """

    spotchecks: tuple[PeriodRun, ...]
    register: tuple[AccountSnapshot, ...]
    register_before: tuple[AccountSnapshot, ...] | None
    histories: Iterable[AccountHistory]
    cases: tuple[Case, ...] = ()
    answers: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict)
    slips: tuple[WordingError, ...] = ()
