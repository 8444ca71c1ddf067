"""The text of an offline list: what was filled in on a phone, back through whatever chat. Pure.

Chats cut long texts, wrap and quote them, widen signs, put names and times between. So each account
is one piece of letters and digits between signs that nothing alters, ``第3段共14段K7QD：…完``: its
number, how many there are, the mark of its list, and a checksum within. Pieces may arrive in any
order, several times, in several messages; what is missing is named. The script of the page
(``reports/templates/worklist.js``) writes what is read here.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

from monitor.model import ChecklistItem
from monitor.model.errors import ConfigError
from monitor.parsing.text import few

FORMAT = "monitor-list"
VERSION = 1
LARGEST = 1_500_000  # characters
MOST = 5000  # pieces
REMARK = 150  # characters of a remark, beside which stands who looked
LENGTHS = {"link": 2000, "newest": 40, "none_since": 40, "seen": 40, "note": REMARK}
PIECE = re.compile(r"第(\d{1,4})段共(\d{1,4})段([A-Z2-7]{4})([A-Z2-7]+)完")
FOREIGN = re.compile(r"[^A-Za-z0-9第段共完]")  # in no piece; punctuation is for the eye
OWN = re.compile(r"(?=\d*[A-Z])[A-Z2-7]+|.*(?:第\d+段共|完).*")  # a line that is of a piece
FIELDS = frozenset({"account", "at", "good", "bad", *LENGTHS})


class ListError(ConfigError):
    """The text is no whole list of ours; nothing of it is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineEntry:
    """What was filled in for one account. *at*: when, by the phone's clock; *seen*: as typed."""

    account: str
    at: datetime
    link: str = ""
    newest: str = ""
    none_since: str = ""
    seen: str = ""
    note: str = ""
    good: tuple[ChecklistItem, ...] = ()
    bad: tuple[ChecklistItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineList:
    """A whole list. *county*, *name*: of its register; *on*: its day; *by*: who looked."""

    county: str
    name: str
    on: str
    by: str
    made_at: datetime
    entries: tuple[OfflineEntry, ...]


def read(text: str) -> OfflineList:
    """Return the list in *text*; raises ListError unless it is there whole."""
    if len(text) > LARGEST:
        raise ListError("文字过长，不是清单文字")
    lists = _pieces(text)
    if not lists:
        if "<!doctype html" in text[:2000].lower():
            raise ListError("这是清单网页本身；请在网页中填写，生成文字后粘贴文字")
        raise ListError("没有找到清单文字，应是清单网页生成、含有“第1段共”的文字")
    if len(lists) > 1:
        raise ListError(f"粘贴了 {len(lists)} 次生成的文字，请只粘贴最后一次生成的")
    ((_, number), pieces), *_ = lists.items()
    missing = [place for place in range(1, number + 1) if place not in pieces]
    if missing:
        raise ListError(f"清单文字共 {number} 段，缺少或者残缺{_numbers(missing)}，请补发补粘")
    head, *parts = (_object(place, pieces[place]) for place in range(1, number + 1))
    return _list(head, parts)


def _pieces(text: str) -> dict[tuple[str, int], dict[int, bytes]]:
    """Return the sound pieces in *text* by their number, by the list that they are of."""
    found: dict[tuple[str, int], dict[int, bytes]] = {}
    for reading in _readings(text):
        for match in PIECE.finditer(reading):
            place, number, mark = int(match[1]), int(match[2]), match[3]
            data = _checked(match[4], f"{place}/{number}/{mark}/")
            if data is not None and 1 <= place <= number <= MOST:
                found.setdefault((mark, number), {}).setdefault(place, data)
    return found


def _readings(text: str) -> Iterator[str]:
    """Yield *text* without what chats add between signs, and without lines that are not ours."""
    lines = [re.sub(r"\W", "", line) for line in unicodedata.normalize("NFKC", text).splitlines()]
    for written in (lines, [line.upper() for line in lines]):
        yield FOREIGN.sub("", "".join(written))
        yield FOREIGN.sub("", "".join(line for line in written if OWN.fullmatch(line)))


def _checked(letters: str, number: str) -> bytes | None:
    """Return what *letters* say, None where a single sign of them or of *number* was altered."""
    try:
        data = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error:
        return None
    said, total = data[:-4], data[-4:]
    return said if said and crc32(number.encode() + said) == int.from_bytes(total) else None


def _object(place: int, data: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _odd(place) from error
    if not isinstance(value, dict):
        raise _odd(place)
    return value


def _list(head: Mapping[str, Any], parts: Iterable[Mapping[str, Any]]) -> OfflineList:
    if head.get("format") != FORMAT or type(head.get("version")) is not int:
        raise _odd(1)
    if (version := head["version"]) != VERSION:
        older = "较旧" if version < VERSION else "较新"
        raise ListError(f"清单由{older}的程序生成（第{version}版），请用本机程序重新生成清单再填")
    entries = tuple(_entry(place, part) for place, part in enumerate(parts, 2))
    if len(entries) != head.get("accounts"):
        raise _odd(1)
    if len({entry.account for entry in entries}) != len(entries):
        raise ListError("清单文字中有账号重复，请在清单网页重新生成文字")
    return OfflineList(
        county=_text(1, head, "county", 40),
        name=_text(1, head, "name", 200),
        on=_text(1, head, "on", 20),
        by=_text(1, head, "by", 40),
        made_at=_moment(1, head, "made"),
        entries=entries,
    )


def _entry(place: int, part: Mapping[str, Any]) -> OfflineEntry:
    if not FIELDS.issuperset(part):  # what we know not must not be dropped in silence
        raise _odd(place)
    words = {name: _text(place, part, name, most) for name, most in LENGTHS.items()}
    good, bad = _items(place, part, "good"), _items(place, part, "bad")
    account = _text(place, part, "account", 200)
    if not account or set(good) & set(bad):
        raise _odd(place)
    return OfflineEntry(account=account, at=_moment(place, part, "at"), good=good, bad=bad, **words)


def _text(place: int, part: Mapping[str, Any], name: str, most: int) -> str:
    value = part.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise _odd(place)
    return value


def _items(place: int, part: Mapping[str, Any], name: str) -> tuple[ChecklistItem, ...]:
    value = part.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _odd(place)
    if not {*ChecklistItem}.issuperset(value):
        raise _odd(place)
    return tuple(item for item in ChecklistItem if item.value in value)


def _moment(place: int, part: Mapping[str, Any], name: str) -> datetime:
    value = part.get(name)
    if type(value) is not int or not 0 < value < 1 << 33:
        raise _odd(place)
    return datetime.fromtimestamp(value, UTC)


def _odd(place: int) -> ListError:
    return ListError(f"清单文字第{place}段的内容不合格式，请用本机程序重新生成清单再填")


def _numbers(places: list[int]) -> str:
    """Return the numbers of pieces, neighbours as one: 第3段、第5至8段."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    told = [f"第{run[0]}段" if len(run) == 1 else f"第{run[0]}至{run[-1]}段" for run in runs]
    return few(told, 10)
