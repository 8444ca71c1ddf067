"""Contents beside the list that show that it is not all of the column."""

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
from monitor.sources.webpage.items import ColumnItem
from monitor.sources.webpage.labels import CLOCK, NEVER, Meaning
from monitor.sources.webpage.page import above, address_at, holders, is_hidden, tags, upward
from monitor.sources.webpage.redirect_targets import FRONT, HOME
from monitor.sources.webpage.structure import DATE, Group, Groups, is_aside, is_of_others

HEADINGS = ("h1", "h2", "h3", "h4")
LEADING = re.compile(r"headline|toutiao|top-?news|lead|focus|stick|zhiding", re.I)
TODAY = re.compile(r"(?:今天|今日)(?:是|日期)?\s*[:：]?\s*(?=(?:19|20)\d\d)")
LISTS = frozenset({"ul", "ol", "dl", "table", "body"})
INLINE = frozenset({"a", "span", "b", "strong", "font", "em", "i", "u", "p"})
ITEMS = frozenset({"li", "tr", "dd", "dt"})
PART = "列表可能不是本栏目的全部，不据此认定未更新"
TITLE = 8  # characters, at least, of an article's title
SHORT_TITLE = 4  # of one that stands by a date which no clock shows
SHORT = 40  # characters of the words around a clock
LEVELS = 5  # of tags around a date within which its title lies
NEIGHBOURS = 4  # tags beside the list, or a date, that may be its headline or title


@dataclass(frozen=True, kw_only=True)
class ContradictionFinder:
    """Looks for contents of the page that contradict its list."""

    around: Surroundings
    elements: Sequence[Tag]
    items: Sequence[ColumnItem]
    base: str  # the address from which those of the page are counted
    seen: PageTime
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
        earlier = ""
        for string in self.around.strings:
            line = earlier[-SHORT:] + string.strip()
            today = TODAY.search(line)
            match = FULL_DATE.match(line, today.end()) if today else None
            moment = self.seen.read(match.group()) if match else None
            if moment is not None and clock.day(moment.at) < self.seen_on:
                on = clock.show_day(moment.at)
                return f"网页上的“今天”是{on}，所得可能是旧的副本，不据此认定未更新"
            earlier = string.strip()
        return ""

    def hidden_list(self, strings: Sequence[NavigableString]) -> str:
        """Say that a list among the hidden *strings* is newer than this one; empty for none."""
        newest = max((clock.day(i.newest_at) for i in self.items if i.newest_at), default=date.max)
        groups = Groups(strings)
        for string in strings:
            group = groups.of(string)
            apart = group is None or is_aside(group.parent) or is_of_others(group.parent)
            if apart and not self._is_among(string):
                continue
            later = [on for on, _ in self._days(string.strip(), "") if newest < on <= self.seen_on]
            if later:
                return (
                    f"网页中另有隐藏的列表，比所列的新（{later[0]}：{self._title(string)}），{PART}"
                )
        return ""

    def _newer(self, newest: date) -> str:
        groups: Groups | None = None
        earlier = ""
        for string in self.around.strings:
            text = string.strip()
            for on, labelled in self._days(text, earlier):
                if newest < on <= self.seen_on:
                    groups = groups or Groups(self.around.strings)
                    if self._counts(string, groups.of(string), labelled=labelled, on=on):
                        return f"列表之外另有更新的内容（{on}：{self._title(string)}），{PART}"
            earlier = text if above(string, "a") is None else ""
        return self._newer_address(newest)

    def _days(self, text: str, earlier: str) -> Iterator[tuple[date, bool]]:
        """Yield the days in a text, and whether each is labelled as one of publication."""
        if not DATE.search(text):
            return
        if NEVER.search(text if len(text) <= LINE else "") or NEVER.search(earlier[-SHORT:]):
            return
        clockish = CLOCK.search(text[:SHORT]) or (len(earlier) <= SHORT and CLOCK.search(earlier))
        if len(text) > LINE:
            written = dict.fromkeys(match.group() for match in FULL_DATE.finditer(text))
            hints = [(self.seen.read(day_text), Meaning.NONE) for day_text in written]
        else:
            hints = [(hint.moment, hint.meaning) for hint in in_line(text, earlier, self.seen)]
        for moment, meaning in hints:
            if moment is None or meaning in (Meaning.OTHER, Meaning.DOCUMENT):
                continue
            on = clock.day(moment.at)
            labelled = meaning is Meaning.PUBLISHED
            if labelled or not (clockish and on == self.seen_on):
                yield on, labelled

    def _counts(
        self,
        string: NavigableString,
        group: Group | None,
        *,
        labelled: bool,
        on: date,
    ) -> bool:
        """Say whether a newer date outside the list seems to be of this column."""
        if self._is_among(string):
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

    def _is_among(self, string: NavigableString) -> bool:
        """Say whether a date stands between the items, or close before them, but in none.

        An item whose tag is missing stands there.
        """
        child: Tag | NavigableString = string
        for tag in islice(string.parents, LEVELS):
            if id(tag) in self._boxes:
                after = islice(child.next_siblings, 2 * NEIGHBOURS)
                tags = (node for node in after if isinstance(node, Tag))
                return any(id(t) in self.around.items or self.around.holds_items(t) for t in tags)
            child = tag
        return False

    @cached_property
    def _boxes(self) -> frozenset[int]:
        """The tags that hold the items: their parents, and the items that nobody closed."""
        return frozenset(id(tag) for element in self.elements for tag in _boxes_of(element))

    def _has_title(self, string: NavigableString, on: date) -> bool:
        """Say whether an article's title stands by a date: in a link, or as a heading."""
        child: Tag | NavigableString = string
        least = TITLE if on == self.seen_on else SHORT_TITLE  # a clock shows today
        for level, tag in enumerate(string.parents):
            if level >= LEVELS or (
                tag.name in ("body", "html") and not self.around.holds_items(tag)
            ):
                return False
            if self.around.holds_items(tag):
                near = [other for other in _near(child) if not self.around.holds_items(other)]
                return any(self._is_title(other, least) for other in near)
            if on == self.seen_on and len(self.around.links(tag)) > NEIGHBOURS:
                return False  # a bar of links with the day of the visit
            if self._is_title(tag, least):
                return True
            child = tag
        return False

    def _is_title(self, tag: Tag, least: int) -> bool:
        if id(tag) not in self._titled:
            return False
        if any(self._is_article(link, least) for link in self.around.links(tag)):
            return True
        return any(len(heading) >= least for heading in self._headings(tag))

    @cached_property
    def _titled(self) -> frozenset[int]:
        """The tags that are a link or a heading or hold one: there may be thousands of dates."""
        root = self.elements[0].find_parents()[-1]
        return holders(tags(root, "a", *HEADINGS))

    def _headings(self, tag: Tag) -> list[str]:
        """Return what the headings within *tag* say that are no links."""
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
        return address_at(self.base, str(link.get("href", "")))

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
        """Say whether *tag* bears a date: a newer one was found before."""
        return any(next(self._days(string.strip(), ""), None) is not None for string in tag.strings)

    def _title(self, string: NavigableString) -> str:
        """Return the title that a newer date belongs to, for staff."""
        for tag in islice(string.parents, LEVELS):
            if self.around.holds_items(tag):
                break
            links = [link for link in self.around.links(tag) if self._is_article(link)]
            if links:
                return clean(links[0].get_text(strip=True), 30)
        return clean(string.strip()[:LINE], 30)


def _boxes_of(element: Tag) -> list[Tag]:
    """Return the tags around an item: its list, and unclosed items before it."""
    around = list(islice(element.parents, LEVELS))
    ends = next((n for n, tag in enumerate(around) if tag.name in LISTS), len(around))
    same = [n for n, tag in enumerate(around[:ends]) if tag.name == element.name]
    last = same[-1] + 1 if same and element.name in ITEMS else 0
    while last + 1 < len(around) and around[last].name in INLINE:
        last += 1  # what nobody closed before the list
    return around[: last + 1]


def _near(node: Tag | NavigableString) -> list[Tag]:
    neighbours: list[Tag] = [node] if isinstance(node, Tag) else []
    for siblings in (node.previous_siblings, node.next_siblings):
        neighbours.extend(islice((tag for tag in siblings if isinstance(tag, Tag)), NEIGHBOURS))
    return neighbours
