"""One cell of a table: its value as text, its head as people compare heads."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from monitor import clock

UNCOMPUTED = "\0"
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_NOTHING = re.compile(r"[-—–―/\\·]+")  # what people put where they have nothing to say
_WORDS = {
    **dict.fromkeys(("是", "√", "✓", "✔", "对", "yes", "y"), True),
    **dict.fromkeys(("否", "×", "✗", "✘", "x", "错", "no", "n"), False),
}
_SERIALS = (30_000, 60_000)  # days since 1899-12-30: the years 1982 to 2064
_EPOCH = datetime(1899, 12, 30, tzinfo=clock.BEIJING)
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]")
_SIGNS = re.compile(r"[\s*＊:：、/\\_.\-—·]+")


def lines_of(value: Any) -> int:
    return sum(bool(part.strip()) for part in str(value or "").splitlines())


def plain(value: Any) -> str:
    """Return a cell's value as the text that a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).replace("\u3000", " ").replace("\xa0", " ")
    return " ".join(text.split())


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


def folded(value: Any) -> str:
    """Return a head without remarks in brackets, signs, width and case."""
    text = unicodedata.normalize("NFKC", plain(value))
    return _SIGNS.sub("", _ASIDE.sub("", text)).casefold()
