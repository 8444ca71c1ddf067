"""From bytes on the wire to an answer, under the size cap; one path for network and replay."""

import http
import http.client
import io
import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from monitor.http.exchange import HttpAnswer
from monitor.model.errors import TooBig, Unreachable

CAP = 5_000_000  # bytes of a body, as received and as decompressed
CHUNK = 65536
_BLANK_LINE = re.compile(rb"\n\r?\n")
MEANWHILE = 10  # heads that may come before the real one


def body(raw: Any, cap: int) -> bytes:
    """Read and decompress the body of a urllib3 response; raises TooBig beyond *cap* bytes."""
    content = bytearray()
    while chunk := raw.read1(CHUNK, decode_content=True):
        content += chunk
        if len(content) > cap:
            raise TooBig(f"应答超过 {cap // 1_000_000 or 1} MB 上限，已中止接收")
    return bytes(content)


def headers(raw: Mapping[str, str]) -> dict[str, str]:
    """Return headers by lower-case name; repeated ones are joined."""
    return {name.lower(): raw[name].strip() for name in raw}


def has_head(wire: bytes | bytearray) -> bool:
    """Say whether the head is whole; the library takes a closed connection for its end."""
    return _BLANK_LINE.search(wire) is not None


def from_wire(
    wire: bytes, *, url: str, method: str, received_at: datetime, cap: int = CAP
) -> HttpAnswer:
    """Parse the recorded bytes of one answer with the code that reads the network.

    Raises Unreachable for an incomplete answer, TooBig beyond *cap*.
    """
    if not has_head(wire):
        raise Unreachable("录制的应答不完整，无法读取")
    try:
        parsed = Response(_Recorded(wire), method=method)  # type: ignore[arg-type]
        parsed.begin()
        raw = urllib3.HTTPResponse(
            body=parsed,
            headers=urllib3.HTTPHeaderDict(parsed.msg.items()),
            status=parsed.status,
            version=parsed.version,
            reason=parsed.reason,
            preload_content=False,
            decode_content=False,
            original_response=parsed,
            request_method=method,
        )
        content = body(raw, cap)
    except (http.client.HTTPException, HTTPError, OSError, ValueError, zlib.error) as error:
        raise Unreachable("录制的应答不完整，无法读取") from error
    return HttpAnswer(
        url=url,
        status=parsed.status,
        headers=headers(raw.headers),
        body=content,
        received_at=received_at,
    )


class Response(http.client.HTTPResponse):
    """Reads past what a server says in the meantime (102, 103); the library knows 100 alone."""

    def begin(self) -> None:
        super().begin()
        for _ in range(MEANWHILE):
            if not 100 < self.status < 200 or self.status == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return
            self.headers = self.msg = None  # type: ignore[assignment]  # read the next head
            super().begin()


class _Recorded:
    """As much of a socket as http.client asks for."""

    def __init__(self, wire: bytes) -> None:
        self.wire = wire

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(self.wire))
