"""Why a page cannot be read whole: broken markup, or bytes that hold more than its tree shows.

Such a page vouches for nothing. What every parser and browser reads alike, however sloppy, is no
reason: only what may have swallowed something that readers, or the next parser, would be shown.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from monitor.model import clock
from monitor.parsing.dates import Moment
from monitor.parsing.dates.addresses import day_in
from monitor.parsing.text import clean
from monitor.sources.identity import key_of
from monitor.sources.webpage.date_in_text import FULL_DATE, LINE, MAYBE, PageTime, in_line
from monitor.sources.webpage.items import ColumnItem, ListedItems
from monitor.sources.webpage.labels import NEVER
from monitor.sources.webpage.markup import Grade, HiddenSpan, Markup, markup_of
from monitor.sources.webpage.mending import NUL, mended
from monitor.sources.webpage.page import Page, address_at, base_of, tags

SO = "可能有内容未能读出，不据此认定未更新"
TORN = f"网页代码残缺，{SO}"
CUT = f"网页没有传完，{SO}"
MANY = 200  # links that the tree does not show: so many are told at once
NEAR = 600  # characters around a link within which the date of its item stands
BEHIND = 200  # characters behind a broken tag, whose label it may have swallowed
QUOTED = 24  # characters of a broken place that are told
_HREF = re.compile(r"\bhref\s*=\s*\\?[\"']?\s*([^\"'\s<>\\]{1,500})", re.I)
_TAG = re.compile(r"<[^<>]*>|[<>]")
_SIGNS = re.compile(r"[<>\"']")  # within a broken tag even its attributes may be what was lost
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Link:
    """One address in the characters of a page, as it is *written*."""

    place: int
    written: str


@dataclass(frozen=True, kw_only=True)
class UnreadText:
    """Compares the characters of a page with its tree and its list, *listed*.

    *items*: those of the whole column; a swallowed item matters where it is newer than all.
    """

    page: Page
    listed: ListedItems
    items: Sequence[ColumnItem]
    seen: PageTime
    seen_on: date

    def reason(self) -> str:
        """Return why the page cannot be read whole, empty where it can."""
        markup = markup_of(self.page.text)
        if markup.cut:
            return CUT
        if 0 <= self.page.text.find(NUL) <= self._end:  # bytes were lost before the list or in it
            return TORN
        return (
            self._broken(markup)
            or self._lost_dates(markup)
            or self._lost_links(self.page.text, markup)
            or self._lost_links(self.page.source, None)
        )

    def _broken(self, markup: Markup) -> str:
        """Say where, before the list or in it, a tag is not finished."""
        broken = next(
            (stretch for stretch in markup.stretches if stretch.grade is Grade.BROKEN), None
        )
        if broken is None or broken.start > self._end:
            return ""
        quoted = clean(self.page.text[broken.start : broken.start + QUOTED], QUOTED)
        return f"网页代码残缺（“{quoted}”一处没有写完），{SO}"

    @cached_property
    def _end(self) -> int:
        """The place of the list's last link; the end of the page where it has none."""
        listed = {key_of(item.url) for item in self.listed.items if item.url}
        links = _links(self.page.text)
        return max(
            (link.place for link in links if key_of(self._address(link)) in listed),
            default=len(self.page.text),
        )

    def _lost_dates(self, markup: Markup) -> str:
        """Say which newer date may have been swallowed."""
        if self._newest is None:
            return ""
        for stretch in markup.stretches:
            if stretch.grade >= Grade.DOUBTFUL:
                on = self._newer_in(self.page.text[stretch.start : stretch.end], _SIGNS)
                if on is not None:
                    return _newer(on)
        surplus = _dates_in(_visible(self.page.text, markup.stretches))
        surplus.subtract(_dates_in(self.listed.tree.get_text("\n")))
        kept = _dates_in(self.page.source)  # and where records were put in their places
        kept.subtract(_dates_in(self.page.text))
        surplus = +surplus + kept
        lost = (self._day(self.seen.read(day)) for day, times in surplus.items() if times > 0)
        return next((_newer(on) for on in lost if on is not None), "")

    def _lost_links(self, text: str, markup: Markup | None) -> str:
        """Say that *text* holds articles of the list's kind that the tree shows nowhere."""
        kinds = {_kind(item.url) for item in self.items if item.url}
        links = _links(text)
        apart = [
            number
            for number, link in enumerate(links)
            if not self._shown.intersection((link.written, html.unescape(link.written)))
        ]
        lost = [n for n in apart if _kind(self._address(links[n])) in kinds]
        if len(lost) > MANY:
            return TORN
        for number in lost:
            around = markup.around(links[number].place) if markup is not None else None
            grade = around.grade if around is not None else Grade.DOUBTFUL
            if grade is Grade.MEANT:
                continue
            near = _near(text, links, number, around if grade is Grade.SOUND else None)
            on = self._day_of_address(self._address(links[number])) or self._newer_in(near)
            if on is not None:
                return _newer(on)
            if grade is not Grade.SOUND and (self._newest is None or not self._has_date(near)):
                return TORN
        return ""

    @cached_property
    def _newest(self) -> date | None:
        days = [clock.day(item.newest_at) for item in self.items if item.newest_at]
        return max(days, default=None)

    def _newer_in(self, text: str, between: re.Pattern[str] = _TAG) -> date | None:
        """Return a day that *text* names and that is newer than all of the list."""
        for moment in moments_in(text, self.seen, between):
            on = self._day(moment)
            if on is not None:
                return on
        return None

    def _day(self, moment: Moment | None) -> date | None:
        if moment is None or self._newest is None:
            return None
        on = clock.day(moment.at)
        return on if self._newest < on <= self.seen_on else None

    def _day_of_address(self, url: str) -> date | None:
        on = day_in(url)
        newest = self._newest
        return on if on is not None and newest is not None and newest < on <= self.seen_on else None

    def _has_date(self, text: str) -> bool:
        return next(moments_in(text, self.seen, _TAG), None) is not None

    def _address(self, link: _Link) -> str:
        return address_at(self._base, html.unescape(link.written))

    @cached_property
    def _base(self) -> str:
        return base_of(self.listed.tree, self.page.url)

    @cached_property
    def _shown(self) -> frozenset[str]:
        """The addresses of the links that the tree shows, as they are written."""
        links = tags(self.listed.tree, "a")
        written = (str(link.get("href", "")).split() for link in links)
        return frozenset(parts[0] for parts in written if parts)


def _links(text: str) -> list[_Link]:
    return [_Link(match.start(), match[1]) for match in _HREF.finditer(text)]


def swallowed(page: Page, seen: PageTime) -> Iterator[Moment]:
    """Yield the moments in the broken markup of a page, or right behind it."""
    text = mended(page.text)
    for stretch in markup_of(text).stretches:
        if stretch.grade >= Grade.DOUBTFUL:
            behind = BEHIND if stretch.grade is Grade.BROKEN else 0
            yield from moments_in(text[stretch.start : stretch.end + behind], seen, _SIGNS)


def moments_in(text: str, seen: PageTime, between: re.Pattern[str]) -> Iterator[Moment]:
    """Yield the moments in *text*, split at the marks *between*."""
    for part in between.split(text):
        words = html.unescape(part).strip()
        if not words or not MAYBE.search(words) or NEVER.search(words[:LINE]):
            continue
        if len(words) > LINE:
            moments = (seen.read(match.group()) for match in FULL_DATE.finditer(words))
        else:
            moments = (hint.moment for hint in in_line(words, "", seen))
        yield from (moment for moment in moments if moment is not None)


def _newer(on: date) -> str:
    return f"网页代码中有比列表更新的日期（{on}），却未能读出其内容，列表可能不全，不据此认定未更新"


def _dates_in(text: str) -> Counter[str]:
    """Count the days that *text* names in full."""
    written = Counter(match.group() for match in FULL_DATE.finditer(text))
    days: Counter[str] = Counter()
    for day, times in written.items():
        days["-".join(_NUMBERS.findall(day)[:3])] += times
    return days


def _visible(text: str, stretches: Sequence[HiddenSpan]) -> str:
    """Return *text* without tags and without what is hidden."""
    parts: list[str] = []
    here = 0
    for stretch in stretches:
        parts.append(text[here : max(stretch.start, here)])
        here = max(here, stretch.end)
    return html.unescape("\n".join(_TAG.split("".join((*parts, text[here:])))))


def _near(text: str, links: Sequence[_Link], number: int, within: HiddenSpan | None) -> str:
    """Return the text around link *number*: up to its neighbours, NEAR, and within *within*."""
    place = links[number].place
    before = links[number - 1].place if number else 0
    after = links[number + 1].place if number + 1 < len(links) else len(text)
    start, end = max(before, place - NEAR), min(after, place + NEAR)
    if within is not None:
        start, end = max(start, within.start), min(end, within.end)
    return text[start:end]


def _kind(url: str) -> str:
    """Return the pattern that the addresses of articles in one folder share."""
    path, _, query = url.partition("?")
    folder, _, name = path.rpartition("/")
    ending = name.rpartition(".")[2] if "." in name else ""
    return f"{_NUMBERS.sub('#', folder)}/{ending}{'?' if query else ''}"
