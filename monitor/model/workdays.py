"""Working days of China, make-up days included; the office's own lists override the library's.

The library (chinesecalendar) knows the years whose holidays the State Council has announced,
usually in November of the year before. In others the days off by law are taken as such and Monday
to Friday else; whatever is printed that rests on this carries a caveat.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.model.statutory_holidays import statutory_days

DAY = timedelta(days=1)
HOLIDAY = 3  # days off in a row that make a holiday; two are a weekend
ANNOUNCED = (11, 1)  # from this day on next year's holidays should be known


@dataclass(frozen=True, slots=True, kw_only=True)
class Workdays:
    """*off*, *work*: days that the office itself declares, from accounts.yaml."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Say whether *day* is worked."""
        if day in self.work:
            return True
        if day in self.off:
            return False
        announced = _announced(day)
        if announced is not None:
            return announced
        return day.weekday() < 5 and day not in statutory_days(day.year)

    def knows(self, year: int) -> bool:
        """Say whether the holidays of *year* have been announced."""
        years = {day.year for day in self.off}  # make-up days alone tell of no holiday
        return year in years or _announced(date(year, 7, 1)) is not None

    def caveat(self, since: date, until: date) -> str:
        """Return on what assumption the days from *since* to *until* were counted, mostly empty."""
        unknown = [year for year in range(since.year, until.year + 1) if not self.knows(year)]
        if not unknown:
            return ""
        years = "、".join(f"{year}年" for year in unknown)
        return f"暂按法定节假日推算，未计{years}调休补班"  # true also once they are announced

    def missing_year(self, today: date) -> str:
        """Return what to enter into accounts.yaml, where the year is out of which it is missing."""
        years = [today.year] + [today.year + 1] * ((today.month, today.day) >= ANNOUNCED)
        unknown = "、".join(f"{year}年" for year in years if not self.knows(year))
        return f"尚无{unknown}放假安排，请在 holidays: 中补充" if unknown else ""

    def last_workday(self, year: int, month: int) -> date:
        """Return the last working day of a month."""
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        return next(day for day in _days(first_of_next - DAY, -DAY) if self.is_workday(day))

    def ends_month(self, day: date) -> bool:
        """Say whether *day* is the last working day of its month."""
        return day == self.last_workday(day.year, day.month)

    def next_workday(self, day: date, number: int = 1) -> date:
        """Return the *number*-th working day after *day*."""
        worked = (later for later in _days(day + DAY, DAY) if self.is_workday(later))
        return next(later for count, later in enumerate(worked, 1) if count == number)

    def between(self, since: date, until: date) -> int:
        """Return how many working days follow *since*, up to and with *until*."""
        return sum(self.is_workday(since + n * DAY) for n in range(1, (until - since).days + 1))

    def days_off_ahead(self, day: date, within: int) -> tuple[date, ...]:
        """Return the first holiday that begins within *within* days after *day*."""
        for start in (day + n * DAY for n in range(1, within + 1)):
            if self.is_workday(start) or not self.is_workday(start - DAY):
                continue
            run = tuple(_while_off(self, start))
            if len(run) >= HOLIDAY:
                return run
        return ()


def _while_off(workdays: Workdays, start: date) -> Iterator[date]:
    for day in _days(start, DAY):
        if workdays.is_workday(day):
            return
        yield day


def _days(start: date, step: timedelta) -> Iterator[date]:
    day = start
    while True:
        yield day
        day += step


def _announced(day: date) -> bool | None:
    """Return whether *day* is worked by the library, None where it does not know the year."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
