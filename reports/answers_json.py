"""Answers to the checklist, for scripts."""

from typing import Any

from monitor.model import Answer, clock


def described(answer: Answer) -> dict[str, Any]:
    """Return an answer for scripts."""
    return {
        "item": answer.item.value,
        "good": answer.good,
        "at": clock.iso(answer.at),
        "by": answer.by,
        "note": answer.note,
        "evidence": answer.evidence,
    }
