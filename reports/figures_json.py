"""The figures as JSON: every number of the documents, and where each account's proof stands."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from monitor.cases.case import Case
from monitor.figures import AccountFigures, Figures, GroupRow, Rectified, case_numbers
from monitor.figures.frozen import (
    VERSION,
    AccountFields,
    RateFields,
    RegisteredFields,
    RowFields,
)
from monitor.figures.posts import PostBasis
from monitor.figures.rectification import LABELS
from monitor.figures.values import EarlierPeriod
from monitor.model import AccountSnapshot, Verdict, clock
from monitor.model.chain_head import Head
from monitor.model.rate import Rate
from monitor.parsing.text import storable
from reports import county_json
from reports.cases import described
from reports.unknown_causes import cause_of


def render(figures: Figures) -> dict[str, Any]:
    """Return the whole value."""
    return {**head(figures), "accounts": [account(entry) for entry in figures.accounts]}


def freeze(figures: Figures) -> str:
    """Return the figures as an issue keeps them, with the version of their schema."""
    return "".join(_stream({"version": VERSION, **head(figures)}, figures))


def stream(figures: Figures) -> Iterator[str]:
    """Yield the figures as text, account by account, so that they need little memory."""
    return _stream(head(figures), figures)


def _stream(above: dict[str, Any], figures: Figures) -> Iterator[str]:
    yield "{"
    for name, value in above.items():
        yield f'\n  "{name}": '
        if isinstance(value, list):
            yield from _items(value)
        else:
            text = storable(json.dumps(value, ensure_ascii=False, indent=2))
            yield text.replace("\n", "\n  ")
        yield ","
    yield '\n  "accounts": '
    yield from _items(map(account, figures.accounts))
    yield "\n}\n"


def _items(values: Iterable[Any]) -> Iterator[str]:
    """Yield the items of a list, each in a line of its own: there may be many."""
    lead = "["
    for value in values:
        yield f"{lead}\n    {storable(json.dumps(value, ensure_ascii=False))}"
        lead = ","
    yield "[]" if lead == "[" else "\n  ]"


def head(figures: Figures) -> dict[str, Any]:
    """Return everything but the accounts."""
    return {
        "jurisdiction": figures.jurisdiction.name,
        "period": figures.period.name,
        "since": figures.period.first_day.isoformat(),
        "until": figures.period.last_day.isoformat(),
        "made_at": clock.iso(figures.made_at),
        "closing_at": _moment(figures.closing_at),
        "rules": figures.rules,
        "program": figures.program,
        "sealed": sealed(figures.sealed),
        "decimals": figures.decimals,
        "limits": dict(figures.limits),
        "total": _row(figures.total, figures.decimals),
        "by_platform": [_row(row, figures.decimals) for row in figures.by_platform],
        "by_kind": [_row(row, figures.decimals) for row in figures.by_kind],
        "by_unit": [_row(row, figures.decimals) for row in figures.by_unit],
        "states": {state.value: number for state, number in sorted(figures.states.items())},
        "problems": [
            {"check": check, "title": title, "accounts": number}
            for check, title, number in figures.problems
        ],
        "register_known_before": figures.register_known_before,
        "register_order": list(figures.register_order),
        "opened": [_registered(snapshot) for snapshot in figures.opened],
        "closed": [_registered(snapshot) for snapshot in figures.closed],
        "renamed": [{"was": was, **_registered(snapshot)} for was, snapshot in figures.renamed],
        "spot_checks": [
            {
                "run": run.id,
                "moment": clock.iso(run.moment),
                "mode": run.mode.value,
                "registered": run.registered,
                "looked": run.looked,
                "seen": run.seen,
                "counted": run in figures.checks.runs,
                "sample": run.sample,
                "seed": run.seed,
                "interrupted": run.interrupted,
            }
            for run in figures.spotchecks
        ],
        "checks": {
            "number": figures.checks.number,
            "full": figures.checks.full,
            "sample": figures.checks.sample,
            "selected": figures.checks.selected,
        },
        "zombies": {
            "found": len(figures.zombies),
            "recovered": len(figures.zombies_recovered),
            "at_end": len(figures.zombies_at_end),
        },
        "safety": figures.safety,
        "pending": [
            {"account": entry.account.id, "items": [item.value for item in entry.items]}
            for entry in figures.pending
        ],
        "interaction": {"part": figures.interaction.part, "whole": figures.interaction.whole},
        "register_findings": [
            {"account": found.account.id, "check": found.check, "kind": found.kind}
            for found in figures.register_findings
        ],
        "superior_mean": None if figures.superior_mean is None else str(figures.superior_mean),
        "reminded": figures.reminded,
        "alarmed": figures.alarmed,
        "rectified": [_rectified(entry) for entry in figures.rectified],
        "slips": [
            {
                "unit": s.unit,
                "found": s.found,
                "grave": s.grave,
                "unsaid": s.unsaid,
                "fixed": s.fixed,
            }
            for s in figures.slips
        ],
        "left_failing": [_registered(snapshot) for snapshot in figures.left_failing],
        "dropped": figures.dropped,
        "cases": [_case(case, figures) for case in figures.cases],
        **county_json.told(figures),
        "before": _earlier(figures.before, figures.decimals),
        "year_before": _earlier(figures.year_before, figures.decimals),
    }


def shares(figures: Figures) -> dict[str, Any]:
    """Return how many accounts passed, of all and of each platform: what a picture shows."""
    return {
        "total": _share(figures.total),
        "by_platform": [_share(row) for row in figures.by_platform],
    }


def _share(row: GroupRow) -> dict[str, Any]:
    whole = _row(row, 0)
    return {name: whole[name] for name in ("label", "registered", "pass", "fail", "unknown")}


def _case(case: Case, figures: Figures) -> dict[str, Any]:
    ended = figures.closed_on(case)
    return described(case, figures.as_of_date, caveat=figures.due_caveats.get(case.id, "")) | {
        "id": case_numbers.own(case.id),
        "closed_on": ended.isoformat() if ended else None,
    }


def sealed(head: Head | None) -> dict[str, Any] | None:
    """Return the chain's head as JSON: the run and the whole seal."""
    return {"run": head.run, "seal": head.seal} if head else None


def account(entry: AccountFigures) -> dict[str, Any]:
    """Return one account's figures."""
    cause = cause_of(entry) if entry.verdict is Verdict.UNKNOWN else None
    compared: AccountFields = {
        **_registered(entry.account),
        "verdict": entry.verdict,
        "state": entry.state,
    }
    return {
        **compared,
        "status": entry.account.status.value,
        "filed": entry.account.filed,
        "looks": entry.looks,
        "always_fresh": entry.always_fresh,
        "looked_at_closing": entry.looked_at_closing,
        "closing_at": _moment(entry.closing_at),
        "closing_verdict": entry.closing_verdict.value if entry.closing_verdict else None,
        "newest_post_at": _moment(entry.newest_at),
        "newest_title": entry.newest_title,
        "idle_days": entry.idle_days,
        "silent_days_at_least": entry.silent_days,
        "longest_silence": entry.longest_silence,
        "days_over": entry.days_over,
        "first_failed_at": _moment(entry.failed_first_at),
        "failed_in": list(entry.failed_in),
        "last_passed_at": _moment(entry.passed_at),
        "still_failing": entry.still_failing,
        "failed_at_closing": list(entry.failed_closing),
        "unsure_at_closing": list(entry.unsure_closing),
        "findings": [
            {
                "check": problem.check,
                "title": problem.title,
                "kind": problem.kind,
                "about": problem.about,
                "detail": problem.detail,
                "message": problem.message,
                "basis": problem.basis,
                "evidence": list(problem.evidence),
            }
            for problem in entry.problems
        ],
        "unknown_since": _moment(entry.unknown_since),
        "unknown_cause": cause.value if cause else None,
        "unknown_cause_label": cause.label if cause else None,
        "abstained": list(entry.abstained),
        "reasons": list(entry.reasons),
        "gaps": [
            {"source": source, "outcome": outcome.value, "message": message}
            for source, outcome, message in entry.tried
        ],
        "zombie_found_at": _moment(entry.zombie_at),
        "zombie_recovered": entry.zombie_recovered,
        "zombie_at_end": entry.zombie,
        "posts": entry.posts,
        "posts_at_least": entry.posts_basis is PostBasis.AT_LEAST,
        "posts_basis": entry.posts_basis.value,
        "proof": list(entry.proof),
    }


def _registered(snapshot: AccountSnapshot) -> RegisteredFields:
    return {
        "id": snapshot.id,
        "name": snapshot.name,
        "platform": snapshot.platform.value,
        "unit": snapshot.unit,
        "unit_kind": snapshot.kind,
    }


def _row(row: GroupRow, decimals: int) -> RowFields:
    tally = row.tally
    return {
        "label": row.label,
        "registered": tally.registered,
        "looked": tally.looked,
        "pass": tally.passed,
        "fail": tally.failed,
        "unknown": tally.unknown,
        "pass_rate": _rate(tally.pass_rate, decimals),
        "posts": row.posts.number,
        "posts_at_least": bool(row.posts.least),
        "posts_accounts": row.posts.accounts,
        "posts_least_accounts": row.posts.least,
        "posts_reported_accounts": row.posts.reported,
        "posts_reported": row.posts.reported_posts,
    }


def _rate(rate: Rate, decimals: int) -> RateFields:
    return {"part": rate.part, "whole": rate.whole, "text": rate.text(decimals)}


def _rectified(entry: Rectified) -> dict[str, Any]:
    return {
        **_registered(entry.account),
        "outcome": entry.outcome,
        "label": LABELS[entry.outcome],
        "fixed_at": _moment(entry.fixed_at),
        "problems": list(entry.problems),
        "decided": entry.decided,
        "until": entry.until.isoformat() if entry.until else None,
    }


def _earlier(earlier: EarlierPeriod | None, decimals: int) -> dict[str, Any] | None:
    if earlier is None:
        return None
    return {"period": earlier.period.name, "pass_rate": _rate(earlier.tally.pass_rate, decimals)}


def _moment(moment: datetime | None) -> str | None:
    return clock.iso(moment) if moment else None
