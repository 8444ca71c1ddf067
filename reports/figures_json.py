"""The figures as JSON: every number of the documents, and where each account's proof stands."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from monitor.figures import AccountFigures, Figures, GroupRow, Rectified
from monitor.figures.frozen import VERSION, AccountFields, RateFields, RegisteredFields, RowFields
from monitor.figures.rectification import LABELS
from monitor.figures.values import EarlierPeriod
from monitor.model import AccountSnapshot, clock
from monitor.model.chain_head import Head
from monitor.model.rate import Rate
from monitor.parsing.text import storable
from reports.cases import described


def render(figures: Figures) -> dict[str, Any]:
    """Return the whole value."""
    return {**head(figures), "accounts": [account(one) for one in figures.accounts]}


def freeze(figures: Figures) -> str:
    """Return the same as an issue keeps it, with the version of its schema."""
    return "".join(_stream({"version": VERSION, **head(figures)}, figures))


def stream(figures: Figures) -> Iterator[str]:
    """Yield the same as text, account by account, so that a long one needs no memory."""
    return _stream(head(figures), figures)


def _stream(above: dict[str, Any], figures: Figures) -> Iterator[str]:
    opening = storable(json.dumps(above, ensure_ascii=False, indent=2))
    yield opening.removesuffix("\n}") + ',\n  "accounts": ['
    for number, one in enumerate(figures.accounts):
        told = storable(json.dumps(account(one), ensure_ascii=False))
        yield (",\n    " if number else "\n    ") + told
    yield "\n  ]\n}\n"


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
        "opened": [_registered(one) for one in figures.opened],
        "closed": [_registered(one) for one in figures.closed],
        "renamed": [{"was": was, **_registered(one)} for was, one in figures.renamed],
        "spot_checks": [
            {
                "run": run.id,
                "moment": clock.iso(run.moment),
                "mode": run.mode.value,
                "registered": run.registered,
                "looked": run.looked,
                "sample": run.sample,
                "seed": run.seed,
                "interrupted": run.interrupted,
            }
            for run in figures.spotchecks
        ],
        "safety": figures.safety,
        "pending": [
            {"account": one.account.id, "items": [item.value for item in one.items]}
            for one in figures.pending
        ],
        "interaction": {"part": figures.interaction.part, "whole": figures.interaction.whole},
        "reminded": figures.reminded,
        "alarmed": figures.alarmed,
        "rectified": [_rectified(one) for one in figures.rectified],
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
        "cases": [described(case, figures.stands_on) for case in figures.cases],
        "before": _earlier(figures.before, figures.decimals),
        "year_before": _earlier(figures.year_before, figures.decimals),
    }


def sealed(head: Head | None) -> dict[str, Any] | None:
    """Return the chain's head as JSON: the run and the whole seal."""
    return {"run": head.run, "seal": head.seal} if head else None


def account(one: AccountFigures) -> dict[str, Any]:
    """Return one account's figures."""
    compared: AccountFields = {
        **_registered(one.account),
        "verdict": one.verdict,
        "state": one.state,
    }
    return {
        **compared,
        "looks": one.looks,
        "closing_at": _moment(one.closing_at),
        "closing_verdict": one.closing_verdict.value if one.closing_verdict else None,
        "newest_post_at": _moment(one.newest_at),
        "newest_title": one.newest_title,
        "idle_days": one.idle_days,
        "silent_days_at_least": one.silent_days,
        "longest_silence": one.longest_silence,
        "days_over": one.days_over,
        "first_failed_at": _moment(one.failed_first_at),
        "failed_in": list(one.failed_in),
        "still_failing": one.still_failing,
        "findings": [
            {
                "check": problem.check,
                "title": problem.title,
                "message": problem.message,
                "basis": problem.basis,
                "evidence": list(problem.evidence),
            }
            for problem in one.problems
        ],
        "unknown_since": _moment(one.unknown_since),
        "reasons": list(one.reasons),
        "gaps": [
            {"source": source, "outcome": outcome.value, "message": message}
            for source, outcome, message in one.tried
        ],
        "posts": one.posts,
        "posts_at_least": not one.posts_whole,
        "proof": list(one.proof),
    }


def _registered(one: AccountSnapshot) -> RegisteredFields:
    return {
        "id": one.id,
        "name": one.name,
        "platform": one.platform.value,
        "unit": one.unit,
        "unit_kind": one.kind,
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
        "posts": row.posts,
        "posts_at_least": not row.posts_whole,
    }


def _rate(rate: Rate, decimals: int) -> RateFields:
    return {"part": rate.part, "whole": rate.whole, "text": rate.text(decimals)}


def _rectified(one: Rectified) -> dict[str, Any]:
    return {
        **_registered(one.account),
        "outcome": one.outcome,
        "label": LABELS[one.outcome],
        "fixed_at": _moment(one.fixed_at),
        "problems": list(one.problems),
        "decided": one.decided,
        "until": one.until.isoformat() if one.until else None,
    }


def _earlier(one: EarlierPeriod | None, decimals: int) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"period": one.period.name, "pass_rate": _rate(one.tally.pass_rate, decimals)}


def _moment(moment: datetime | None) -> str | None:
    return clock.iso(moment) if moment else None
