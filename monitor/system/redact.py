"""Secrets out of everything that is stored, logged or shown."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from monitor.system import token_shapes
from monitor.system.masking import HEAD, Masks, forms

NAMES = (
    "access_token", "refresh_token", "secret", "appsecret", "app_secret", "client_secret",
    "password", "passwd", "sig", "cookie", "ticket",
)  # fmt: skip
HEADERS = ("authorization", "proxy-authorization", "access-token", "cookie", "set-cookie")
SHORTEST = HEAD  # a shorter value would blot out ordinary words
LONGEST = 4096  # characters of a granted token; what follows is of no use to anybody
MOST = 10_000  # tokens learnt from answers: no honest run is granted more
MASK = "***"
BACKSLASH = 92

_NAMES = "|".join(NAMES)
_PARTS = (b"token", b"secret", b"passw", b"sig", b"cookie", b"ticket")  # one in every name
_PAIR = re.compile(rb"(?i)(?<![A-Za-z0-9_])(" + _NAMES.encode() + rb")=([^&\s\"'<>;]+)")
_FIELD = re.compile(rb'(?i)"(' + _NAMES.encode() + rb')"\s*:\s*"')  # and its value after it
_KEY = r"""((?:token|""" + _NAMES + r""")["']?\s*:\s*)"""
_NEXT = r"""[}\]\s]*(?:,[\s{\[]*(?:"\w+"\s*:|'\w+'\s*:|\w+:(?:\s|$))|,?\s*$)"""
_VALUE = (
    r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\$\{\w+\}(?=""" + _NEXT + r""")|\S.*?(?=""" + _NEXT + "))"
)
_QUERY = r"""([?&](?:\w*token|\w*key|code|sign|""" + _NAMES + r""")=)((?:\$\{\w+\}|[^&\s"',}#])+)"""
_WRITTEN = tuple(
    re.compile("(?i)" + pattern) for pattern in (_KEY + _VALUE, _QUERY, r"(://)([^/\s@]+)(?=@)")
)
_ELSEWHERE = re.compile(r"""["']?\$\{\w+\}["']?""")  # names the secret, and is none
_HEADER = re.compile(  # a value may go on in lines that begin with a space
    rb"(?im)^(" + "|".join(HEADERS).encode() + rb"):[ \t]*([^\r\n]+(?:\r?\n[ \t]+[^\r\n]+)*)"
)
_MASKED = re.compile(r"\*{3,}")  # starred at equal length in the answer that led there
_HEADS = re.compile(rb"(?:HTTP/1\.[01] 1\d\d\b.*?\r\n\r\n)*", re.S)  # said in the meantime


class Scrubber:
    """Knows which names and which values are secret; safe to share between threads."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._lock = Lock()
        self._values: set[str] = set()
        self._forms: set[str] = set()
        self._made: Masks | None = Masks(())
        for value in values:
            self.learn(value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._values)} values)"

    def learn(self, value: str) -> None:
        """Remember a secret met on the way, such as a token just granted."""
        if len(value) < SHORTEST or set(value) == {"*"} or value in self._values:
            return
        with self._lock:
            self._values.add(value)
            self._forms.update(forms(value))
            self._made = None

    def mask_url(self, url: str) -> str:
        """Return *url* in one canonical form: secrets masked, no user, query order kept."""
        parts = urlsplit(url)
        query = [
            (key, MASK if key.lower() in NAMES else _MASKED.sub(MASK, self.mask_text(value)))
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
        ]
        host = parts.netloc.rpartition("@")[2]
        path = _MASKED.sub(MASK, self.mask_text(parts.path))
        return urlunsplit((parts.scheme, host, path, urlencode(query, safe="*"), ""))

    def mask_text(self, text: str) -> str:
        """Return *text* with every known value masked, and the values of secret names."""
        return re.sub(rf"(?i)\b({_NAMES})=([^&\s\"'<>;]+)", rf"\1={MASK}", self.mask_values(text))

    def mask_values(self, text: str) -> str:
        """Return *text* with every known value masked, and nothing else changed."""
        return self._masks.text(text, MASK)

    def wire(self, raw: bytes, *, learn: bool = False) -> tuple[bytes, tuple[str, ...]]:
        """Return *raw* with secrets starred out at equal length, and their names.

        *learn*: an answer may grant tokens, which are secret from here on.
        """
        gone: dict[str, None] = {}

        def note(name: str, value: bytes) -> None:
            gone[name] = None
            if learn:
                self._learn_bytes(value)

        match = _HEADS.match(raw)
        begins = match.end() if match else 0
        head, gap, body = raw[begins:].partition(b"\r\n\r\n")
        head = raw[:begins] + head
        for proof in token_shapes.sent(head):
            self.learn(proof)  # a server may tell back what we proved ourselves by
        head = token_shapes.star_head(_starred(head, _headers, gone), note)
        if _names_any(head):
            head = _starred(_starred(head, _pairs, gone), _values, gone)
        if _names_any(body):
            if learn:
                self._learn_from(body)
            body = _starred(_starred(body, _pairs, gone), _values, gone)
        named = token_shapes.star(head, note) + gap + token_shapes.star(body, note)
        raw = self._masks.wire(named)
        if raw != named:
            gone["value"] = None
        return raw, tuple(gone)

    def granted(self, body: bytes) -> bool:
        """Learn tokens that a decoded JSON answer grants; return whether it holds any secret."""
        named = _names_any(body) and self._learn_from(body)
        secrets: list[bytes] = []
        token_shapes.star(body, lambda _, value: secrets.append(value))
        for value in secrets:
            self._learn_bytes(value)
        return named or bool(secrets) or self._masks.within(body)

    def _learn_bytes(self, value: bytes) -> None:
        if not token_shapes.is_grant(value):
            return  # a word: it would be blotted out of whatever is read
        if len(self._values) < MOST:
            text = value[: LONGEST * 6].decode("utf-8", "replace")
            self.learn(_unescaped(text)[:LONGEST])
            self.learn(unquote(text)[:LONGEST])

    def _learn_from(self, body: bytes) -> bool:
        learnt = False
        for _, start, end in _values(body):
            learnt = True
            if len(self._values) < MOST:
                value = body[start : min(end, start + LONGEST * 6)].decode("utf-8", "replace")
                self.learn(_unescaped(value)[:LONGEST])
        return learnt

    @property
    def _masks(self) -> Masks:
        with self._lock:
            if self._made is None:
                self._made = Masks(self._forms)
            return self._made


def written(line: str) -> str:
    """Return a line of a file that people write, with the secrets that stand in it masked."""
    for secret in _WRITTEN:
        line = secret.sub(_masked, line)
    return line


def _masked(match: re.Match[str]) -> str:
    return match[0] if _ELSEWHERE.fullmatch(match[2]) else f"{match[1]}{MASK}"


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


Places = Iterator[tuple[str, int, int]]


def _starred(part: bytes, places: Callable[[bytes], Places], gone: dict[str, None]) -> bytes:
    """Return *part* with stars in *places*; their names are added to *gone*."""
    starred = bytearray(part)
    for name, start, end in places(part):
        gone[name] = None
        starred[start:end] = b"*" * (end - start)
    return bytes(starred)


def _headers(head: bytes) -> Places:
    """Yield the secret headers: name, beginning, end."""
    for match in _HEADER.finditer(head):
        yield match[1].decode().lower(), *match.span(2)


def _pairs(part: bytes) -> Places:
    """Yield the values of secret names as addresses and forms write them."""
    for match in _PAIR.finditer(part):
        yield match[1].decode().lower(), *match.span(2)


def _values(part: bytes) -> Places:
    """Yield the values of secret names in JSON.

    No pattern goes through a value: it would take memory by its length.
    """
    here = 0
    while match := _FIELD.search(part, here):
        end = _end_of(part, match.end())
        if end < 0:
            return
        if end > match.end():
            yield match[1].decode().lower(), match.end(), end
        here = end + 1


def _end_of(part: bytes, start: int) -> int:
    """Return where the text ends that begins at *start*, -1 where nothing ends it."""
    here = start
    while (end := part.find(b'"', here)) >= 0:
        slashes = end
        while slashes > here and part[slashes - 1] == BACKSLASH:
            slashes -= 1
        if (end - slashes) % 2 == 0:
            return end
        here = end + 1
    return -1


def _names_any(part: bytes) -> bool:
    """Say whether a secret's name may stand here."""
    return token_shapes.may_name(part, _PARTS)


class Redact(logging.Filter):
    """Keeps secrets out of log lines, their arguments and their tracebacks."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__()
        self.scrubber = scrubber

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.scrubber.mask_text(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_text is None:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.scrubber.mask_text(record.exc_text)
        return True
