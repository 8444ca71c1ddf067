"""Findings to text and back, by names; those of earlier programs stand by position."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from monitor.model import Finding, clock
from monitor.system.packing import compact
from monitor.verdicts import examination_rows

POSITIONS = ("message", "evidence", "seen_at", "least_days", "examination")


def dump(findings: Iterable[Finding]) -> str:
    """Return *findings* as the text of a column."""
    return compact([_names(finding) for finding in findings])


def dump_one(finding: Finding) -> str:
    """Return one finding as the text of a column."""
    return compact(_names(finding))


def load(text: str, identities: str | None = None) -> tuple[Finding, ...]:
    """Return the findings of a column.

    *identities*: names for the findings stored by position, by place, from a migration.
    """
    by_id: dict[str, dict[str, Any]] = json.loads(identities) if identities else {}
    return tuple(
        _finding(
            dict(zip(POSITIONS, values, strict=False)) | by_id.get(str(place), {})
            if isinstance(values, list)
            else values
        )
        for place, values in enumerate(json.loads(text))
    )


def load_one(text: str) -> Finding:
    """Return the finding of a column that holds one."""
    return _finding(json.loads(text))


def _names(finding: Finding) -> dict[str, Any]:
    """Return what a finding says by names; what it does not say is left out."""
    values: dict[str, Any] = {
        "message": finding.message,
        "kind": finding.kind,
        "about": finding.about,
        "detail": finding.detail,
        "answers": finding.answers,
        "evidence": finding.evidence,
        "seen_at": finding.seen_at and clock.stamp(finding.seen_at),
        "least_days": finding.least_days,
        "examination": examination_rows.dump(finding.examination),
    }
    return {name: value for name, value in values.items() if value not in (None, "", ())}


def _finding(values: Mapping[str, Any]) -> Finding:
    seen_at = values.get("seen_at")
    return Finding(
        message=values.get("message", ""),
        kind=values.get("kind", ""),
        about=values.get("about", ""),
        detail=values.get("detail", ""),
        answers=tuple(values.get("answers", ())),
        evidence=tuple(values.get("evidence", ())),
        seen_at=clock.unstamp(seen_at) if seen_at else None,
        least_days=values.get("least_days"),
        examination=examination_rows.load(values.get("examination")),
    )
