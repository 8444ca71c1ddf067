"""One cell of a table: its value as text, its head as people compare heads."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

UNCOMPUTED = "\0"
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_NOTHING = re.compile(r"[-—–―/\\·]+")  # what people put where they have nothing to say
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


def folded(value: Any) -> str:
    """Return a head without remarks in brackets, signs, width and case."""
    text = unicodedata.normalize("NFKC", plain(value))
    return _SIGNS.sub("", _ASIDE.sub("", text)).casefold()
