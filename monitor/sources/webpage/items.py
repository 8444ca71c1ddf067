"""From the list on a page to its items: address, title, date, pinned or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bs4 import BeautifulSoup, Tag

from monitor import dates, text
from monitor.dates import Moment, Zone
from monitor.sources.webpage.page import Page, absolute
from monitor.sources.webpage.wording import moment_among, says_date

PINNED = re.compile(r"^\s*[\[【(（〔]?\s*置顶\s*(?:[\]】)）〕:：]|$|\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the list. *fault*: why its date is none, empty where it has one or has none."""

    title: str
    url: str
    moment: Moment | None
    fault: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads lists: CSS selectors for an item, its link and, perhaps, its date."""

    item: str
    link: str
    date: str
    zone: Zone
    seen_at: datetime

    def read(self, page: Page) -> tuple[BeautifulSoup, tuple[Item, ...]]:
        """Return the tree of *page* and the items of its list, in their order."""
        tree, found = page.select(self.item)
        items = (self._item(tree, page.url, element) for element in found)
        return tree, tuple(item for item in items if item is not None)

    def _item(self, tree: BeautifulSoup, page_url: str, element: Tag) -> Item | None:
        link = self._link(element)
        texts = self._texts(element, link)
        moment = moment_among(texts, self.seen_at, self.zone)
        title = self._title(element, link)
        url = absolute(tree, page_url, str(link.get("href", ""))) if link else ""
        if moment is None and not url and not (link and title):
            return None  # a separator or a heading between the items
        fault = dates.fault(moment, self.seen_at) if moment else ""
        return Item(
            title=title,
            url=url,
            moment=None if fault else moment,
            fault=fault,
            pinned=_is_pinned(element, title),
        )

    def _link(self, element: Tag) -> Tag | None:
        found = element.select_one(self.link)
        if found is None and element.name == "a":
            return element
        return found

    def _texts(self, element: Tag, link: Tag | None) -> tuple[str, ...]:
        """Return the texts that may hold the date: where the selector says, or not the title."""
        if self.date:
            return tuple(said for found in element.select(self.date) for said in _dates_of(found))
        if link is None:
            return tuple(element.stripped_strings)
        inside = tuple(link.stripped_strings)
        of_title = {id(node) for node in link.find_all(string=True)}
        outside = tuple(
            str(node).strip()
            for node in element.find_all(string=True)
            if id(node) not in of_title and str(node).strip()
        )
        # A link around the whole item holds title and date, each in a tag of its own.
        return (*outside, *(said for said in inside if len(inside) > 1 and self._is_date(said)))

    def _title(self, element: Tag, link: Tag | None) -> str:
        if link is None:
            return text.clean(element.get_text(" ", strip=True))
        inside = tuple(link.stripped_strings)
        shown = " ".join(said for said in inside if len(inside) == 1 or not self._is_date(said))
        whole = str(link.get("title", "")).strip()  # where the list cuts long titles
        return text.clean(whole if len(whole) > len(shown) else shown)

    def _is_date(self, said: str) -> bool:
        return says_date(said, self.seen_at)


def _dates_of(found: Tag) -> Iterator[str]:
    if written := str(found.get("datetime", "")).strip():
        yield written
    yield from found.stripped_strings


def _is_pinned(element: Tag, title: str) -> bool:
    if PINNED.match(title):
        return True
    images = (str(image.get("alt", "")) for image in element.find_all("img"))
    return any(PINNED.match(said) for said in (*element.stripped_strings, *images))
