"""A spot check as JSON: the shape that people script against (stable)."""

from collections.abc import Iterable
from typing import Any

from monitor.model import (
    Assessment,
    Examination,
    Incident,
    Result,
    Run,
    SpotCheck,
    clock,
    texts_of,
)
from monitor.verdicts import summary


def render(inspection: SpotCheck) -> dict[str, Any]:
    """Return the whole inspection, worst account first."""
    said = summary.worst_first(inspection.assessments)
    counts = summary.count(said)
    return {
        "run": run(inspection.run),
        "summary": {
            **{verdict.value: number for verdict, number in counts.verdicts.items()},
            "states": {state.value: number for state, number in counts.states.items()},
        },
        "accounts": [account(one) for one in said],
        "incidents": incidents(inspection.incidents),
    }


def incidents(found: Iterable[Incident]) -> list[dict[str, Any]]:
    """Return what accounts share; one of our own, which no platform has, says what it is."""
    return [
        {
            "platform": incident.platform.value if incident.platform else None,
            "outcome": incident.outcome.value,
            "accounts": len(incident.accounts),
            **({"message": incident.message} if incident.message else {}),
        }
        for incident in found
    ]


def run(value: Run) -> dict[str, Any]:
    """Return a run's own facts."""
    return {
        "id": value.id,
        "mode": value.mode.value,
        "started_at": clock.iso(value.started_at),
        "finished_at": clock.iso(value.finished_at) if value.finished_at else None,
        "interrupted": value.interrupted,
        "registered": value.registered,
        "selected": len(value.selected),
        "seed": value.seed,
        "rules": value.rules,
    }


def account(said: Assessment) -> dict[str, Any]:
    """Return what was found of one account."""
    newest = said.newest
    return {
        "id": said.account.id,
        "name": said.account.name,
        "platform": said.account.platform.value,
        "unit": said.account.unit.name,
        "verdict": said.verdict.value,
        "state": said.state.value,
        "as_of": clock.iso(said.as_of),
        "newest_post_at": clock.iso(newest.published_at) if newest else None,
        "precision": newest.precision.value if newest else None,
        "idle_days": summary.idle_days(said),
        "findings": [
            {
                "check": result.check,
                "title": result.title,
                "message": finding.message,
                "basis": result.basis,
                "evidence": list(finding.evidence),
                "examined": examined(finding.examination),
            }
            for result, finding in said.faults
        ],
        "tasks": [
            {"check": result.check, "title": result.title, "message": finding.message}
            for result, finding in said.tasks
        ],
        "unknowns": [unknown(result) for result in said.results if result.reason],
        "gaps": [
            {
                "source": source,
                "outcome": gap.outcome.value,
                "message": gap.message,
                "action": gap.action,
            }
            for source, gap in said.gaps
        ],
        "notes": [*said.outlook, *texts_of(said.notes)],
    }


def examined(examination: Examination | None) -> dict[str, Any] | None:
    """Return what a finding was examined by, None where it rests on no window of a source."""
    if examination is None:
        return None
    return {
        "at": clock.iso(examination.at),
        "until": clock.iso(examination.until),
        "pages": [
            {
                "url": page.url,
                "title": page.title,
                "stated_on": page.on.isoformat() if page.on else None,
                "by": page.by,
            }
            for page in examination.pages
        ],
        "refuted": examination.refuted,
    }


def unknown(result: Result) -> dict[str, Any]:
    """Return why a check abstained."""
    return {"check": result.check, "title": result.title, "reason": result.reason}
