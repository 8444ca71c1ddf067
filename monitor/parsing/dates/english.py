"""How long ago, in English: 2 days ago, an hour ago, yesterday at 4:40 PM."""

import re
from datetime import UTC, datetime, timedelta

from monitor.model import Precision, clock
from monitor.parsing.dates.moment import Moment, local_zone
from monitor.parsing.dates.printed import Rule
from monitor.parsing.dates.spoken import before, months_before
from monitor.parsing.dates.times import CLOCK, moment_of

NUMBERS = {
    name: count
    for count, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), 1
    )
} | {"a": 1, "an": 1}  # fmt: skip
_UNITS = (
    (r"s|secs?|seconds?", "seconds", Precision.SECOND),
    (r"m|mins?|minutes?", "minutes", Precision.MINUTE),
    (r"h|hrs?|hours?", "hours", Precision.HOUR),
    (r"d|days?", "days", Precision.DAY),
    (r"w|wks?|weeks?", "weeks", Precision.WEEK),
)
_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_ABOUT = r"(?:about\s+|over\s+|almost\s+|~\s*)?"


def _now(match: re.Match[str], here: datetime, rule: str) -> Moment:
    return Moment(at=here.astimezone(UTC), precision=Precision.MINUTE, rule=rule)


def _ago(match: re.Match[str], here: datetime, rule: str) -> Moment:
    for pattern, name, precision in _UNITS:
        if re.fullmatch(pattern, match["unit"], re.IGNORECASE):
            return before(here, timedelta(**{name: _count(match["n"])}), precision, rule)
    months = 12 if match["unit"].lower().startswith("y") else 1
    return months_before(here, _count(match["n"]) * months, "months-ago")


def _half(match: re.Match[str], here: datetime, rule: str) -> Moment:
    return before(here, timedelta(minutes=30), Precision.MINUTE, rule)


def _named_day(match: re.Match[str], here: datetime, rule: str) -> Moment:
    on = here.date() - timedelta(days=match["day"].lower() == "yesterday")
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else NUMBERS[text.lower()]


_TEXTS: tuple[tuple[str, str, Rule], ...] = (
    (r"(?:just now|moments? ago|a moment ago|a few (?:seconds|moments) ago)", "now", _now),
    (rf"{_ABOUT}half an hour ago", "ago", _half),
    (rf"{_ABOUT}{_COUNT}\s*(?P<unit>{'|'.join(form for form, _, _ in _UNITS)}"
     r"|mos?|months?|y|yrs?|years?)\s+ago", "ago", _ago),
    (rf"(?P<day>yesterday|today),?(?:\s+(?:at\s+)?{CLOCK})?", "named-day", _named_day),
)  # fmt: skip
RULES = tuple((re.compile(text, re.IGNORECASE), name, rule) for text, name, rule in _TEXTS)
