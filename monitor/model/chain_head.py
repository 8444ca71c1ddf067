"""The head of the chain of seals: what a paper carries, so that another's copy bears witness."""

import re
import unicodedata
from dataclasses import dataclass

SHORT = 16  # hexadecimal digits on paper: short enough to type, too many to be hit by chance
WHOLE = 64
PREFIX = "sha256:"
TITLE = "证据封存"
KEYWORD = "evidence-head"
_RUN = re.compile(  # papers of earlier programs say 次抽查
    r"第\s*(\d{1,9})\s*(?:号(?:检查记录)?|次(?:抽查)?)|^\s*(\d{1,9})\s*(?:[:;,、]|\s(?=\s*[0-9a-f]{16}))"
)
_BREAKS = re.compile(r"[\s\u2010-\u2015-]+")
_DIGITS = re.compile(rf"(?<![0-9a-z])[0-9a-f]{{{SHORT},{WHOLE}}}(?![0-9a-z])")
_PRINTED = re.compile(
    rf"(?:{TITLE}：第(\d{{1,9}})(?:号检查记录|次抽查)，封存码|{KEYWORD}\s(\d{{1,9}}):)\s*([0-9a-f]{{{SHORT},{WHOLE}}})(?![0-9a-f])"
)


@dataclass(frozen=True, slots=True)
class Head:
    """One link of the chain: its *run*, 0 where nobody says, and its *seal* or the start of it.

    *seal*: hexadecimal digits alone.
    """

    run: int
    seal: str

    @property
    def short(self) -> str:
        """Return the digits that stand on paper."""
        return self.seal[:SHORT]

    @property
    def keyword(self) -> str:
        """Return what a file's own properties say, in ASCII."""
        return f"{KEYWORD} {self.run}:{self.short}"

    @property
    def line(self) -> str:
        """Return what papers and messages say."""
        return f"{TITLE}：{self}"

    @property
    def whole(self) -> str:
        """Return what a file's own properties would say, with every digit."""
        return f"{KEYWORD} {self.run}:{self.seal}"

    def __str__(self) -> str:
        return f"第{self.run}号检查记录，封存码 {self.short}"


def sealed(run: int, seal: str) -> Head:
    """Return the head that a stored seal makes."""
    return Head(run, seal.removeprefix(PREFIX))


def parse(text: str) -> Head:
    """Return the head that a person typed off a paper; raises ValueError where there is none.

    ``12:9f86…``, ``第12号检查记录，封存码 9f86…``, or the digits alone, spaced in any way.
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace(PREFIX, "")
    run = _RUN.search(plain)
    remainder = plain[: run.start()] + " | " + plain[run.end() :] if run else plain
    numbers = _DIGITS.findall(_BREAKS.sub("", remainder))
    if len(numbers) != 1:
        raise ValueError("no seal, or more than one")
    return Head(int(run[1] or run[2]) if run else 0, numbers[0])


def all_printed(text: str) -> tuple[Head, ...]:
    """Return the heads that a paper's text carries, in order."""
    return tuple(Head(int(f[1] or f[2]), f[3]) for f in _PRINTED.finditer(text))
