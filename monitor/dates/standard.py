"""Dates that carry their own grammar: ISO 8601, RFC 822, asctime, epochs."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_tz

from monitor.dates.moment import EARLIEST, Moment, Zone, whole_day, zone_of
from monitor.model import Precision

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(NAMES, 1)}

_ISO = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)(?:[T ]\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$"
)
_RFC = re.compile(r"^(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{1,2}:\d\d")
_PLAIN_RFC = re.compile(
    r"^(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))?"
    r"(?: (GMT|UTC|Z|[+-]\d{4}))?\s*$"
)
_CTIME = re.compile(
    r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: ([+-]\d{4}))? (\d{4})$"
)


def standard(text: str, zone: Zone) -> Moment | None:
    if text.isdigit() and len(text) in (10, 13):
        return epoch(text)
    for reader in (_iso,) if text[:1].isdigit() and "-" in text[4:5] else (_rfc, _ctime):
        try:
            found = reader(text, zone)
        except (ValueError, OverflowError):
            return None
        if found is not None:
            return found
    return None


def _iso(text: str, zone: Zone) -> Moment | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    on = date(int(year), int(month), int(day))
    if hour is None:
        return whole_day(on, zone, "iso-date")
    at = datetime.combine(on, time(int(hour), int(minute), int(second or 0)), zone_of(offset, zone))
    precision = Precision.SECOND if second else Precision.MINUTE
    return Moment(at=at.astimezone(UTC), precision=precision, rule="iso", zoned=offset is not None)


def _rfc(text: str, zone: Zone) -> Moment | None:
    if found := _PLAIN_RFC.match(text):
        day, name, year, hour, minute, second, offset = found.groups()
        month = MONTHS.get(name.lower())
        if month is None:
            return None
        at = datetime(
            int(year), month, int(day), int(hour), int(minute), int(second or 0),
            tzinfo=zone_of(offset, zone),
        )  # fmt: skip
        return Moment(
            at=at.astimezone(UTC), precision=Precision.SECOND, rule="rfc822", zoned=bool(offset)
        )
    return _odd_rfc(text, zone) if _RFC.match(text) else None


def _odd_rfc(text: str, zone: Zone) -> Moment | None:
    """Read the rarer spellings: named zones, long names of days and months."""
    fields = parsedate_tz(text)
    if fields is None:
        return None
    zoned = fields[9] is not None and bool(re.search(r"(?:[+-]\d{4}|[A-Z]{1,5})\s*$", text))
    tz = timezone(timedelta(seconds=fields[9] or 0)) if zoned else zone
    at = datetime(*fields[:6], tzinfo=tz)
    return Moment(at=at.astimezone(UTC), precision=Precision.SECOND, rule="rfc822", zoned=zoned)


def _ctime(text: str, zone: Zone) -> Moment | None:
    found = _CTIME.match(text)
    if found is None:
        return None
    name, day, hour, minute, second, offset, year = found.groups()
    month = MONTHS.get(name.lower())
    if month is None:
        return None
    numbers = (int(year), month, int(day), int(hour), int(minute), int(second))
    at = datetime(*numbers, tzinfo=zone_of(offset, zone))
    return Moment(
        at=at.astimezone(UTC), precision=Precision.SECOND, rule="ctime", zoned=bool(offset)
    )


def epoch(digits: str) -> Moment | None:
    if not digits.isdigit() or len(digits) not in (10, 13):
        return None
    at = datetime.fromtimestamp(int(digits[:10]), UTC)
    if at < EARLIEST:
        return None
    return Moment(at=at, precision=Precision.SECOND, rule="epoch", zoned=True)
