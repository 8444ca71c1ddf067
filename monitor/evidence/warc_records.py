"""WARC/1.1 records: built from an exchange, each its own gzip member, paired by their ids.

The layout is that of the WARC/1.1 specification (ISO 28500:2017); headers that begin with
``Monitor-`` are ours. Bytes are those of the wire but for secrets, which are starred out at
equal length and named in ``Monitor-Scrubbed``.
"""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote
from uuid import uuid4

from monitor.evidence import unpacking
from monitor.http.exchange import Exchange
from monitor.http.response_parser import from_wire
from monitor.model import EvidenceRef
from monitor.model.errors import FetchError
from monitor.system.redact import Scrubber

LEVEL = 1  # of compression: evidence is written on the way, and gzip's best costs ten times this
GZIP = 16  # zlib's way of asking for gzip's framing
WINDOW = GZIP + 15
SMALL_WINDOW = GZIP + 10  # setting up the large one costs more than packing a short record
SMALL = 1024
_FRAMING = re.compile(rb"(?im)^(?:content-encoding|transfer-encoding|content-length):[^\r\n]*\r\n")
_PACKED = re.compile(rb"(?im)^(?:content-encoding:[ \t]*(?!identity)\S|transfer-encoding:[ \t]*\S)")


def pair(exchange: Exchange, scrubber: Scrubber) -> bytes:
    """Return the two records of one exchange, response (or failure) first, then request."""
    sent, request_gone = scrubber.wire(exchange.sent)  # first: an answer may tell it back
    received, response_gone = _scrubbed_response(exchange, scrubber)
    gone = tuple(dict.fromkeys((*response_gone, *request_gone)))
    shared = [
        ("WARC-Target-URI", scrubber.mask_url(exchange.request.url)),
        ("WARC-Date", stamp(exchange.received_at)),
        *([("WARC-IP-Address", exchange.peer)] if exchange.peer else []),
        ("Monitor-Account", quote(exchange.request.account)),
        ("Monitor-Source", quote(exchange.request.source, safe="#")),
        *([("Monitor-Endpoint", exchange.endpoint)] if exchange.endpoint else []),
        *([("Monitor-Proxy", exchange.proxy)] if exchange.proxy else []),
        *([("Monitor-TLS", f"legacy; {exchange.tls}")] if exchange.tls else []),
        *([("Monitor-Cookies", "new")] if exchange.new_cookies else []),
        *([("Monitor-Attempt", "2")] if exchange.repeated else []),
        *_earlier(exchange.request.earlier),
        *([("Monitor-Scrubbed", ", ".join(gone))] if gone else []),
    ]
    first = record_id()
    head: list[tuple[str, str]] = [("WARC-Record-ID", first), *shared]
    if exchange.truncated:
        head.append(("WARC-Truncated", exchange.truncated))
    if exchange.error:
        head.append(("Monitor-Error", exchange.error))
        head.append(("Monitor-Detail", quote(scrubber.mask_text(exchange.detail))))
    if received:
        answer = record("response", "application/http; msgtype=response", head, received)
    else:
        fields = f"error: {exchange.error}\r\n".encode()
        answer = record("metadata", "application/warc-fields", head, fields)
    tail = [("WARC-Record-ID", record_id()), ("WARC-Concurrent-To", first), *shared]
    return answer + record("request", "application/http; msgtype=request", tail, sent)


def _earlier(ref: EvidenceRef | None) -> list[tuple[str, str]]:
    """Return the header that names the answer a 304 confirms: replay needs it."""
    return [("Monitor-Earlier", f"{ref.file}@{ref.offset}+{ref.length}")] if ref else []


def record(kind: str, content_type: str, headers: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """Return one record as a gzip member."""
    lines = [
        ("WARC-Type", kind),
        *headers,
        ("Content-Type", content_type),
        ("WARC-Block-Digest", digest(block)),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in lines)
    whole = b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"
    window = SMALL_WINDOW if len(whole) <= SMALL else WINDOW
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, window, 8 if window == WINDOW else 2)
    return packer.compress(whole) + packer.flush()


def digest(block: bytes) -> str:
    """Return the digest in WARC's usual form."""
    return "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()  # noqa: S324


def record_id() -> str:
    """Return a fresh record id."""
    return f"<urn:uuid:{uuid4()}>"


def stamp(moment: datetime) -> str:
    """Return *moment* as WARC writes it: UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _scrubbed_response(exchange: Exchange, scrubber: Scrubber) -> tuple[bytes, tuple[str, ...]]:
    """Return the response without secrets, unpacked where gzip or chunks would hide them."""
    wire = exchange.received
    head, _, body = wire.partition(b"\r\n\r\n")
    if not _PACKED.search(head):
        return scrubber.wire(wire, learn=True)
    unpacked = None if exchange.error else _unpacked(exchange)
    content = unpacked.partition(b"\r\n\r\n")[2] if unpacked is not None else None
    if unpacked is None or (content == body and body):
        return _of_parts(wire, scrubber)
    if scrubber.granted(content or b""):
        plain, gone = scrubber.wire(unpacked)
        return plain, (*gone, "body; re-encoded")
    return scrubber.wire(wire)


def _of_parts(wire: bytes, scrubber: Scrubber) -> tuple[bytes, tuple[str, ...]]:
    """Return a packed response that was cut off, or that nobody here can unpack.

    Its body is starred out where a part shows a secret, or where it cannot be looked through
    to its end.
    """
    head, gap, body = wire.partition(b"\r\n\r\n")
    shown, whole = unpacking.readable(head, body)
    plain, gone = scrubber.wire(head + gap)
    if whole and not scrubber.granted(shown):
        return plain + scrubber.wire(body)[0], gone
    return plain + b"*" * len(body), (*gone, "body; not kept")


def _unpacked(exchange: Exchange) -> bytes | None:
    request = exchange.request
    try:
        answer = from_wire(
            exchange.received,
            url=request.url,
            method=request.method,
            received_at=exchange.received_at,
        )
    except FetchError:
        return None
    head, _, _ = exchange.received.partition(b"\r\n\r\n")
    kept = _FRAMING.sub(b"", head + b"\r\n")
    return kept + f"Content-Length: {len(answer.body)}\r\n\r\n".encode() + answer.body


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def members(data: bytes) -> Iterator[bytes]:
    """Yield the unpacked records of a run of gzip members."""
    while data:
        unpacker = zlib.decompressobj(31)
        yield unpacker.decompress(data) + unpacker.flush()
        data = unpacker.unused_data
