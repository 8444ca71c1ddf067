"""Explain a reading item by item, for whoever sets up the source."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from monitor.http.exchange import Http
from monitor.model import NoteKind, Post, Precision, Reading, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One listed thing: the date that was taken, where it stands (*why*), or why it was *refused*.

    *doubt*: what contradicts the date that was taken.
    """

    title: str
    url: str
    published_at: datetime | None
    precision: Precision | None
    why: str = ""
    pinned: bool = False
    refused: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A reading and its items in the order of the listing. *refusal*: why there is no window."""

    reading: Reading
    items: tuple[Shown, ...]
    refusal: str = ""


@runtime_checkable
class Explaining(Protocol):
    """A source that can explain its items."""

    def explained(self, http: Http) -> Explained: ...


def explained(source: object, reading: Reading) -> Explained:
    """Return the explanation of *reading* by its posts alone."""
    items = tuple(map(_shown, reading.posts))
    refusal = ""
    if reading.window is None:
        reasons = texts_of(reading.notes, NoteKind.INCOMPLETE)
        refusal = "；".join(reasons) or "该类来源不能保证内容齐全"
    return Explained(reading=reading, items=items, refusal=refusal)


def _shown(post: Post) -> Shown:
    return Shown(
        title=post.title,
        url=post.url,
        published_at=post.published_at,
        precision=post.precision,
        why="来源所标的发布时间",
        pinned=post.pinned,
        doubt=post.doubt,
    )
