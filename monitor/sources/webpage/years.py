"""Years of dates without one: from the address, the neighbours, last the calendar."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from monitor.model import clock
from monitor.parsing.dates import Zone
from monitor.parsing.dates.addresses import day_in, year_in
from monitor.sources.webpage.items import ColumnItem

NEAR = timedelta(days=120)  # an article may be listed so long before or after its address's day
MONTH = re.compile(r"/(20\d\d)[-/]?(0[1-9]|1[0-2])/")
WHOLE = "full-date"  # the rule of a date whose year is found
YEARS = 12  # back from the present within which a year is looked for
UNKNOWN = "列表日期没有年份，网址、文章页和相邻条目也未能说明，仅按日历推算"


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Finds years. *article*: the day that the page of an item states, by the item's place."""

    today: date
    zone: Zone
    article: Mapping[int, date]

    def completed(self, items: Sequence[ColumnItem]) -> tuple[ColumnItem, ...]:
        """Return *items* with years; in doubt where only the calendar gives the year."""
        if not any(item.yearless for item in items):
            return tuple(items)
        stated = {n: day for n, item in enumerate(items) if (day := self._stated_day(n, item))}
        anchors = {n: on for n, (on, _) in stated.items()}
        order = [n for n, item in enumerate(items) if not item.pinned and item.moment]
        for n, on in self._by_neighbours(items, order, anchors).items():
            stated[n] = (on, "相邻条目的次序")
        guessed = self._chain(items, order)
        return tuple(
            self._item(item, stated.get(n), guessed.get(n)) if item.yearless else item
            for n, item in enumerate(items)
        )

    def _stated_day(self, number: int, item: ColumnItem) -> tuple[date, str] | None:
        """Return the day in the list, the address or the page of the item, and its origin."""
        if item.moment is None:
            return None
        listed = self._day(item)
        if not item.yearless:
            return (listed, "") if not item.doubt else None
        on = day_in(item.url) or _month_in(item.url)
        if on is not None and (near := self._nearest(listed, on)):
            return near, "网址"
        year = year_in(item.url)
        if on is None and year is not None:
            day = _with_year(listed, year)
            if day is None or day > self._tomorrow:  # put into the folder of the year that began
                day = _with_year(listed, year - 1)
            return (day, "网址") if day else None
        if number in self.article and (near := self._nearest(listed, self.article[number])):
            return near, "文章页"
        return None

    @property
    def _tomorrow(self) -> date:
        return self.today + timedelta(days=1)

    def _nearest(self, listed: date, on: date) -> date | None:
        """Return the day of *listed* that is closest to *on*, None where none is close."""
        days = [day for y in (-1, 0, 1) if (day := _with_year(listed, on.year + y))]
        near = min(days, key=lambda day: abs(day - on), default=None)
        if near is None or abs(near - on) > NEAR or near > self._tomorrow:
            return None
        return near

    def _by_neighbours(
        self, items: Sequence[ColumnItem], order: Sequence[int], anchored: Mapping[int, date]
    ) -> dict[int, date]:
        """Return the days that follow from the order: a later line is no newer than an earlier one.

        An item above an *anchored* one has one year in which it is no older. An item below is
        no newer, unless the anchored one may be pinned.
        """
        anchors = [anchored[n] for n in order if n in anchored]
        derived: dict[int, date] = {}
        rises = sum(later > earlier for earlier, later in pairwise(anchors))
        if not anchors or 2 * rises > max(len(anchors) - 1, 1):
            return derived  # no list from new to old
        for place, number in enumerate(order):
            if number in anchored:
                continue
            below = next((anchored[n] for n in order[place:] if n in anchored), None)
            above = [anchored[n] for n in order[:place] if n in anchored]
            days = self._days(self._day(items[number]))
            fits = [d for d in days if below is None or d >= below]
            if above and (below is None or len(fits) > 1):
                fits = [d for d in fits if d <= above[-1]]
            if below is not None and len(fits) == 1:
                derived[number] = fits[0]
            elif below is None and fits:
                open_above = any(n not in anchored and n not in derived for n in order[:place])
                no_heads = not open_above and len(above) >= len(order) - place
                if fits[0] == days[0] or no_heads:
                    derived[number] = fits[0]
        return derived

    def _chain(self, items: Sequence[ColumnItem], order: Sequence[int]) -> dict[int, date]:
        """Return the latest possible days, each no newer than the one before."""
        latest: dict[int, date] = {}
        above = self._tomorrow
        for number in order:
            days = self._days(self._day(items[number])) if items[number].yearless else []
            above = next((day for day in days if day <= above), above)
            if days:
                latest[number] = above
        return latest

    def _days(self, listed: date) -> list[date]:
        """Return the possible days of *listed*, latest first, none in the future."""
        days = (_with_year(listed, self.today.year - back) for back in range(-1, YEARS))
        return [day for day in days if day is not None and day <= self._tomorrow]

    def _item(
        self, item: ColumnItem, stated: tuple[date, str] | None, guessed: date | None
    ) -> ColumnItem:
        moment = item.moment
        if moment is None:
            return item
        if stated is not None:
            on, by = stated
            at = self._moment_on(item, on)
            whole = replace(moment, at=at, rule=WHOLE)
            return replace(item, moment=whole, by=f"{item.by}，年份取自{by}")
        latest = self._day(item)
        on = guessed or latest
        before = _with_year(on, on.year - 1) or on - timedelta(days=365)
        return replace(
            item,
            moment=replace(moment, at=self._moment_on(item, on), rule=WHOLE),
            by=f"{item.by}，年份仅按日历推算",
            earliest_at=self._moment_on(item, before),
            latest_at=self._moment_on(item, latest),
            doubt=f"{UNKNOWN}为 {on.year} 年",
            refusal=f"{UNKNOWN}，不据此认定未更新",
        )

    def _day(self, item: ColumnItem) -> date:
        at = item.moment.at if item.moment else clock.BEGINNING
        return at.astimezone(self.zone).date()

    def _moment_on(self, item: ColumnItem, on: date) -> datetime:
        at = item.moment.at if item.moment else clock.BEGINNING
        local = at.astimezone(self.zone)
        return datetime.combine(on, local.time(), self.zone).astimezone(UTC)


def _with_year(on: date, year: int) -> date | None:
    try:
        return on.replace(year=year)
    except ValueError:  # the 29th of February
        return None


def _month_in(url: str) -> date | None:
    """Return the middle of the month in the folders of *url*."""
    match = MONTH.search(url)
    return date(int(match[1]), int(match[2]), 15) if match else None
