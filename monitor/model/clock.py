"""The only clock; Beijing time outside, UTC inside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # the ``since`` of a window that reaches back for ever
END = datetime(9999, 12, 30, tzinfo=UTC)  # later than anything that anybody writes down
CLOCK_SKEW = timedelta(minutes=5)  # how far ahead of ours another clock may honestly be

_stopped: list[datetime] = []  # at which moments the clock was stopped, the last one holds


def now() -> datetime:
    """Return the present moment; called by the command line and the transport only."""
    return _stopped[-1] if _stopped else running()


def running() -> datetime:
    """Return the present moment, also where the clock is stopped: pauses pass there, too."""
    return datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Let it be *moment*: what was recorded once is told as of then."""
    _stopped.append(moment)
    try:
        yield
    finally:
        _stopped.pop()


def beijing(moment: datetime) -> datetime:
    """Return *moment* on the wall clock of Beijing."""
    return moment.astimezone(BEIJING)


def day(moment: datetime) -> date:
    """Return the natural day of *moment* in Beijing."""
    return moment.astimezone(BEIJING).date()


def day_start(on: date) -> datetime:
    """Return the first second of a natural day of Beijing, in UTC."""
    return datetime.combine(on, time(), BEIJING).astimezone(UTC)


def day_end(on: date) -> datetime:
    """Return the last second of a natural day of Beijing, in UTC: a bare date means this one."""
    return datetime.combine(on, time(23, 59, 59), BEIJING).astimezone(UTC)


def natural_days(earlier: datetime, later: datetime) -> int:
    """Count natural days of Beijing from *earlier* to *later*: 23:59 to 00:01 is one day."""
    return (day(later) - day(earlier)).days


def iso(moment: datetime) -> str:
    """Return *moment* for people's scripts: ISO 8601 in Beijing time, whole seconds."""
    return beijing(moment).isoformat(timespec="seconds")


def stamp(moment: datetime) -> str:
    """Return *moment* for the database: UTC, whole seconds, so that text order is time order."""
    return _utc(moment).isoformat(timespec="seconds")


def unstamp(text: str) -> datetime:
    """Return the aware moment of a stored or printed ISO 8601 text."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:  # as nearly all that is stored
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"no zone in {text!r}")
    return _utc(moment)


def show(moment: datetime) -> str:
    """Return *moment* as staff read it: ``2021-12-31 16:00``."""
    return beijing(moment).strftime("%Y-%m-%d %H:%M")


def show_day(moment: datetime) -> str:
    """Return the day of *moment* as documents write it: ``2021年12月31日``."""
    local = beijing(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def month_day(on: date) -> str:
    """Return a day as sentences of the season write it: ``12月31日``."""
    return f"{on.month}月{on.day}日"


def show_span(span: timedelta) -> str:
    """Return a span as staff read it, no finer than it matters: ``20天``, ``3小时``, ``12分钟``."""
    seconds = round(span.total_seconds())
    if seconds >= 2 * 86400:
        return f"{round(seconds / 86400)}天"
    if seconds >= 2 * 3600:
        return f"{round(seconds / 3600)}小时"
    return f"{max(1, round(seconds / 60))}分钟"


def _utc(moment: datetime) -> datetime:
    """Return *moment* in UTC, where nearly all are already."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
