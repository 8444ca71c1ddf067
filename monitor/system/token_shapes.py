"""Grants in what others send: the names and shapes by which a token of somebody else is known.

Only a field's own value is taken, at equal length: an answer reads as before, but for the grant.
A bare ``token`` may be public (the place in a list, a word); it goes where it looks like a grant.
"""

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote_to_bytes

STRONG = (
    r"(?:access|refresh|auth|session|login|user|bearer|api|id)[_-]?token|sess(?:ion)?[_-]?(?:id|key)"
    r"|(?:j|php)sess(?:ion)?id|(?:app|client)[_-]?secret|secret[_-]?key|api[_-]?key|jwt"
)
WEAK = r"(?:csrf[_-]?|xsrf[_-]?|x-)?token"
LONGEST = 8192  # characters of a grant
MARKS = (b"token", b"sess", b"secret", b"api", b"jwt")  # one in every name

_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(range(128, 256))

Note = Callable[[str, bytes], None]

_NAME = rf"(?:({STRONG})|({WEAK}))"
_START = r"(?:(?<![a-z0-9_])|(?<=%2[0236bc])|(?<=%3[bf])|(?<=%7b)|(?<=%25(?:26|23|3f)))"
_QUOTE = r"""(?:\\{0,7}["']|&quot;|&#0?3[49];|&#x2[27];|%2[27]|\\u002[27])"""
_INNER = r"""(?:(?!&quot;|&#|%2[27]|\\u002[27])[^"'\\<>\s]|\\{1,7}[/u])"""
_FIELD = re.compile(
    rf"""(?i){_START}{_NAME}{_QUOTE}?\s{{0,9}}(?::|=|%3a)\s{{0,9}}{_QUOTE}"""
    rf"""({_INNER}{{1,{LONGEST}}})(?:{_QUOTE}|\Z)""".encode()
)
_FORM = re.compile(rb"\s*[\w.%-]{1,64}=[^\s<>&\"]*(?:&[\w.%-]{0,64}(?:=[^\s<>&\"]*)?)*\s*")
_CAMEL = re.compile(rb"(?i)(?<![a-z0-9_])((?:access|refresh|auth)token)()=([^&\s\"'<>;]+)")
_PAIR = re.compile(
    rf"(?i){_START}{_NAME}(?:=|%(?:25){{0,3}}3d)"
    rf"((?:(?!%(?:25){{0,3}}(?:26|23))[^&#;\s\"'<>]){{1,{LONGEST}}})".encode()
)
_CODE = re.compile(rb"(?i)(?<![a-z0-9_])(code|ticket)()(?:=|%(?:25)?3d)([\w.~-]{16,})")
_PLACES = re.compile(
    rb"(?im)^(?:location|content-location|refresh|link|referer|uri):"
    rb"[^\r\n]*(?:\r?\n[ \t]+[^\r\n]+)*"
)
_HEADER = re.compile(
    rb"(?im)^((?:[a-z0-9]+-){0,4}(?:token|api-?key|secret|session(?:-?id)?|authorization))()"
    rb":[ \t]*([^\r\n]+(?:\r?\n[ \t]+[^\r\n]+)*)"
)
_SENT = re.compile(rb"(?im)^(?:proxy-)?authorization:[ \t]*(?:basic|bearer)[ \t]+([^\s]+)")
_TAG = re.compile(rb"(?i)<(?:input|meta)\b([^<>]{1,4096})(?:>|\Z)")
_NAMED = re.compile(
    rf"""(?i)(?<![\w-])(?:name|id|property)\s*=\s*["']?{_NAME}(?:["'\s/]|$)""".encode()
)
_VALUE = re.compile(rb"""(?i)(?<![\w-])(?:value|content)\s*=\s*(?:"([^"]+)|'([^']+)|([^\s"'>]+))""")
_PLAIN = re.compile(rb"[a-z]{1,15}|[A-Z][a-z]{0,14}|[\d:T.Z/+-]+")
_WORD = re.compile(rb"[\x21-\x7e]{8,}")


def star(part: bytes, note: Note) -> bytes:
    """Return *part*, a head or a body, with others' grants starred out and passed to *note*."""
    if not may_name(part, MARKS):
        return part

    def blot(match: re.Match[bytes]) -> bytes:
        return _blotted(match, note)

    part = _FIELD.sub(blot, part)
    part = _CAMEL.sub(blot, part)
    if _FORM.fullmatch(part):
        part = _PAIR.sub(blot, part)
    return _TAG.sub(lambda match: _tag(match, note), part)


def may_name(part: bytes, names: Iterable[bytes]) -> bool:
    """Say whether any of *names* may stand in *part*; most bodies name none.

    Names are plain letters: without all that is Chinese, half of a page is left to be searched.
    """
    letters = part.translate(_SMALL, _NO_LETTERS)
    return any(name in letters for name in names)


def star_head(head: bytes, note: Note) -> bytes:
    """Return the *head* of a message with others' grants in its headers starred out."""

    def blot(match: re.Match[bytes]) -> bytes:
        return _blotted(match, note)

    def place(match: re.Match[bytes]) -> bytes:
        return _CODE.sub(blot, _PAIR.sub(blot, match[0]))

    return _PLACES.sub(place, _HEADER.sub(blot, head))


def sent(head: bytes) -> Iterator[str]:
    """Yield the credentials in the *head* of a request; servers may repeat them."""
    for match in _SENT.finditer(head):
        yield match[1].decode("latin-1")


def encoded(value: str) -> Iterator[str]:
    """Yield *value* as Base64 writes it."""
    raw = value.encode(errors="surrogatepass")
    for form in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        yield form.decode().rstrip("=")


def is_grant(value: bytes) -> bool:
    """Say whether what a bare ``token`` holds looks like a grant: no word, day, number, path."""
    plain = unquote_to_bytes(value)
    if plain.startswith((b"/", b"http:", b"https:")):
        return False
    return _WORD.fullmatch(plain) is not None and _PLAIN.fullmatch(plain) is None


def _blotted(match: re.Match[bytes], note: Note) -> bytes:
    strong, weak, value = match.groups()
    if value.strip(b"*") == b"" or (not strong and not is_grant(value)):
        return match[0]
    note((strong or weak).decode().lower(), value)
    at = match.start(3) - match.start()
    return match[0][:at] + b"*" * len(value) + match[0][at + len(value) :]


def _tag(match: re.Match[bytes], note: Note) -> bytes:
    named, valued = _NAMED.search(match[1]), _VALUE.search(match[1])
    if named is None or valued is None:
        return match[0]
    number = valued.lastindex or 0
    value = valued[number]
    if value.strip(b"*") == b"" or (not named[1] and not is_grant(value)):
        return match[0]
    note((named[1] or named[2]).decode().lower(), value)
    at = match.start(1) - match.start() + valued.start(number)
    return match[0][:at] + b"*" * len(value) + match[0][at + len(value) :]
