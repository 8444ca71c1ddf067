"""Chinese dates and platform clocks: read a text as a moment, or refuse.

A moment is the *latest* one that the text allows, so that doubt goes to the account: a bare
date is the last second of its day, ``3天前`` the end of that day. Nothing is guessed: what fits
no form below, names no possible day, or leaves a part unread is refused with None.
"""

from dataclasses import replace
from datetime import datetime

from monitor.model import Precision, clock
from monitor.parsing.dates.ids import cross_check, douyin_aweme_at, toutiao_group_at, weibo_mid_at
from monitor.parsing.dates.moment import EARLIEST, Moment, OtherForm, Zone
from monitor.parsing.dates.standard import epoch, standard

__all__ = [
    "Moment",
    "Zone",
    "cross_check",
    "day_or_minute",
    "douyin_aweme_at",
    "fault",
    "read",
    "shown",
    "toutiao_group_at",
    "weibo_mid_at",
]

LONGEST = 120  # characters of a text that is a date and the words around it
RAW = 600  # and with its markup and entities


def read(
    text: str | int,
    seen_at: datetime,
    *,
    zone: Zone = clock.BEIJING,
    bounded: bool = False,
    typed: bool = False,
) -> Moment | None:
    """Return the moment *text* names, seen at *seen_at*, zone-less text taken in *zone*.

    None where the text names none: no date, an impossible one, or one of several meanings.
    *bounded*: accept a moment of which only the bounds are known. *typed*: a person wrote the
    text as a date, so that ``11.26`` is a date and no price.
    """
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, int):
        return epoch(str(text))
    moment = _read(text.strip(), seen_at, zone, typed=typed) if len(text) <= RAW else None
    return None if moment is not None and moment.bounds and not bounded else moment


def fault(moment: Moment, seen_at: datetime) -> str:
    """Return why *moment* can be no publication time seen at *seen_at*, empty where it can."""
    at = moment.bounds[0] if moment.bounds else moment.at
    if at < EARLIEST:
        return f"时间 {clock.show(moment.at)} 早得不合理，不予采信"
    ahead = at > seen_at + clock.CLOCK_SKEW
    if moment.precision in (Precision.DAY, Precision.WEEK, Precision.MONTH):
        ahead = clock.day(at) > clock.day(seen_at + clock.CLOCK_SKEW)
    return f"时间 {clock.show(moment.at)} 在将来，不予采信" if ahead else ""


def shown(at: datetime, precision: Precision) -> str:
    """Return a moment for staff, no finer than its precision: an hour, or only the day."""
    if precision in (Precision.SECOND, Precision.MINUTE):
        return clock.show(at)
    local = clock.beijing(at)
    return (
        f"{local:%Y-%m-%d} {local.hour}时" if precision is Precision.HOUR else f"{local:%Y-%m-%d}"
    )


def day_or_minute(at: datetime) -> str:
    """Return a moment for staff whose precision is not told: the end of a day means the day."""
    whole = at == clock.day_end(clock.day(at))
    return shown(at, Precision.DAY if whole else Precision.MINUTE)


def _read(text: str, seen_at: datetime, zone: Zone, *, typed: bool) -> Moment | None:
    exact = standard(text, zone)
    if exact is not None or not text:
        return exact
    # many patterns to compile, and few texts need them
    from monitor.parsing.dates import folding, wrapping

    folded = folding.folded(text)
    if len(folded) > LONGEST:
        return None
    beijing = wrapping.BEIJING_TIME.match(folded)
    if beijing:
        folded = folded[beijing.end() :]
    zone = clock.BEIJING if beijing else zone
    here = seen_at.astimezone(zone)
    for candidate in wrapping.candidates(folded):
        exact = standard(candidate, zone)
        try:
            moment = exact or _in_words(candidate, here, typed=typed)
        except (ValueError, OverflowError, KeyError):
            return None  # the form is right, the day impossible
        if moment is not None:
            return replace(moment, zoned=True) if beijing else moment
    return None


def _in_words(text: str, here: datetime, *, typed: bool) -> Moment | None:
    from monitor.parsing.dates import english, printed, spoken

    rules = (*spoken.RULES, *printed.RULES, *english.RULES, *(spoken.TYPED if typed else ()))
    for pattern, rule, make in rules:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        try:
            return make(match, here, rule)
        except OtherForm:
            continue
    return None
