"""Keys of the items of one feed: the id, else the address, else title and day.

Some feeds give all their items one id, or one address: an id or address that different items
share is no key.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import clock
from monitor.sources.identity import key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNames:
    """The id, address and title of an item."""

    id: str
    url: str
    title: str

    def by_day(self, at: datetime) -> str:
        """Return the key made of title and day."""
        return hashlib.sha256(f"{self.title}\n{clock.day(at)}".encode()).hexdigest()[:32]


def keys(items: Sequence[ItemNames]) -> tuple[str, ...]:
    """Return the key of each item, empty where neither id nor address is its own."""
    ids = [key_of(item.id) if item.id else "" for item in items]
    urls = [key_of(item.url) if item.url else "" for item in items]
    contents = [f"{url}\n{item.title}" for url, item in zip(urls, items, strict=True)]
    shared_ids = _shared(ids, contents)
    shared_urls = _shared(urls, [item.title for item in items])
    return tuple(
        id if id and id not in shared_ids else url if url and url not in shared_urls else ""
        for id, url in zip(ids, urls, strict=True)
    )


def _shared(names: Sequence[str], contents: Sequence[str]) -> frozenset[str]:
    """Return the names that items of different *contents* share."""
    bearers: dict[str, set[str]] = {}
    for name, other in zip(names, contents, strict=True):
        bearers.setdefault(name, set()).add(other)
    return frozenset(name for name, others in bearers.items() if len(others) > 1)
