"""APScheduler's triggers for the rules of the schedule: each gives one occurrence after another."""

from collections.abc import Callable, Iterator, Set
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from monitor.model import clock
from monitor.model.recurrence import Recurrence
from monitor.model.workdays import Workdays

OFFICE = (time(9, 30), time(16, 30))  # between which a random check is drawn
QUARTER_ENDS = "3,6,9,12"


class WorkdayTrigger(CronTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The moments of cron's fields on those days that *accepts* accepts."""

    __slots__ = ("accepts",)

    def __init__(self, accepts: Callable[[date], bool], **fields: object) -> None:
        super().__init__(**fields)
        self.accepts = accepts

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first moment after *previous*, or from *now* on where there is none."""
        moment: datetime | None = super().get_next_fire_time(previous, now)
        while moment is not None and not self.accepts(clock.day(moment)):
            moment = super().get_next_fire_time(moment, moment)
        return moment


class DrawTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """*number* working days of each month, drawn with *seed*: the same ones whenever it is asked.

    The last moment is *until*.
    """

    __slots__ = ("number", "seed", "until", "workdays")

    def __init__(self, number: int, workdays: Workdays, seed: str, until: datetime) -> None:
        self.number = number
        self.workdays = workdays
        self.seed = seed
        self.until = until

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first moment after *previous*, or from *now* on where there is none."""
        since = now if previous is None else previous + timedelta(microseconds=1)
        for month in _months(clock.day(since), clock.day(self.until)):
            for moment in self._drawn(month):
                if since <= moment:
                    return moment if moment <= self.until else None
        return None

    def _drawn(self, month: date) -> Iterator[datetime]:
        dice = Random(f"{self.seed}:{month:%Y-%m}")  # noqa: S311  # a reproducible draw
        days = [day for day in _days_of(month) if self.workdays.is_workday(day)]
        start, end = (at.hour * 60 + at.minute for at in OFFICE)
        for day in sorted(dice.sample(days, min(self.number, len(days)))):
            minutes = dice.randrange(start, end)
            yield datetime.combine(day, time(minutes // 60, minutes % 60), clock.BEIJING)


def trigger_of(rule: Recurrence, workdays: Workdays, seed: str, until: datetime) -> BaseTrigger:
    """Return the trigger of *rule*; it ends with *until*, for a thirtieth of February never comes.

    Weekdays are numbered from Monday, as APScheduler numbers them.
    """
    cron = partial(CronTrigger, timezone=clock.BEIJING, end_date=until)
    worked = partial(WorkdayTrigger, timezone=clock.BEIJING, end_date=until)
    at = {"hour": rule.at.hour, "minute": rule.at.minute}
    match rule.kind:
        case "daily":
            return cron(**at)
        case "weekly":
            return cron(day_of_week=rule.number, **at)
        case "month_day" if rule.number == 31:
            return cron(day="last", **at)
        case "month_day" if rule.number > 28:  # in February its last day
            return OrTrigger([cron(day=rule.number, **at), cron(month=2, day="last", **at)])
        case "month_day":
            return cron(day=rule.number, **at)
        case "workday":
            return worked(workdays.is_workday, **at)
        case "month_end":
            return worked(workdays.ends_month, **at)
        case "quarter_end":
            return worked(workdays.ends_month, month=QUARTER_ENDS, **at)
        case "random":
            return DrawTrigger(rule.number, workdays, seed, until)
    return _of_fields(rule, cron)


def _of_fields(rule: Recurrence, cron: "partial[CronTrigger]") -> BaseTrigger:
    """Return the trigger of cron's five fields: of day and weekday either will do, as cron has it.

    Unless one of them names every day, and then the other decides.
    """
    minutes, hours, days, months, weekdays = rule.cron
    by_day = {"day": _expression(days)}
    by_weekday = {"day_of_week": _expression({(number - 1) % 7 for number in weekdays})}
    times = {
        "minute": _expression(minutes),
        "hour": _expression(hours),
        "month": _expression(months),
    }
    if len(days) == 31 or len(weekdays) == 7:
        return cron(**times, **by_day, **by_weekday)
    return OrTrigger([cron(**times, **by_day), cron(**times, **by_weekday)])


def _expression(numbers: Set[int]) -> str:
    """Return *numbers* as APScheduler spells them; in even steps where they are, for speed."""
    ordered = sorted(numbers)
    if len(ordered) > 1:
        steps = range(ordered[0], ordered[-1] + 1, ordered[1] - ordered[0])
        if list(steps) == ordered:
            return f"{ordered[0]}-{ordered[-1]}/{steps.step}"
    return ",".join(map(str, ordered))


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of every month from that of *first* to that of *last*."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _days_of(month: date) -> Iterator[date]:
    day = month
    while day.month == month.month:
        yield day
        day += timedelta(days=1)
