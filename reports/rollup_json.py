"""A city's period as JSON: every number, county by county, and what each rests on."""

from datetime import datetime
from typing import Any

from monitor.figures.pass_rate import Tally
from monitor.figures.posts import PostTotal
from monitor.figures.values import GroupRow
from monitor.model import clock
from monitor.model.rate import Rate
from monitor.rollup.counts import CountyCounts
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.values import (
    CountyReport,
    MemberRow,
    ReceivedBundle,
    RefusedBundle,
    RollupPeriod,
)


def render(figures: RollupPeriod) -> dict[str, Any]:
    """Return the whole value."""
    return {
        **head(figures),
        "failing": [account(line) for line in figures.failing],
        "unknown": [account(line) for line in figures.unknown],
    }


def head(figures: RollupPeriod) -> dict[str, Any]:
    """Return everything but the accounts."""
    decimals = figures.decimals
    own = figures.own_rules
    return {
        "jurisdiction": figures.jurisdiction.name,
        "code": figures.jurisdiction.code,
        "period": figures.period.name,
        "since": figures.period.first_day.isoformat(),
        "until": figures.period.last_day.isoformat(),
        "made_at": clock.iso(figures.made_at),
        "decimals": decimals,
        "reported": {"part": figures.reported_rate.part, "whole": figures.reported_rate.whole},
        "missing": [row.code for row in figures.missing],
        "refused": [row.code for row in figures.refused],
        "comparable": figures.comparable,
        "total": _row(figures.total, decimals),
        "by_platform": [_row(row, decimals) for row in figures.by_platform],
        "by_kind": [_row(row, decimals) for row in figures.by_kind],
        "states": {state.value: number for state, number in figures.states.items()},
        "counts": counts(figures.counts, decimals),
        "policies": [
            {"label": policy.label, "rules": policy.rules, "counties": list(policy.counties)}
            for policy in figures.policies
        ],
        "own_rules": own
        and {
            "max_days": own.max_days,
            "exact_hours": own.exact_hours,
            "platforms": {platform.value: days for platform, days in own.differing},
            "changed": own.changed,
        },
        "ranking": figures.ranking
        and {
            "document": figures.ranking.document,
            "places": [{"place": place, "code": code} for place, code in figures.ranking.places],
        },
        "strangers": [refused(file) for file in figures.strangers],
        "counties": [county(row, decimals) for row in figures.counties],
    }


def county(row: CountyReport, decimals: int) -> dict[str, Any]:
    """Return one county's row."""
    return {
        "code": row.code,
        "name": row.name,
        "reporting": row.reporting.value,
        "why": row.why,
        "bundle": row.bundle and bundle(row.bundle),
        **_tally(row.tally, decimals),
        **_posts(row.posts),
        "by_platform": [_row(group, decimals) for group in row.by_platform],
        "by_kind": [_row(group, decimals) for group in row.by_kind],
        "states": {state.value: number for state, number in row.states.items()},
        "counts": counts(row.counts, decimals),
        "policy": row.policy,
        "policy_differs": row.differs,
        "revised": row.revised
        and {
            "from": row.revised.earlier,
            "to": row.revised.later,
            "changes": list(row.revised.changes),
        },
        "refused": [refused(file) for file in row.refused],
        "members": [_member(member, decimals) for member in row.members],
    }


def bundle(received: ReceivedBundle) -> dict[str, Any]:
    """Return what is known of a bundle that counts."""
    return {
        "sha256": received.sha256,
        "code": received.code,
        "version": received.version,
        "file": received.file,
        "made_at": clock.iso(received.made_at),
        "received_at": clock.iso(received.received_at),
        "number": received.number,
        "issued_on": received.issued_on.isoformat() if received.issued_on else None,
        "program": received.program,
        "compared": received.compared,
        "signature": received.signature.value,
        "key": received.key,
        "chain": received.chain.value,
        "chain_note": received.chain_note,
    }


def refused(file: RefusedBundle) -> dict[str, Any]:
    """Return what is known of a file that was not taken in."""
    return {
        "file": file.file,
        "sha256": file.sha256,
        "at": clock.iso(file.at),
        "code": file.code,
        "period": file.period,
        "why": file.why,
    }


def named(line: ReportedAccount) -> dict[str, Any]:
    """Return which account it is."""
    return {
        "county": line.county,
        "county_name": line.county_name,
        "id": line.id,
        "name": line.name,
        "platform": line.platform.value,
        "unit": line.unit,
    }


def account(line: ReportedAccount) -> dict[str, Any]:
    """Return one account's line."""
    return {
        **named(line),
        "unit_kind": line.kind,
        "verdict": line.verdict.value if line.verdict else None,
        "county_verdict": line.county_verdict.value if line.county_verdict else None,
        "state": line.state.value if line.state else None,
        "seen_at": _moment(line.seen_at),
        "newest_at": _moment(line.newest_at),
        "idle_days": line.idle_days,
        "findings": [
            {
                "check": finding.check,
                "title": finding.title,
                "message": finding.message,
                "basis": finding.basis,
                "evidence": list(finding.evidence),
            }
            for finding in line.findings
        ],
        "reasons": list(line.reasons),
    }


def counts(numbers: CountyCounts, decimals: int) -> dict[str, Any]:
    """Return what is counted besides verdicts."""
    return {
        "interaction": _rate(numbers.interaction, decimals),
        "slips": {
            "found": numbers.slips,
            "grave": numbers.slips_grave,
            "fixed": numbers.slips_fixed,
            "unsaid": numbers.slips_unsaid,
        },
        "safety": numbers.safety,
        "checks": numbers.checks,
        "reminded": numbers.reminded,
        "alarmed": numbers.alarmed,
        "opened": numbers.opened,
        "closed": numbers.closed,
        "renamed": numbers.renamed,
        "cases": {
            "number": numbers.cases,
            "opened": numbers.cases_opened,
            "closed": numbers.cases_closed,
            "open": numbers.cases_open,
        },
        "recheck": dict(sorted(numbers.recheck.items())),
    }


def _member(row: MemberRow, decimals: int) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "reporting": row.reporting.value,
        "why": row.why,
        "sha256": row.sha256,
        "version": row.version,
        **_tally(row.tally, decimals),
    }


def _row(row: GroupRow, decimals: int) -> dict[str, Any]:
    return {"label": row.label, **_tally(row.tally, decimals), **_posts(row.posts)}


def _tally(tally: Tally, decimals: int) -> dict[str, Any]:
    return {
        "registered": tally.registered,
        "looked": tally.looked,
        "pass": tally.passed,
        "fail": tally.failed,
        "unknown": tally.unknown,
        "pass_rate": _rate(tally.pass_rate, decimals),
        "fail_rate": _rate(Rate(tally.failed, tally.judged), decimals),
    }


def _posts(posts: PostTotal) -> dict[str, Any]:
    return {
        "posts": posts.number,
        "posts_accounts": posts.accounts,
        "posts_least_accounts": posts.least,
    }


def _rate(rate: Rate, decimals: int) -> dict[str, Any]:
    return {"part": rate.part, "whole": rate.whole, "text": rate.text(decimals)}


def _moment(moment: datetime | None) -> str | None:
    return clock.iso(moment) if moment else None
