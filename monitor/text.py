"""Text from outside: bytes to characters, markup off, made fit to print and to compare."""

import html
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from dataclasses import dataclass

BOMS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))
CHINESE = frozenset({"gb2312", "gbk", "gb18030", "hz"})
# declared by default, and never wrong: any byte is a character of theirs
MEANINGLESS = frozenset({"iso8859-1", "cp1252", "latin-1", "ascii"})
HEAD = 2048  # bytes in which a page declares its encoding
CUT = 3  # bytes a size cap may leave of a character

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[^>]*>", re.I | re.S)
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SPACE = re.compile(r"\s+")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_PUNCTUATION = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Characters, the encoding that gave them, and whether the declaration said otherwise."""

    text: str
    encoding: str
    disagreed: bool = False


def decode(body: bytes, declared: str = "", *, cut: bool = False) -> Decoded:
    """Decode *body*: BOM, strict UTF-8, the declared encoding, gb18030, then with replacement.

    Declarations lie, and parsers that trust ``gb2312`` drop whole pages that hold one character
    outside it: gb2312 and gbk are read as gb18030, which contains both. *cut*: the body ends
    at a size cap, perhaps inside a character.
    """
    for bom, encoding in BOMS:
        if body.startswith(bom):
            return Decoded(text=body[len(bom) :].decode(encoding, "replace"), encoding=encoding)
    said = _encoding(declared or declared_charset("", body[:HEAD]))
    for encoding in dict.fromkeys(("utf-8", said, "gb18030")):
        text = _strictly(body, encoding, cut=cut) if encoding else None
        if text is not None:
            return Decoded(text=text, encoding=encoding, disagreed=bool(said) and said != encoding)
    fallback = "gb18030" if said == "gb18030" else "utf-8"
    return Decoded(text=body.decode(fallback, "replace"), encoding=fallback, disagreed=True)


def declared_charset(content_type: str, head: bytes) -> str:
    """Return what the header, or else the first bytes of the page, declare; may be empty."""
    found = _DECLARED.search(content_type.encode("ascii", "replace")) or _DECLARED.search(head)
    return found.group(1).decode("ascii").lower() if found else ""


def plain(markup: str) -> str:
    """Return the text of an HTML fragment: no tags, no entities, white space folded."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", markup))).strip()


def clean(text: str, limit: int = 200) -> str:
    """Return *text* fit for a screen or a line of a report.

    Control characters, bidi overrides and invisible ones go, line breaks become spaces, and
    what is longer than *limit* characters is cut with an ellipsis.
    """
    folded = _SPACE.sub(" ", _UNPRINTABLE.sub("", text.replace("\n", " "))).strip()
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"


def normal(text: str) -> str:
    """Return *text* for matching platform sentences: width, 帐/账, case, punctuation folded."""
    folded = unicodedata.normalize("NFKC", text).replace("帐", "账").casefold()
    return _PUNCTUATION.sub("", folded)


def same_name(one: str, other: str) -> bool:
    """Say whether two account names are the same but for width, case and invisible marks."""
    return name_key(one) == name_key(other)


def name_key(text: str) -> str:
    """Return what two spellings of one account name have in common."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", _UNPRINTABLE.sub("", text))).casefold()


def joined(name: str) -> str:
    """Return a person's name without the spaces that align names of two characters."""
    return _BETWEEN.sub("", name.strip())


def _encoding(name: str) -> str:
    word = name.strip().lower()
    if word.replace("-", "").replace("_", "") in CHINESE:
        return "gb18030"
    try:
        name = lookup(word).name if word else ""
    except (LookupError, ValueError):
        return ""
    return "" if name in MEANINGLESS else name


def _strictly(body: bytes, encoding: str, *, cut: bool) -> str | None:
    for lost in range(CUT + 1 if cut else 1):
        try:
            return body[: len(body) - lost].decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return None
