"""Dates that carry their own grammar: ISO 8601, RFC 822, epochs, rows of digits."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

from monitor.model import Precision
from monitor.parsing.dates.moment import EARLIEST, Moment, at_clock, whole_day
from monitor.parsing.dates.zones import Zone, stated_in

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(NAMES, 1)}

_ISO = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?"
    r"(?: ?([A-Za-z+\-(\[].{0,60}))?$",
    re.ASCII,
)
_RFC = re.compile(
    r"^(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))?"
    r"(?: (GMT|UTC|Z|[+-]\d{4}))?\s*$",
    re.ASCII,
)
_ROW = re.compile(
    r"^(20\d\d)(\d\d)(\d\d)(?:(?P<t>[T ]?)(\d\d):?(\d\d)(?::?(\d\d)(?:\.?\d{3})?)?"
    r"(?P<rest>[Zz]|[+-]\d\d:?(?:\d\d)?)?)?$",
    re.ASCII,
)
_EPOCH = re.compile(r"^(\d{10})(?:\d{3})?(?:\.\d{1,9})?$", re.ASCII)
_IN_SCRIPT = re.compile(r"^\\?/?Date\((\d{12,13})(?:[+-]\d{4})?\)\\?/?$", re.ASCII)


def standard(text: str, zone: Zone) -> Moment | None:
    """Return the moment of a text in a standard form, None for another form or no possible day."""
    for reader in (_iso, _rfc, _row, _script):
        try:
            moment = reader(text, zone)
        except (ValueError, OverflowError):
            return None
        if moment is not None:
            return moment
    return epoch(text)


def _iso(text: str, zone: Zone) -> Moment | None:
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone_text = match.groups()
    on = date(int(year), int(month), int(day))
    if hour is None:
        return _day(on, zone_text or "", zone)
    return _clock(on, (hour, minute, second), zone_text, zone, "iso")


def _day(on: date, zone_text: str, zone: Zone) -> Moment | None:
    """Return a whole day, which may bear an offset: 2026-11-27+08:00."""
    stated = stated_in(zone_text, zone)
    if stated is None or not stated.is_known or zone_text.startswith("-"):  # -05:00 may be the time
        return None
    return replace(whole_day(on, stated.zone, "iso-date"), zoned=stated.zoned)


def _rfc(text: str, zone: Zone) -> Moment | None:
    match = _RFC.match(text)
    if match is None:
        return None
    day, name, year, hour, minute, second, zone_text = match.groups()
    month = MONTHS.get(name.lower())
    if month is None:
        return None
    on = date(int(year), month, int(day))
    return _clock(on, (hour, minute, second), zone_text, zone, "rfc822")


def _row(text: str, zone: Zone) -> Moment | None:
    """Read digits in a row: 20261127, 20261127160533, 20261127T160533+0800."""
    match = _ROW.match(text)
    if match is None:
        return None
    year, month, day, _, hour, minute, second, zone_text = match.groups()
    if hour is None:
        on = date(int(year), int(month), int(day))
        return whole_day(on, zone, "compact-date")
    if second is None and not match["t"] and zone_text:
        return None
    on = date(int(year), int(month), int(day))
    return _clock(on, (hour, minute, second), zone_text, zone, "compact")


def _clock(
    on: date, parts: tuple[str, str, str | None], zone_text: str | None, zone: Zone, rule: str
) -> Moment | None:
    stated = stated_in(zone_text or "", zone)
    if stated is None:
        return None
    hour, minute, second = parts
    of_day = time(int(hour), int(minute), int(second or 0))
    return at_clock(on, of_day, stated, Precision.SECOND if second else Precision.MINUTE, rule)


def _script(text: str, zone: Zone) -> Moment | None:
    match = _IN_SCRIPT.match(text)
    return _since_1970(int(match[1]) // 1000) if match else None


def epoch(text: str) -> Moment | None:
    """Return the moment of a Unix time in seconds or milliseconds."""
    match = _EPOCH.match(text)
    return _since_1970(int(match[1])) if match else None


def _since_1970(seconds: int) -> Moment | None:
    at = datetime.fromtimestamp(seconds, UTC)
    return (
        None
        if at < EARLIEST
        else Moment(at=at, precision=Precision.SECOND, rule="epoch", zoned=True)
    )
