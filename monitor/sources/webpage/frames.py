"""Frames of a page: they are not read, and one of them may be the list."""

import re
from urllib.parse import urlsplit

from bs4 import Tag

from monitor.sources.webpage.page import address_at, host_of, is_hidden, upward

_LIST = re.compile(r"list|news|article|/col/|column|channel", re.I)
_BESIDE = re.compile(  # what a file is named that shows something else
    r"head|top|foot|bottom|nav|menu|banner|search|weather|tianqi|map|login|video|player|share|ewm"
    r"|(?<!up)date|time|calendar|link|copyright|count|tongji|stat(?!ic)|ad[sv]?(?:[\W_]|$)|msg"
    r"|comment|vote|survey|diaocha|left|right|side|jiucuo|fangwen",
    re.I,
)
_COUNTS = re.compile(  # a part of an address that counts visits, or hands the page on
    r"pv|uv|hits?|counter|analytics|visits?|visitors?|track|tracker|beacon|pixel|cnzz"
    r"|bshare|bdshare|jiathis|addthis|shares?|sharing|fenxiang|wza",  # not tj: 统计局 has columns
    re.I,
)
_INDEX = re.compile(r"(?:index|default|main)?", re.I)
_FOOT = re.compile(r"(?:.*[-_])?foot(?:er)?(?:[-_\d].*)?|footer\w*", re.I)
_TOKENS = re.compile(r"[-_\d\s]+|(?<=[a-z])(?=[A-Z])")
_PIXELS = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*(?:px)?\s*")
_STYLED = re.compile(
    r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,4})(?:\.\d*)?\s*(?:px)?\s*(?:!|;|$)", re.I
)
LOW = 200  # pixels of a frame that is too low for a list
NARROW = 100


def may_show_list(frame: Tag, page_url: str) -> bool:
    """Say whether *frame* may be the list: nothing shows that it is something else."""
    source = str(frame.get("src", ""))
    if is_hidden(frame) or not source or any(map(_is_foot, upward(frame))):
        return False
    path = _path(source)
    if _LIST.search(path):
        return True
    folders, name = path.rpartition("/")[::2]
    name = name.partition(".")[0]
    if _INDEX.fullmatch(name):
        name = folders.rpartition("/")[2]
    tokens = (token for part in (*folders.split("/"), name) for token in _TOKENS.split(part))
    if any(map(_COUNTS.fullmatch, tokens)):
        return False
    if _LIST.search(source):
        return True
    led = address_at(page_url, source)
    return host_of(led) == host_of(page_url) and not (_is_small(frame) or _BESIDE.search(name))


def _path(source: str) -> str:
    try:
        return urlsplit(source.strip()).path
    except ValueError:
        return source


def _is_foot(tag: Tag) -> bool:
    """Say whether *tag* is the footer of a site's pages."""
    if tag.name in ("body", "html", "[document]"):
        return False
    names = (*(tag.get("class") or ()), str(tag.get("id") or ""))
    return tag.name == "footer" or any(map(_FOOT.fullmatch, names))


def _is_small(frame: Tag) -> bool:
    """Say whether *frame* is too small for a list; a script may enlarge one with ``onload``."""
    if frame.has_attr("onload"):
        return False
    sizes = {name.lower(): int(size) for name, size in _STYLED.findall(str(frame.get("style", "")))}
    for name in ("width", "height"):
        match = _PIXELS.fullmatch(str(frame.get(name, "")))
        if match:
            sizes.setdefault(name, int(match[1]))
    return sizes.get("height", LOW) < LOW or sizes.get("width", NARROW) < NARROW
