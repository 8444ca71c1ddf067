"""What a field of a bundle may hold: cleaned texts, sane moments, bounded numbers."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from monitor.parsing.text import clean

STRICT = ConfigDict(strict=True, extra="ignore")  # what is unknown is kept apart: reading.py
EARLIEST, LATEST = 1970, 2199  # a window may reach back for ever, which is 1970
LARGEST = 10**9
MANY, FEW = 400, 60  # items of one list
SHORT, LONG = 200, 4000  # characters
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_HEX = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"\d{6}(?:\d{3}|\d{6})?", re.ASCII)
_IDENTITY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


def _cleaned(limit: int) -> Callable[[str], str]:
    def cleaned(text: str) -> str:
        # what can be printed as it stands holds nothing that cleaning would take out
        plain = text.isprintable() and "  " not in text and text == text.strip()
        return text if plain and len(text) <= limit else clean(text, limit)

    return cleaned


def _whole(text: str) -> str:
    """Return *text*, by which accounts are told apart: it stands in commands, as in a register."""
    if not _IDENTITY.fullmatch(text):
        raise ValueError("账号标识只能用小写字母、数字和连字符，不超过 64 个字符")
    return text


def _like(pattern: re.Pattern[str], wanted: str) -> Callable[[str], str]:
    def matching(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"应为{wanted}")
        return text

    return matching


def _moment(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("时间没有注明时区")
    if not EARLIEST <= moment.year <= LATEST:
        raise ValueError("时间不在合理的年份之内")
    return moment.astimezone(UTC)


def _day(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError("日期不在合理的年份之内")
    return day


Identity = Annotated[str, AfterValidator(_whole)]
Text = Annotated[str, AfterValidator(_cleaned(SHORT))]
LongText = Annotated[str, AfterValidator(_cleaned(LONG))]
Moment = Annotated[datetime, AfterValidator(_moment)]
Day = Annotated[date, AfterValidator(_day)]
Number = Annotated[int, Field(ge=0, le=LARGEST)]
Hash = Annotated[str, AfterValidator(_like(_HASH, "sha256: 加64位十六进制数"))]
Digest = Annotated[str, AfterValidator(_like(_HEX, "64位十六进制数"))]
DivisionCode = Annotated[str, AfterValidator(_like(_CODE, "6、9或12位的行政区划代码"))]
Key = Annotated[str, AfterValidator(_like(_KEY, "小写字母、数字和下划线"))]
Texts = Annotated[tuple[Text, ...], Field(max_length=MANY)]
LongTexts = Annotated[tuple[LongText, ...], Field(max_length=FEW)]
