"""Signs on a page that its list is not the whole column: newer contents, an old copy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString

from monitor.model import clock
from monitor.parsing.dates.addresses import day_in
from monitor.parsing.text import clean
from monitor.sources.identity import key_of
from monitor.sources.webpage.around import Surroundings
from monitor.sources.webpage.date_in_text import FULL_DATE, LINE, PageTime, in_line
from monitor.sources.webpage.item_containers import item_containers
from monitor.sources.webpage.items import ColumnItem
from monitor.sources.webpage.labels import NEVER, TODAY_BANNER, Meaning
from monitor.sources.webpage.page import above, address_at, holders, is_hidden, tags, upward
from monitor.sources.webpage.redirect_targets import FRONT, HOME
from monitor.sources.webpage.structure import DATE, Group, Groups, is_aside, is_of_others

HEADINGS = ("h1", "h2", "h3", "h4")
LEADING = re.compile(r"headline|toutiao|top-?news|lead|focus|stick|zhiding", re.I)
TODAY = re.compile(r"(?:今天|今日)(?:是|日期)?\s*[:：]?\s*(?=(?:19|20)\d\d)")
PART = "列表可能不是本栏目的全部，不据此认定未更新"
TITLE = 8  # characters, at least, of an article's title
SHORT_TITLE = 4  # beside a date other than today's, which cannot be a banner's
BANNER = 40  # characters within which the words of a banner stand by today's date
LEVELS = 5  # of tags around a date within which its title lies
NEIGHBOURS = 4  # tags beside the list, or a date, that may be its headline or title


@dataclass(frozen=True, kw_only=True)
class ContradictionFinder:
    """Looks for contents of the page that contradict its list."""

    around: Surroundings
    elements: Sequence[Tag]
    items: Sequence[ColumnItem]
    base_url: str  # to which the relative addresses of the page refer
    page_time: PageTime
    seen_on: date
    _heading_texts: dict[int, list[str]] = field(default_factory=dict, init=False, repr=False)
    _aside: dict[int, bool] = field(default_factory=dict, init=False, repr=False)

    def contradiction(self) -> str:
        """Return why the list is not all of the column, empty where it may be."""
        days = [clock.day(item.newest_at) for item in self.items if item.newest_at]
        if not days:
            return ""
        return self._copied() or self._newer(max(days)) or self._headline(max(days))

    def _copied(self) -> str:
        """Say that the page is of an earlier day, by the day that it prints as today."""
        preceding = ""
        for string in self.around.strings:
            line = preceding[-BANNER:] + string.strip()
            today = TODAY.search(line)
            match = FULL_DATE.match(line, today.end()) if today else None
            moment = self.page_time.read(match.group()) if match else None
            if moment is not None and clock.day(moment.at) < self.seen_on:
                on = clock.show_day(moment.at)
                return f"网页上的“今天”是{on}，所得可能是旧的副本，不据此认定未更新"
            preceding = string.strip()
        return ""

    def hidden_list(self, strings: Sequence[NavigableString]) -> str:
        """Say that a list among the hidden *strings* is newer than this one; empty for none."""
        newest = max((clock.day(i.newest_at) for i in self.items if i.newest_at), default=date.max)
        groups = Groups(strings)
        for string in strings:
            group = groups.of(string)
            unrelated = group is None or is_aside(group.parent) or is_of_others(group.parent)
            if unrelated and not self._is_among_items(string):
                continue
            later = [
                on
                for on, _ in self._plausible_days(string.strip(), "")
                if newest < on <= self.seen_on
            ]
            if later:
                return (
                    f"网页中另有隐藏的列表，比所列的新（{later[0]}：{self._title(string)}），{PART}"
                )
        return ""

    def _newer(self, newest: date) -> str:
        groups: Groups | None = None
        preceding = ""
        for string in self.around.strings:
            text = string.strip()
            for on, labelled in self._plausible_days(text, preceding):
                if newest < on <= self.seen_on:
                    groups = groups or Groups(self.around.strings)
                    if self._seems_of_column(string, groups.of(string), labelled=labelled, on=on):
                        return f"列表之外另有更新的内容（{on}：{self._title(string)}），{PART}"
            preceding = text if above(string, "a") is None else ""
        return self._newer_address(newest)

    def _plausible_days(self, text: str, preceding: str) -> Iterator[tuple[date, bool]]:
        """Yield the days in *text* that may be of publication, and whether each is labelled so."""
        if not DATE.search(text):
            return
        is_line = len(text) <= LINE  # a longer text may mention anything
        if (is_line and NEVER.search(text)) or NEVER.search(preceding[-BANNER:]):
            return
        in_banner = TODAY_BANNER.search(text[:BANNER]) or (
            len(preceding) <= BANNER and TODAY_BANNER.search(preceding)
        )
        if not is_line:
            written = dict.fromkeys(match.group() for match in FULL_DATE.finditer(text))
            hints = [(self.page_time.read(day_text), Meaning.NONE) for day_text in written]
        else:
            hints = [
                (hint.moment, hint.meaning) for hint in in_line(text, preceding, self.page_time)
            ]
        for moment, meaning in hints:
            if moment is None or meaning in (Meaning.OTHER, Meaning.DOCUMENT):
                continue
            on = clock.day(moment.at)
            labelled = meaning is Meaning.PUBLISHED
            if labelled or not (in_banner and on == self.seen_on):
                yield on, labelled

    def _seems_of_column(
        self, string: NavigableString, group: Group | None, *, labelled: bool, on: date
    ) -> bool:
        """Say whether a newer date outside the list seems to be of this column."""
        if self._is_among_items(string):
            return True
        parent = string.parent
        if parent is None or (self._is_aside(parent) and not self._is_aside(self.elements[0])):
            return False
        if group is not None:
            return not is_of_others(group.parent)
        return labelled or self._has_title(string, on)

    def _is_aside(self, tag: Tag) -> bool:
        if id(tag) not in self._aside:
            self._aside[id(tag)] = is_aside(tag)
        return self._aside[id(tag)]

    def _is_among_items(self, string: NavigableString) -> bool:
        """Say whether a date stands between two items, or close before one, and in no item.

        It is then the date of an item whose own tag is missing.
        """
        child: Tag | NavigableString = string
        for tag in islice(string.parents, LEVELS):
            if id(tag) in self._containers:
                after = islice(child.next_siblings, 2 * NEIGHBOURS)
                following = (node for node in after if isinstance(node, Tag))
                return any(
                    id(sibling) in self.around.items or self.around.holds_items(sibling)
                    for sibling in following
                )
            child = tag
        return False

    @cached_property
    def _containers(self) -> frozenset[int]:
        """The tags that hold items, by identity."""
        return frozenset(id(tag) for element in self.elements for tag in item_containers(element))

    def _has_title(self, string: NavigableString, on: date) -> bool:
        """Say whether an article's title stands by a date: in a link, or as a heading."""
        child: Tag | NavigableString = string
        is_today = on == self.seen_on
        least = TITLE if is_today else SHORT_TITLE
        for tag in islice(string.parents, LEVELS):
            if self.around.holds_items(tag):  # what stands higher may belong to the list
                return self._has_title_beside(child, least)
            if tag.name in ("body", "html"):
                return False
            if is_today and len(self.around.links(tag)) > NEIGHBOURS:
                return False  # a navigation bar that shows today's date
            if self._is_title(tag, least):
                return True
            child = tag
        return False

    def _has_title_beside(self, node: Tag | NavigableString, least: int) -> bool:
        """Say whether *node*, or a tag close beside it that holds no items, holds a title."""
        near = [tag for tag in _near(node) if not self.around.holds_items(tag)]
        return any(self._is_title(tag, least) for tag in near)

    def _is_title(self, tag: Tag, least: int) -> bool:
        if id(tag) not in self._titled:
            return False
        if any(self._is_article(link, least) for link in self.around.links(tag)):
            return True
        return any(len(heading) >= least for heading in self._headings(tag))

    @cached_property
    def _titled(self) -> frozenset[int]:
        """All links, headings and tags around them, found once: there may be thousands of dates."""
        root = self.elements[0].find_parents()[-1]
        return holders(tags(root, "a", *HEADINGS))

    def _headings(self, tag: Tag) -> list[str]:
        """Return the texts of the headings within *tag* that hold no link."""
        if id(tag) not in self._heading_texts:
            headings = [tag] if tag.name in HEADINGS else tags(tag, *HEADINGS)
            self._heading_texts[id(tag)] = [
                heading.get_text(strip=True)
                for heading in headings
                if next(tags(heading, "a"), None) is None
            ]
        return self._heading_texts[id(tag)]

    def _is_article(self, link: Tag, least: int = TITLE) -> bool:
        """Say whether *link* seems to lead to an article: a long title, no column's address."""
        title = link.get_text(strip=True) or str(link.get("title", ""))
        if len(max(title, str(link.get("title", "")), key=len)) < least:
            return False
        url = self._address(link)
        path = urlsplit(url).path
        return not url or not (
            HOME.fullmatch(path or "/")
            or path.endswith("/")
            or FRONT.fullmatch(path.rpartition("/")[2])
        )

    def _address(self, link: Tag) -> str:
        return address_at(self.base_url, str(link.get("href", "")))

    def _newer_address(self, newest: date) -> str:
        """Say that the address of an article above the list bears a day newer than the list."""
        for string in self.around.before:
            link = above(string, "a")
            if link is None or is_aside(link) or not self._is_article(link):
                continue
            on = day_in(self._address(link))
            if on is not None and newest < on <= self.seen_on:
                named = f"{on}：{clean(link.get_text(strip=True), 30)}"
                return f"列表之上另有网址日期更新的内容（{named}），{PART}"
        return ""

    def _headline(self, newest: date) -> str:
        """Say that an undated article is the headline over the list."""
        listed = {key_of(item.url) for item in self.items if item.url}
        for link in self._links_above():
            url = self._address(link)
            if key_of(url) in listed or not url or not self._is_article(link):
                continue
            on = day_in(url)
            if on is None or on > newest:
                title = clean(link.get_text(strip=True), 30)
                return f"列表之上另有头条《{title}》未标日期，{PART}"
        return ""

    def _links_above(self) -> Iterator[Tag]:
        child: Tag = self.elements[0]
        for _ in range(3):
            if child.parent is None or child.parent.name in ("html", "[document]"):
                return
            for beside in islice(child.previous_siblings, NEIGHBOURS * 2):
                if isinstance(beside, Tag) and not self.around.holds_items(beside):
                    yield from self._leading(beside)
            child = child.parent

    def _leading(self, tag: Tag) -> Iterator[Tag]:
        """Yield the links of *tag* that stand as a headline does."""
        if is_aside(tag) or any(map(is_hidden, upward(tag))) or self._is_dated(tag):
            return
        names = " ".join((*(tag.get("class") or ()), str(tag.get("id") or "")))
        for link in self.around.links(tag):
            heading = above(link, *HEADINGS) or next(tags(link, *HEADINGS), None)
            if heading is not None or LEADING.search(names):
                yield link

    def _is_dated(self, tag: Tag) -> bool:
        """Say whether *tag* bears a date: what does has been judged by ``_newer`` already."""
        return any(any(self._plausible_days(string.strip(), "")) for string in tag.strings)

    def _title(self, string: NavigableString) -> str:
        """Return the title that a newer date belongs to, for staff."""
        for tag in islice(string.parents, LEVELS):
            if self.around.holds_items(tag):
                break
            links = [link for link in self.around.links(tag) if self._is_article(link)]
            if links:
                return clean(links[0].get_text(strip=True), 30)
        return clean(string.strip()[:LINE], 30)


def _near(node: Tag | NavigableString) -> list[Tag]:
    neighbours: list[Tag] = [node] if isinstance(node, Tag) else []
    for siblings in (node.previous_siblings, node.next_siblings):
        neighbours.extend(islice((tag for tag in siblings if isinstance(tag, Tag)), NEIGHBOURS))
    return neighbours
