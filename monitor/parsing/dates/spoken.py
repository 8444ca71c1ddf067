"""Dates written for people in Chinese: each form gets the match, the reader's moment, its name."""

import re
from datetime import UTC, date, datetime, timedelta

from monitor.model import Precision, clock
from monitor.parsing.dates.moment import Moment, local_zone, whole_day
from monitor.parsing.dates.numerals import NUMBER, WORD, YEAR, number, year
from monitor.parsing.dates.printed import WEEKDAY, Rule, latest_of
from monitor.parsing.dates.times import CLOCK, HALVES, moment_of

DAYS = {"今": 0, "昨": 1, "前": 2, "大前": 3}
WEEKDAYS = {c: i for i, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
UNITS = (
    (r"秒钟?", "seconds", Precision.SECOND),
    (r"分钟?", "minutes", Precision.MINUTE),
    (r"小时|钟头", "hours", Precision.HOUR),
    (r"天", "days", Precision.DAY),  # 11日前 may be before the 11th
    (r"星期|周|礼拜", "weeks", Precision.WEEK),
)
_UNIT = "|".join(pattern for pattern, _, _ in UNITS)
SPAN = re.compile(rf"(?P<n>{NUMBER})\s*(?P<half>个半|半)?个?\s*(?P<unit>{_UNIT})(?P<more>半)?")


def _now(match: re.Match[str], here: datetime, rule: str) -> Moment:
    return Moment(at=here.astimezone(UTC), precision=Precision.MINUTE, rule=rule)


def _ago(match: re.Match[str], here: datetime, rule: str) -> Moment:
    span = timedelta()
    units = []
    for part in SPAN.finditer(match["spans"]):
        count = number(part["n"]) + (0.5 if part["half"] or part["more"] else 0)
        unit = next(i for i, (form, _, _) in enumerate(UNITS) if re.fullmatch(form, part["unit"]))
        span += timedelta(**{UNITS[unit][1]: count})
        units.append(unit)
    if units != sorted(set(units), reverse=True):
        raise ValueError("units out of order")
    return before(here, span, UNITS[min(units)][2], rule)


def before(here: datetime, span: timedelta, precision: Precision, rule: str) -> Moment:
    """Return the moment *span* before *here*: of whole days, the end of that day."""
    at = here - span
    if precision in (Precision.DAY, Precision.WEEK):
        return whole_day(at.date(), local_zone(here, clock.BEIJING), rule, precision)
    return Moment(at=at.astimezone(UTC), precision=precision, rule=rule)


def _months_ago(match: re.Match[str], here: datetime, rule: str) -> Moment:
    count = number(match["n"]) + (0.5 if match["half"] else 0)
    return months_before(here, count * (12 if match["unit"] == "年" else 1), rule)


def months_before(here: datetime, months: float, rule: str) -> Moment:
    """Return the end of the same day *months* earlier, or of that month's last day."""
    zone = local_zone(here, clock.BEIJING)
    if months != int(months):
        on = (here - timedelta(days=months * 30)).date()
        return whole_day(on, zone, rule, Precision.MONTH)
    year, month = divmod(here.year * 12 + here.month - 1 - int(months), 12)
    for day in (here.day, 30, 29, 28):
        try:
            on = date(year, month + 1, day)
        except ValueError:
            continue
        return whole_day(on, zone, rule, Precision.MONTH)
    raise ValueError(f"{months} months ago")


def _named_day(match: re.Match[str], here: datetime, rule: str) -> Moment:
    on = here.date() - timedelta(days=DAYS[match["day"]])
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _weekday(match: re.Match[str], here: datetime, rule: str) -> Moment:
    weeks = {"上": 7, "上上": 14}.get(match["weeks"] or "", 0)
    monday = here.date() - timedelta(days=here.weekday() + weeks)
    on = monday + timedelta(days=WEEKDAYS[match["weekday"]])
    if on > here.date():
        on -= timedelta(days=7)
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _full(match: re.Match[str], here: datetime, rule: str) -> Moment:
    on = date(year(match["year"]), int(number(match["month"])), int(number(match["date"])))
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _this_or_last_year(match: re.Match[str], here: datetime, rule: str) -> Moment:
    of = here.year - {"今年": 0, "去年": 1, "前年": 2}[match["relative"]]
    on = date(of, int(number(match["month"])), int(number(match["date"])))
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _month_day(match: re.Match[str], here: datetime, rule: str) -> Moment:
    on = latest_of(int(number(match["month"])), int(number(match["date"])), here.date())
    return moment_of(match.groupdict(), on, local_zone(here, clock.BEIJING), rule)


def _time_of_day(match: re.Match[str], here: datetime, rule: str) -> Moment:
    zone = local_zone(here, clock.BEIJING)
    moment = moment_of(match.groupdict(), here.date(), zone, rule)
    if moment.at > here.astimezone(UTC) + clock.CLOCK_SKEW:
        return moment_of(match.groupdict(), here.date() - timedelta(days=1), zone, rule)
    return moment


_SPAN = rf"{NUMBER}\s*(?:个半|半)?个?\s*(?:{_UNIT})半?"
_AGO = r"(?:之前|以前|前)"
_ABOUT = r"(?:大?约\s*)?"
# A day in Chinese numbers wants its 日: 十一月廿七 is how the lunar calendar is written.
_MD = rf"(?P<month>{WORD})\s*月\s*(?P<date>(?:{WORD})(?=\s*[日号])|\d{{1,2}}(?!\d))\s*[日号]?"
_W = rf"(?:\s*,?\s*[(]?\s*{WEEKDAY}\s*[)]?,?)?"
_T = rf"(?:[T\s,]*{CLOCK})?"
_GLUED = r"(?:\d\d(?=\d\d:)|\d{1,2}(?!\d))"  # 2026-11-216:40 may be two dates
_TEXTS: tuple[tuple[str, str, Rule], ...] = (
    (r"(?:刚刚|刚才|刚|片刻前|几秒钟?前|just now)", "now", _now),
    (rf"{_ABOUT}(?P<spans>(?:{_SPAN}\s*){{1,3}})\s*{_AGO}", "ago", _ago),
    # 10月前 may be before October
    (rf"{_ABOUT}(?P<n>{NUMBER})\s*个(?P<half>半)?(?P<unit>月){_AGO}", "months-ago", _months_ago),
    (rf"{_ABOUT}(?P<n>{NUMBER})\s*(?P<unit>年)(?P<half>半)?{_AGO}", "months-ago", _months_ago),
    (rf"(?P<day>大前|今|昨|前)(?:[天日]|(?=[早晚夜晨]))\s*(?:{CLOCK})?", "named-day", _named_day),
    (rf"(?P<weeks>上上|上|本|这)?(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\s*(?:{CLOCK})?",
     "weekday", _weekday),
    (rf"(?:{WEEKDAY}\s*,?\s*)?(?P<year>{YEAR})\s*年\s*{_MD}{_W}{_T}{_W}(?P<rest>.*)",
     "chinese-date", _full),
    (rf"(?:{WEEKDAY}\s*,?\s*)?(?P<year>\d{{4}})\s*(?P<sep>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=sep)\s*"
     rf"(?P<date>{_GLUED})\s*日?{_W}{_T}{_W}(?P<rest>.*)", "full-date", _full),
    (rf"(?P<relative>去年|今年|前年)\s*{_MD}{_W}{_T}", "relative-year", _this_or_last_year),
    (rf"(?P<year>2\d)年\s*{_MD}{_W}{_T}(?P<rest>.*)", "short-year", _full),
    (rf"(?P<year>2\d)-(?P<month>[01]?\d)-(?P<date>[0-3]?\d)(?!\d)(?:\s+{CLOCK})?(?P<rest>.*)",
     "short-year", _full),
    (rf"{_MD}{_W}{_T}", "month-day", _month_day),
    # 3-2 alone is as likely a score
    (rf"(?=\d\d|\d[-/]\d\d|.*:)(?P<month>\d{{1,2}})[-/](?P<date>\d{{1,2}}){_W}(?:\s+{CLOCK})?",
     "month-day", _month_day),
    # 16:40 alone is as likely the length of a video as the time of today, 上午 a part of any day
    (rf"(?=.*{HALVES})(?!{HALVES}$){CLOCK}", "time-of-day", _time_of_day),
)  # fmt: skip
RULES = tuple((re.compile(text, re.IGNORECASE), name, rule) for text, name, rule in _TEXTS)
# A version or a price, unless somebody wrote it as a date.
TYPED: tuple[tuple[re.Pattern[str], str, Rule], ...] = (
    (
        re.compile(
            rf"(?P<month>0?[1-9]|1[0-2])\.(?P<date>[0-3]?\d){_W}(?:\s+{CLOCK})?", re.IGNORECASE
        ),
        "month-day",
        _month_day,
    ),
)
