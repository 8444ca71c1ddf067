"""Which row of a table is its heads, and which column is which."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from monitor.parsing.tables.cells import folded
from monitor.parsing.tables.files import HEADS_WITHIN

NEAR = 0.75  # how much two heads must share to be taken for one
Columns = Mapping[str, Sequence[str]]  # field → titles it may have, our own first


def find(
    lines: list[list[Any]], columns: Columns, required: Sequence[str]
) -> tuple[int, dict[str, int]] | None:
    """Return the row of heads and the place of each field, the best of the first rows."""
    best: tuple[int, dict[str, int]] | None = None
    for at, line in enumerate(lines[:HEADS_WITHIN]):
        places = _places(line, columns)
        whole = all(field in places for field in required)
        if whole and (best is None or len(places) > len(best[1])):
            best = at, places
    return best


def lacking(
    lines: list[list[Any]], columns: Columns, required: Sequence[str]
) -> tuple[int, list[str]] | None:
    """Return the row that is likest to the heads, and which *required* fields it has not."""
    found = (
        (at, [field for field in required if field not in _places(line, columns)])
        for at, line in enumerate(lines[:HEADS_WITHIN])
    )
    likest = min(found, key=lambda row: len(row[1]), default=None)
    return likest if likest and len(likest[1]) < len(required) else None


def _places(line: list[Any], columns: Columns) -> dict[str, int]:
    """Return the column of each field, by its exact title first, then by a similar one."""
    titles = {place: head for place, cell in enumerate(line) if (head := folded(cell))}
    places: dict[str, int] = {}
    for exact in (True, False):
        for field, names in columns.items():
            free = {place: t for place, t in titles.items() if place not in places.values()}
            if field in places or not free:
                continue
            place = _place_of([folded(name) for name in names], free, exact=exact)
            if place is not None:
                places[field] = place
    return places


def _place_of(names: list[str], titles: Mapping[int, str], *, exact: bool) -> int | None:
    for name in names:
        near = [name] if exact else get_close_matches(name, titles.values(), 1, NEAR)
        for place, title in titles.items():
            if near and title == near[0]:
                return place
    return None


def is_head(texts: Mapping[str, str], titles: Mapping[str, str], columns: Columns) -> bool:
    """Say whether a row repeats the heads, or translates them, as printed tables do."""
    filled = {field: text for field, text in texts.items() if text}
    return len(filled) > 1 and all(
        folded(text) in {folded(title) for title in (titles[field], *columns[field])}
        for field, text in filled.items()
    )
