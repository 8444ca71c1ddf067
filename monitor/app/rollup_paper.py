"""A city's paper from the bundles that count: its figures, and what they are compared with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app import paper_order, report, rollup_rejudged
from monitor.app.check import PROGRAM
from monitor.app.paper_order import MadePaper, PaperOrder
from monitor.app.rollup_period import counting, own_limits, rollup_of, version_before
from monitor.bundles import reading
from monitor.figures import Figures, city, county_part, frozen
from monitor.figures.city import CountyPart
from monitor.figures.counties import Delivery, Rejudged, corrections
from monitor.figures.issues import IssueStore
from monitor.figures.pass_rate import Tally
from monitor.figures.values import EarlierPeriod
from monitor.model.errors import MonitorError
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.rollup import rollup_store
from monitor.rollup.counts import added_tallies
from monitor.rollup.incoming import BundleHead, tally_of
from monitor.rollup.rollup_store import RollupStore
from monitor.rollup.values import ChainState, CountyReport, Reporting, RollupPeriod, SignatureState
from monitor.system import readonly

KINDS = ("rollup_city", "rollup_units")
OTHERWISE = "数据包的账号明细与汇总数不一致，未予生成"


@dataclass(frozen=True, slots=True)
class Received:
    """What a city has: its counties' bundles, what it issued, its own register."""

    store: RollupStore
    issues: IssueStore
    registry: Registry


def figures(
    received: Received,
    order: PaperOrder,
    now: datetime,
    *,
    ordered_by: str = "",
    by_own_rules: bool = False,
) -> Figures:
    """Return the figures of what was ordered, from the bundle of each county that counts.

    *by_own_rules*: freshness is judged by the city's own limit. *ordered_by*: the document that
    orders counties to be put in the order of their rates. Raises MonitorError where the lines do
    not add up to the sums.
    """
    store, registry, period = received.store, received.registry, order.period
    sums = rollup_of(
        store,
        registry,
        period,
        made_at=now,
        by_own_rules=by_own_rules,
        decimals=order.decimals,
    )
    heads = store.heads()
    parts = [_part(store, row, heads) for row in sums.counties]
    if by_own_rules:
        own = own_limits(registry)
        parts = [
            rollup_rejudged.part(part, store.lines(part.delivery.sha256), own)
            if part.delivery
            else part
            for part in parts
        ]
    computed = city.compute(
        parts,
        period,
        jurisdiction=registry.jurisdiction,
        made_at=now,
        limits=_limits(parts) or report.limits_of(registry),
        bases=report.bases_of(registry),
        before=_earlier(received, sums, period.before),
        year_before=_earlier(received, sums, period.year_before),
        rejudged=_rejudged(sums),
        ordered_by=ordered_by,
        program=PROGRAM,
        decimals=order.decimals,
    )
    if computed.total.tally != sums.total.tally:
        raise MonitorError(OTHERWISE)
    return replace(computed, superior_mean=order.mean)


def _rejudged(sums: RollupPeriod) -> Rejudged | None:
    own = sums.own_rules
    return Rejudged(max_days=own.max_days, changed=own.changed) if own else None


def compare(
    order: PaperOrder, before: str, registry: Registry, data: Path, now: datetime
) -> MadePaper:
    """Say how the figures of *order* would differ today from *before*; nothing is written."""
    with readonly.reading(data / "monitor.db") as db, rollup_store.reading(data) as bundles:
        received = Received(RollupStore(bundles), IssueStore(db), registry)
        return paper_order.compared(before, figures(received, order, now))


def about(computed: Figures) -> dict[str, Any]:
    """Return what the manifest of a city's paper says besides: the files that it rests on."""
    files = {c.code: c.delivery.sha256 for c in computed.counties if c.delivery}
    return {"bundles": files}


def _part(store: RollupStore, row: CountyReport, heads: Sequence[BundleHead]) -> CountyPart:
    """Return what a county reported, read from its bundle as it came."""
    if row.reporting is not Reporting.REPORTED or row.bundle is None:
        returned = row.why if row.reporting is Reporting.REFUSED else ""
        return CountyPart(code=row.code, name=row.name, returned=returned)
    got = row.bundle
    bundle = reading.read(store.data(got.sha256))
    broken = got.chain is ChainState.BROKEN
    delivery = Delivery(
        sha256=got.sha256,
        version=got.version,
        added_at=got.received_at,
        number=got.number,
        issued_on=got.issued_on,
        signed=got.signature is SignatureState.VERIFIED,
        signature=got.signature.label,
        chain=got.chain.label,
        broken=got.chain_note if broken else "",
        corrections=_corrections(store, got.sha256, heads),
    )
    return county_part.of(bundle, row.name, delivery, code=row.code, differs=row.differs)


def _corrections(store: RollupStore, sha256: str, heads: Sequence[BundleHead]) -> tuple[str, ...]:
    """Return what the version that counts puts right of the one before it."""
    head = next(head for head in heads if head.sha256 == sha256)
    before = version_before(heads, head)
    return corrections(_tally(store, before), _tally(store, head)) if before else ()


def _tally(store: RollupStore, head: BundleHead) -> Tally:
    return tally_of(store.groups(head.sha256))


def _limits(parts: Iterable[CountyPart]) -> dict[str, int]:
    """Return the limits by which most counties judge; of equally many, the first's."""
    counts = Counter(tuple(part.limits.items()) for part in parts if part.limits)
    return dict(counts.most_common(1)[0][0]) if counts else {}


def _earlier(received: Received, now: RollupPeriod, other: Period) -> EarlierPeriod | None:
    """Return the tally of *other*; None unless the same counties are in it as now.

    Nor where the city's own limit judged, then or now: the counties judged by theirs.
    """
    if now.own_rules is not None:
        return None
    codes, tally = _issued(received, other) or _rolled_up(received, other)
    same = codes == frozenset(row.code for row in now.reported)
    return EarlierPeriod(period=other, tally=tally) if codes and same else None


def _issued(received: Received, other: Period) -> tuple[frozenset[str], Tally] | None:
    issued = received.issues.last_issued(other.name, KINDS)
    if issued is None:
        return None
    before = frozen.read(issued.figures)
    codes = frozenset(county["code"] for county in before.get("counties", []) if county["reported"])
    if before.get("rejudged"):
        codes = frozenset()
    return codes, frozen.tally(before["total"])


def _rolled_up(received: Received, other: Period) -> tuple[frozenset[str], Tally]:
    heads = counting(received.store.heads(), other, received.registry)
    codes = frozenset(head.code for head in heads)
    return codes, added_tallies(_tally(received.store, head) for head in heads)
