"""One account as its county reported it."""

from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import Platform, Precision, State, Status, Verdict, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """What is wrong with an account, as its county wrote it: which check, one sentence, basis."""

    check: str
    message: str
    title: str = ""
    basis: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedAccount:
    """One account as its county reported it; *county* and *id* are its key.

    *verdict*: the county's, or the city's where its own rules were applied, and *county_verdict*
    the county's then; None where nobody looked. *seen_at*: the look that it rests on, the last
    that failed, else the closing one; *newest_at* and *window*, what somebody vouches for, are
    that look's. *limit_days*, *exact_hours*, *count_reposts*: the silence that the county allows.
    *failures*: how many looks failed it. *longest_silence*: None where nobody vouched for it.
    *abstained*: the checks that could not judge.
    """

    county: str
    county_name: str
    id: str
    name: str
    platform: Platform
    unit: str
    kind: str = ""
    status: Status = Status.ACTIVE
    verdict: Verdict | None = None
    county_verdict: Verdict | None = None
    state: State | None = None
    closing_at: datetime | None = None
    seen_at: datetime | None = None
    newest_at: datetime | None = None
    precision: Precision | None = None
    window: Window | None = None
    limit_days: int | None = None
    exact_hours: bool = False
    count_reposts: bool = True
    idle_days: int | None = None
    longest_silence: int | None = None
    failures: int = 0
    opened_on: date | None = None
    findings: tuple[ReportedFinding, ...] = ()
    abstained: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells the account from all others: two counties may use one id."""
        return self.county, self.id
