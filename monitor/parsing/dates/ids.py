"""Ids that carry a time: a second opinion on a stated date, which never overrules it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from monitor.model import Precision, clock
from monitor.parsing.dates.moment import EARLIEST

TOLERANCE = timedelta(minutes=2)
TOUTIAO_SHIFTS = {16: 20, 18: 32, 19: 32, 20: 32}  # bits below the second, by digits


def weibo_mid_at(mid: str | int) -> datetime | None:
    """Return the moment that a Weibo mid carries, to the second."""
    return _moment_of(_digits(mid), lambda number: (number >> 22) + 515483463)


def toutiao_group_at(group: str | int) -> datetime | None:
    """Return the moment that a Toutiao id carries.

    Articles and videos have 18 to 20 digits, the short posts of 微头条 have 16 and count in finer
    steps. What is of another length is no id of theirs.
    """
    number = _digits(group)
    shift = TOUTIAO_SHIFTS.get(len(str(number)))
    return None if shift is None else _moment_of(number, lambda whole: whole >> shift)


def douyin_aweme_at(aweme: str | int) -> datetime | None:
    """Return the start of the upload that a Douyin aweme id carries: a lower bound only."""
    return _moment_of(_digits(aweme), lambda number: number >> 32)


GRAINS = {
    Precision.SECOND: timedelta(0),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.HOUR: timedelta(hours=1),
    Precision.DAY: timedelta(days=1),
    Precision.WEEK: timedelta(weeks=1),
    Precision.MONTH: timedelta(days=31),
}


def cross_check(
    at: datetime,
    by_id: datetime | None,
    *,
    precision: Precision = Precision.SECOND,
    lower_bound: bool = False,
) -> str:
    """Return a doubt where the stated time and that of the id disagree, else an empty text.

    *lower_bound*: the id carries the earliest moment possible, publication may be later.
    """
    if by_id is None:
        return ""
    grain = GRAINS[precision]
    early = at + grain < by_id - TOLERANCE
    late = not lower_bound and at - grain > by_id + TOLERANCE
    if early or late:
        return f"页面时间 {clock.show(at)} 与编号所含时间 {clock.show(by_id)} 不一致"
    return ""


def _digits(id: str | int) -> int | None:
    text = str(id)
    return int(text) if text.isascii() and text.isdigit() and 12 <= len(text) <= 20 else None


def _moment_of(number: int | None, seconds: Callable[[int], int]) -> datetime | None:
    if number is None:
        return None
    try:
        at = datetime.fromtimestamp(seconds(number), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if EARLIEST <= at < datetime(2100, 1, 1, tzinfo=UTC) else None
