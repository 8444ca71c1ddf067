"""The day, or the year, that an article's address bears: content systems write it there."""

import re
from datetime import date

_DAYS = (
    re.compile(r"/t(20\d\d)(\d\d)(\d\d)_\d"),  # TRS: …/202609/t20260908_123456.html
    re.compile(r"/(20\d\d)/(\d{1,2})/(\d{1,2})(?=/)"),  # JCMS: /art/2026/9/8/art_12_3456.html
    re.compile(r"/(20\d\d)-(\d\d)[-/](\d\d)(?=/)"),
    re.compile(r"/(20\d\d)(\d\d)(\d\d)(?=/)"),
    re.compile(r"/(20\d\d)(\d\d)/(\d\d)(?=/)"),
)
# what may be a day and may be a mere number; only where it falls within few days is it believed
_LOOSE = (
    re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?=\d{0,10}(?!\d))"),
    re.compile(r"(?<!\d)(20\d\d)([-_]\d\d)([-_]\d\d)(?!\d)"),
    re.compile(r"/(20\d\d)/(\d\d)[-_]?(\d\d)(?!\d)"),
    re.compile(r"/(\d\d)(\d\d)(\d\d)(?=/)"),
)
_YEARS = (
    re.compile(r"/(20\d\d)(?:0[1-9]|1[0-2])(?=/)"),
    re.compile(r"/(20\d\d)[-/](?:0?[1-9]|1[0-2])(?=/)"),
    re.compile(r"/(20\d\d)(?=/)"),
)


def day_in(url: str) -> date | None:
    """Return the day that *url* bears in its path, None where it bears none or several."""
    path = _path(url)
    days = {on for form in _DAYS for match in form.finditer(path) if (on := _date(match))}
    return days.pop() if len(days) == 1 else None


def later_day_in(url: str, after: date, until: date) -> date | None:
    """Return the latest day that *url* may bear, later than *after* and not later than *until*."""
    path = "/" + (url.partition("://")[2] or url).partition("/")[2].partition("#")[0]
    days = {on for form in _LOOSE for match in form.finditer(path) if (on := _date(match))}
    return max((on for on in days if after < on <= until), default=None)


def year_in(url: str) -> int | None:
    """Return the year in the path of *url*: that of its day, else of a month's or year's folder."""
    on = day_in(url)
    if on is not None:
        return on.year
    for form in _YEARS:
        years = {int(match[1]) for match in form.finditer(_path(url))}
        if years:
            return years.pop() if len(years) == 1 else None
    return None


def _path(url: str) -> str:
    address = url.partition("://")[2] or url
    return "/" + address.partition("/")[2].partition("?")[0].partition("#")[0]


def _date(match: re.Match[str]) -> date | None:
    try:
        year, month, day = (int(part.strip("-_")) for part in match.groups())
        return date(year if year > 99 else year + 2000, month, day)
    except ValueError:
        return None
