"""Splits lines into messages within a service's limit, counted in bytes of JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.parsing.text import end_of

BREAK = 2  # bytes of a line break, as JSON writes it
NUMBERED = "（{number}/{whole}）"
LEAST = 64  # bytes for words on a page, whatever else the limit has to hold


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """Text on lines of its own. *head*: the heading above it, if any."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class MessagePart:
    """The lines of one message. *whole*: how many of the given lines are complete with it."""

    lines: tuple[str, ...]
    whole: int


def size(text: str) -> int:
    """Return the bytes that *text* takes in JSON, which is never less than it takes by itself."""
    return len(json.dumps(text, ensure_ascii=False).encode(errors="replace")) - 2


def pages(lines: Sequence[TextLine], title: str, limit: int) -> tuple[MessagePart, ...]:
    """Return *lines* on pages that take at most *limit* bytes with *title*; no limit where 0.

    A page ends with a line; only a line longer than a page is broken, and never within a
    character. A page that goes on under a heading repeats it.
    """
    all_lines = tuple(line.text for line in lines)
    if not limit or size("\n".join((title, *all_lines))) <= limit:
        return (MessagePart(all_lines, len(lines)),)
    room = limit - size(title) - size(NUMBERED.format(number=999, whole=999))
    parts: list[MessagePart] = []
    page: list[str] = []
    free = room
    for at, line in enumerate(lines):
        heading = f"{line.head}（续）" if line.head and line.head != line.text else ""
        space = room - (BREAK + size(heading) if heading else 0)
        for piece in _pieces(line.text, max(space - BREAK, LEAST)):
            beside = LEAST if line.text == line.head else 0  # no heading stands alone at the end
            if page and BREAK + size(piece) + beside > free:
                parts.append(MessagePart(tuple(page), at))
                page, free = ([heading], space) if heading else ([], room)
            page.append(piece)
            free -= BREAK + size(piece)
    return (*parts, MessagePart(tuple(page), len(lines)))


def numbered(title: str, number: int, whole: int) -> str:
    """Return the title of one of several messages."""
    return title + NUMBERED.format(number=number, whole=whole) if whole > 1 else title


def _pieces(text: str, room: int) -> Iterator[str]:
    """Yield the lines of *text*, one that is longer than *room* bytes in several pieces."""
    for line in text.split("\n"):
        start = taken = 0
        for at, sign in enumerate(line):
            label = size(sign)
            if taken + label > room:
                end = start + end_of(line[start : at + 1], at - start)
                yield line[start:end]
                start, taken = end, size(line[end:at])
            taken += label
        yield line[start:]
