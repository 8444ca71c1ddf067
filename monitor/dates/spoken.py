"""Dates written for people: each form gets the match, the reader's local moment, its name."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from monitor import clock
from monitor.dates.moment import Moment, Zone, whole_day, zone_of
from monitor.dates.standard import MONTHS
from monitor.model import Precision

DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
NUMBER = r"(?:\d{1,4}|[〇○零一二两三四五六七八九十]{1,3}|半)"
WORD = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
HALVES = r"(?:凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|夜间|早|晚|AM|PM)"
CLOCK = (
    rf"(?:(?P<half>{HALVES})?\s*(?P<hour>\d{{1,2}})\s*"
    r"(?:[:时点]\s*(?P<minute>\d{1,2})(?:\s*[:分]\s*(?P<second>\d{1,2})(?:\.\d{1,9})?\s*秒?|\s*分)?"
    r"|[时点](?P<sharp>整|半)?)\s*(?P<half2>AM|PM)?)"
)
WEEKDAY = r"(?:\s*[(]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)]?)?"
OFFSET = r"(?:\s*(?P<offset>Z|UTC|GMT|[+-]\d\d:?\d\d))?"
DAYS = {"今": 0, "昨": 1, "前": 2, "大前": 3}
WEEKDAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
UNITS = (
    (r"秒钟?", "seconds", Precision.SECOND),
    (r"分钟?", "minutes", Precision.MINUTE),
    (r"个?小时|个?钟头", "hours", Precision.HOUR),
    (r"天|日", "days", Precision.DAY),
    (r"个?星期|周", "weeks", Precision.WEEK),
)


def _now(found: re.Match[str], here: datetime, rule: str) -> Moment:
    return Moment(at=here.astimezone(UTC), precision=Precision.MINUTE, rule=rule)


def _ago(found: re.Match[str], here: datetime, rule: str) -> Moment:
    span = timedelta()
    precision: Precision | None = None
    for pattern, name, grain in UNITS:
        for part in re.finditer(rf"(?P<n>{NUMBER})\s*(?:{pattern})(?P<more>半)?", found["spans"]):
            number = _number(part["n"]) + (0.5 if part["more"] else 0)
            span += timedelta(**{name: number})
            precision = precision or grain  # the finest unit named
    at = here - span
    if precision in (Precision.DAY, Precision.WEEK):
        return whole_day(at.date(), _tz(here), rule, precision)
    return Moment(at=at.astimezone(UTC), precision=precision or Precision.SECOND, rule=rule)


def _months_ago(found: re.Match[str], here: datetime, rule: str) -> Moment:
    number = _number(found["n"]) * (12 if found["unit"] == "年" else 1)
    if number != int(number):
        return whole_day(
            (here - timedelta(days=number * 30)).date(), _tz(here), rule, Precision.MONTH
        )
    year, month = divmod(here.year * 12 + here.month - 1 - int(number), 12)
    for day in (here.day, 30, 29, 28):
        try:
            on = date(year, month + 1, day)
        except ValueError:
            continue
        return whole_day(on, _tz(here), rule, Precision.MONTH)
    raise ValueError(found.string)


def _named_day(found: re.Match[str], here: datetime, rule: str) -> Moment:
    on = here.date() - timedelta(days=DAYS[found["day"]])
    return _at(found, on, _tz(here), rule)


def _weekday(found: re.Match[str], here: datetime, rule: str) -> Moment:
    weeks = {"上": 7, "上上": 14}.get(found["weeks"] or "", 0)
    monday = here.date() - timedelta(days=here.weekday() + weeks)
    on = monday + timedelta(days=WEEKDAYS[found["weekday"]])
    if on > here.date():
        on -= timedelta(days=7)
    return _at(found, on, _tz(here), rule)


def _full(found: re.Match[str], here: datetime, rule: str) -> Moment:
    on = date(_year(found["year"]), int(_number(found["month"])), int(_number(found["date"])))
    return _at(found, on, _tz(here), rule)


def _this_or_last_year(found: re.Match[str], here: datetime, rule: str) -> Moment:
    year = here.year - {"今年": 0, "去年": 1, "前年": 2}[found["relative"]]
    on = date(year, int(_number(found["month"])), int(_number(found["date"])))
    return _at(found, on, _tz(here), rule)


def _month_day(found: re.Match[str], here: datetime, rule: str) -> Moment:
    """The latest such day that is not in the future (but for a day of clock difference)."""
    month, day = int(_number(found["month"])), int(_number(found["date"]))
    for year in range(here.year + 1, here.year - 9, -1):
        try:
            on = date(year, month, day)
        except ValueError:  # the 29th of February of a common year
            continue
        if on <= here.date() + timedelta(days=1) and (on.year == here.year or on <= here.date()):
            return _at(found, on, _tz(here), rule)
    raise ValueError(found.string)


def _english(found: re.Match[str], here: datetime, rule: str) -> Moment:
    on = date(int(found["year"]), MONTHS[found["name"].lower()[:3]], int(found["date"]))
    return _at(found, on, _tz(here), rule)


def _time_of_day(found: re.Match[str], here: datetime, rule: str) -> Moment:
    moment = _at(found, here.date(), _tz(here), rule)
    if moment.at > here.astimezone(UTC) + clock.CLOCK_SKEW:
        return _at(found, here.date() - timedelta(days=1), _tz(here), rule)
    return moment


def _at(found: re.Match[str], on: date, zone: Zone, rule: str) -> Moment:
    parts = found.groupdict()
    offset = parts.get("offset")
    if parts.get("hour") is None:
        return whole_day(on, zone, rule)
    hour = int(parts["hour"])
    minute = 30 if parts.get("sharp") == "半" else int(parts["minute"] or 0)
    second = int(parts["second"] or 0)
    half = (parts.get("half") or parts.get("half2") or parts.get("mood") or "").upper()
    hour = _hour(hour, half)
    if hour == 24:
        on, hour = on + timedelta(days=1), 0
    at = datetime.combine(on, time(hour, minute, second), zone_of(offset, zone))
    if parts["second"]:
        precision = Precision.SECOND
    elif parts["minute"] or parts.get("sharp"):
        precision = Precision.MINUTE
    else:
        precision = Precision.HOUR
    return Moment(at=at.astimezone(UTC), precision=precision, rule=rule, zoned=bool(offset))


def _hour(hour: int, half: str) -> int:
    if half in ("下午", "傍晚", "晚上", "晚", "夜里", "夜间", "PM") and hour < 12:
        return hour + 12
    if half == "中午" and hour < 3:
        return hour + 12
    if half in ("凌晨", "AM") and hour == 12:
        return 0
    return hour


def _number(text: str) -> float:
    if text == "半":
        return 0.5
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)
    return int("".join(str(DIGITS[c]) for c in text))


def _year(text: str) -> int:
    number = int(_number(text))
    return number if number > 99 else 2000 + number


def _tz(here: datetime) -> Zone:
    zone = here.tzinfo
    return zone if isinstance(zone, ZoneInfo | timezone) else clock.BEIJING


Rule = Callable[[re.Match[str], datetime, str], Moment]
_SPAN = rf"{NUMBER}\s*(?:{'|'.join(pattern for pattern, _, _ in UNITS)})半?"
_Y4 = r"(?P<year>\d{4}|[〇○零一二三四五六七八九]{4})"
_MD = rf"(?P<month>{WORD})\s*月\s*(?P<date>{WORD})\s*[日号]?"
_TEXTS: tuple[tuple[str, str, Rule], ...] = (
    (r"(?:刚刚|刚才|片刻前|几秒前|just now)", "now", _now),
    (rf"(?:大?约\s*)?(?P<spans>(?:{_SPAN}\s*){{1,3}})\s*(?:之前|以前|前)", "ago", _ago),
    (rf"(?P<n>{NUMBER})\s*(?P<unit>个月|月|年)(?:之前|以前|前)", "months-ago", _months_ago),
    (rf"(?P<day>大前|今|昨|前)[天日]?(?P<mood>早|晚)?(?:上)?\s*{CLOCK}?", "named-day", _named_day),
    (rf"(?P<weeks>上上|上|本|这)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\s*{CLOCK}?",
     "weekday", _weekday),
    (rf"{_Y4}\s*年\s*{_MD}{WEEKDAY}\s*{CLOCK}?{OFFSET}", "chinese-date", _full),
    (rf"(?P<year>\d{{4}})\s*(?P<sep>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=sep)\s*(?P<date>\d{{1,2}})"
     rf"{WEEKDAY}[T\s]*{CLOCK}?{OFFSET}", "full-date", _full),
    (r"(?P<year>20[0-3]\d)(?P<month>\d\d)(?P<date>\d\d)", "compact-date", _full),
    (rf"(?P<relative>去年|今年|前年)\s*{_MD}\s*{CLOCK}?", "relative-year", _this_or_last_year),
    (rf"(?P<year>2\d)(?:年\s*{_MD})\s*{CLOCK}?", "short-year", _full),
    (rf"(?P<year>2\d)-(?P<month>[01]\d)-(?P<date>[0-3]\d)(?:\s+{CLOCK})?", "short-year", _full),
    (rf"{_MD}{WEEKDAY}\s*{CLOCK}?", "month-day", _month_day),
    (rf"(?P<month>\d{{1,2}})[-/](?P<date>\d{{1,2}})(?:\s+{CLOCK})?", "month-day", _month_day),
    (rf"{MONTH}\s+(?P<date>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?:,?\s+{CLOCK})?",
     "english", _english),
    (rf"(?P<date>\d{{1,2}})(?:st|nd|rd|th)?\s+{MONTH},?\s+(?P<year>\d{{4}})(?:,?\s+{CLOCK})?",
     "english", _english),
    (CLOCK, "time-of-day", _time_of_day),
)  # fmt: skip
RULES = tuple((re.compile(f"^{text}$", re.IGNORECASE), name, rule) for text, name, rule in _TEXTS)
