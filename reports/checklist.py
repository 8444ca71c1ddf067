"""Answers to the checklist, for scripts."""

from typing import Any

from monitor.model import Answer, clock


def described(one: Answer) -> dict[str, Any]:
    """Return an answer for scripts."""
    return {
        "item": one.item.value,
        "good": one.good,
        "at": clock.iso(one.at),
        "by": one.by,
        "note": one.note,
        "evidence": one.evidence,
    }
