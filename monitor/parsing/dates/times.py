"""The time of day as people and programs write it: 16:40, 下午4点半, PM 04:40:05, 4:40 下午."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta

from monitor.model import Precision
from monitor.parsing.dates.moment import Moment, OtherForm, at_clock, whole_day
from monitor.parsing.dates.numerals import WORD, number
from monitor.parsing.dates.zones import StatedZone, Zone, stated_in

_MORNING = "凌晨|清晨|清早|早晨|早上|上午|早|晨"
_NIGHT = "午夜|半夜|深夜|夜里|夜间|夜晚|晚间|晚上|夜|晚"
HALVES = rf"(?:{_MORNING}|中午|下午|午后|傍晚|{_NIGHT}|[AP]\.?M\b\.?)"
_NUMBER = rf"(?:{WORD}|[〇零两])"
CLOCK = (
    rf"(?:(?P<half>{HALVES})?\s*(?P<hour>{_NUMBER})\s*(?:"
    rf"[:时点]\s*(?P<minute>{_NUMBER})"
    rf"(?:\s*[:分]\s*(?P<second>{_NUMBER})(?:[.,]\d{{1,9}})?\s*秒?|\s*分)?"
    r"|[时点]\s*(?P<sharp>整|半|一刻|三刻)?"
    r"|(?=\s*[AP]\.?M\b))"
    rf"\s*(?P<half2>{HALVES})?|(?P<alone>{HALVES}))"
)
DOTTED = (  # as one database prints it
    r"(?P<hour>\d\d)\.(?P<minute>\d\d)(?:\.(?P<second>\d\d)(?:\.\d{1,9})?)?"
    rf"\s*(?P<half2>{HALVES})?"
)
SHARP = {"半": 30, "一刻": 15, "三刻": 45}


def moment_of(parts: Mapping[str, str | None], on: date, zone: Zone, rule: str) -> Moment:
    """Return the moment of day *on* at the time in *parts*, the whole day where there is none.

    ``rest``, what follows the time, must be a zone and nothing else.
    """
    zone_text = parts.get("rest") or ""
    if parts.get("hour") is None:
        if zone_text.strip():
            raise OtherForm(zone_text)
        return whole_day(on, zone, rule)
    stated = stated_in(zone_text, zone) if zone_text else StatedZone(zone)
    if stated is None:
        raise OtherForm(zone_text)
    of_day, precision = _of_day(parts)
    if of_day is None:
        on, of_day = on + timedelta(days=1), time()
    return at_clock(on, of_day, stated, precision, rule)


def _of_day(parts: Mapping[str, str | None]) -> tuple[time | None, Precision]:
    """Return the time of day, None for midnight at the end of the day, and how exact it is."""
    sharp, minute, second = parts.get("sharp"), parts.get("minute"), parts.get("second")
    minutes = SHARP.get(sharp or "", int(number(minute)) if minute else 0)
    seconds = int(number(second)) if second else 0
    half = (parts.get("half") or parts.get("half2") or "").upper().replace(".", "")
    hour = _hour(int(number(parts["hour"] or "")), half, machine=bool(second))
    if second:
        precision = Precision.SECOND
    else:
        precision = Precision.MINUTE if minute or sharp else Precision.HOUR
    if hour == 24:
        if minutes or seconds:
            raise ValueError("after the end of the day")
        return None, precision
    return time(hour, minutes, seconds), precision


def _hour(hour: int, half: str, *, machine: bool) -> int:
    """Return the hour from 0 to 24; raises ValueError where the words are ambiguous.

    *machine*: to the second, as programs print it: their 上午12 is midnight.
    """
    if not half or hour > 24:
        return hour
    if half in ("PM", "下午", "午后", "傍晚"):
        return hour + 12 if hour < 12 else hour
    if half == "中午":
        return _hour_within(hour + 12 if hour < 3 else hour, 11, 14)
    if re.fullmatch(_NIGHT, half):
        return _hour_within(hour + 12 if hour <= 12 else hour, 18, 24)
    if hour == 12 and (half in ("AM", "凌晨") or (machine and half == "上午")):
        return 0
    return _hour_within(hour, 0, 11)


def _hour_within(hour: int, first: int, last: int) -> int:
    if not first <= hour <= last:
        raise ValueError(f"{hour} at that time of day")
    return hour
