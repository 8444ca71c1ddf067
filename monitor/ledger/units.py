"""Which units the words of somebody's table name. Pure."""

from collections.abc import Iterable

from monitor.model import Unit
from monitor.text import joined


def units_named(text: str, units: Iterable[Unit], county: str) -> list[Unit]:
    """Return the unit that *text* names by id or name, else all that it names in short."""
    text = joined(text)
    known = list(units)
    exact = [unit for unit in known if text in (unit.id, unit.name)]
    return exact or [unit for unit in known if _is_short(text, unit.name, county)]


def _is_short(text: str, name: str, county: str) -> bool:
    """Say whether *text* is *name* without the county in front or 人民政府 behind."""
    front = name.removesuffix(text)
    known = front != name and bool(front) and county.startswith(front)
    return known or name == f"{text}人民政府" or name == f"{county}{text}人民政府"
