"""Text from outside: bytes to characters, markup off, made fit to keep, to print, to compare."""

import hashlib
import html
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from collections.abc import Sequence
from dataclasses import dataclass

BOMS = ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be"))
CHINESE = frozenset({"gb2312", "gbk", "gb18030", "hz"})
# declared by default, and never wrong: any byte is a character of theirs
MEANINGLESS = frozenset({"iso8859-1", "cp1252", "latin-1", "ascii"})
HEAD = 2048  # bytes in which a page declares its encoding
MOSTLY = 10  # signs of UTF-8 for each that is broken
CUT = 3  # bytes a size cap may leave of a character
PLANES = range(0, 0x110000, 0x10000)
DIGEST = 16  # bytes that tell one long key from another
WHOLE = 32  # signs, at most, that are drawn as one

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_OPENED = re.compile(r"<(?:script|style)\b", re.I)
_CLOSED = re.compile(r"</(?:script|style)\s*>", re.I)
_COMMENT = re.compile(r"-->")
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_SPACE = re.compile(r"\s+")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# what no file of ours can hold: half a character, what XML 1.0 refuses, what is no character
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(map(chr, (plane + last for plane in PLANES for last in (0xFFFE, 0xFFFF))))
    + "]"
)
_DRAWN = "\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
# what turns or hides the text around it; what joins one drawn sign to another is part of both
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0001\U000e0020-\U000e007f]"
    f"|(?<![{_DRAWN}\ufe0f])\u200d|\u200d(?![{_DRAWN}])"
)
_VARIANT = re.compile("[\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # of the same sign
_PUNCTUATION = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A decoded text, its encoding, and whether the declaration *disagreed*."""

    text: str
    encoding: str
    disagreed: bool = False


def decode(body: bytes, declared: str = "", *, cut: bool = False) -> Decoded:
    """Decode *body*: BOM, UTF-8 (a few broken signs allowed), the declared encoding, gb18030.

    Declarations lie, and parsers that trust ``gb2312`` drop whole pages that hold one character
    outside it: gb2312 and gbk are read as gb18030, which contains both. *cut*: the body ends
    at a size cap, perhaps inside a character.
    """
    for bom, encoding in BOMS:
        if body.startswith(bom):
            return Decoded(text=body[len(bom) :].decode(encoding, "replace"), encoding=encoding)
    claimed = _encoding(declared or declared_charset("", body[:HEAD]))
    for encoding in dict.fromkeys(("utf-8", claimed, "gb18030")):
        text = _strictly(body, encoding, cut=cut) if encoding else None
        if text is None and encoding == "utf-8" and _mostly_utf8(body):
            text = body.decode("utf-8", "replace")
        if text is not None:
            return Decoded(
                text=text, encoding=encoding, disagreed=bool(claimed) and claimed != encoding
            )
    fallback = "gb18030" if claimed == "gb18030" else "utf-8"
    return Decoded(text=body.decode(fallback, "replace"), encoding=fallback, disagreed=True)


def declared_charset(content_type: str, head: bytes) -> str:
    """Return what the header, or else the first bytes of the page, declare; may be empty."""
    match = _DECLARED.search(content_type.encode("ascii", "replace")) or _DECLARED.search(head)
    return match.group(1).decode("ascii").lower() if match else ""


def storable(text: str, limit: int | None = None) -> str:
    """Return *text* as every store, file and service can hold it; all texts pass through here.

    A surrogate pair becomes one character. A lone surrogate is dropped, and so are characters
    that XML 1.0 forbids and noncharacters. Beyond *limit* characters stands an ellipsis.
    """
    if not text.isprintable() and _UNSTORABLE.search(text):  # what can be printed can be kept
        text = _UNSTORABLE.sub("", _PAIR.sub(_united, text))
    if limit is None or len(text) <= limit:
        return text
    return text[: end_of(text, limit - 1)].rstrip("\u200d") + "…"


def odd(text: str) -> str:
    """Name the first character of *text* that cannot be kept, empty where all can."""
    match = _UNSTORABLE.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def key(text: str, limit: int) -> str:
    """Return *text*, a key, as it can be stored: storable, at most *limit* characters.

    Where something was dropped, a digest of the whole keeps two keys apart.
    """
    kept = storable(text)
    if kept == text and len(text) <= limit:
        return text
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST)
    return f"{kept[: limit - 2 * DIGEST - 1]}#{digest.hexdigest()}"


def end_of(text: str, limit: int) -> int:
    """Return where to cut *text*: at *limit* characters or before, never within a grapheme."""
    for end in range(limit, max(limit - WHOLE, 0), -1):
        if end >= len(text) or not (_joins(text[end]) or text[end - 1] == "\u200d"):
            return min(end, len(text))
    return limit


def plain(markup: str) -> str:
    """Return the text of an HTML fragment: no tags, no entities, white space folded."""
    return _SPACE.sub(" ", html.unescape(_untagged(markup))).strip()


def clean(text: str, limit: int = 200) -> str:
    """Return *text* fit for a screen or a line of a report.

    Unstorable and invisible characters and bidi overrides are dropped, line breaks become
    spaces, and a text longer than *limit* characters ends in an ellipsis.
    """
    if not text.isprintable():  # nothing invisible can be, and of white space the blank alone
        text = _SPACE.sub(" ", _INVISIBLE.sub("", storable(text)))
    elif "  " in text:
        text = _SPACE.sub(" ", text)
    return storable(text.strip(), limit)


def few(names: Sequence[str], most: int) -> str:
    """Return at most so many of *names* in a row, and whether there are more."""
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def normal(text: str) -> str:
    """Return *text* for matching platform sentences: width, 帐/账, case, punctuation folded."""
    folded = unicodedata.normalize("NFKC", text).replace("帐", "账").casefold()
    return _PUNCTUATION.sub("", folded)


def same_name(first: str, second: str) -> bool:
    """Say whether two account names are the same but for width, case and invisible marks."""
    return name_key(first) == name_key(second)


def name_key(text: str) -> str:
    """Return the key that all spellings of one account name share."""
    seen = _VARIANT.sub("", _INVISIBLE.sub("", storable(text)))
    return _SPACE.sub("", unicodedata.normalize("NFKC", seen)).casefold()


def joined(name: str) -> str:
    """Return a person's name without the spaces that align names of two characters."""
    return _BETWEEN.sub("", name.strip())


def _united(halves: re.Match[str]) -> str:
    return halves[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _joins(sign: str) -> bool:
    """Say whether *sign* is drawn upon the sign before it."""
    drawn_upon = sign == "\u200d" or "\U0001f3fb" <= sign <= "\U0001f3ff"  # the tones of a skin
    return drawn_upon or unicodedata.category(sign) in ("Mn", "Me")


def _untagged(markup: str) -> str:
    """Return *markup* with a space for each tag, comment and script.

    In one pass, whatever is left open: a page of a megabyte may consist of beginnings.
    """
    kept: list[str] = []
    endless: set[re.Pattern[str]] = set()  # what nothing closes from here on
    at = 0
    while (start := markup.find("<", at)) >= 0:
        end = _end(markup, start, endless)
        if end < 0:
            break
        kept += (markup[at:start], " ")
        at = end
    return "".join((*kept, markup[at:]))


def _end(markup: str, start: int, endless: set[re.Pattern[str]]) -> int:
    """Return the end of the tag, comment or script at *start*, -1 where it never ends."""
    closer = _COMMENT if markup.startswith("<!--", start) else None
    if _OPENED.match(markup, start):
        closer = _CLOSED
    if closer is not None and closer not in endless:
        if match := closer.search(markup, start + 4):
            return match.end()
        endless.add(closer)
    return markup.find(">", start) + 1 or -1


def _mostly_utf8(body: bytes) -> bool:
    """Say whether *body* is UTF-8 but for a few bytes: a text cut within a character, say.

    As another encoding it may be read without any fault, and all of it wrong.
    """
    text = body.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    return sum(not sign.isascii() for sign in text) > lost * MOSTLY


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
