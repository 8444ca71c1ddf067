"""What a county hands in for a period: made of its figures, kept byte for byte, given out again.

The same figures give the same file however often they are asked for; others give a further
version, which names the file before by its hash.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app import report
from monitor.app.bundle_key import BundleKey
from monitor.app.bundle_manifest import manifest_of
from monitor.bundles import writing
from monitor.bundles.account_line import LimitsLine
from monitor.bundles.bundle_store import BundleStore, MadeBundle
from monitor.bundles.manifest import (
    IssueEntry,
)
from monitor.bundles.reading import read
from monitor.bundles.seal_reader import SealReader
from monitor.bundles.values import Parts
from monitor.figures import Figures, issue_diff
from monitor.figures.bundle_lines import LineMaker
from monitor.figures.issues import Issued, IssueStore
from monitor.model import Jurisdiction, checksum, clock
from monitor.model.errors import RequestError
from monitor.model.period import Period, Span
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf, rules_text
from monitor.system.connection import Database

PAPERS = {Span.QUARTER: "quarter_city", Span.MONTH: "month", Span.YEAR: "year"}
IN_LINES = (  # of the report's JSON: what the lines tell, and what differs each time it is made
    "cases",
    "changes",
    "closed",
    "left_failing",
    "made_at",
    "opened",
    "pending",
    "program",
    "rectified",
    "register_findings",
    "register_order",
    "renamed",
    "sealed",
)
NO_CODE = "名单的 jurisdiction 没有写 code（行政区划代码，如 620724），市级无从识别，请先写上"
DIFFERS = "现有记录与已印发的 {number} 数字不同（{changes}），请另行印发一版，再生成数据包"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleMade:
    """A bundle, made now or earlier. *told*: remarks in sentences; *key*: that signed it now."""

    made: MadeBundle
    content: bytes
    is_new: bool
    told: tuple[str, ...] = ()
    key: BundleKey | None = None

    @property
    def code(self) -> str:
        """Return 数据包校验码."""
        return checksum.printed(self.made.sha256)


def refuse_too_early(period: Period, now: datetime) -> None:
    """Raise RequestError where *period* is not over yet: what is handed in is final."""
    if clock.day(now) <= period.last_day:
        raise RequestError(f"{period.label}至 {period.last_day} 结束，尚不能生成数据包", "period")


def make(
    db: Database,
    registry: Registry,
    computed: Figures,
    *,
    key: BundleKey | None = None,
    issued: IssueEntry | None = None,
) -> BundleMade:
    """Return the bundle of *computed*, made and kept unless it was before.

    *issued*: the paper that is being issued with these very figures; else one that was.
    Raises RequestError where no city could tell whose it is, or the period is not over.
    """
    refuse_too_early(computed.period, computed.made_at)
    computed = plain(computed)
    store, period = BundleStore(db), computed.period.name
    remarks: list[str] = []
    given = issued
    if issued is None:
        issued, remarks = _issued(db, computed)
    parts, same = _parts(db, registry, computed)
    before = store.last_of(period)
    if before is not None and before.same == same and _is_of(store, before, given):
        content = store.content(before.sha256)
        return BundleMade(made=before, content=content, is_new=False, told=tuple(remarks))
    last = store.last()
    run, links = _told_before(db, computed.period)
    seals = SealReader(db).since(run, links)
    parts = writing.with_seals(
        parts, seals, *((key.rotation, key.rotation_signature) if key else ())
    )
    manifest = manifest_of(db, computed, parts, before.version + 1 if before else 1, issued, last)
    content = writing.write(manifest, parts, key.sign if key else None)
    made = MadeBundle(
        period=period,
        version=manifest.version,
        name=manifest.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        previous=manifest.previous or "",
        made_at=manifest.made_at,
        same=same,
        run=max((s.id for s in seals if s.mode), default=run),
        link=max((s.id for s in seals if not s.mode), default=links[-1]),
        size=len(content),
    )
    read(content)  # what a city would refuse must not be handed in
    store.keep(made, content)
    return BundleMade(made=made, content=content, is_new=True, told=tuple(remarks), key=key)


def plain(computed: Figures) -> Figures:
    """Return *computed* without what was asked for one paper alone."""
    return replace(computed, decimals=1, superior_mean=None)


def _is_of(store: BundleStore, made: MadeBundle, given: IssueEntry | None) -> bool:
    """Say whether *made* names the paper that is being issued, if one is."""
    if given is None:
        return True
    named = read(store.content(made.sha256)).manifest.issued
    return named is not None and (named.number, named.on) == (given.number, given.on)


def _told_before(db: Database, period: Period) -> tuple[int, tuple[int, ...]]:
    """Return the last run, and the links, of which bundles told before.

    Of earlier versions nobody knows whether they were handed in: a further one tells all that they
    did, so that it goes on from the last bundle of another period too.
    """
    versions: list[int] = []
    for made in BundleStore(db).every():
        if made.period != period.name:
            return made.run, (made.link, *reversed(versions))
        versions.append(made.link)
    run, link = SealReader(db).before(period.since)
    return run, (link, *reversed(versions))


def current(db: Database, registry: Registry, computed: Figures) -> MadeBundle | None:
    """Return the bundle that tells exactly *computed*, None where none was made."""
    last = BundleStore(db).last_of(computed.period.name)
    computed = plain(computed)
    if last is None or not registry.jurisdiction.code:
        return None
    return last if last.same == _parts(db, registry, computed)[1] else None


def _parts(db: Database, registry: Registry, computed: Figures) -> tuple[Parts, str]:
    """Return what is handed in, but for seals, and the hash of what it tells."""
    from reports import figures_json

    if not registry.jurisdiction.code:
        raise RequestError(NO_CODE, "code")
    reader = SealReader(db)
    places = {place for entry in computed.accounts for place in entry.proof}
    lines = LineMaker(
        figures=computed,
        limits=_limits(registry),
        hashes={place: digest for place in places if (digest := reader.hash_at(place))},
    )
    head = figures_json.head(computed)
    parts = Parts(
        rules=rules_text(registry.policy),
        figures={key: head[key] for key in head if key not in IN_LINES},
        accounts=tuple(lines.accounts()),
        cases=tuple(lines.cases()),
        changes=tuple(lines.changes()),
    )
    return parts, _same(parts, registry.jurisdiction)


def _same(parts: Parts, jurisdiction: Jurisdiction) -> str:
    """Return the hash of what *parts* tell, whenever they were made."""
    cases = [{**writing.plain(case), "due_caveat": ""} for case in parts.cases]  # of the calendar
    content = (
        jurisdiction.code,
        jurisdiction.name,
        parts.rules,
        parts.figures,
        [writing.plain(line) for line in parts.accounts],
        cases,
        [writing.plain(line) for line in parts.changes],
    )
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _limits(registry: Registry) -> Any:
    """Return a function from an account's id to the limits that judge its silence."""
    checks_of = ChecksOf(registry.policy)
    by_id = {account.id: account for account in registry.accounts}

    def limits(id: str) -> LimitsLine:
        silent: Any = checks_of(by_id.get(id, report.ANYONE))[0]
        return LimitsLine(
            remind_days=silent.remind_days,
            max_days=silent.max_days,
            zombie_days=silent.zombie_days,
            cancel_days=silent.cancel_days,
            exact_hours=silent.exact_hours,
            count_reposts=silent.count_reposts,
        )

    return limits


def _issued(db: Database, computed: Figures) -> tuple[IssueEntry | None, list[str]]:
    """Return the paper that was issued with these figures; what is to be told where others were."""
    from reports import figures_json

    papers = IssueStore(db).issued(computed.period.name, PAPERS[computed.period.span])
    if not papers:
        return None, []
    last = papers[-1]
    changes = issue_diff.between(last.figures, figures_json.freeze(computed))
    if changes:
        return None, [f"{DIFFERS.format(number=last.number, changes='；'.join(changes[:3]))}。"]
    return entry(last), []


def entry(issued: Issued) -> IssueEntry:
    """Return *issued* as a bundle names it."""
    return IssueEntry(
        kind=issued.kind,
        number=issued.number,
        on=issued.issued_on,
        version=issued.version,
        figures_sha256=issued.sha256,
    )


def place_for(out: Path | None, usual: Path, name: str) -> Path:
    """Return where the file *name* goes: into *usual*; *out* as it is, or into it if a folder."""
    if out is None:
        return usual / name
    return out / name if out.is_dir() or not out.suffix else out


def described(result: BundleMade, file: Path | None) -> Mapping[str, Any]:
    """Return *result* for scripts."""
    made = result.made
    return {
        "file": None if file is None else str(file),
        "name": made.name,
        "period": made.period,
        "version": made.version,
        "sha256": made.sha256,
        "code": result.code,
        "bytes": made.size,
        "made_at": clock.iso(made.made_at),
        "previous": made.previous or None,
        "new": result.is_new,
    }
