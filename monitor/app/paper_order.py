"""A report as it was ordered, at whichever face, and its making from the figures of its period."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from monitor.app import paper_bundle, paper_caveats, publish, report
from monitor.app.paper_bundle import PaperPlace
from monitor.app.publish import IssueMark, ReportJob, Tell
from monitor.figures import Figures, issue_diff
from monitor.figures.issues import Issued, IssueStore
from monitor.model import Means, clock
from monitor.model.chain_head import Head
from monitor.model.errors import ConfigError
from monitor.model.period import Period, Span
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.system.files import Published
from monitor.system.readonly import reading

FORMS = ("cover", "docx", "xlsx", "html", "pdf", "json")
USUAL = tuple(form for form in FORMS if form != "pdf")
STAGE = "half"  # where files stand until they are whole, in the data directory
SAME = "数字与现有记录一致。"
KINDS = {  # whom a paper is for, where there are several of a period
    Span.QUARTER: ("quarter_city", "quarter_units"),
    Span.MONTH: ("month",),
    Span.YEAR: ("year",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrder:
    """What was asked for. *on*: 成文日期, today where none is given; *mark*: it is issued.

    *every_annex*, *praise*, *mean*: of the quarter's papers. *bundle*: with what is issued, the
    file is made that is handed in; where the office has made one before, without a word. *by*: who
    ordered it, where that is known, *via* by what means.
    """

    kind: str
    period: Period
    forms: tuple[str, ...] = USUAL
    on: date | None = None
    due: date | None = None
    decimals: int = 1
    every_annex: bool = False
    praise: int | None = None
    mean: Decimal | None = None
    bundle: bool = False
    mark: IssueMark | None = None
    by: str = ""
    via: Means = Means.CLI

    @property
    def name(self) -> str:
        """Return what the paper is called: ``2021年第四季度政务新媒体检查情况报告``."""
        return f"{self.period.label}{publish.NAMES[self.kind]}"

    @property
    def asked(self) -> Mapping[str, Any]:
        """Return the options that make it this paper, for whoever makes it again."""
        return {
            "forms": list(self.forms),
            "on": self.on.isoformat() if self.on else None,
            "due": self.due.isoformat() if self.due else None,
            "decimals": self.decimals,
            "every_annex": self.every_annex,
            "praise": self.praise,
            "mean": None if self.mean is None else str(self.mean),
        }

    def refuse_too_early(self, today: date) -> None:
        """Raise RequestError where the period has not begun, or cannot be issued yet."""
        report.refuse_too_early(self.period, self.mark.on if self.mark else None, today)

    def written_on(self, today: date) -> date:
        """Return the day that stands on the paper."""
        return self.on or (self.mark.on if self.mark else today)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePaper:
    """What an order came to. *told*: remarks in sentences; *issued*: as it was frozen.

    *published*: None where figures were compared, and nothing was written.
    """

    told: tuple[str, ...]
    published: Published | None = None
    issued: Issued | None = None
    sealed: Head | None = None


def figures(db: Database, registry: Registry, order: PaperOrder, now: datetime) -> Figures:
    """Return the figures of what was ordered."""
    computed = report.figures(db, registry, order.period, made_at=now, decimals=order.decimals)
    return replace(computed, superior_mean=order.mean)


def prepare(
    db: Database, registry: Registry, folder: Path, computed: Figures, order: PaperOrder
) -> ReportJob:
    """Return the paper, written and not yet filed. *folder* may hold the office's own templates."""
    from reports import cover, document_builder

    on = order.written_on(clock.day(computed.made_at))
    letter = replace(
        report.letter(registry, folder, on, order.due),
        every_annex=order.every_annex,
        praise=order.praise,
    )
    document = document_builder.write(order.kind, computed, letter)
    sheet = None
    document = replace(document, bundle=paper_bundle.code_of(db, registry, computed, order.kind))
    if order.kind in publish.SHORT_NAMES and "cover" in order.forms:
        sheet = cover.write(computed, letter, document, report.cover_notes(db, registry))
    return ReportJob(order.kind, computed, document, order.forms, sheet, _about(order))


def hand_in(
    db: Database,
    registry: Registry,
    computed: Figures,
    order: PaperOrder,
    data: Path,
    out: Path,
    tell: Tell,
) -> None:
    """Make the file that is handed in with the paper, which prints its checksum."""
    if order.mark is not None:
        where = PaperPlace(data=data, out=out, tell=tell)
        paper_bundle.hand_in(
            db, registry, computed, order.kind, order.mark, where, asked=order.bundle
        )


def place(
    db: Database, job: ReportJob, out: Path, data: Path, *, tell: Tell, mark: IssueMark | None
) -> Published:
    """Write the files of *job* below *out*, frozen where *mark* says that it is issued."""
    return publish.file(IssueStore(db), job, out, data / STAGE, tell=tell, mark=mark)


def make(
    order: PaperOrder, registry: Registry, folder: Path, data: Path, out: Path, now: datetime
) -> MadePaper:
    """Make what was ordered, in one go; raises a MonitorError that says why it cannot be made."""
    told: list[str] = []
    path = data / "monitor.db"
    with open_database(path) if order.mark else reading(path) as db:
        computed = figures(db, registry, order, now)
        hand_in(db, registry, computed, order, data, out, told.append)
        job = prepare(db, registry, folder, computed, order)
        told += paper_caveats.caveats(db, registry, order.period, now)
        published = place(db, job, out, data, tell=told.append, mark=order.mark)
        issues = IssueStore(db).issued(order.period.name, order.kind) if order.mark else ()
    told += map(str, published.kept)
    return MadePaper(
        published=published,
        told=tuple(told),
        issued=issues[-1] if issues else None,
        sealed=computed.sealed,
    )


def compare(
    order: PaperOrder, before: str, registry: Registry, data: Path, now: datetime
) -> MadePaper:
    """Say how the figures of *order* would differ today from *before*; nothing is written."""
    with reading(data / "monitor.db") as db:
        return compared(before, figures(db, registry, order, now))


def compared(before: str, computed: Figures) -> MadePaper:
    """Say how *computed* differs from *before*, figures as they were frozen."""
    from reports import figures_json

    changes = issue_diff.between(before, figures_json.freeze(computed))
    return MadePaper(told=tuple(f"{change}。" for change in changes) or (SAME,))


def percentage(text: str) -> Decimal:
    """Return a rate as the superior printed it, ``98.5`` or ``98.5%``; raises ConfigError."""
    try:
        read = Decimal(text.strip().rstrip("%％"))
    except InvalidOperation:
        read = Decimal("NaN")
    if read.is_nan() or not 0 <= read <= 100:
        raise ConfigError(f"“{text}”应为 0 至 100 的百分比，如 98.5")
    return read


def _about(order: PaperOrder) -> Mapping[str, Any]:
    who = {"by": order.by, "via": order.via.value} if order.by else {}
    return {**who, "asked": order.asked}
