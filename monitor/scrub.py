"""Secrets out of everything that is stored, logged or shown."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from monitor import tokens

NAMES = (
    "access_token", "refresh_token", "secret", "appsecret", "app_secret", "client_secret",
    "password", "passwd", "sig", "cookie", "ticket",
)  # fmt: skip
HEADERS = ("authorization", "proxy-authorization", "access-token", "cookie", "set-cookie")
SHORTEST = 6  # a shorter value would blot out ordinary words
MASK = "***"
HALVES = "surrogatepass"  # half a character, as a token may hold, is no reason to tell it

_NAMES = "|".join(NAMES)
_PARTS = (b"token", b"secret", b"passw", b"sig", b"cookie", b"ticket")  # one in every name
_PAIR = re.compile(rb"(?i)(?<![A-Za-z0-9_])(" + _NAMES.encode() + rb")=([^&\s\"'<>;]+)")
_FIELD = re.compile(rb'(?i)"(' + _NAMES.encode() + rb')"\s*:\s*"((?:[^"\\]|\\.)+)"')
_PERCENT = re.compile(r"%[0-9A-F]{2}")
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&='"}  # as servers write JSON for pages
_KEY = r"""((?:token|""" + _NAMES + r""")["']?\s*:\s*)"""
_NEXT = r"""[}\]\s]*(?:,[\s{\[]*(?:"\w+"\s*:|'\w+'\s*:|\w+:(?:\s|$))|,?\s*$)"""
_VALUE = (
    r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\$\{\w+\}(?=""" + _NEXT + r""")|\S.*?(?=""" + _NEXT + "))"
)
_QUERY = r"""([?&](?:\w*token|\w*key|code|sign|""" + _NAMES + r""")=)((?:\$\{\w+\}|[^&\s"',}#])+)"""
_WRITTEN = tuple(
    re.compile("(?i)" + one) for one in (_KEY + _VALUE, _QUERY, r"(://)([^/\s@]+)(?=@)")
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
        self._values: frozenset[str] = frozenset()
        self._bytes: tuple[bytes, ...] = ()
        for value in values:
            self.learn(value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self._values)} values)"

    def learn(self, value: str) -> None:
        """Remember a secret met on the way, such as a token just granted."""
        if len(value) < SHORTEST or set(value) == {"*"} or value in self._values:
            return
        with self._lock:
            self._values |= {value}
            forms = {form for known in self._values for form in _forms(known)}
            longest_first = sorted(forms, key=len, reverse=True)
            self._bytes = tuple(form.encode(errors=HALVES) for form in longest_first)

    def url(self, url: str) -> str:
        """Return *url* in one canonical form: secrets masked, no user, query order kept."""
        parts = urlsplit(url)
        query = [
            (key, MASK if key.lower() in NAMES else _MASKED.sub(MASK, self.text(value)))
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
        ]
        host = parts.netloc.rpartition("@")[2]
        path = _MASKED.sub(MASK, self.text(parts.path))
        return urlunsplit((parts.scheme, host, path, urlencode(query, safe="*"), ""))

    def text(self, text: str) -> str:
        """Return *text* with every known value masked, and the values of secret names."""
        return re.sub(rf"(?i)\b({_NAMES})=([^&\s\"'<>;]+)", rf"\1={MASK}", self.known(text))

    def known(self, text: str) -> str:
        """Return *text* with every known value masked, and nothing else changed."""
        for value in self._bytes:
            text = text.replace(value.decode(errors=HALVES), MASK)
        return text

    def wire(self, raw: bytes, *, learn: bool = False) -> tuple[bytes, tuple[str, ...]]:
        """Return *raw* with secrets starred out at equal length, and the names of what went.

        *learn*: an answer may grant tokens, which are secret from here on.
        """
        gone: list[str] = []

        def star(found: re.Match[bytes]) -> bytes:
            gone.append(found.group(1).decode().lower())
            start, end = found.span(2)
            whole = found.group(0)
            at = start - found.start()
            return whole[:at] + b"*" * (end - start) + whole[at + end - start :]

        def note(name: str, value: bytes) -> None:
            gone.append(name)
            if learn:
                self._learn_told(value)

        found = _HEADS.match(raw)
        begins = found.end() if found else 0
        head, gap, body = raw[begins:].partition(b"\r\n\r\n")
        head = raw[:begins] + head
        for proof in tokens.sent(head):
            self.learn(proof)  # a server may tell back what we proved ourselves by
        head = tokens.star_head(_HEADER.sub(star, head), note)
        if _names_any(head):
            head = _fields(head, star)
        if _names_any(body):
            if learn:
                self._learn_from(body)
            body = _fields(body, star)
        head, body = tokens.star(head, note), tokens.star(body, note)
        raw = head + gap + body
        for value in self._bytes:
            if value in raw:
                gone.append("value")
                raw = raw.replace(value, b"*" * len(value))
        return raw, tuple(dict.fromkeys(gone))

    def granted(self, body: bytes) -> bool:
        """Learn the tokens that a decoded JSON answer grants; say whether it holds any secret."""
        named = _names_any(body) and self._learn_from(body)
        told: list[bytes] = []
        tokens.star(body, lambda _, value: told.append(value))
        for value in told:
            self._learn_told(value)
        return named or bool(told) or any(value in body for value in self._bytes)

    def _learn_told(self, value: bytes) -> None:
        if not tokens.is_grant(value):
            return  # a word: it would be blotted out of whatever is read
        text = value.decode("utf-8", "replace")
        self.learn(_unescaped(text))
        self.learn(unquote(text))

    def _learn_from(self, body: bytes) -> bool:
        values = [found.group(2) for found in _FIELD.finditer(body)]
        for value in values:
            self.learn(_unescaped(value.decode("utf-8", "replace")))
        return bool(values)


def written(line: str) -> str:
    """Return a line of a file that people write, with the secrets that stand in it masked."""
    for secret in _WRITTEN:
        line = secret.sub(_masked, line)
    return line


def _masked(found: re.Match[str]) -> str:
    return found[0] if _ELSEWHERE.fullmatch(found[2]) else f"{found[1]}{MASK}"


def _forms(value: str) -> Iterator[str]:
    """Yield every way in which a platform may send *value* back: plain, in an address, in JSON."""
    yield value
    yield from tokens.encoded(value)
    for safe in ("", "/"):
        quoted = quote(value, safe=safe, errors=HALVES)
        yield quoted
        yield _PERCENT.sub(lambda found: found[0].lower(), quoted)
    for ascii_only in (True, False):
        escaped = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")
        yield escaped.translate(_UNSAFE)


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def _fields(part: bytes, star: Callable[[re.Match[bytes]], bytes]) -> bytes:
    """Star out named values."""
    return _FIELD.sub(star, _PAIR.sub(star, part))


def _names_any(part: bytes) -> bool:
    """Say whether a secret's name may stand here; most bodies name none, plain search is fast."""
    lowered = part.lower()
    return any(name in lowered for name in _PARTS)


class Redact(logging.Filter):
    """Keeps secrets out of log lines, their arguments and their tracebacks."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__()
        self.scrubber = scrubber

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self.scrubber.text(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_text is None:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.scrubber.text(record.exc_text)
        return True
