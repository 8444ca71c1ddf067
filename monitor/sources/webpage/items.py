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
from monitor.sources.webpage import parted
from monitor.sources.webpage.heads import Tables
from monitor.sources.webpage.labels import Meaning
from monitor.sources.webpage.page import Page, address_at, base_of, is_hidden, reveal, tags, upward
from monitor.sources.webpage.places import is_home
from monitor.sources.webpage.wording import LINE, YEARLESS, Dated, PageTime, dated, whole_date

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
    """One line of the list. *fault*: why its date is none, empty where it has one or has none.

    *by*: where its date stands, as staff call it. *earliest_at*, *latest_at* and *doubt* bound a
    date that is unsure; *refusal* says why a list with such a date vouches for nothing.
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
        """Whether the year of its date is still to be found."""
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
    """What the items of one page share. *counted*: bare numbers beside dates are counts."""

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

    def read(self, page: Page, tree: BeautifulSoup, found: Sequence[Tag]) -> ListedItems:
        """Return the items that the elements *found* hold, in their order."""
        for element in found:
            if not element.decomposed:
                reveal(element)
        found = [one for one in found if not one.decomposed]
        hidden = [any(map(is_hidden, upward(one))) for one in found]
        links = [self._link(one) for one in found]
        texts = [self._texts(one, link) for one, link in zip(found, links, strict=True)]
        place = _Place(page.url, base_of(tree, page.url), Tables(), self._counts(texts))
        read = [
            (one, self._item(place, one, link, said))
            for one, link, said in zip(found, links, texts, strict=True)
        ]
        kept = [(o, i, h) for (o, i), h in zip(read, hidden, strict=True) if i is not None]
        items = _apart([item for _, item, _ in kept])
        all_hidden = all(h for _, _, h in kept)
        shown = [all_hidden or not h for _, _, h in kept]
        return ListedItems(
            tree=tree,
            items=tuple(item for item, seen in zip(items, shown, strict=True) if seen),
            elements=tuple(one for one, _, _ in kept),
            unseen=tuple(
                item for item, seen in zip(items, shown, strict=True) if all_hidden or not seen
            ),
        )

    def _counts(self, texts: Sequence[Sequence[str]]) -> bool:
        """Say whether numbers beside months and days are counts: no list of years looks so."""
        this_year = clock.beijing(self.seen_at).year
        numbers = [number for one in texts if (number := parted.number_beside(one)) is not None]
        rises = sum(later > earlier for earlier, later in pairwise(numbers))
        return rises > 1 or any(not EARLIEST_YEAR <= number <= this_year for number in numbers)

    def _item(
        self, place: "_Place", element: Tag, link: Tag | None, texts: Sequence[str]
    ) -> ColumnItem | None:
        if place.tables.is_head(element):
            return None
        told = self._dated(element, texts, place)
        title = self._title(element, link)
        url = address_at(place.base, str(link.get("href", ""))) if link else ""
        if told.moment is None and not url and not (link and title):
            return None  # a separator or a heading between the items
        if url and (is_home(url) or key_of(url) == key_of(place.url)):
            if LEADS_BACK.fullmatch(title):
                return None
            url = ""  # no article stands there
        item = ColumnItem(
            title=title, url=url, moment=None, pinned=_is_pinned(element, title), by=told.by
        )
        return self._with_date(item, told)

    def _with_date(self, item: ColumnItem, told: Dated) -> ColumnItem:
        fault = told.fault
        if told.moment is not None and not fault:
            fault = dates.fault(told.moment, self.seen_at)
        if told.moment is None or fault:
            return replace(item, fault=fault)
        if told.meaning is Meaning.DOCUMENT:
            return _signed(item, told, self.seen_at)
        item = replace(item, moment=told.moment)
        if told.other is None:
            return item
        return replace(
            item,
            earliest_at=told.other.at,
            latest_at=told.moment.at,
            doubt=(
                f"列表中同一条内容标有 {clock.day(told.other.at)} 和 {clock.day(told.moment.at)} "
                "两个日期，分不清哪个是发布日期"
            ),
            refusal=TWO_DATES,
        )

    def _dated(self, element: Tag, texts: Sequence[str], place: "_Place") -> Dated:
        if not self.date:
            told = place.tables.dated(element, self.seen)
            if told is not None:
                return told
        told = dated(texts, self.seen, counted=place.counted)
        if told.moment is None and not told.fault:
            unread = next(
                (said for said in texts if len(said) <= LINE and LIKE_DATE.search(said)), ""
            )
            return replace(told, fault=f"“{unread[:30]}”不是可识别的日期") if unread else told
        return replace(told, by=f"date 选择器：{told.by}") if self.date and told.by else told

    def _link(self, element: Tag) -> Tag | None:
        if self.link == "a":  # what nearly all sources say, and no selector is needed for
            found = next(tags(element, "a"), None)
        else:
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
        of_title = {id(node) for node in link.strings}
        outside = (str(node).strip() for node in element.strings if id(node) not in of_title)
        # A link around the whole item holds title and date, each in a tag of its own.
        inside = tuple(link.stripped_strings)
        dated_inside = self._date_parts(inside)
        within = tuple(inside[number] for number in sorted(dated_inside))
        return (*(said for said in outside if said), *within)

    def _date_parts(self, inside: Sequence[str]) -> frozenset[int]:
        """Return which of the texts in a link are its date, or its parts, and not its title."""
        if len(inside) < 2:
            return frozenset()
        whole = {n for n, said in enumerate(inside) if whole_date(said, self.seen)}
        pairs = {n for one in parted.parted(inside) for n in range(one.start, one.end)}
        parts = whole | pairs
        return frozenset(parts if len(parts) < len(inside) else ())

    def _title(self, element: Tag, link: Tag | None) -> str:
        if link is None:
            return text.clean(element.get_text(" ", strip=True))
        inside = tuple(link.stripped_strings)
        parts = self._date_parts(inside)
        said = " ".join(said for number, said in enumerate(inside) if number not in parts)
        heading = next(tags(link, *HEADINGS), None)
        if heading is not None and heading.get_text(strip=True):
            said = heading.get_text(" ", strip=True)  # the rest is a summary
        whole = str(link.get("title", "")).strip()  # where the list cuts long titles
        return text.clean(whole if len(whole) > len(said) else said)


def _signed(item: ColumnItem, told: Dated, seen_at: datetime) -> ColumnItem:
    """Return the item of a paper of which only the day of signing is told."""
    if told.moment is None:
        return item
    on = clock.day(told.moment.at)
    return replace(
        item,
        moment=told.moment,
        earliest_at=told.moment.at,
        latest_at=max(seen_at, told.moment.at),
        doubt=f"列表只标有{told.by}（{on}），发布日期不早于此，但不详",
        refusal=f"列表只标有{told.by}，没有发布日期，不据此认定未更新",
    )


def _apart(items: Sequence[ColumnItem]) -> list[ColumnItem]:
    """Take the address from items of different titles that all have the same one."""
    titles: dict[str, set[str]] = {}
    for item in items:
        titles.setdefault(key_of(item.url), set()).add(item.title)
    return [
        replace(item, url="") if item.url and len(titles[key_of(item.url)]) > 1 else item
        for item in items
    ]


def _dates_of(found: Tag) -> Iterator[str]:
    if written := str(found.get("datetime", "")).strip():
        yield written
    yield from found.stripped_strings


def _is_pinned(element: Tag, title: str) -> bool:
    if PINNED.match(title):
        return True
    images = (str(image.get("alt", "")) for image in tags(element, "img"))
    return any(PINNED.match(said) for said in (*element.stripped_strings, *images))
