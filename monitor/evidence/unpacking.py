"""Unpack as much of a truncated body as anybody could read."""

import re
import zlib

MOST = 8_000_000  # bytes that are looked through

_CODING = re.compile(rb"(?im)^content-encoding:([^\r\n]*)")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding:[^\r\n]*\bchunked\b")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_WINDOWS = {b"gzip": (31,), b"x-gzip": (31,), b"deflate": (15, -15)}  # as zlib asks for them


def readable(head: bytes, body: bytes) -> tuple[bytes, bool]:
    """Return the readable content of *body*, and whether all of it was looked through."""
    if _CHUNKED.search(head):
        body = _joined(body)
    codings = [c.strip().lower() for c in b",".join(_CODING.findall(head)).split(b",")]
    codings = [coding for coding in codings if coding not in (b"", b"identity")]
    if not codings:
        return body, True
    if len(codings) > 1 or codings[0] not in _WINDOWS:
        return b"", not body
    for window in _WINDOWS[codings[0]]:
        try:
            return _inflated(body, window)
        except zlib.error:
            continue
    return b"", not body


def _inflated(body: bytes, window: int) -> tuple[bytes, bool]:
    shown = bytearray()
    while body:
        unpacker = zlib.decompressobj(window)
        try:
            shown += unpacker.decompress(body, MOST - len(shown) + 1)
        except zlib.error:
            if not shown:
                raise
            return bytes(shown), False
        if len(shown) > MOST or unpacker.unconsumed_tail:
            return bytes(shown), False
        body = unpacker.unused_data
    return bytes(shown), True


def _joined(body: bytes) -> bytes:
    """Return the chunks of *body* put together, the last as far as it goes."""
    parts, at = [], 0
    while match := _SIZE.match(body, at):
        size = int(match[1], 16)
        if size == 0:
            break
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(parts) if parts else body
