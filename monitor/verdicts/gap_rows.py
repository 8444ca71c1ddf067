"""Gaps, each with its source, as the text of one column, and back."""

import json
from collections.abc import Iterable
from typing import Any

from monitor.model import Gap
from monitor.model.outcome import Outcome, Portal
from monitor.system.packing import compact


def dump(gaps: Iterable[tuple[str, Gap]]) -> str:
    """Return *gaps* as JSON."""
    rows = [[source, *_values(gap)] for source, gap in gaps]
    return compact(rows)


def load(text: str) -> tuple[tuple[str, Gap], ...]:
    """Return the gaps of ``dump``."""
    return tuple(
        (source, Gap(outcome=Outcome(outcome), message=message, portal=_portal(*portal)))
        for source, outcome, message, *portal in json.loads(text)
    )


def _values(gap: Gap) -> list[Any]:
    """Return a gap as a list, the login page last where there was one."""
    seen = gap.portal
    portal = [seen.page, seen.host, seen.network] if seen else []
    return [gap.outcome.value, gap.message, *portal]


def _portal(page: str = "", host: str = "", network: bool = False) -> Portal | None:
    return Portal(page=page, host=host, network=network) if page else None
