"""What pages that list things share: so many rows a page, its own address with other words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request

from monitor.parsing.text import clean

Row = TypeVar("Row")
ROWS = 100  # on one page
CLIPPED = 120  # characters of a text in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage(Generic[Row]):
    """The rows of one page. *number* of *of*; *total*: how many rows there are on all of them."""

    rows: tuple[Row, ...]
    number: int
    of: int
    total: int


def clip(text: str) -> str:
    """Return *text* in one line, no longer than a list has room for."""
    return clean(text, CLIPPED)


def paged(rows: Sequence[Row]) -> RowsPage[Row]:
    """Return the page of *rows* that the request asks for, the nearest where there is no such."""
    of = max(1, -(-len(rows) // ROWS))
    asked = request.args.get("page", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 10
    number = min(max(int(asked), 1), of) if is_number else 1
    start = (number - 1) * ROWS
    return RowsPage(rows=tuple(rows[start : start + ROWS]), number=number, of=of, total=len(rows))


def here(**changes: str | int) -> str:
    """Return the address of the request with *changes* to its words; without the empty ones."""
    words = {**request.args.to_dict(), **{name: str(value) for name, value in changes.items()}}
    asked = urlencode({name: value for name, value in words.items() if value})
    return f"{quote(request.path)}?{asked}" if asked else quote(request.path)
