"""Items listed under a date in the future as the text of one column, and back."""

import json
from collections.abc import Iterable

from monitor.model import Misdated
from monitor.system.packing import compact


def dump(items: Iterable[Misdated]) -> str | None:
    """Return *items* as JSON, None where there are none."""
    rows = [[item.key, item.title, item.url, item.written] for item in items]
    return compact(rows) if rows else None


def load(text: str | None) -> tuple[Misdated, ...]:
    """Return the items of ``dump``."""
    return tuple(
        Misdated(key=key, title=title, url=url, written=written)
        for key, title, url, written in json.loads(text or "[]")
    )
