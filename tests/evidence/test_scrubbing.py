"""No secret enters the evidence, and what was taken out is stated."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.builders import DAY, evidence, exchange, recorded, records, request

SECRETS: list[tuple[str, dict[str, Any]]] = [
    ("query", {"request": request("https://x.invalid/?access_token=demo-secret-1")}),
    ("header", {"sent": b"GET / HTTP/1.1\r\nAuthorization: demo-secret-1\r\n\r\n"}),
    ("cookie", {"sent": b"GET / HTTP/1.1\r\nCookie: SUB=demo-secret-1\r\n\r\n"}),
    ("body", {"sent": b'POST / HTTP/1.1\r\n\r\n{"secret":"demo-secret-1"}'}),
    ("form", {"sent": b"POST / HTTP/1.1\r\n\r\nclient_secret=demo-secret-1"}),
    ("path", {"request": request("https://x.invalid/demo-secret-1/feed")}),
    ("answer", {"received": b'HTTP/1.1 200 OK\r\n\r\n{"access_token":"demo-secret-1"}'}),
    ("set-cookie", {"received": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=demo-secret-1\r\n\r\nx"}),
    ("failure", {"error": "network", "received": b"", "detail": "demo-secret-1"}),
    (
        "gzip",
        {
            "received": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
            + gzip.compress(b'{"access_token":"demo-secret-1"}')
        },
    ),
    (
        "chunks",
        {
            "received": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b'e\r\n{"access_token\r\n9\r\n":"demo-s\r\n9\r\necret-1"}\r\n0\r\n\r\n'
        },
    ),
]


@pytest.mark.parametrize(("where", "more"), SECRETS, ids=[name for name, _ in SECRETS])
def test_no_secret_is_stored_and_the_scrubbing_is_stated(
    folder: Path, where: str, more: dict[str, Any]
) -> None:
    recorded(folder, exchange(**more))

    stored = gzip.decompress((folder / DAY).read_bytes())
    assert b"demo-secret-1" not in stored
    if where not in ("query", "path", "failure"):
        assert b"Monitor-Scrubbed: " in stored


def test_a_token_granted_in_one_answer_is_gone_from_later_ones(folder: Path) -> None:
    keeping = evidence(folder)
    packed = gzip.compress(b'{"access_token":"GRANTED-99","expires_in":7200}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    keeping.record(exchange(received=head + packed))
    keeping.record(exchange(b"echo GRANTED-99", "https://x.invalid/GRANTED-99"))
    keeping.close()

    assert b"GRANTED-99" not in gzip.decompress((folder / DAY).read_bytes())


def test_a_secret_in_gzip_is_stored_unpacked_and_says_so(folder: Path) -> None:
    recorded(folder, exchange(**dict(SECRETS)["gzip"]))

    _, (_, headers, block), *_ = records(folder)
    assert "re-encoded" in headers["Monitor-Scrubbed"]
    assert b"Content-Encoding" not in block
    assert block.endswith(b'{"access_token":"*************"}')
