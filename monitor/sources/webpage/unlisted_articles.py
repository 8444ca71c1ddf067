"""Articles on a column's page outside its list: in a carousel, a lead, a tab.

They are opened only where the list is about to condemn: a newer one may be news of the column that
the list leaves out.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from urllib.parse import urlsplit

from bs4 import Tag

from monitor.http.exchange import Http
from monitor.model import clock
from monitor.model.errors import LookFailed
from monitor.parsing.dates import Zone
from monitor.parsing.text import clean
from monitor.sources.identity import key_of
from monitor.sources.webpage.around import around
from monitor.sources.webpage.article import witnesses
from monitor.sources.webpage.items import ListedItems
from monitor.sources.webpage.page import (
    above,
    address_at,
    base_of,
    host_of,
    is_hidden,
    page_of,
    upward,
)
from monitor.sources.webpage.structure import DATE, is_aside, is_of_others
from monitor.sources.webpage.unlabelled_dates import unlabelled_statements

MOST = 3  # that are opened
TITLE = 8  # characters, at least, of an article's title
LEVELS = 6  # of tags around a link whose heading says what it is one of
NUMBERS = re.compile(r"\d+")


def newer(http: Http, listed: ListedItems, page_url: str, zone: Zone) -> str:
    """Return the article beside the list that is newer than all in it, empty for none."""
    days = [clock.day(item.newest_at) for item in listed.items if item.newest_at]
    if not days:
        return ""
    for link, url in islice(_chosen(listed, page_url), MOST):
        try:
            answer = http.get(url, conditional=True)
            page = page_of(answer)
        except LookFailed:
            continue
        witnessed = witnesses(page, answer.made_at, zone) or unlabelled_statements(
            page, answer.made_at, zone
        )
        moments = [
            witness.moment.at
            for witness in witnessed
            if witness.moment is not None and not witness.signed
        ]
        if moments and _is_since(moments, max(days), answer.received_at):
            return f"《{clean(_title_of(link), 30)}》（{clock.day(max(moments))}）"
    return ""


def _is_since(moments: list[datetime], newest: date, now: datetime) -> bool:
    return newest < clock.day(max(moments)) <= clock.day(now)


def _chosen(listed: ListedItems, page_url: str) -> Iterator[tuple[Tag, str]]:
    """Yield links outside the list to articles of the listed kinds, with their addresses."""
    outside = around(listed.tree, listed.elements)
    keys = {key_of(item.url) for item in listed.items if item.url}
    kinds = {_kind(item.url) for item in listed.items if item.url}
    base = base_of(listed.tree, page_url)
    for link in listed.tree.find_all("a", href=True):
        url = "" if outside.is_in_item(link) else address_at(base, str(link["href"]))
        if not url or key_of(url) in keys or _kind(url) not in kinds:
            continue
        if host_of(url) != host_of(page_url) or not _is_undated(link):
            continue
        keys.add(key_of(url))
        yield link, url


def _is_undated(link: Tag) -> bool:
    """Say whether *link* leads to an article that the page does not date."""
    if len(_title_of(link)) < TITLE or is_aside(link):
        return False
    line = above(link, "li", "tr", "dl") or link
    hidden = any(map(is_hidden, upward(link)))  # for now: of a tab, or a slide
    if not hidden and DATE.search(line.get_text(" ", strip=True)):
        return False  # what the page dates was weighed with the list
    return not any(is_of_others(tag) for tag in (link, *islice(link.parents, LEVELS)))


def _title_of(link: Tag) -> str:
    return link.get_text(strip=True) or str(link.get("title", ""))


def _kind(url: str) -> str:
    """Return the pattern that the addresses of one kind of articles share."""
    parts = urlsplit(url)
    return NUMBERS.sub("#", parts.path + "?" + parts.query)
