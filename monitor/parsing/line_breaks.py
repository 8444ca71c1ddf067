"""Where a line of Chinese may end: measured in cells, broken between characters, not within dates.

Terminals know no such rule: they break at spaces, of which Chinese has none, and then anywhere.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

WIDE = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60"
OPENING = "（《“【"
CLOSING = "，。；：、！？）》”】…"
DATE = r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"
COMMAND = r"monitor(?: [a-z][a-z-]*)+"  # a command without its arguments
NUMBER = r"[≥≤]?\d[\d,.]*[天个条次号起分页张小周月年日时]"
REMARK = r"（\w{1,6}）"  # the platform behind a name
COUNTED = rf"[{WIDE}]{{1,5}} \d+(?: 个)?"  # 合格 23 个
# what stays in one line: a character with the marks that belong to it, or a word of letters
PIECE = (
    rf"\s+|(?:{REMARK}|[{OPENING}]*"
    rf"(?:{DATE}|{COMMAND}|{NUMBER}|[^\s{WIDE}{OPENING}{CLOSING}]+|{COUNTED}|[{WIDE}])?)[{CLOSING}]*"
)
SIGN = re.compile(rf"\s*[^\s][{CLOSING}]*|\s+")  # what stays even of a word that is broken


@functools.cache  # compiled when something is first broken
def _pieces() -> re.Pattern[str]:
    return re.compile(PIECE)


def cells(text: str) -> int:
    """Return how many cells of the terminal *text* fills."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def folded(
    text: str,
    width: int,
    piece_of: re.Pattern[str] | None = None,
    measured: Callable[[str], int] = cells,
) -> list[str]:
    """Return *text* in lines of at most *width* cells; a mark never begins a line."""
    ends = [*line_ends(text, width, piece_of, measured), len(text)]
    begins = [0, *ends]
    return [text[begin:end].rstrip() for begin, end in zip(begins, ends, strict=False)]


def line_ends(
    text: str,
    width: int,
    piece_of: re.Pattern[str] | None = None,
    measured: Callable[[str], int] = cells,
) -> list[int]:
    """Return where *text* is broken so that no line is wider than *width*, as *measured*.

    A word that no line holds is broken anywhere, from where it begins.
    """
    ends, at, used = [], 0, 0
    for piece in _fitting((piece_of or _pieces()).findall(text), width, measured):
        if used and used + measured(piece.rstrip()) > width:
            ends.append(at)
            used = 0
        at += len(piece)
        used += measured(piece)
    return ends


def _fitting(pieces: Iterable[str], width: int, measured: Callable[[str], int]) -> Iterator[str]:
    for piece in pieces:
        if measured(piece.strip()) <= width:
            yield piece
        elif SIGN.fullmatch(piece):
            yield from piece
        else:
            yield from _fitting(SIGN.findall(piece), width, measured)
