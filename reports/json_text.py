"""JSON as it is printed, written piece by piece: a long list needs no memory of its own."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from monitor.parsing.text import storable


def pieces(members: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield the text of an object; a member that is an iterator is a list, made as it is written.

    The text is that of ``json.dumps`` with two blanks for each level.
    """
    lead = "{"
    for name, value in members:
        yield f"{lead}\n  {_text(name)}: "
        lead = ","
        if isinstance(value, Iterator):
            yield from _items(value)
        else:
            yield _text(value, 1)
    yield "{}" if lead == "{" else "\n}"


def _items(values: Iterator[Any]) -> Iterator[str]:
    lead = "["
    for value in values:
        yield f"{lead}\n    {_text(value, 2)}"
        lead = ","
    yield "[]" if lead == "[" else "\n  ]"


def _text(value: Any, level: int = 0) -> str:
    """Return *value* as text, so many levels below the outermost."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return storable(text.replace("\n", "\n" + "  " * level))
