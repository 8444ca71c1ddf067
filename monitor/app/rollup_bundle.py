"""What a city hands in above: its counties' bundles as one, every line with its county's code.

The same act again as in a county: the same content gives the same file however often it is asked
for, other content a further version, which names the file before. Seals stay with the counties,
whose bundles are named by their hashes.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from monitor.app.bundle import refuse_too_early
from monitor.app.bundle_key import BundleKey
from monitor.app.bundle_manifest import jurisdiction_entry
from monitor.app.check import PROGRAM
from monitor.app.rollup_period import counting, of_sender
from monitor.bundles import reading, writing
from monitor.bundles.account_line import AccountLine
from monitor.bundles.case_line import CaseLine, ChangeLine
from monitor.bundles.manifest import (
    FORMAT,
    KIND,
    ChecksEntry,
    CountersEntry,
    CountsEntry,
    Level,
    Manifest,
    ShareEntry,
    WordingEntry,
)
from monitor.bundles.values import Bundle, CountyLine, Parts
from monitor.model import checksum
from monitor.model.errors import RequestError
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.registry.rules import rules_text
from monitor.rollup.continuity import copied, links
from monitor.rollup.incoming import BundleHead
from monitor.rollup.made_store import MadeRollup, MadeStore
from monitor.rollup.rollup_store import RollupStore
from monitor.rollup.unpacking import rules_hash
from monitor.rollup.values import ChainState, Reporting

NO_CODE = "名单的 jurisdiction 没有写 code（行政区划代码），上级无从识别，请先写上"

Line = TypeVar("Line", AccountLine, CaseLine, ChangeLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupMade:
    """A bundle of many, made now or earlier. *missing*: the names of those who are not in it."""

    made: MadeRollup
    content: bytes
    is_new: bool
    missing: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return its checksum as a paper prints it."""
        return checksum.printed(self.made.sha256)


def make(
    store: RollupStore,
    registry: Registry,
    period: Period,
    now: datetime,
    key: BundleKey | None = None,
) -> RollupMade:
    """Return the city's bundle of *period*, made and kept unless it was before; *key* signs it.

    Raises RequestError where nothing came, or the period is not over.
    """
    refuse_too_early(period, now)
    if not registry.jurisdiction.code:
        raise RequestError(NO_CODE)
    heads = counting(store.heads(), period, registry)
    if not heads:
        raise RequestError(f"{period.label}还没有收到数据包，无可上报")
    bundles = [reading.read(store.data(head.sha256)) for head in heads]
    counties = tuple(_counties(registry, bundles, _remarks(store.heads(), heads)))
    missing = tuple(line.name for line in counties if line.sha256 is None)
    same = _same(registry, period, counties)
    kept = MadeStore(store.db)
    before = kept.last_of(period.name)
    if before is not None and before.same == same:
        content = kept.content(before.sha256)
        return RollupMade(made=before, content=content, is_new=False, missing=missing)
    parts = _parts(registry, period, bundles, counties)
    if key is not None:
        parts = writing.with_seals(parts, (), key.rotation, key.rotation_signature)
    last = kept.last()
    manifest = _manifest(
        registry,
        period,
        bundles,
        parts,
        made_at=now.replace(microsecond=0),
        version=before.version + 1 if before else 1,
        previous=last.sha256 if last else None,
    )
    content = writing.write(manifest, parts, key.sign if key else None)
    made = MadeRollup(
        period=period.name,
        version=manifest.version,
        name=manifest.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=manifest.made_at,
        same=same,
        size=len(content),
    )
    reading.read(content, now=now)  # what a reader would refuse must not be handed in
    kept.keep(made, content)
    return RollupMade(made=made, content=content, is_new=True, missing=missing)


def _remarks(received: Sequence[BundleHead], heads: Sequence[BundleHead]) -> dict[str, str]:
    """Return by hash what those above must know of a bundle: that its chain is broken."""
    remarks = {}
    for head in heads:
        chain = links(of_sender(received, head))[head.sha256]
        state, why = copied(head, heads) or chain
        if state is ChainState.BROKEN:
            remarks[head.sha256] = f"{state.label}：{why}"
    return remarks


def _counties(
    registry: Registry, bundles: Sequence[Bundle], remarks: Mapping[str, str]
) -> Iterator[CountyLine]:
    """Yield those who are in it and those who are not; of a city's bundle, its own counties."""
    by_code = {bundle.manifest.jurisdiction.code: bundle for bundle in bundles}
    for county in registry.counties:
        bundle = by_code.pop(county.code, None)
        if bundle is None:
            yield CountyLine(code=county.code, name=county.name, remark=Reporting.MISSING.label)
        else:
            yield from _lines_of(bundle, county.name, remarks.get(bundle.sha256, ""))
    for bundle in by_code.values():
        name = bundle.manifest.jurisdiction.name
        yield from _lines_of(bundle, name, remarks.get(bundle.sha256, ""))


def _lines_of(bundle: Bundle, name: str, remark: str) -> Iterator[CountyLine]:
    manifest = bundle.manifest
    if manifest.level is not Level.COUNTY:
        yield from bundle.parts.counties
        return
    yield CountyLine(
        code=manifest.jurisdiction.code,
        name=name,
        sha256=bundle.sha256,
        version=manifest.version,
        made_at=manifest.made_at,
        issued=manifest.issued,
        rules=rules_hash(bundle.parts.rules),
        counts=manifest.counts,
        counters=manifest.counters,
        remark=remark,
    )


def _parts(
    registry: Registry, period: Period, bundles: Sequence[Bundle], counties: tuple[CountyLine, ...]
) -> Parts:
    counts = _counts(bundles)
    return Parts(
        rules=rules_text(registry.policy),
        figures={
            "jurisdiction": registry.jurisdiction.name,
            "period": period.name,
            "total": {
                "registered": counts.registered,
                "pass": counts.passed,
                "fail": counts.failed,
                "unknown": counts.unknown,
            },
        },
        accounts=tuple(
            _coded(line, bundle) for bundle in bundles for line in bundle.parts.accounts
        ),
        cases=tuple(_coded(line, bundle) for bundle in bundles for line in bundle.parts.cases),
        changes=tuple(_coded(line, bundle) for bundle in bundles for line in bundle.parts.changes),
        counties=counties,
    )


def _coded(line: Line, bundle: Bundle) -> Line:
    """Return *line* with its county's code, and what it holds of a later program."""
    if line.county:
        return line
    coded = replace(line, county=bundle.manifest.jurisdiction.code)
    object.__setattr__(coded, "more", line.more)
    return coded


def _counts(bundles: Iterable[Bundle]) -> CountsEntry:
    every = [bundle.manifest.counts for bundle in bundles]
    return CountsEntry(
        registered=sum(counts.registered for counts in every),
        passed=sum(counts.passed for counts in every),
        failed=sum(counts.failed for counts in every),
        unknown=sum(counts.unknown for counts in every),
        unseen=sum(counts.unseen for counts in every),
    )


def _counters(bundles: Iterable[Bundle]) -> CountersEntry:
    """Return the sums of what is counted besides verdicts: a rate by its part and its whole."""
    every = [bundle.manifest.counters for bundle in bundles]
    wording, checks = (
        [counters.wording for counters in every],
        [counters.checks for counters in every],
    )
    return CountersEntry(
        interaction=ShareEntry(
            part=sum(counters.interaction.part for counters in every),
            whole=sum(counters.interaction.whole for counters in every),
        ),
        safety=sum(counters.safety for counters in every),
        wording=WordingEntry(
            found=sum(words.found for words in wording),
            grave=sum(words.grave for words in wording),
            fixed=sum(words.fixed for words in wording),
            unsaid=sum(words.unsaid for words in wording),
        ),
        reminded=sum(counters.reminded for counters in every),
        alarmed=sum(counters.alarmed for counters in every),
        checks=ChecksEntry(
            number=sum(number.number for number in checks),
            full=sum(number.full for number in checks),
            sample=sum(number.sample for number in checks),
            selected=sum(number.selected for number in checks),
        ),
    )


def _manifest(
    registry: Registry,
    period: Period,
    bundles: Sequence[Bundle],
    parts: Parts,
    *,
    made_at: datetime,
    version: int,
    previous: str | None,
) -> Manifest:
    above = any(bundle.manifest.level is not Level.COUNTY for bundle in bundles)
    closed = [at for bundle in bundles if (at := bundle.manifest.closing_at) is not None]
    return Manifest(
        format=f"{KIND}/{FORMAT}",
        program=PROGRAM,
        level=Level.PROVINCE if above else Level.CITY,
        jurisdiction=jurisdiction_entry(registry.jurisdiction),
        period=period.name,
        version=version,
        made_at=made_at,
        closing_at=max(closed, default=None),
        previous=previous,
        rules=f"sha256:{hashlib.sha256(parts.rules.encode()).hexdigest()}",
        counts=_counts(bundles),
        counters=_counters(bundles),
    )


def _same(registry: Registry, period: Period, counties: Sequence[CountyLine]) -> str:
    """Return the hash of what a bundle tells, whenever it was made."""
    place = registry.jurisdiction
    content = (
        place.code,
        place.name,
        period.name,
        rules_text(registry.policy),
        [writing.plain(line) for line in counties],
    )
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
