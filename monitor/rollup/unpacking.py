"""From a bundle as it travels to what a city keeps of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from monitor.bundles.account_line import AccountLine, FindingLine
from monitor.bundles.case_line import CaseLine, ChangeKind
from monitor.bundles.manifest import CountersEntry, CountsEntry, Level
from monitor.bundles.values import Bundle, CountyLine
from monitor.figures import posts
from monitor.figures.bundle_figures import posts_basis, window
from monitor.figures.pass_rate import Tally
from monitor.figures.posts import PostBasis, PostTotal
from monitor.model.period import Period
from monitor.model.rate import Rate
from monitor.parsing.text import clean
from monitor.rollup.counts import CountyCounts
from monitor.rollup.incoming import BundleHead, IncomingBundle, posts_key
from monitor.rollup.reported import ReportedAccount, ReportedFinding
from monitor.rollup.values import MemberRow, Reporting

LONGEST_NAME = 120
CITED = ("basis", "document")  # options that name a paper and decide nothing


def incoming(bundle: Bundle, data: bytes, *, file: str, received_at: datetime) -> IncomingBundle:
    """Return what *bundle* delivers, *data* being its bytes, *file* what it was called."""
    manifest = bundle.manifest
    issued = manifest.issued
    head = BundleHead(
        sha256=bundle.sha256,
        code=manifest.jurisdiction.code,
        name=manifest.jurisdiction.name,
        period=manifest.span,
        version=manifest.version,
        made_at=manifest.made_at,
        received_at=received_at,
        file=clean(file, LONGEST_NAME),
        number=issued.number if issued else "",
        issued_on=issued.on if issued else None,
        program=manifest.program,
        previous=manifest.previous or "",
        level=manifest.level,
        rules=rules_hash(bundle.parts.rules) if manifest.level is Level.COUNTY else "",
        rules_text=bundle.parts.rules,
        seals=bundle.parts.seals,
        counts=_counts(bundle),
        posts=_posts(bundle.accounts),
        members=tuple(_member(line) for line in bundle.parts.counties),
    )
    names = {line.code: line.name for line in bundle.parts.counties}
    own = manifest.jurisdiction
    accounts = tuple(
        _account(line, line.county or own.code, names.get(line.county, own.name))
        for line in bundle.accounts
    )
    return IncomingBundle(head=head, accounts=accounts, data=data)


def rules_hash(text: str) -> str:
    """Return what tells rules apart: not which papers they cite."""
    try:
        kept = _without_papers(json.loads(text))
    except (ValueError, RecursionError):
        kept = text
    return "sha256:" + hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _without_papers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_papers(value[key]) for key in value if key not in CITED}
    return [_without_papers(item) for item in value] if isinstance(value, list) else value


def _account(line: AccountLine, county: str, county_name: str) -> ReportedAccount:
    seen, limits = line.seen, line.limits
    return ReportedAccount(
        county=county,
        county_name=county_name,
        id=line.id,
        name=line.name,
        platform=line.platform,
        unit=line.unit,
        kind=line.unit_kind,
        status=line.status,
        verdict=line.verdict,
        state=line.state,
        closing_at=line.closing_at,
        seen_at=seen.at if seen else None,
        newest_at=seen.newest_at if seen else line.newest_post_at,
        precision=seen.precision if seen else None,
        window=window(seen) if seen else None,
        limit_days=limits.max_days if limits else None,
        exact_hours=limits.exact_hours if limits else False,
        count_reposts=limits.count_reposts if limits else True,
        idle_days=line.idle_days,
        longest_silence=line.longest_silence,
        failures=len(line.failed_in),
        opened_on=line.opened_on,
        findings=tuple(map(_finding, line.findings)),
        abstained=line.abstained,
        reasons=line.reasons,
    )


def _finding(line: FindingLine) -> ReportedFinding:
    return ReportedFinding(
        check=line.check,
        title=line.title,
        message=line.message,
        basis=line.basis,
        evidence=line.evidence,
    )


def _counts(bundle: Bundle) -> CountyCounts:
    """Return what the manifest, the cases and the changes of the register count."""
    period, cases = bundle.manifest.span, bundle.cases
    changes = [line.kind for line in bundle.parts.changes]
    outcomes = [line.rectified.outcome for line in bundle.accounts if line.rectified]
    closed = [case for case in cases if case.closed_on is not None]
    return _counters(
        bundle.manifest.counters,
        opened=changes.count(ChangeKind.OPENED),
        closed=changes.count(ChangeKind.CLOSED),
        renamed=changes.count(ChangeKind.RENAMED),
        cases=len(cases),
        cases_opened=sum(_opened_in(case, period) for case in cases),
        cases_closed=len(closed),
        cases_open=len(cases) - len(closed),
        recheck={outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))},
    )


def _counters(
    counters: CountersEntry | None, *, recheck: Mapping[str, int] | None = None, **numbers: int
) -> CountyCounts:
    counters = counters or CountersEntry()
    wording = counters.wording
    return CountyCounts(
        interaction=Rate(counters.interaction.part, counters.interaction.whole),
        slips=wording.found,
        slips_grave=wording.grave,
        slips_fixed=wording.fixed,
        slips_unsaid=wording.unsaid,
        safety=counters.safety,
        checks=counters.checks.number,
        reminded=counters.reminded,
        alarmed=counters.alarmed,
        recheck=recheck or {},
        **numbers,
    )


def _opened_in(case: CaseLine, period: Period) -> bool:
    return period.holds(case.steps[0].at)


def _posts(lines: Iterable[AccountLine]) -> dict[str, PostTotal]:
    """Return the posts of all accounts, of each platform and of each kind of unit."""
    groups: dict[str, list[tuple[int | None, PostBasis]]] = {}
    for line in lines:
        number = (line.posts, posts_basis(line))
        for key in (
            posts_key(),
            posts_key("platform", line.platform.value),
            posts_key("kind", line.unit_kind),
        ):
            groups.setdefault(key, []).append(number)
    return {key: posts.total(numbers) for key, numbers in groups.items()}


def _member(line: CountyLine) -> MemberRow:
    """Return a county of a city's bundle: in its sums, or not."""
    if line.sha256 is None:
        return MemberRow(
            code=line.code, name=line.name, reporting=Reporting.MISSING, why=line.remark
        )
    return MemberRow(
        code=line.code,
        name=line.name,
        reporting=Reporting.REPORTED,
        why=line.remark,
        sha256=line.sha256,
        version=line.version,
        tally=_tally(line.counts),
        counts=_counters(line.counters),
        rules=line.rules or "",
    )


def _tally(counts: CountsEntry | None) -> Tally:
    if counts is None:
        return Tally()
    return Tally(
        registered=counts.registered,
        passed=counts.passed,
        failed=counts.failed,
        unknown=counts.unknown,
    )
