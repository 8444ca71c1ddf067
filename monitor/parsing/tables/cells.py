"""One cell of a table: its value as text, its head as people compare heads."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from monitor.model import Precision, clock
from monitor.parsing.dates.moment import Moment, whole_day
from monitor.parsing.text import clean

UNCOMPUTED = "\0"
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_NOTHING = re.compile(r"[-—–―/\\·]+")  # what people put where they have nothing to say
_WORDS = {
    **dict.fromkeys(("是", "√", "✓", "✔", "对", "yes", "y"), True),
    **dict.fromkeys(("否", "×", "✗", "✘", "x", "错", "no", "n"), False),
}
_SERIALS = (30_000, 60_000)  # days since 1899-12-30: the years 1982 to 2064
_EPOCH = datetime(1899, 12, 30, tzinfo=clock.BEIJING)
MAC = timedelta(days=1462)  # by which the calendar of 1904 begins later
LONGEST = 32_767  # characters that a cell may hold
_HALF_SECOND = timedelta(seconds=0.5)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(r"_x00(?:[01][0-9A-Fa-f]|7[Ff])_")
_COUNT = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})")
MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ASIDE = re.compile(r"[(（\[【].{0,200}?[)）\]】]")
_SIGNS = re.compile(r"[\s*＊:：、/\\_.\-—·]+")


def lines_of(value: Any) -> int:
    return sum(bool(part.strip()) for part in str(value or "").splitlines())


def plain(value: Any) -> str:
    """Return a cell's value as the text that a person would have typed."""
    if value is None or value == UNCOMPUTED:
        return value or ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value), LONGEST)


def unescaped(text: str) -> str:
    """Return what a workbook's text means: ``_x000A_`` is a line break, ``_x005F_`` a stroke."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def uncontrolled(text: str) -> str:
    """Return a text table's text without the escapes of a workbook that stand for no letter."""
    return _CONTROL.sub(" ", text)


def blank(text: str) -> bool:
    """Say whether a cell says nothing: it is empty, or a dash or stroke stands there."""
    word = unicodedata.normalize("NFKC", text).strip()
    return not word or _NOTHING.fullmatch(word) is not None


def truth(text: str) -> bool | None:
    """Return what a person's yes or no means, None where it is neither."""
    return _WORDS.get(unicodedata.normalize("NFKC", text).strip().casefold())


def serial(text: str) -> datetime | None:
    """Return the moment that a spreadsheet's bare count of days means, None where it is none."""
    try:
        days = float(text)
    except ValueError:
        return None
    return _EPOCH + timedelta(days=days) if _SERIALS[0] <= days < _SERIALS[1] else None


def moment(value: Any, since: timedelta | None) -> Moment | str:
    """Return the moment that a cell holds, its text where it holds words.

    A date stays the moment it is, and a spreadsheet's own count of days becomes the one it means.
    *since*: by how much later than 1900 its calendar begins, None where nobody knows. Raises
    ValueError where a number may mean either of two days, or no day.
    """
    if isinstance(value, date):
        return _typed(value, Precision.SECOND)
    text = plain(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and (match := _MONTH_DAY.fullmatch(text)) and 1 <= int(match[1]) <= 12:
        return _month_day(text, int(match[1]), match[2])
    counted = _counted(text, since or timedelta())
    if counted is None:
        return text
    if since is None:
        either = " 或 ".join(f"{counted + shift:%Y-%m-%d}" for shift in (timedelta(), MAC))
        raise ValueError(f"“{text}”是表格软件内部的日期数字，可能是 {either}，请写成日期")
    return _typed(counted, Precision.MINUTE)


def written(moment: Moment) -> str:
    """Return the text that a person would have typed for a moment that a cell holds."""
    forms = {Precision.DAY: "%Y-%m-%d", Precision.MINUTE: "%Y-%m-%d %H:%M"}
    return format(clock.beijing(moment.at), forms.get(moment.precision, "%Y-%m-%d %H:%M:%S"))


def _typed(value: date, precision: Precision) -> Moment:
    """Return the moment of a date or time; one at midnight is the whole of its day."""
    if not isinstance(value, datetime) or value.time() == time():
        day = value.date() if isinstance(value, datetime) else value
        return whole_day(day, clock.BEIJING, "cell")
    finest = (
        {"microsecond": 0} if precision is Precision.SECOND else {"second": 0, "microsecond": 0}
    )
    at = value.replace(tzinfo=clock.BEIJING, **finest).astimezone(UTC)
    return Moment(at=at, precision=precision, rule="cell")


def _counted(text: str, later: timedelta) -> datetime | None:
    if _COUNT.fullmatch(text) is None:
        return None
    at = serial(str(float(text) + later.days))
    return at and (at + _HALF_SECOND).replace(microsecond=0)


def _month_day(text: str, month: int, digits: str) -> str:
    """Read the number 11.26 as a day; 11.3 may once have been 11.30."""
    days = {int(digits), int(digits) * 10} if len(digits) == 1 else {int(digits)}
    possible = sorted(day for day in days if 1 <= day <= MONTHS[month - 1])
    if len(possible) != 1:
        either = " 或 ".join(f"{month}月{day}日" for day in possible) or "不存在的日期"
        raise ValueError(f"“{text}”是数字，可能是 {either}，请写明年月日")
    return f"{month}月{possible[0]}日"


def folded(value: Any) -> str:
    """Return a head without remarks in brackets, signs, width and case."""
    text = unicodedata.normalize("NFKC", plain(value))
    return _SIGNS.sub("", _ASIDE.sub("", text)).casefold()
