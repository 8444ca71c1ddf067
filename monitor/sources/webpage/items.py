"""From the list on a page to its items: address, title, date, pinned or not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

from monitor.model import clock
from monitor.parsing import dates, text
from monitor.parsing.dates import Moment, Zone
from monitor.sources.identity import key_of
from monitor.sources.webpage import split_dates
from monitor.sources.webpage.date_in_text import LINE, YEARLESS, Dated, PageTime, dated, whole_date
from monitor.sources.webpage.labels import Meaning
from monitor.sources.webpage.page import Page, address_at, base_of, is_hidden, reveal, tags, upward
from monitor.sources.webpage.redirect_targets import is_home
from monitor.sources.webpage.table_headers import Tables

PINNED = re.compile(r"^\s*[\[【(（〔]?\s*置顶\s*(?:[\]】)）〕:：]|$|\s)")
TWO_DATES = "条目标有两个日期，分不清哪个是发布日期（可用 date 选择器指明），不据此认定未更新"
LEADS_BACK = re.compile(
    r"\W*(?:(?:返回|回到)?(?:网站|上级|本站)?(?:首页|主页|顶部|列表|栏目|上级)|(?:查看|点击)?更多)\W*"
)
LIKE_DATE = re.compile(r"20\d\d\D|\d\s*[年月]|[年月]\s*\d")
EARLIEST_YEAR = 2000
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnItem:
    """One line of the list. *fault*: why its date was refused.

    *by*: where its date stands, as staff call it. *earliest_at*, *latest_at* and *doubt* bound an
    unsure date; *refusal* says why a list with such a date vouches for nothing.
    """

    title: str
    url: str
    moment: Moment | None
    fault: str = ""
    pinned: bool = False
    by: str = ""
    earliest_at: datetime | None = None
    latest_at: datetime | None = None
    doubt: str = ""
    refusal: str = ""

    @property
    def yearless(self) -> bool:
        """Whether its date still lacks a year."""
        return self.moment is not None and self.moment.rule == YEARLESS

    @property
    def newest_at(self) -> datetime | None:
        """The latest moment at which it can have been published."""
        return self.latest_at or (self.moment.at if self.moment else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItems:
    """The items of one page, and the elements that they were read from."""

    tree: BeautifulSoup
    items: tuple[ColumnItem, ...]
    elements: tuple[Tag, ...]
    unseen: tuple[ColumnItem, ...] = ()  # hidden ones, which no reader is shown


@dataclass(frozen=True, slots=True)
class _Place:
    """Shared by the items of one page. *counted*: bare numbers beside dates are counts."""

    url: str
    base: str
    tables: Tables
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReader:
    """Reads lists: CSS selectors for a link and, perhaps, its date.

    *made_at*: when the page was made, from which relative words count; *seen_at*: when it was
    received, which nothing listed can be later than.
    """

    link: str
    date: str
    zone: Zone
    made_at: datetime
    seen_at: datetime

    @property
    def seen(self) -> PageTime:
        """What is needed to read a date of the page."""
        return PageTime(made_at=self.made_at, zone=self.zone)

    def read(self, page: Page, tree: BeautifulSoup, elements: Sequence[Tag]) -> ListedItems:
        """Return the items of *elements*, in their order."""
        for element in elements:
            if not element.decomposed:
                reveal(element)
        elements = [element for element in elements if not element.decomposed]
        hidden = [any(map(is_hidden, upward(element))) for element in elements]
        links = [self._link(element) for element in elements]
        texts = [self._texts(element, link) for element, link in zip(elements, links, strict=True)]
        place = _Place(page.url, base_of(tree, page.url), Tables(), self._counts(texts))
        read = [
            (element, self._item(place, element, link, words))
            for element, link, words in zip(elements, links, texts, strict=True)
        ]
        kept = [
            (element, item, unseen)
            for (element, item), unseen in zip(read, hidden, strict=True)
            if item is not None
        ]
        items = _apart([item for _, item, _ in kept])
        all_hidden = all(unseen for _, _, unseen in kept)
        shown = [all_hidden or not unseen for _, _, unseen in kept]
        return ListedItems(
            tree=tree,
            items=tuple(item for item, seen in zip(items, shown, strict=True) if seen),
            elements=tuple(element for element, _, _ in kept),
            unseen=tuple(
                item for item, seen in zip(items, shown, strict=True) if all_hidden or not seen
            ),
        )

    def _counts(self, texts: Sequence[Sequence[str]]) -> bool:
        """Say whether the numbers beside months and days are counts, and no years."""
        this_year = clock.beijing(self.seen_at).year
        numbers = [
            number
            for item_texts in texts
            if (number := split_dates.number_beside(item_texts)) is not None
        ]
        rises = sum(later > earlier for earlier, later in pairwise(numbers))
        return rises > 1 or any(not EARLIEST_YEAR <= number <= this_year for number in numbers)

    def _item(
        self, place: "_Place", element: Tag, link: Tag | None, texts: Sequence[str]
    ) -> ColumnItem | None:
        if place.tables.is_head(element):
            return None
        date = self._dated(element, texts, place)
        title = self._title(element, link)
        url = address_at(place.base, str(link.get("href", ""))) if link else ""
        if date.moment is None and not url and not (link and title):
            return None  # a separator or a heading between the items
        if url and (is_home(url) or key_of(url) == key_of(place.url)):
            if LEADS_BACK.fullmatch(title):
                return None
            url = ""  # no article stands there
        item = ColumnItem(
            title=title, url=url, moment=None, pinned=_is_pinned(element, title), by=date.by
        )
        return self._with_date(item, date)

    def _with_date(self, item: ColumnItem, date: Dated) -> ColumnItem:
        fault = date.fault
        if date.moment is not None and not fault:
            fault = dates.fault(date.moment, self.seen_at)
        if date.moment is None or fault:
            return replace(item, fault=fault)
        if date.meaning is Meaning.DOCUMENT:
            return _signed(item, date, self.seen_at)
        item = replace(item, moment=date.moment)
        if date.other is None:
            return item
        return replace(
            item,
            earliest_at=date.other.at,
            latest_at=date.moment.at,
            doubt=(
                f"列表中同一条内容标有 {clock.day(date.other.at)} 和 {clock.day(date.moment.at)} "
                "两个日期，分不清哪个是发布日期"
            ),
            refusal=TWO_DATES,
        )

    def _dated(self, element: Tag, texts: Sequence[str], place: "_Place") -> Dated:
        if not self.date:
            date = place.tables.dated(element, self.seen)
            if date is not None:
                return date
        date = dated(texts, self.seen, counted=place.counted)
        if date.moment is None and not date.fault:
            unread = next(
                (words for words in texts if len(words) <= LINE and LIKE_DATE.search(words)), ""
            )
            return replace(date, fault=f"“{unread[:30]}”不是可识别的日期") if unread else date
        return replace(date, by=f"date 选择器：{date.by}") if self.date and date.by else date

    def _link(self, element: Tag) -> Tag | None:
        # nearly all sources say "a", which needs no selector
        link = next(tags(element, "a"), None) if self.link == "a" else element.select_one(self.link)
        if link is None and element.name == "a":
            return element
        return link

    def _texts(self, element: Tag, link: Tag | None) -> tuple[str, ...]:
        """Return the texts that may hold the date: of the selector, else all but the title."""
        if self.date:
            return tuple(words for tag in element.select(self.date) for words in _dates_of(tag))
        if link is None:
            return tuple(element.stripped_strings)
        of_title = {id(node) for node in link.strings}
        outside = (str(node).strip() for node in element.strings if id(node) not in of_title)
        # A link around the whole item holds title and date, each in a tag of its own.
        inside = tuple(link.stripped_strings)
        dated_inside = self._date_parts(inside)
        within = tuple(inside[number] for number in sorted(dated_inside))
        return (*(words for words in outside if words), *within)

    def _date_parts(self, inside: Sequence[str]) -> frozenset[int]:
        """Return the numbers of the texts in a link that are its date, or parts of one."""
        if len(inside) < 2:
            return frozenset()
        whole = {n for n, words in enumerate(inside) if whole_date(words, self.seen)}
        pairs = {n for part in split_dates.parted(inside) for n in range(part.start, part.end)}
        parts = whole | pairs
        return frozenset(parts if len(parts) < len(inside) else ())

    def _title(self, element: Tag, link: Tag | None) -> str:
        if link is None:
            return text.clean(element.get_text(" ", strip=True))
        inside = tuple(link.stripped_strings)
        parts = self._date_parts(inside)
        words = " ".join(words for number, words in enumerate(inside) if number not in parts)
        heading = next(tags(link, *HEADINGS), None)
        if heading is not None and heading.get_text(strip=True):
            words = heading.get_text(" ", strip=True)  # the rest is a summary
        whole = str(link.get("title", "")).strip()  # where the list cuts long titles
        return text.clean(whole if len(whole) > len(words) else words)


def _signed(item: ColumnItem, date: Dated, seen_at: datetime) -> ColumnItem:
    """Return *item* of which only the day of signing is known."""
    if date.moment is None:
        return item
    on = clock.day(date.moment.at)
    return replace(
        item,
        moment=date.moment,
        earliest_at=date.moment.at,
        latest_at=max(seen_at, date.moment.at),
        doubt=f"列表只标有{date.by}（{on}），发布日期不早于此，但不详",
        refusal=f"列表只标有{date.by}，没有发布日期，不据此认定未更新",
    )


def _apart(items: Sequence[ColumnItem]) -> list[ColumnItem]:
    """Clear the address of items of different titles that share one address."""
    titles: dict[str, set[str]] = {}
    for item in items:
        titles.setdefault(key_of(item.url), set()).add(item.title)
    return [
        replace(item, url="") if item.url and len(titles[key_of(item.url)]) > 1 else item
        for item in items
    ]


def _dates_of(tag: Tag) -> Iterator[str]:
    if written := str(tag.get("datetime", "")).strip():
        yield written
    yield from tag.stripped_strings


def _is_pinned(element: Tag, title: str) -> bool:
    if PINNED.match(title):
        return True
    images = (str(image.get("alt", "")) for image in tags(element, "img"))
    return any(PINNED.match(words) for words in (*element.stripped_strings, *images))
