"""The contents of a feed: texts as written, dates unread."""

from dataclasses import dataclass

# what Dublin Core was called before, and where else its words are written
OLD_DC = ("http://purl.org/dc/elements/1.0/", "http://purl.org/rss/1.0/modules/dc/")
OLD_TERMS = ("http://purl.org/dc/terms", "http://purl.org/rss/1.0/modules/dcterms/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. *published* and *updated* are raw texts, empty where the feed has none."""

    id: str = ""
    link: str = ""
    title: str = ""
    published: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """All items of a feed. *broken*: it was no whole document, so items may have been lost."""

    entries: tuple[Entry, ...] = ()
    broken: bool = False


def address_of(link: str, id: str, *, permanent: bool = True) -> str:
    """Return the item's address: its link, else a *permanent* id that is one itself."""
    address = link or (id if permanent else "")
    is_bare_id = address == id and not address.startswith(("http://", "https://"))
    return "" if is_bare_id else address
