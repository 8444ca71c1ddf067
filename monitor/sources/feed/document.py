"""What a feed says, in its own words: texts as written, dates unread."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. *published* and *updated* are raw texts, empty where the feed has none."""

    id: str = ""
    link: str = ""
    title: str = ""
    published: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All items of a feed. *broken*: it was no whole document, so items may have been lost."""

    entries: tuple[Entry, ...] = ()
    broken: bool = False


FORM = "feed/1"  # to be counted up with every change of what readers make of the same bytes


def dump(document: Document) -> str:
    """Return *document* as compact JSON."""
    rows = [(e.id, e.link, e.title, e.published, e.updated) for e in document.entries]
    return json.dumps([document.broken, rows], ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Document:
    """Return the document of ``dump``; raises ValueError for any other text."""
    try:
        broken, rows = json.loads(text)
        entries = tuple(
            Entry(id=id, link=link, title=title, published=published, updated=updated)
            for id, link, title, published, updated in rows
        )
    except TypeError as error:
        raise ValueError("no document") from error
    return Document(entries=entries, broken=bool(broken))


def address_of(link: str, id: str, *, permanent: bool = True) -> str:
    """Return the item's address: its link, else a *permanent* id that is one itself."""
    address = link or (id if permanent else "")
    is_bare_id = address == id and not address.startswith(("http://", "https://"))
    return "" if is_bare_id else address
