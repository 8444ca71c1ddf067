"""Known values out of a text or out of bytes, in time that does not grow with their number."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import AnyStr
from urllib.parse import quote

from monitor.system.token_shapes import encoded

HALVES = "surrogatepass"  # half a character, as a token may hold, is no reason to tell it
HEAD = 6  # signs by which one of many values is recognised; none is shorter
FEW = 300  # values that are looked for one by one, which is faster for so few

_PERCENT = re.compile(r"%[0-9A-F]{2}")
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&='"}  # as servers write JSON for pages


class Masks:
    """Secret values in every form in which they may appear."""

    def __init__(self, forms: Iterable[str]) -> None:
        self.texts = tuple(sorted(forms, key=lambda form: (-len(form), form)))  # always alike

    @cached_property
    def wires(self) -> tuple[bytes, ...]:
        return tuple(form.encode(errors=HALVES) for form in self.texts)

    @cached_property
    def _of_texts(self) -> dict[str, tuple[str, ...]]:
        return _by_head(self.texts)

    @cached_property
    def _of_bytes(self) -> dict[bytes, tuple[bytes, ...]]:
        return _by_head(self.wires)

    def text(self, text: str, mask: str) -> str:
        """Return *text* with *mask* in the place of each value."""
        if len(self.texts) <= FEW:
            for value in self.texts:
                text = text.replace(value, mask)
            return text
        return "".join(_masked(text, self._of_texts, lambda _: mask))

    def wire(self, raw: bytes) -> bytes:
        """Return *raw* with as many stars in the place of each value."""
        if len(self.texts) <= FEW:
            for value in self.wires:
                raw = raw.replace(value, b"*" * len(value))
            return raw
        return b"".join(_masked(raw, self._of_bytes, lambda value: b"*" * len(value)))

    def within(self, raw: bytes) -> bool:
        """Say whether any value stands in *raw*."""
        if len(self.texts) <= FEW:
            return any(value in raw for value in self.wires)
        return next(_places(raw, self._of_bytes), None) is not None


def forms(value: str) -> Iterator[str]:
    """Yield every way in which a platform may send *value* back: plain, in an address, in JSON."""
    yield value
    yield from encoded(value)
    for safe in ("", "/"):
        quoted = quote(value, safe=safe, errors=HALVES)
        yield quoted
        yield _PERCENT.sub(lambda match: match[0].lower(), quoted)
    for ascii_only in (True, False):
        escaped = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield escaped
        yield escaped.replace("/", "\\/")
        yield escaped.translate(_UNSAFE)


def _by_head(values: Iterable[AnyStr]) -> dict[AnyStr, tuple[AnyStr, ...]]:
    """File *values*, the longest first, by how they begin."""
    by_head: dict[AnyStr, list[AnyStr]] = {}
    for value in values:
        by_head.setdefault(value[:HEAD], []).append(value)
    return {head: tuple(filed) for head, filed in by_head.items()}


def _masked(
    text: AnyStr, filed: dict[AnyStr, tuple[AnyStr, ...]], mask: Callable[[AnyStr], AnyStr]
) -> Iterator[AnyStr]:
    here = 0
    for start, value in _places(text, filed):
        yield text[here:start]
        yield mask(value)
        here = start + len(value)
    yield text[here:]


def _places(text: AnyStr, filed: dict[AnyStr, tuple[AnyStr, ...]]) -> Iterator[tuple[int, AnyStr]]:
    """Yield where values stand in *text*, from its beginning on, none within another."""
    here = 0
    for at in range(len(text) - HEAD + 1):
        head = text[at : at + HEAD]
        if head in filed and at >= here:
            value = next((form for form in filed[head] if text.startswith(form, at)), None)
            if value is not None:
                yield at, value
                here = at + len(value)
