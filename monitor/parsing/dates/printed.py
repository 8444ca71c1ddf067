"""Dates as programs print them: mail and web headers, Java, JavaScript, databases, spreadsheets."""

import re
from collections.abc import Callable
from datetime import date, datetime

from monitor.model import clock
from monitor.parsing.dates.moment import Moment, OtherForm, local_zone
from monitor.parsing.dates.numerals import number
from monitor.parsing.dates.standard import MONTHS
from monitor.parsing.dates.times import CLOCK, DOTTED, moment_of

Rule = Callable[[re.Match[str], datetime, str], Moment]

WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|(?:星期|周|礼拜)[一二三四五六日天])"
)
_NAMES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
MONTH = rf"(?P<name>(?:{_NAMES})(?![a-z])|(?:\d{{1,2}}|十[一二]?|[一二三四五六七八九])月)\.?"
_BEFORE = rf"(?:{WEEKDAY},?\s*)?"
_DAY = r"(?P<date>\d{1,2})(?:st|nd|rd|th)?"
_LONG = r"(?P<year>\d{4})"
_TIME = rf"(?:(?:,?\s+(?:at\s+)?|T){CLOCK})?(?P<rest>.*)"


def _month(name: str) -> int:
    if name.endswith("月"):
        return int(number(name[:-1]))
    return MONTHS[name[:3].lower()]


def _named(match: re.Match[str], here: datetime, rule: str) -> Moment:
    """Read a day, a month by its name and a year: two digits are this century's, or the last's."""
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 50 else 1900
    on = date(year, _month(match["name"]), int(match["date"]))
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _numbered(match: re.Match[str], here: datetime, rule: str) -> Moment:
    """Read day and month in either order, where only one order makes a date."""
    first, second = int(match["a"]), int(match["b"])
    days = {(month, day) for day, month in ((first, second), (second, first)) if month <= 12}
    if len(days) != 1:
        raise ValueError("day or month?")
    month, day = days.pop()
    on = date(int(match["year"]), month, day)
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _american(match: re.Match[str], here: datetime, rule: str) -> Moment:
    """Read 11/27/26: the middle number can be nothing but the day."""
    on = date(2000 + int(match["year"]), int(match["a"]), int(match["b"]))
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _yearless(match: re.Match[str], here: datetime, rule: str) -> Moment:
    on = latest_of(_month(match["name"]), int(match["date"]), here.date())
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def latest_of(month: int, day: int, today: date) -> date:
    """Return the latest such day that is not in the future, but for a day of clock difference.

    Across the turn of the year nothing may lie ahead.
    """
    for year in range(today.year + 1, today.year - 9, -1):
        try:
            on = date(year, month, day)
        except ValueError:  # the 29th of February of a common year
            continue
        if on <= today or (on.year == today.year and (on - today).days == 1):
            return on
    raise ValueError(f"no {day}.{month}.")


_TEXTS: tuple[tuple[str, str, Rule], ...] = (
    # Fri, 27 Nov 2026 16:40:00 +0800 · Friday, 27-Nov-26 · 星期五, 27 十一月 2026 · 27 Nov 2026
    (rf"{_BEFORE}{_DAY}(?:\s+|-|\.\s*)(?:of\s+)?{MONTH}(?:,?\s+|-)(?P<year>\d{{4}}|\d\d)(?!\d){_TIME}",
     "rfc822", _named),
    # 2026-Nov-27 16:40
    (rf"{_LONG}[-/\s]{MONTH}[-/\s]{_DAY}(?!\d){_TIME}", "printed", _named),
    # 27/Nov/2026:16:40:05 +0800, as web servers log
    (rf"{_DAY}/{MONTH}/{_LONG}(?::{CLOCK})?(?P<rest>.*)", "printed", _named),
    # 27-11月-26 04.40.00.000000 下午
    (rf"{_DAY}-{MONTH}-(?P<year>\d{{4}}|\d\d)\s+{DOTTED}(?P<rest>.*)", "printed", _named),
    # Fri Nov 27 16:05:33 CST 2026 · 星期五 十一月 27 16:05:33 CST 2026
    (rf"{WEEKDAY}\s+{MONTH}\s+{_DAY}\s+{CLOCK}(?:\s+(?P<rest>\S+))?\s+{_LONG}", "ctime", _named),
    # Fri Nov 27 2026 16:40:00 GMT+0800 (中国标准时间) · Nov 27, 2026 · November 27th, 2026 4:40 PM
    (rf"{_BEFORE}{MONTH}\s+{_DAY},?\s+{_LONG}{_TIME}", "printed", _named),
    (rf"(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep){_LONG}{_TIME}",
     "printed", _numbered),
    (rf"(?P<a>0?[1-9]|1[0-2])/(?P<b>1[3-9]|2\d|3[01])/(?P<year>[12]\d)(?!\d){_TIME}",
     "printed", _american),
    (rf"{_BEFORE}{MONTH}\s+{_DAY}(?:,?\s+(?:at\s+)?{CLOCK})?", "month-day", _yearless),
    (rf"{_BEFORE}{_DAY}\s+{MONTH}(?:,?\s+(?:at\s+)?{CLOCK})?", "month-day", _yearless),
)  # fmt: skip
RULES = tuple((re.compile(text, re.IGNORECASE), name, rule) for text, name, rule in _TEXTS)

__all__ = ["RULES", "WEEKDAY", "OtherForm", "Rule", "latest_of"]
