"""A spot check as JSON: the shape that people script against (stable)."""

from collections.abc import Iterable, Iterator
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
from monitor.model.look_plan import LookPlan
from monitor.verdicts import summary


def render(inspection: SpotCheck) -> dict[str, Any]:
    """Return the whole inspection, worst account first."""
    told = members(inspection)
    return {name: list(value) if isinstance(value, Iterator) else value for name, value in told}


def members(inspection: SpotCheck) -> Iterator[tuple[str, Any]]:
    """Yield the members of the inspection, its accounts to be told one by one."""
    assessments = summary.worst_first(inspection.assessments)
    yield "run", run(inspection.run) | looks(inspection.looks)
    yield "summary", counts(assessments)
    yield "accounts", map(account, assessments)
    yield "incidents", incidents(inspection.incidents)


def counts(assessments: Iterable[Assessment]) -> dict[str, Any]:
    """Return how many accounts there are of each verdict and state."""
    counted = summary.count(assessments)
    return {
        **{verdict.value: number for verdict, number in counted.verdicts.items()},
        "states": {state.value: number for state, number in counted.states.items()},
    }


def incidents(items: Iterable[Incident]) -> list[dict[str, Any]]:
    """Return incidents as values; one of this program's own has no platform but a message."""
    return [
        {
            "platform": incident.platform.value if incident.platform else None,
            "outcome": incident.outcome.value,
            "accounts": len(incident.accounts),
            **({"message": incident.message} if incident.message else {}),
        }
        for incident in items
    ]


def run(value: Run) -> dict[str, Any]:
    """Return the facts of a run."""
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


def looks(plan: LookPlan | None) -> dict[str, Any]:
    """Return how a run went about its looks, empty where nobody was asked."""
    if plan is None:
        return {}
    return {"looks": {"mode": plan.mode.value, "workers": plan.workers, "why": plan.why}}


def account(assessment: Assessment) -> dict[str, Any]:
    """Return the verdict on one account, and what it rests on."""
    newest = assessment.newest
    return {
        "id": assessment.account.id,
        "name": assessment.account.name,
        "platform": assessment.account.platform.value,
        "unit": assessment.account.unit.name,
        "verdict": assessment.verdict.value,
        "state": assessment.state.value,
        "as_of": clock.iso(assessment.as_of),
        "newest_post_at": clock.iso(newest.published_at) if newest else None,
        "looked_at": clock.iso(assessment.looked_at) if assessment.looked_at else None,
        "vouched_until": clock.iso(assessment.vouched_until) if assessment.vouched_until else None,
        "precision": newest.precision.value if newest else None,
        "idle_days": summary.idle_days(assessment),
        "findings": [
            {
                "check": result.check,
                "title": result.title,
                "message": finding.message,
                "basis": result.basis,
                "evidence": list(finding.evidence),
                "examined": examination_json(finding.examination),
            }
            for result, finding in assessment.faults
        ],
        "tasks": [
            {"check": result.check, "title": result.title, "message": finding.message}
            for result, finding in assessment.tasks
        ],
        "unknowns": [abstention(result) for result in assessment.results if result.reason],
        "gaps": [
            {
                "source": source,
                "outcome": gap.outcome.value,
                "message": gap.message,
                "action": gap.action,
            }
            for source, gap in assessment.gaps
        ],
        "notes": [*assessment.outlook, *texts_of(assessment.notes)],
    }


def examination_json(examination: Examination | None) -> dict[str, Any] | None:
    """Return how a finding was examined, None where it rests on no window of a source."""
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


def abstention(result: Result) -> dict[str, Any]:
    """Return why a check abstained."""
    return {"check": result.check, "title": result.title, "reason": result.reason}
