"""The days of a year of one account as a picture, and the same in words.

A day on which nothing is known of a post is empty only where somebody vouches for it; every other
day is unknown, and no gap is measured across it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model import Window, clock

WEEKS = 53
HALF = 27  # weeks in one picture: two of them stand below each other on a telephone
CELL = 13  # units from one day to the next
SIDE = 11
TOP = 16  # units above the first row, for the months
POSTED, SILENT, UNKNOWN, LOOKED = "posted", "silent", "unknown", "looked"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One picture: the outlines of its days by what is known of them; the months with their place.

    *first*, *last*: its days.
    """

    outlines: dict[str, str]
    months: tuple[tuple[int, str], ...]
    width: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month in numbers of days. *looks*: how many times anybody looked."""

    label: str
    posted: int
    silent: int
    unknown: int
    looks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCalendar:
    """The year as pictures, as sentences (without the last full stop), and month by month."""

    halves: tuple[Half, ...]
    words: str
    months: tuple[Month, ...]


def calendar(
    posted: Iterable[date],
    windows: Iterable[Window],
    looked: Sequence[date],
    today: date,
    coarse: int = 0,
) -> YearCalendar:
    """Return the 53 weeks up to *today*.

    *posted*: the days with posts; *windows*: what is vouched for; *looked*: the days of all looks;
    *coarse*: how many more posts there are of which nobody knows the day.
    """
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    with_posts = set(posted)
    vouched = set(_vouched(windows, first, today))
    kinds = {
        on: POSTED if on in with_posts else SILENT if on in vouched else UNKNOWN for on in days
    }
    return YearCalendar(
        halves=tuple(_halves(days, kinds, set(looked))),
        words="。".join(_sentences(days, kinds, looked, coarse)),
        months=tuple(_months(days, kinds, looked)),
    )


def _vouched(windows: Iterable[Window], first: date, last: date) -> Iterator[date]:
    """Yield the days that are vouched for from beginning to end."""
    for window in windows:
        on = max(first, clock.day(window.since))
        if clock.day_start(on) < window.since:
            on += ONE_DAY
        while on <= last and clock.day_end(on) <= window.until:
            yield on
            on += ONE_DAY


def _sentences(
    days: Sequence[date], kinds: dict[date, str], looked: Sequence[date], coarse: int
) -> Iterator[str]:
    numbers = Counter(kinds.values())
    looks = sum(on in kinds for on in looked)
    if not numbers[POSTED] and not numbers[SILENT]:
        looked_at = f"查看过{looks}次，" if looks else "没有查看过，"
        yield f"近一年{looked_at}没有一天能确定是否发布"
    else:
        yield f"近一年已知发布{numbers[POSTED]}天{_longest(days, kinds)}"
        if numbers[UNKNOWN]:
            yield (
                f"另有{numbers[UNKNOWN]}天来源没有列出、也没有人看到，不能说没有发布，间隔不跨这些日子计算"
            )
        yield f"期间查看{looks}次"
    if coarse:
        yield f"还有{coarse}条内容只知大致时间，未标在图上"


def _longest(days: Sequence[date], kinds: dict[date, str]) -> str:
    """Return the longest stretch of days that somebody vouches are empty, in words."""
    longest = length = 0
    for on in days:
        length = length + 1 if kinds[on] == SILENT else 0
        longest = max(longest, length)
    return f"，所见完整区间内最长连续{longest}天没有内容" if longest else ""


def _months(
    days: Sequence[date], kinds: dict[date, str], looked: Sequence[date]
) -> Iterator[Month]:
    counted = Counter((on.year, on.month, kinds[on]) for on in days)
    looks = Counter((on.year, on.month) for on in looked)
    for year, month in dict.fromkeys((on.year, on.month) for on in days):
        yield Month(
            label=f"{year}年{month}月",
            posted=counted[year, month, POSTED],
            silent=counted[year, month, SILENT],
            unknown=counted[year, month, UNKNOWN],
            looks=looks[year, month],
        )


def _halves(days: Sequence[date], kinds: dict[date, str], looked: set[date]) -> Iterator[Half]:
    for start in range(0, len(days), HALF * 7):
        part = days[start : start + HALF * 7]
        outlines = dict.fromkeys((POSTED, SILENT, UNKNOWN, LOOKED), "")
        months: dict[str, int] = {}
        for number, on in enumerate(part):
            x, y = number // 7 * CELL, TOP + number % 7 * CELL
            outlines[kinds[on]] += f"M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z"
            if on in looked:
                outlines[LOOKED] += f"M{x + 4} {y + 4}h3v3h-3z"
            if on.day == 1 or number == 0:
                months[f"{on.month}月"] = x
        yield Half(
            outlines=outlines,
            months=tuple(_apart(months)),
            width=HALF * CELL,
            first=part[0],
            last=part[-1],
        )


def _apart(months: dict[str, int]) -> Iterator[tuple[int, str]]:
    """Yield the months that do not stand upon the next one's place."""
    places = [*months.values(), HALF * CELL]
    for (label, x), following in zip(months.items(), places[1:], strict=True):
        if following - x >= 2 * CELL:
            yield x, label
