"""How many lines a text takes on paper, and how much of a list fits into so many.

As Word breaks lines: a closing mark stays with what it closes, an opening one with what it opens,
a word of Latin letters is kept whole. What a line cannot hold is counted in words, never cut off.
"""

import re
from collections.abc import Iterator, Sequence

OPENING, CLOSING = "（“《‘〔", "，。；：、）”》’〕！？"
UNIT = re.compile(rf"[{OPENING}]*(?:[!-~]+|.)[{CLOSING}]*")
WORD = re.compile(r"[!-~]")
APART = 0.5  # what some programs leave before and after a word among Chinese characters
NARROWEST = 0.5
BROAD = frozenset("MWmw@%")
MOST = 60  # names tried in a sentence
ENOUGH = MOST + 1  # names to be given to ``fitted``: it need not know how many more there are


def lines_of(text: str, width: float) -> int:
    """Return how many lines *text* takes, each *width* full characters wide."""
    return sum(_lines(part, width) for part in text.split("\n"))


def fitted(
    lead: str, names: Sequence[str], rest: str, *, where: str, width: float, lines: int
) -> str:
    """Return a sentence: *lead*, then as many of *names* as *lines* hold.

    *names* bring the marks between them along. *rest*: how all of them are counted (``30个账号``)
    where some are left out, *where*: in which paper they stand then.
    """
    for number in range(min(len(names), MOST), 0, -1):
        end = "。" if number == len(names) else f"等{rest}，详见{where}。"
        text = f"{lead}{''.join(names[:number])}{end}"
        if len(text) * NARROWEST <= width * lines and lines_of(text, width) <= lines:
            return text
    return f"{lead.rstrip('：')}，详见{where}。"


def _lines(text: str, width: float) -> int:
    lines, used = 1, 0.0
    for piece in _pieces(text, width):
        if used + piece > width:
            lines, used = lines + 1, 0.0
        used += piece
    return lines


def _pieces(text: str, width: float) -> Iterator[float]:
    """Yield the widths of what stays together; what no line can hold is parted anywhere."""
    for unit in UNIT.findall(text):
        wide = sum(map(_width, unit)) + (APART if WORD.search(unit) else 0)
        if wide <= width:
            yield wide
        else:
            yield from map(_width, unit)


def _width(char: str) -> float:
    if not char.isascii():
        return 1.0
    return 1.0 if char in BROAD else 0.75 if char.isupper() else NARROWEST
