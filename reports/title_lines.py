"""Where the title of an official document may break: after a word, the lines widening downwards.

GB/T 9704 asks that a title's lines keep words whole and stand as a trapezoid (回行词意完整).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

LINE = 20.0  # characters of the title's size on a line
# what a line may end with: the subject, a period, an area, the subject matter
ENDS = re.compile(r"关于|\d年第.季度|\d年\d+月|\d年(?![第\d])|全[省市县区州旗]|政务新媒体|(?=（)")


def title_lines(title: str, width: float = LINE) -> tuple[str, ...]:
    """Return *title* in as few lines as possible, broken between words where it can be."""
    words = tuple(_words(title))
    for number in range(1, len(words) + 1):
        fitting = [lines for lines in _splits(words, number) if _fits(lines, width)]
        if fitting:
            return min(fitting, key=_ugliness)
    return (title,)


def text_width(text: str) -> float:
    """Return the width in full characters; digits and Latin letters are half as wide."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _words(title: str) -> Iterator[str]:
    breaks = sorted({found.end() for found in ENDS.finditer(title)} - {0, len(title)})
    for start, end in pairwise((0, *breaks, len(title))):
        yield title[start:end]


def _splits(words: Sequence[str], number: int) -> Iterator[tuple[str, ...]]:
    """Yield every way to set *words* in *number* lines."""
    if number == 1:
        yield ("".join(words),)
        return
    for first in range(1, len(words) - number + 2):
        for rest in _splits(words[first:], number - 1):
            yield ("".join(words[:first]), *rest)


def _fits(lines: Sequence[str], width: float) -> bool:
    return all(text_width(line) <= width for line in lines)


def _ugliness(lines: Sequence[str]) -> tuple[bool, float]:
    """Order lines: those first that widen downwards, then those of like width."""
    widths = [text_width(line) for line in lines]
    narrowing = any(upper > lower for upper, lower in pairwise(widths))
    return narrowing, max(widths) - min(widths)
