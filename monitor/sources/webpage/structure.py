"""Repeated structures of a page: siblings of one tag, each with a link and a date."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from monitor.sources.webpage.date_in_text import FULL_DATE, LINE
from monitor.sources.webpage.page import holders, tags, upward

SIDE_TITLE = re.compile(r"热门|热点|推荐|排行|相关|点击|关注|专题|图片|视频|友情|媒体|上级|猜你")
HEADING = 14  # characters, at most, of a heading over a list
NEIGHBOURS = 4  # nodes before a list among which its heading stands
LEVELS = 6  # of tags around a date within which its item lies
DATE = re.compile(
    r"\d{1,2}\s*[-/.月]\s*\d{1,2}|20\d\d\s*[-/.年]\s*\d{1,2}|^\s*\d{1,2}\s*月\s*$|刚刚|\d\s*(?:分钟|小时|天)前"
    r"|[今昨前]天|[〇○零一二三四五六七八九十廿卅]{1,3}\s*月|^\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.I,
)
_SIDE = re.compile(
    r"side|sidebar|sidenav|aside|rank|ranking|paihang|related|xiangguan|foot|footer|nav|navbar|menu"
    r"|links|friendlink|breadcrumb|crumb"
)
_CHOSEN = re.compile(
    r"hots?|remen|recommend|tuijian"
)  # chosen from everywhere, where several stand
_SIDE_TAGS = frozenset({"nav", "footer", "aside"})
_TOKENS = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])")


@dataclass(slots=True, eq=False)
class Group:
    """Siblings of one tag under one parent; *dated*: those that bear a date, by identity."""

    parent: Tag
    name: str
    dated: dict[int, Tag] = field(default_factory=dict)

    @property
    def members(self) -> tuple[Tag, ...]:
        """All siblings, dated or not, in order."""
        return tuple(
            child
            for child in self.parent.children
            if isinstance(child, Tag) and child.name == self.name
            if id(child) in self.dated or next(tags(child, "a"), None) is not None
        )


class Groups:
    """The groups that dates stand in: each date in the smallest that repeats."""

    def __init__(self, strings: Iterable[NavigableString]) -> None:
        dates = [string for string in strings if _may_date(string)]
        linked = _linked(dates[0]) if dates else frozenset()
        around = {id(string): list(_items_around(string, linked)) for string in dates}
        counted: dict[tuple[int, str], dict[int, Tag]] = {}
        for items in around.values():
            for parent, child in items:
                counted.setdefault((id(parent), child.name), {})[id(child)] = child
        self._of: dict[int, Group] = {}
        groups: dict[tuple[int, str], Group] = {}
        for string, items in around.items():
            for parent, child in items:
                key = (id(parent), child.name)
                if len(counted[key]) > 1:  # the smallest that repeats
                    group = groups.setdefault(key, Group(parent, child.name))
                    group.dated[id(child)] = child
                    self._of[string] = group
                    break
        self.all = tuple(group for group in groups.values() if len(group.dated) > 1)

    def of(self, string: NavigableString) -> Group | None:
        """Return the group in which *string*, a date, stands; None where it repeats nowhere."""
        group = self._of.get(id(string))
        return group if group is not None and len(group.dated) > 1 else None


def _may_date(string: NavigableString) -> bool:
    """Say whether *string* may hold the date of an item."""
    return bool(DATE.search(string)) and (len(string) <= LINE or bool(FULL_DATE.search(string)))


def _linked(node: NavigableString) -> frozenset[int]:
    """Return the tags on the page of *node* that are or hold links, by identity."""
    return holders(tags(list(node.parents)[-1], "a"))


def _items_around(string: NavigableString, linked: frozenset[int]) -> Iterator[tuple[Tag, Tag]]:
    """Yield the tags around a date that hold a link, or are one, smallest first, with parents."""
    for level, tag in enumerate(string.parents):
        if level >= LEVELS or tag.name in ("body", "html", "[document]"):
            return
        if id(tag) in linked and tag.parent is not None:
            yield tag.parent, tag


def is_aside(tag: Tag) -> bool:
    """Say whether *tag* stands in a side part of the page, by names of tags and classes."""
    return any(element.name in _SIDE_TAGS or _bears(element, _SIDE) for element in upward(tag))


def is_chosen(tag: Tag) -> bool:
    """Say whether *tag* stands in a box of contents chosen from the whole site."""
    return any(_bears(element, _CHOSEN) for element in upward(tag))


def heading_over(tag: Tag | None) -> str:
    """Return the short text that stands before a list, empty where there is none."""
    for _ in range(3):
        if tag is None or tag.name in ("body", "html", "[document]"):
            return ""
        for beside in islice(tag.previous_siblings, NEIGHBOURS):
            text = beside.get_text(strip=True)
            if text and len(text) <= HEADING:
                return text
        tag = tag.parent
    return ""


def is_of_others(parent: Tag) -> bool:
    """Say whether a list holds contents of other columns, by its heading or its box."""
    return bool(SIDE_TITLE.search(heading_over(parent))) or is_chosen(parent)


def _bears(tag: Tag, names_of: re.Pattern[str]) -> bool:
    if tag.name in ("body", "html"):
        return False  # what they bear is said of the whole page
    classes = tag.get("class") or ()
    names = (*([classes] if isinstance(classes, str) else classes), str(tag.get("id") or ""))
    return _named(names, names_of)


@lru_cache(maxsize=4096)
def _named(names: tuple[str, ...], names_of: re.Pattern[str]) -> bool:
    tokens = {token.lower() for name in names for token in _TOKENS.split(name)}
    return any(map(names_of.fullmatch, tokens))


def joined(groups: Sequence[Group]) -> list[list[Group]]:
    """Join groups of one kind whose parents are adjacent: one list in portions."""
    lists: list[list[Group]] = []
    for group in groups:
        if lists and _follows(lists[-1][-1], group):
            lists[-1].append(group)
        else:
            lists.append([group])
    return lists


def _follows(first: Group, second: Group) -> bool:
    """Say whether nothing but white space and rules stands between two groups of one kind."""
    kinds = [(g.name, g.parent.name, g.parent.get("class")) for g in (first, second)]
    if kinds[0] != kinds[1] or first.parent.parent is not second.parent.parent:
        return False
    for between in first.parent.next_siblings:
        if between is second.parent:
            return True
        if between.get_text(strip=True):
            return False
    return False
