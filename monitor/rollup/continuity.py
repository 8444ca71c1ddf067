"""Whether each bundle of a county goes on from the one before it. Pure: asked, never stored.

A bundle's seals begin with the last ones of the bundle before it. So what came later can only
have been added, and a database that was made anew shows. The order in which bundles arrive
changes nothing: the county's own order, by which each names the one before, counts.
"""

from collections.abc import Iterable, Mapping

from monitor.bundles import seals
from monitor.bundles.values import SealKind, SealLine
from monitor.model import clock
from monitor.rollup.incoming import BundleHead
from monitor.rollup.values import ChainState

Link = tuple[ChainState, str]  # and why, where it is not simply so


def links(heads: Iterable[BundleHead]) -> dict[str, Link]:
    """Return for each of one county's bundles, by SHA-256, how it goes on from the one before."""
    by_hash = {head.sha256: head for head in heads}
    ordered = _in_their_order(by_hash)
    return {
        head.sha256: _link(head, ordered[:place], by_hash) for place, head in enumerate(ordered)
    }


def copied(head: BundleHead, others: Iterable[BundleHead]) -> Link | None:
    """Return how a bundle stands whose seals somebody else sent, too; None where nobody did.

    No two databases come to one seal: one of the two is a copy of the other.
    """
    own = {seal.seal for seal in head.seals}
    for other in others:
        if other.code != head.code and not own.isdisjoint(seal.seal for seal in other.seals):
            why = f"有与“{other.name}”所报相同的封存码，可能是同一个数据库以两个代码报送"
            return ChainState.BROKEN, why
    return None


def _in_their_order(by_hash: Mapping[str, BundleHead]) -> list[BundleHead]:
    """Return the bundles as the county made them: by what each names, else by its clock."""
    ordered: dict[str, BundleHead] = {}
    for head in sorted(by_hash.values(), key=lambda bundle: (bundle.made_at, *bundle.rank)):
        line = [head]
        while line[-1].previous in by_hash:
            line.append(by_hash[line[-1].previous])
        ordered |= {
            bundle.sha256: bundle for bundle in reversed(line) if bundle.sha256 not in ordered
        }
    return list(ordered.values())


def _link(head: BundleHead, earlier: list[BundleHead], by_hash: Mapping[str, BundleHead]) -> Link:
    contradicted = _contradicted(head, earlier)
    if contradicted is not None:
        return ChainState.BROKEN, contradicted
    if not head.previous:
        if not earlier:
            return ChainState.FIRST, ""
        last = earlier[-1]
        return ChainState.BROKEN, f"写明是首次报送，但此前已收到{_named(last)}，可能重建了数据库"
    before = by_hash.get(head.previous)
    if before is None:
        return _unseen(head, earlier)
    missing = seals.continued(seals.last_of(before.seals), head.seals).broken
    if missing:
        return ChainState.BROKEN, f"{_named(before)}的{_seal(missing[0])}不在其中，可能重建了数据库"
    return ChainState.CONTINUED, ""


def _unseen(head: BundleHead, earlier: list[BundleHead]) -> Link:
    """Judge a bundle whose forerunner never came here: its seals may reach back all the same."""
    if not earlier:
        return ChainState.FIRST, "此前的数据包没有报到这里"
    last = earlier[-1]
    if (ends := seals.last_of(last.seals)) and seals.continued(ends, head.seals).holds:
        return ChainState.CONTINUED, ""
    return ChainState.GAP, f"{_named(last)}之后还生成过一份数据包，没有报来，不能核对是否连续"


def _contradicted(head: BundleHead, earlier: list[BundleHead]) -> str | None:
    """Say which seal of an earlier bundle *head* gives otherwise, None for none."""
    own = {(seal.kind, seal.id): seal.seal for seal in head.seals}
    for other in reversed(earlier):
        for seal in other.seals:
            given = own.get((seal.kind, seal.id))
            if given is not None and given != seal.seal:
                return f"{_seal(seal)}与{_named(other)}所载的不同，历史记录被改动或重建"
    return None


def _named(head: BundleHead) -> str:
    return f"{head.period.label}第{head.version}版"


def _seal(seal: SealLine) -> str:
    if seal.kind is SealKind.RUN:
        return f"第{seal.id}号检查记录的封存码"
    return f"{clock.show_day(seal.at)}的封存码"
