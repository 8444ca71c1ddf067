"""Zones as dates name them: offsets, the names that servers write, names that nobody knows.

A name is believed only where it can mean one thing. CST is China's, unless the source stands
west of Greenwich; IST and BST are three countries' each, and stay unknown.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

Zone = ZoneInfo | timezone
FARTHEST = timedelta(hours=14)  # no zone of the earth lies farther from UTC

HOURS: dict[str, float] = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0,
    "BJT": 8, "HKT": 8, "SGT": 8, "MYT": 8, "AWST": 8, "PRC": 8, "JST": 9, "KST": 9,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
    "CET": 1, "MET": 1, "MEZ": 1, "WEST": 1, "CEST": 2, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "ICT": 7, "WIB": 7, "ACST": 9.5, "AEST": 10, "AEDT": 11, "ACDT": 10.5, "NZST": 12, "NZDT": 13,
    "CHINA STANDARD TIME": 8, "CHINA TIME": 8, "BEIJING TIME": 8, "HONG KONG STANDARD TIME": 8,
    "TAIPEI STANDARD TIME": 8, "中国标准时间": 8, "北京时间": 8, "中国时间": 8, "北京": 8,
    "香港标准时间": 8, "香港时间": 8, "台北标准时间": 8, "台北时间": 8,
    "JAPAN STANDARD TIME": 9, "EASTERN STANDARD TIME": -5, "EASTERN DAYLIGHT TIME": -4,
    "PACIFIC STANDARD TIME": -8, "PACIFIC DAYLIGHT TIME": -7, "CENTRAL DAYLIGHT TIME": -5,
    "COORDINATED UNIVERSAL TIME": 0, "GREENWICH MEAN TIME": 0,
    "协调世界时": 0, "世界标准时间": 0, "格林尼治标准时间": 0,
}  # fmt: skip
CENTRAL = timezone(timedelta(hours=-6))
CHINA = timezone(timedelta(hours=8))
NO_ZONES = frozenset({"AM", "PM", "AD", "BC"})
FROM_UTC = frozenset({"UTC", "GMT", "UT"})  # an offset behind them counts from them

_REST = re.compile(
    r"(?P<name>[A-Za-z]{1,5}(?![A-Za-z/_])|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+\-0-9]+){1,2}"
    r"|[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}|[\u4e00-\u9fff]{2,8})?"
    r"\s*(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?\s*(?P<more>[A-Z]{2,5})?"
    r"\s*(?:\((?P<comment>[^()\d:]{1,60}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?)\)"
    r"|\[(?P<id>[A-Za-z_]{1,20}(?:/[A-Za-z_+\-0-9]{1,30}){0,2})\])?"
)
_OFFSET = re.compile(r"(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedZone:
    """The zone a text stands in: whether it names one (*zoned*), and one that we know."""

    zone: Zone
    zoned: bool = False
    is_known: bool = True


@lru_cache(maxsize=256)
def stated_in(zone_text: str, zone: Zone) -> StatedZone | None:
    """Return the zone that *zone_text*, all that follows a time, names; None where it names none.

    *zone* is that of the source: the answer where *zone_text* is empty.
    """
    match = _REST.fullmatch(zone_text.strip())
    if match is None:
        return None
    if match["offset"]:
        return _by_offset(match, zone)
    names = [name for name in (match["name"], match["more"]) if name]
    inside = match["id"] or match["comment"]
    if not names and inside and _OFFSET.fullmatch(inside):
        return _stated(offset_of(inside))
    if len(names) > 1 or (inside and names and not _agree(names[0], inside, zone)):
        return None
    return _named(names[0] if names else inside, zone)


def offset_of(text: str) -> timezone | None:
    """Return the zone of an offset such as ``+08:00``, ``-5`` or ``UTC+8``."""
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[3] or 0)
    span = timedelta(hours=int(match[2]), minutes=minutes)
    if span > FARTHEST or minutes >= 60:
        return None
    return timezone(-span if match[1] == "-" else span)


def _by_offset(match: re.Match[str], zone: Zone) -> StatedZone | None:
    """Return the zone of the offset, None where a name beside it disagrees."""
    exact = offset_of(match["offset"])
    name = (match["name"] or "").upper()
    if exact is None or not name or name in FROM_UTC:
        return _stated(exact)
    stated = _named(match["name"], zone)
    return _stated(exact) if stated is not None and _same(stated.zone, exact) else None


def _named(name: str | None, zone: Zone) -> StatedZone | None:
    if not name:
        return StatedZone(zone)
    word = name.upper()
    if word in ("CST", "CENTRAL STANDARD TIME"):
        return StatedZone(CENTRAL if _is_west(zone) else CHINA, zoned=True)
    if word in HOURS:
        return StatedZone(timezone(timedelta(hours=HOURS[word])), zoned=True)
    if "/" in name:
        exact = _by_id(name)
        return (
            StatedZone(exact, zoned=True)
            if exact is not None
            else StatedZone(zone, True, is_known=False)
        )
    if name.isascii() and name.isalpha() and name == word and name not in NO_ZONES:
        return StatedZone(zone, zoned=True, is_known=False)
    return None


def _by_id(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def _is_west(zone: Zone) -> bool:
    """Say whether a source stands where CST is the American one."""
    if isinstance(zone, ZoneInfo):
        return str(zone.key).startswith(("America/", "US/", "Canada/"))
    return zone.utcoffset(None) < timedelta(0)


def _agree(name: str, inside: str, zone: Zone) -> bool:
    first, second = _named(name, zone), _named(inside, zone)
    if first is None or second is None or not (first.is_known and second.is_known):
        return False
    return _same(first.zone, second.zone)


def _same(first: Zone, second: Zone) -> bool:
    """Say whether two zones agree in winter or in summer: a name tells no more."""
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7)]
    return any(
        first.utcoffset(d.astimezone(first)) == second.utcoffset(d.astimezone(second)) for d in days
    )


def _stated(exact: timezone | None) -> StatedZone | None:
    return None if exact is None else StatedZone(exact, zoned=True)
