"""What one bundle delivers, as values: read, held against itself, and fit to be kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.bundles.manifest import Level
from monitor.bundles.values import SealLine
from monitor.figures.pass_rate import Tally
from monitor.figures.posts import PostTotal
from monitor.model import State, Verdict
from monitor.model.period import Period
from monitor.rollup.counts import CountyCounts
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.values import NO_COUNTS, MemberRow, SignatureState


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHead:
    """A bundle but for its lines. *previous*: the SHA-256 of the county's bundle before it.

    *rules*: the hash of what the county judges by, *rules_text* the same in words. *seals*: from
    the last ones of the bundle before on. *posts*: of all, of a platform and of a kind of unit, by
    ``posts_key``. *key*: the fingerprint by which the signature was verified.
    """

    sha256: str
    code: str
    name: str
    period: Period
    version: int
    made_at: datetime
    received_at: datetime
    level: Level = Level.COUNTY
    file: str = ""
    number: str = ""
    issued_on: date | None = None
    program: str = ""
    previous: str = ""
    rules: str = ""
    rules_text: str = ""
    seals: tuple[SealLine, ...] = ()
    counts: CountyCounts = NO_COUNTS
    posts: Mapping[str, PostTotal] = field(default_factory=dict)
    members: tuple[MemberRow, ...] = ()
    signature: SignatureState = SignatureState.UNSIGNED
    key: str = ""
    compared: bool = False

    @property
    def covers(self) -> frozenset[str]:
        """Return the codes of those whose accounts stand in it."""
        if self.level is Level.COUNTY:
            return frozenset({self.code})
        return frozenset(member.code for member in self.members if member.sha256)

    @property
    def rank(self) -> tuple[int, int, datetime, str]:
        """Return what tells the later of two bundles of a period, in whatever order they come.

        What a city sums up counts before what its own offices reported under the same code.
        """
        return list(Level).index(self.level), self.version, self.made_at, self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingBundle:
    """A whole bundle: its head, one line an account, and its bytes as they came."""

    head: BundleHead
    accounts: tuple[ReportedAccount, ...]
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGroup:
    """How many accounts of one bundle are alike in all that is added up."""

    county: str
    platform: str
    kind: str
    verdict: Verdict | None
    state: State | None
    number: int


def posts_key(column: str = "", value: str = "") -> str:
    """Return under what a bundle keeps the posts of one group, or of all."""
    return f"{column}:{value}" if column else ""


def tally_of(groups: Iterable[LineGroup]) -> Tally:
    """Return the tally of *groups*."""
    counted = dict.fromkeys((None, *Verdict), 0)
    for group in groups:
        counted[group.verdict] += group.number
    return Tally(
        registered=sum(counted.values()),
        passed=counted[Verdict.PASS],
        failed=counted[Verdict.FAIL],
        unknown=counted[Verdict.UNKNOWN],
    )


def grouped(accounts: Iterable[ReportedAccount]) -> tuple[LineGroup, ...]:
    """Return how many of *accounts* are alike."""
    numbers: dict[tuple[str, str, str, Verdict | None, State | None], int] = {}
    for account in accounts:
        key = (account.county, account.platform.value, account.kind, account.verdict, account.state)
        numbers[key] = numbers.get(key, 0) + 1
    return tuple(
        LineGroup(
            county=county, platform=platform, kind=kind, verdict=verdict, state=state, number=number
        )
        for (county, platform, kind, verdict, state), number in numbers.items()
    )
