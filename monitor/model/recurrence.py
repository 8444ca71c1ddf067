"""When scheduled things are due, as staff write it. Pure.

Rules: ``每天 08:30``, ``工作日 08:30``, ``每周四 09:00``, ``每月15日 09:00``,
``每月最后工作日 16:00``, ``每季度最后工作日 16:00``, ``每月2次``, and cron's five fields with
cron's weekdays (0 and 7 are Sunday). All times are Beijing's. The moments that follow from a rule
are given by the scheduler's triggers (``monitor.app.triggers``).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from monitor.model.errors import ConfigError

FORMS = (
    "每天 08:30、工作日 08:30、每周四 09:00、每月15日 09:00、每月最后工作日 16:00、"
    "每季度最后工作日 16:00、每月2次，或五段 cron 写法"
)
WEEKDAYS = {word: n for n, word in enumerate("一二三四五六日")} | {"天": 6}
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WIDE = str.maketrans("０１２３４５６７８９：　", "0123456789: ")
MOST_TIMES = 10  # random checks a month


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """*text*: as it is shown. *at*: the time of day. *number*: the weekday, the day or how many.

    *cron*: the minutes, hours, days, months and weekdays that the five fields name.
    """

    text: str
    kind: str
    at: time = time()
    number: int = 0
    cron: tuple[frozenset[int], ...] = ()


def parse(text: str) -> Recurrence:
    """Return the rule that *text* says; raises ConfigError with the forms that are read."""
    folded = " ".join(text.translate(WIDE).split()).lower()
    for pattern, make in PATTERNS.items():
        match = re.fullmatch(pattern, folded)
        if match is not None:
            try:
                return make(match)
            except ValueError:
                break
    raise ConfigError(f"看不懂时间“{text}”，可以写成：{FORMS}")


def _field(text: str, low: int, high: int) -> frozenset[int]:
    """Read one of cron's fields: lists, ranges, steps, ``*``."""
    values: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"(\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?", part)
        if match is None:
            raise ValueError(part)
        start = low if match[1] == "*" else int(match[2])
        single = match[1] != "*" and match[3] is None and match[4] is None
        end = high if match[1] == "*" or (match[3] is None and not single) else start
        end = int(match[3]) if match[3] is not None else end
        step = int(match[4] or 1)
        if not low <= start <= end <= high or step < 1:
            raise ValueError(part)
        values |= set(range(start, end + 1, step))
    return frozenset(values)


def _cron(match: re.Match[str]) -> Recurrence:
    fields = match[0].split()
    limits = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
    read = [_field(text, *limit) for text, limit in zip(fields, limits, strict=True)]
    weekdays = frozenset(number % 7 for number in read[4])
    return Recurrence(text=match[0], kind="cron", cron=(*read[:4], weekdays))


def _timed(kind: str, title: str, match: re.Match[str], number: int = 0) -> Recurrence:
    at = time(int(match["hour"]), int(match["minute"]))
    return Recurrence(text=f"{title} {at:%H:%M}", kind=kind, at=at, number=number)


def _weekly(match: re.Match[str]) -> Recurrence:
    word = match["day"]
    if word in ENGLISH:
        number = ENGLISH.index(word)
    elif word in WEEKDAYS:
        number = WEEKDAYS[word]
    else:
        number = int(word) - 1
    return _timed("weekly", f"每周{'一二三四五六日'[number]}", match, number)


def _month_day(match: re.Match[str]) -> Recurrence:
    number = int(match["day"])
    if not 1 <= number <= 31:
        raise ValueError(number)
    return _timed("month_day", f"每月{number}日", match, number)


def _random(match: re.Match[str]) -> Recurrence:
    number = int(match["number"])
    if not 1 <= number <= MOST_TIMES:
        raise ValueError(number)
    return Recurrence(text=f"每月{number}次", kind="random", number=number)


AT = r" ?(?P<hour>\d{1,2}):(?P<minute>\d\d)"
PATTERNS: dict[str, Callable[[re.Match[str]], Recurrence]] = {
    rf"(?:每天|每日|daily){AT}": lambda match: _timed("daily", "每天", match),
    rf"(?:每个)?(?:工作日|workday){AT}": lambda match: _timed("workday", "工作日", match),
    rf"每(?:周|星期)(?P<day>[一二三四五六日天1-7]){AT}": _weekly,
    rf"(?P<day>{'|'.join(ENGLISH)}){AT}": _weekly,
    rf"(?:每月最后(?:一个)?工作日|last-workday){AT}": lambda match: _timed(
        "month_end", "每月最后工作日", match
    ),
    rf"(?:每季度?最后(?:一个)?工作日|quarter-last-workday){AT}": lambda match: _timed(
        "quarter_end", "每季度最后工作日", match
    ),
    rf"(?:每月|monthly-)(?P<day>\d{{1,2}})(?:日|号)?{AT}": _month_day,
    r"(?:每月|random )(?P<number>\d{1,2})次?": _random,
    r"\S+ \S+ \S+ \S+ \S+": _cron,
}
