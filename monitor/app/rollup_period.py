"""A city's period, from what it received: which bundle counts of each county, and the sums."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from monitor.app.report import ANYONE
from monitor.model import Platform, Verdict
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.registry.rules import limits
from monitor.rollup import own_rules
from monitor.rollup.comparison import changes
from monitor.rollup.continuity import copied, links
from monitor.rollup.incoming import BundleHead, LineGroup, grouped
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.rollup_store import RollupStore
from monitor.rollup.sums import CountyData, RollupData, rolled_up
from monitor.rollup.values import LaterVersion, OwnRules, RefusedBundle, RollupPeriod
from monitor.verdicts.freshness import Limit

RANK = attrgetter("rank")
LISTED = (Verdict.FAIL, Verdict.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """What one bundle comes to."""

    groups: tuple[LineGroup, ...]
    listed: tuple[ReportedAccount, ...]
    changed: int = 0


def rollup_of(
    store: RollupStore,
    registry: Registry,
    period: Period,
    *,
    made_at: datetime,
    by_own_rules: bool = False,
    ranking_document: str = "",
    with_lists: bool = True,
    decimals: int = 1,
) -> RollupPeriod:
    """Return the figures of *period* as far as counties have reported it.

    *by_own_rules*: the city's own limit is applied to every line. *ranking_document*: the document
    that orders a ranking. *with_lists*: failing and unknown accounts one by one, too: of a
    province there may be many thousands.
    """
    own = own_limits(registry) if by_own_rules else None
    heads = store.heads()
    received: dict[str, CountyData] = {}
    listed: list[ReportedAccount] = []
    changed = 0
    counted_heads = counting(heads, period, registry)
    for head in counted_heads:
        counted = _counted(store, head, own, with_lists=with_lists)
        changed += counted.changed
        listed += map(named_as(registry), counted.listed)
        sent = of_sender(heads, head)
        received[head.code] = CountyData(
            head=head,
            link=copied(head, counted_heads) or links(sent)[head.sha256],
            groups=counted.groups,
            revised=_revised(store, sent, head),
        )
    refusals = store.refusals()
    data = RollupData(
        jurisdiction=registry.jurisdiction,
        period=period,
        made_at=made_at,
        expected=registry.counties,
        received=received,
        refusals=_refusals(refusals, period),
        strangers=_strangers(refusals, period, registry),
        failing=_of_verdict(listed, Verdict.FAIL) if with_lists else None,
        unknown=_of_verdict(listed, Verdict.UNKNOWN) if with_lists else None,
        own_rules=_own_rules(own, changed) if own else None,
        decimals=decimals,
    )
    return rolled_up(data, ranking_document=ranking_document)


def counting(
    heads: Iterable[BundleHead], period: Period, registry: Registry
) -> tuple[BundleHead, ...]:
    """Return the bundle of each county that counts, in the register's order, others last.

    Others are those that were struck off the register since. They count as long as nobody else
    speaks for their accounts.
    """
    latest: dict[str, BundleHead] = {}
    for head in heads:
        if head.period == period:
            other = latest.get(head.code)
            latest[head.code] = head if other is None else max(head, other, key=RANK)
    places = {county.code: place for place, county in enumerate(registry.counties)}
    spoken_for = {code for head in latest.values() if head.code in places for code in head.covers}
    latest = {
        code: head
        for code, head in latest.items()
        if code in places or spoken_for.isdisjoint(head.covers)
    }
    return tuple(sorted(latest.values(), key=lambda h: (places.get(h.code, len(places)), h.code)))


def named_as(registry: Registry) -> Callable[[ReportedAccount], ReportedAccount]:
    """Return a function that calls the county of a line as the register does."""
    names = {county.code: county.name for county in registry.counties}

    def named(line: ReportedAccount) -> ReportedAccount:
        name = names.get(line.county, line.county_name)
        return line if name == line.county_name else replace(line, county_name=name)

    return named


def of_sender(heads: Iterable[BundleHead], head: BundleHead) -> list[BundleHead]:
    """Return all that came from where *head* did: a city's own offices share its code."""
    sender = (head.code, head.level)
    return [other for other in heads if (other.code, other.level) == sender]


def version_before(heads: Iterable[BundleHead], head: BundleHead) -> BundleHead | None:
    """Return the version of its period that *head* took the place of, None where it is the first.

    *heads*: all that came, from whomever.
    """
    sent = (other for other in of_sender(heads, head) if other.period == head.period)
    return max((other for other in sent if other.rank < head.rank), key=RANK, default=None)


def own_limits(registry: Registry) -> dict[Platform, Limit]:
    """Return the longest silence that the register itself allows on each platform."""
    of_platform = [replace(ANYONE, id=platform.value, platform=platform) for platform in Platform]
    limit_of = limits(of_platform, registry.policy)
    return {account.platform: limit_of(account.id) for account in of_platform}


def _own_rules(own: Mapping[Platform, Limit], changed: int) -> OwnRules:
    usual = own[Platform.OTHER]
    differing = tuple(
        (platform, limit.days) for platform, limit in own.items() if limit.days != usual.days
    )
    return OwnRules(
        max_days=usual.days, exact_hours=usual.exact_hours, changed=changed, differing=differing
    )


def _of_verdict(lines: Iterable[ReportedAccount], verdict: Verdict) -> tuple[ReportedAccount, ...]:
    return tuple(line for line in lines if line.verdict is verdict)


def _counted(
    store: RollupStore,
    head: BundleHead,
    own: Mapping[Platform, Limit] | None,
    *,
    with_lists: bool,
) -> _Counted:
    if own is None:
        listed = store.lines(head.sha256, *LISTED) if with_lists else ()
        return _Counted(
            groups=store.groups(head.sha256), listed=tuple(sorted(listed, key=_longest_first))
        )
    lines = [own_rules.judged(line, own[line.platform]) for line in store.lines(head.sha256)]
    listed = (line for line in lines if with_lists and line.verdict in LISTED)
    return _Counted(
        groups=grouped(lines),
        listed=tuple(sorted(listed, key=_longest_first)),
        changed=sum(line.county_verdict not in (None, line.verdict) for line in lines),
    )


def _longest_first(line: ReportedAccount) -> tuple[int, str, str]:
    return -(line.idle_days or 0), line.county, line.id


def _revised(
    store: RollupStore, heads: Sequence[BundleHead], head: BundleHead
) -> LaterVersion | None:
    """Return what the version that counts says otherwise than the one before it."""
    before = version_before(heads, head)
    if before is None:
        return None
    return LaterVersion(
        earlier=before.version,
        later=head.version,
        changes=changes(store.lines(before.sha256), store.lines(head.sha256)),
    )


def _refusals(
    refusals: Iterable[RefusedBundle], period: Period
) -> dict[str, tuple[RefusedBundle, ...]]:
    """Return by code what was refused of *period*."""
    by_code: dict[str, tuple[RefusedBundle, ...]] = {}
    for refused in refusals:
        if refused.period == period.name:
            by_code[refused.code] = (*by_code.get(refused.code, ()), refused)
    return by_code


def _strangers(
    refusals: Iterable[RefusedBundle], period: Period, registry: Registry
) -> tuple[RefusedBundle, ...]:
    """Return what was refused and stands in no county's row: of others, or of nobody knows when.

    The latter is told where it came after the period's end, and before the next one's.
    """
    codes = {county.code for county in registry.counties}
    return tuple(
        refused
        for refused in refusals
        if (not refused.period and period.until < refused.at <= period.after.until)
        or (refused.period == period.name and refused.code not in codes)
    )
