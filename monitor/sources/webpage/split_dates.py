"""One date in several tags: the day large, the month or the year beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Y, M, D = r"(?P<y>20\d\d)", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_SEPARATOR = re.compile(r"[-/.|·,，\s]*")
_FORMS = (
    rf"{D}\s*[日/]?\s+{Y}\s*[-/.年]\s*{M}\s*月?",
    rf"{Y}\s*[-/.年]\s*{M}\s*[-/.月]?\s+{D}\s*日?",
    rf"{M}\s*[-/.月]\s*{D}\s*日?\s+{Y}\s*(?P<mark>年)?",
    rf"{Y}\s*(?P<mark>年)?\s+{M}\s*[-/.月]\s*{D}\s*日?",
    rf"{D}\s*[日/]?\s+{M}\s*[-/.]\s*{Y}",
    rf"{D}\s*[日/]?\s+{M}\s*月",
    rf"{M}\s*月\s+{D}\s*日?",
    rf"{D}\s+{NAME}(?:,?\s+{Y})?",
    rf"{NAME}\s+{D}(?:,?\s+{Y})?",
    rf"{D}\s*日?\s+{M}\s*月\s+{Y}\s*年?",
    rf"{M}\s*月\s+{D}\s*日?\s+{Y}\s*年?",
    rf"{Y}\s*年?\s+{M}\s*月?\s+{D}\s*日?",
)
FORMS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
MONTH_AND_DAY = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?")
NUMBER = re.compile(r"\d{1,7}")
WIDEST = 3  # tags that one date is parted into


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A date, *written* in one piece; *start*, *end*: the texts that it was found in.

    *bare*: its year is a number that nothing marks as a year.
    """

    written: str
    start: int
    end: int
    bare: bool = False


def parted(texts: Sequence[str]) -> Iterator[Parted]:
    """Yield the dates that stand in two or three neighbours among *texts*, widest first."""
    places = [n for n, text in enumerate(texts) if not _SEPARATOR.fullmatch(text)]
    for first in range(len(places)):
        for width in range(min(WIDEST, len(places) - first), 1, -1):
            chosen = places[first : first + width]
            date = _match([texts[n].strip() for n in chosen])
            if date is not None:
                written, bare = date
                yield Parted(written=written, start=chosen[0], end=chosen[-1] + 1, bare=bare)
                break


def number_beside(texts: Sequence[str]) -> int | None:
    """Return the bare number that stands beside a month and day: its year, or a count of views."""
    words = [text.strip() for text in texts if not _SEPARATOR.fullmatch(text)]
    for first, second in pairwise(words):
        for date, number in ((first, second), (second, first)):
            if MONTH_AND_DAY.fullmatch(date) and NUMBER.fullmatch(number):
                return int(number)
    return None


def _match(texts: Sequence[str]) -> tuple[str, bool] | None:
    if any(len(text) > 12 for text in texts):
        return None
    joined = " ".join(texts)
    for form in FORMS:
        match = form.fullmatch(joined)
        if match is not None:
            parts = match.groupdict()
            name = (parts.get("name") or "").lower()
            month = _MONTHS.index(name) + 1 if name else int(parts["m"])
            day = int(parts["d"])
            if not parts.get("y"):
                return f"{month:02d}-{day:02d}", False
            return f"{parts['y']}-{month:02d}-{day:02d}", "mark" in parts and not parts["mark"]
    return None
