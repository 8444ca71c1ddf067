"""The periods that reports are made for: a quarter, a month, a year, in natural days of Beijing."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from monitor.model import clock
from monitor.model.errors import ConfigError

ORDINALS = ("一", "二", "三", "四")


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


FORMS = {  # what is typed for a period, and how it is shown to whoever typed something else
    Span.QUARTER: (
        r"(20\d\d)(?:Q|年第?(?=[1-4]季))([1-4])(?:季度?)?",
        "2021Q4 或 2021年第四季度",
    ),
    Span.MONTH: (
        r"(20\d\d)(?:-(?=\d\d$)|年(?=\d+月$))(0?[1-9]|1[0-2])月?",
        "2021-12 或 2021年12月",
    ),
    Span.YEAR: (r"(20\d\d)(?:年度?)?()", "2021 或 2021年"),
}
MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """*month*: the first month of the period, 1 to 12."""

    year: int
    month: int
    span: Span

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self._moved(1).first_day - timedelta(days=1)

    @property
    def since(self) -> datetime:
        """Return the first second of the period."""
        return clock.day_start(self.first_day)

    @property
    def until(self) -> datetime:
        """Return the last second of the period."""
        return clock.day_end(self.last_day)

    @property
    def name(self) -> str:
        """Return the name that commands and folders use: ``2021Q4``, ``2021-12``, ``2021``."""
        return {
            Span.QUARTER: f"{self.year}Q{(self.month + 2) // 3}",
            Span.MONTH: f"{self.year}-{self.month:02}",
            Span.YEAR: f"{self.year}",
        }[self.span]

    @property
    def label(self) -> str:
        """Return the name that officials read: ``2021年第四季度``."""
        return {
            Span.QUARTER: f"{self.year}年第{ORDINALS[(self.month - 1) // 3]}季度",
            Span.MONTH: f"{self.year}年{self.month}月",
            Span.YEAR: f"{self.year}年",
        }[self.span]

    @property
    def word(self) -> str:
        """Return what this period is called within its own text: ``本季度``."""
        return {Span.QUARTER: "本季度", Span.MONTH: "本月", Span.YEAR: "本年度"}[self.span]

    @property
    def word_before(self) -> str:
        """Return what the period before is called: ``上季度``."""
        return {Span.QUARTER: "上季度", Span.MONTH: "上月", Span.YEAR: "上年度"}[self.span]

    @property
    def before(self) -> "Period":
        """Return the period just before."""
        return self._moved(-1)

    @property
    def after(self) -> "Period":
        """Return the period that follows."""
        return self._moved(1)

    @property
    def year_before(self) -> "Period":
        """Return the same period of the year before."""
        return Period(year=self.year - 1, month=self.month, span=self.span)

    def months(self, until: date) -> tuple["Period", ...]:
        """Return the months of the period that had begun by *until*."""
        first = (Period(year=self.year, month=self.month + n, span=Span.MONTH)
                 for n in range(MONTHS[self.span]))  # fmt: skip
        return tuple(month for month in first if month.first_day <= until)

    def holds(self, moment: datetime) -> bool:
        """Say whether *moment* lies within the period."""
        since, until = _bounds(self)
        return since <= moment < until

    def _moved(self, by: int) -> "Period":
        months = self.year * 12 + self.month - 1 + by * MONTHS[self.span]
        return Period(year=months // 12, month=months % 12 + 1, span=self.span)


@lru_cache(maxsize=256)  # asked of every post and look
def _bounds(period: Period) -> tuple[datetime, datetime]:
    """Return the first moments of *period* and of the one after it."""
    return period.since, clock.day_start(period.last_day + timedelta(days=1))


def last_whole_month(today: date) -> Period:
    """Return the latest month that is over, or is in its last day."""
    month = Period(year=today.year, month=today.month, span=Span.MONTH)
    return month if today >= month.last_day else month.before


def quarter_of(day: date) -> Period:
    """Return the quarter in which *day* lies."""
    return Period(year=day.year, month=(day.month - 1) // 3 * 3 + 1, span=Span.QUARTER)


def read(text: str, span: Span) -> Period:
    """Return the period that *text* names, ``2021Q4`` or ``2021年第四季度``; raises ConfigError."""
    pattern, example = FORMS[span]
    match = re.fullmatch(pattern, _in_digits(text), re.ASCII)
    if match is None:
        raise ConfigError(f"看不懂期间“{text}”，应写成 {example}")
    number = int(match[2] or 1)
    month = number * 3 - 2 if span is Span.QUARTER else number
    return Period(year=int(match[1]), month=month, span=span)


def read_any(text: str) -> Period:
    """Return the quarter, month or year that *text* names; raises ConfigError."""
    for span in (Span.QUARTER, Span.MONTH, Span.YEAR):
        if re.fullmatch(FORMS[span][0], _in_digits(text), re.ASCII):
            return read(text, span)
    examples = "、".join(FORMS[span][1] for span in (Span.QUARTER, Span.MONTH, Span.YEAR))
    raise ConfigError(f"看不懂期间“{text}”，应写成 {examples}")


def _in_digits(text: str) -> str:
    """Return *text* at half width, without spaces, its Chinese ordinals as digits."""
    flat = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return flat.translate({ord(word): str(number) for number, word in enumerate(ORDINALS, 1)})
