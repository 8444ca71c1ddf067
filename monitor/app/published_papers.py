"""The papers of the office: drafts and issues, what became of them, the quarters in numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.app import paper_manifests
from monitor.app.paper_manifests import FileState, ListedPaper, PaperFile, Shares
from monitor.figures.issues import Issued, IssueStore
from monitor.figures.period_reader import PeriodReader
from monitor.model import clock
from monitor.model.errors import MonitorError
from monitor.model.period import Period, quarter_of, read_any
from monitor.system.connection import Database

QUARTERS = 8
KNOWN: dict[str, Shares] = {}  # by the hash of the figures that were issued


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPaper:
    """A paper: as its manifest lists it, as it was issued, or both.

    *checks*: how many checks of its period it does not know; *stray*: its manifest calls it issued,
    and the database knows nothing of that.
    """

    period: Period
    kind: str
    made_at: datetime
    listed: ListedPaper | None
    issued: Issued | None
    checks: int = 0
    stray: bool = False

    @property
    def has_figures(self) -> bool:
        """Say whether it can be told what changed since."""
        kept = any(file.form == "json" and file.state is FileState.WHOLE for file in self.files)
        return self.issued is not None or kept

    @property
    def files(self) -> tuple[PaperFile, ...]:
        return self.listed.files if self.listed else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterShares:
    """The verdicts of a quarter: of its last issue, else of its last draft; None where of neither.

    *as_of*: when the draft was made, None for an issue.
    """

    period: Period
    shares: Shares | None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPapers:
    """All papers, the newest first; *faults*: manifests that cannot be read."""

    papers: tuple[PublishedPaper, ...]
    quarters: tuple[QuarterShares, ...]
    faults: tuple[str, ...]


def published(db: Database, out: Path, now: datetime) -> PublishedPapers:
    """Return the papers that stand below *out* or were issued."""
    listed, faults = paper_manifests.listed(out)
    issues = IssueStore(db).every()
    papers = sorted(
        _joined(db, listed, issues), key=lambda paper: (paper.made_at, paper.kind), reverse=True
    )
    return PublishedPapers(
        papers=tuple(papers), quarters=tuple(_quarters(db, papers, now)), faults=faults
    )


def find(out: Path, folder: str, name: str) -> PaperFile | None:
    """Return the file *name* of a paper in *folder* below *out*, None where none is listed."""
    papers, _ = paper_manifests.listed(out)
    files = (file for paper in papers if paper.folder == folder for file in paper.files)
    return next((file for file in files if file.name == name), None)


def figures_of(db: Database, paper: PublishedPaper) -> str:
    """Return the figures of *paper* as JSON, empty where neither an issue nor its file has them."""
    if paper.issued:
        issues = IssueStore(db).issued(paper.issued.period, paper.kind)
        return next(one.figures for one in issues if one.version == paper.issued.version)
    whole = (f for f in paper.files if f.form == "json" and f.state is FileState.WHOLE)
    return next((file.path.read_text("utf-8") for file in whole), "")


def _joined(
    db: Database, listed: Sequence[ListedPaper], issues: Sequence[Issued]
) -> Iterator[PublishedPaper]:
    by_key = {(one.period, one.kind, one.version, one.sha256): one for one in issues}
    left = dict(by_key)
    runs: dict[Period, frozenset[int]] = {}
    for paper in listed:
        key = (paper.period.name, paper.kind, paper.version, paper.figures_sha256)
        left.pop(key, None)
        if paper.period not in runs:
            runs[paper.period] = PeriodReader(db).runs(paper.period)
        yield PublishedPaper(
            period=paper.period,
            kind=paper.kind,
            made_at=paper.made_at,
            listed=paper,
            issued=by_key.get(key),
            checks=len(runs[paper.period] - set(paper.runs)),
            stray=bool(paper.version) and key not in by_key,
        )
    for one in left.values():
        yield PublishedPaper(
            period=read_any(one.period),
            kind=one.kind,
            made_at=one.made_at,
            listed=None,
            issued=one,
        )


def _quarters(
    db: Database, papers: Sequence[PublishedPaper], now: datetime
) -> Iterator[QuarterShares]:
    """Yield the last quarters, the oldest first."""
    wanted = [quarter_of(clock.day(now))]
    while len(wanted) < QUARTERS:
        wanted.append(wanted[-1].before)
    for quarter in reversed(wanted):
        yield _quarter(db, [paper for paper in papers if paper.period == quarter], quarter)


def _quarter(db: Database, papers: Sequence[PublishedPaper], quarter: Period) -> QuarterShares:
    for paper in sorted(papers, key=lambda paper: paper.issued is None):  # otherwise newest first
        if paper.stray:
            continue
        listed = paper.listed.shares if paper.listed else None
        shares = _frozen(db, paper.issued) if paper.issued else listed
        if shares is not None:
            return QuarterShares(
                period=quarter, shares=shares, as_of=None if paper.issued else paper.made_at
            )
    return QuarterShares(period=quarter, shares=None)


def _frozen(db: Database, issued: Issued) -> Shares | None:
    """Return the shares that *issued* froze, read once: figures of one hash never change."""
    if issued.sha256 not in KNOWN:
        try:
            KNOWN[issued.sha256] = paper_manifests.shares(IssueStore(db).shares(issued))
        except (ValueError, MonitorError):
            return None
    return KNOWN[issued.sha256]
