"""Lists that stand in a page as data: 大汉 JCMS keeps its items in a ``datastore`` for a script.

They are put where the script would put them, so that the page reads as its visitors see it.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

_OPENING = re.compile(r"<(script|textarea|xmp|xml)\b[^>]*>", re.I)
_RECORD = re.compile(r"<record\b[^>]*>\s*", re.I)
_END = re.compile(r"</record\s*>", re.I)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|$)", re.S)
_NEXT = re.compile(
    r"<nextgroup\b[^>]*>\s*(?:<!\[CDATA\[)?\s*(?:<|&lt;)a\b[^>]*?\bhref\s*=\s*\\?[\"']([^\"'\\]*)",
    re.I,
)
_ARRAY = re.compile(r"\bInitData\w*\s*=\s*\[", re.I)
_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.S)
_ESCAPED = re.compile(r"\\([\"'/])")
_TARGET = re.compile(r"\$\(\s*['\"]#([\w-]+)['\"]\s*\)\s*\.jpage\(")
_PROXY = re.compile(r"\bproxyUrl\s*:\s*['\"]([^'\"?]+)", re.I)
_PARAMS = re.compile(r"\b(?:ajaxParam|proxyParams?)\s*:\s*\{([^{}]*)\}", re.I)
_PARAM = re.compile(r"(?<!\w)(\w++)\s*+:\s*+('[^']*'|\"[^\"]*\"|\d+)")
ASKED = 45  # records: as many as such a page holds itself
CLASS = "default_pgContainer"  # what the script itself calls the box that it fills
MARK = "data-records"


class Unpacked(NamedTuple):
    """A page with its records in place. *next*: the address of the next group.

    *bare*: it holds nothing but records, like the answer of a proxy.
    """

    text: str
    next: str = ""
    bare: bool = False


class _Holder(NamedTuple):
    start: int
    inside: int
    close: int
    end: int


def unpacked(text: str) -> Unpacked:
    """Return *text* with the records of its data islands as markup."""
    folded = text.casefold()
    if "<record" not in folded and "initdata" not in folded:
        return Unpacked(text, _asked_of_proxy(text))
    if "<html" not in folded[:2000] and "<datastore" in folded[:2000]:
        return _data(text)
    parts: list[str] = []
    boxes: dict[str, str] = {}
    here, following = 0, ""
    for holder in _holders(text):
        store = text[holder.inside : holder.close]
        if "<datastore" in store.casefold():  # perhaps a text of a script
            store = _ESCAPED.sub(r"\1", store)
        records = _records(store)
        if not records:
            continue
        following = following or _next(store)
        target = _TARGET.search(text, holder.start)
        name = target[1] if target else ""
        free = name and name not in boxes and _empty_box(name).search(text)
        parts.append(text[here : holder.start])
        if free:
            boxes[name] = _shown(records)
        else:
            parts.append(_shown(records))
        here = holder.end if _RECORD.search(store) else holder.start
    page = "".join((*parts, text[here:]))
    if not parts:
        following = _asked_of_proxy(text)
    for name, shown in boxes.items():
        page = _filled(page, name, shown)
    return Unpacked(page, following)


def _asked_of_proxy(text: str) -> str:
    """Return the address at which a script asks its proxy for the newest records."""
    proxy, params = _PROXY.search(text), _PARAMS.search(text)
    if proxy is None or params is None:
        return ""
    asked = {match[1]: match[2].strip("'\"") for match in _PARAM.finditer(params[1])}
    if not {"columnid", "unitid"} <= asked.keys():
        return ""
    first = {"startrecord": 1, "endrecord": ASKED, "perpage": ASKED}
    return f"{proxy[1]}?{urlencode(first | asked)}"


def _data(text: str) -> Unpacked:
    """Return a proxy's answer as a page: the records and nothing around them."""
    records = _records(text)
    if not records:
        return Unpacked(text)
    return Unpacked(f"<html><body>{_shown(records)}</body></html>", _next(text), bare=True)


def _holders(text: str) -> Iterator[_Holder]:
    here = 0
    while match := _OPENING.search(text, here):
        close = re.compile(rf"</{match[1]}\s*>", re.I).search(text, match.end())
        if close is None:
            return
        yield _Holder(match.start(), match.end(), close.start(), close.end())
        here = close.end()


def _next(store: str) -> str:
    match = _NEXT.search(store)
    return html.unescape(match[1]).strip() if match else ""


def _records(store: str) -> list[str]:
    """Return the markup of the records: in CDATA, escaped, or as an array of a script."""
    if _RECORD.search(store):
        return [record for record in _between(store) if record.strip()]
    array = _ARRAY.search(store)
    strings = _TEXT.findall(store, array.end()) if array else []
    return [
        _ESCAPED.sub(r"\1", single or double)
        for single, double in strings
        if "<a" in (single or double)
    ]


def _between(store: str) -> Iterator[str]:
    for part in _END.split(store)[:-1]:
        opening = _RECORD.search(part)
        if opening is None:
            continue
        inside = part[opening.end() :]
        data = _CDATA.match(inside)
        yield data[1] if data else html.unescape(inside)


def _shown(records: list[str]) -> str:
    inner = "".join(records)
    if inner.lstrip()[:3].lower() == "<tr":
        inner = f"<table>{inner}</table>"
    return f"<div class='{CLASS}' {MARK}='{len(records)}'>{inner}</div>"


def _empty_box(name: str) -> re.Pattern[str]:
    """Return the pattern of the empty element of that id: its opening, its name, its closing."""
    id = re.escape(name)
    return re.compile(rf"(<(\w+)\b[^>]*\bid\s*=\s*[\"']?{id}[\"']?[^>]*>)\s*(</\2\s*>)", re.I)


def _filled(page: str, name: str, shown: str) -> str:
    box = _empty_box(name).search(page)
    if box is None:
        return page
    return page[: box.end(1)] + shown + page[box.start(3) :]
