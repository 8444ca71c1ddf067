"""A city's period as a value: one row a county, and sums of counts; its papers render this.

A rate is the sum of the parts over the sum of the wholes, never a mean of rates. A county that
sent nothing is a row of its own and stands in no rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.figures.pass_rate import Tally
from monitor.figures.posts import PostTotal
from monitor.figures.values import NO_POSTS, GroupRow
from monitor.model import Jurisdiction, Named, Platform, State, checksum
from monitor.model.period import Period
from monitor.model.rate import Rate
from monitor.rollup.counts import CountyCounts
from monitor.rollup.reported import ReportedAccount

NO_TALLY, NO_COUNTS = Tally(), CountyCounts()


class Reporting(Named):
    """Whether a county's figures are in (报送情况)."""

    REPORTED = "reported", "已报"
    MISSING = "missing", "未报"
    REFUSED = "refused", "退回"  # something came that cannot be used, and nothing else


class ChainState(Named):
    """Whether a bundle goes on from the one before it (数据链)."""

    FIRST = "first", "首次报送"
    CONTINUED = "continued", "数据链连续"
    GAP = "gap", "缺中间数据包"  # the bundle before it never came here: nobody can tell
    BROKEN = "broken", "数据链中断"


class SignatureState(Named):
    """What is known of a bundle's signature (签名)."""

    UNSIGNED = "unsigned", "未签名"
    VERIFIED = "verified", "签名有效"
    NOT_ENROLLED = "not_enrolled", "已签名，未登记公钥"
    UNCHECKED = "unchecked", "已签名，本机不能核对"
    WRONG = "wrong", "签名与登记的公钥不符"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBundle:
    """A file that was not taken in: *why* in one sentence, and when.

    *code*, *period*: whose it says it is and of when, empty where that cannot be read.
    """

    file: str
    why: str
    at: datetime
    sha256: str = ""
    code: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedBundle:
    """A bundle that was taken in. *number*, *issued_on*: of the county's paper, if it was issued.

    *sender*: what the county calls itself.
    *compared*: staff compared its checksum with the stamped paper. *key*: the fingerprint that its
    signature was verified by.
    """

    sha256: str
    version: int
    made_at: datetime
    received_at: datetime
    sender: str = ""
    file: str = ""
    number: str = ""
    issued_on: date | None = None
    program: str = ""
    compared: bool = False
    signature: SignatureState = SignatureState.UNSIGNED
    key: str = ""
    chain: ChainState = ChainState.FIRST
    chain_note: str = ""  # why, where it is broken or cannot be told

    @property
    def code(self) -> str:
        """Return the checksum as the county's paper prints it (数据包校验码)."""
        return checksum.printed(self.sha256)

    def is_called(self, name: str) -> bool:
        """Say whether the sender may be the one that a register calls *name*, in full or short."""
        return not self.sender or self.sender in name or name in self.sender


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterVersion:
    """Two versions came for one period: the later counts. *changes*: from what to what."""

    earlier: int
    later: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A county within a city's bundle, as the province sees it: whether it is in the sums."""

    code: str
    name: str
    reporting: Reporting
    why: str = ""
    sha256: str = ""
    version: int = 0
    tally: Tally = NO_TALLY
    counts: CountyCounts = NO_COUNTS
    rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyReport:
    """One county of the period; all numbers are nought unless *reporting* is REPORTED.

    *why*: of what is refused. *policy*: the label of its rules among the city's
    (``RollupPeriod.policies``), *differs*: they are not those that most counties share.
    *revised*: an earlier version came, too. *refused*: files of this period that were refused and
    never taken in. *members*: of a city, its counties.
    """

    code: str
    name: str
    reporting: Reporting
    why: str = ""
    bundle: ReceivedBundle | None = None
    tally: Tally = NO_TALLY
    posts: PostTotal = NO_POSTS
    by_platform: tuple[GroupRow, ...] = ()
    by_kind: tuple[GroupRow, ...] = ()
    states: Mapping[State, int] = field(default_factory=dict)
    counts: CountyCounts = NO_COUNTS
    policy: str = ""
    differs: bool = False
    revised: LaterVersion | None = None
    refused: tuple[RefusedBundle, ...] = ()
    members: tuple[MemberRow, ...] = ()

    @property
    def failed_rate(self) -> Rate:
        """Return the failed of the judged."""
        return Rate(self.tally.failed, self.tally.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroup:
    """Counties that judge by the same rules. *label*: 甲、乙、丙…; *text*: what the rules say."""

    label: str
    rules: str
    text: str
    counties: tuple[str, ...]  # codes


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRules:
    """The city's limit was applied to every line. *changed*: accounts whose verdict it turned.

    *differing*: platforms with a limit of their own.
    """

    max_days: int
    exact_hours: bool
    changed: int
    differing: tuple[tuple[Platform, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Counties by pass rate, best first: only where *document* orders it. Equal ones share a place.

    *places*: (place, code). A county that did not report, or has no base, is in none.
    """

    document: str
    places: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupPeriod:
    """A city's period. *counties*: in the order of its register. Its sums add up, or there is none.

    *failing*, *unknown*: county after county. *strangers*: files that were refused and name no
    county of the register, or no period. *decimals*: of printed rates.
    """

    jurisdiction: Jurisdiction
    period: Period
    made_at: datetime
    counties: tuple[CountyReport, ...]
    total: GroupRow
    by_platform: tuple[GroupRow, ...]
    by_kind: tuple[GroupRow, ...]
    states: Mapping[State, int]
    counts: CountyCounts
    failing: tuple[ReportedAccount, ...] = ()
    unknown: tuple[ReportedAccount, ...] = ()
    policies: tuple[PolicyGroup, ...] = ()
    own_rules: OwnRules | None = None
    ranking: Ranking | None = None
    strangers: tuple[RefusedBundle, ...] = ()
    decimals: int = 1

    @property
    def reported(self) -> tuple[CountyReport, ...]:
        return tuple(row for row in self.counties if row.reporting is Reporting.REPORTED)

    @property
    def missing(self) -> tuple[CountyReport, ...]:
        return tuple(row for row in self.counties if row.reporting is Reporting.MISSING)

    @property
    def refused(self) -> tuple[CountyReport, ...]:
        return tuple(row for row in self.counties if row.reporting is Reporting.REFUSED)

    @property
    def failed_rate(self) -> Rate:
        """Return Σ failed / Σ judged."""
        return Rate(self.total.tally.failed, self.total.tally.judged)

    @property
    def pass_rate(self) -> Rate:
        """Return Σ passed / Σ judged."""
        return self.total.tally.pass_rate

    @property
    def reported_rate(self) -> Rate:
        """Return how many counties reported, of all that should."""
        return Rate(len(self.reported), len(self.counties))

    @property
    def comparable(self) -> bool:
        """Say whether all counties were judged alike: else their rates are not compared."""
        return self.own_rules is not None or len(self.policies) <= 1
