"""Exchanges as they were on the wire, and evidence written of them."""

from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from monitor.evidence import Evidence, RunHeader
from monitor.http.exchange import Exchange, Request
from monitor.model import EvidenceRef, RunMode
from monitor.system.redact import Scrubber
from tests.builders import NOON

DAY = "2021-12-31.warc.gz"
HEADER = RunHeader(
    id=7,
    moment=NOON,
    mode=RunMode.FULL,
    selected=("a", "b"),
    registered=2,
    seed=None,
    sample="",
    registry="r",
    rules="sha256:x",
    program="newmedia-monitor/0",
)


def request(url: str = "https://x.invalid/a", **overrides: Any) -> Request:
    values: dict[str, Any] = {
        "account": "a",
        "source": "feed",
        "method": "GET",
        "url": url,
        "allowed_hosts": frozenset({"x.invalid"}),
    }
    return Request(**(values | overrides))


def exchange(
    body: bytes = b"hello", url: str = "https://x.invalid/a", **overrides: Any
) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nX-Odd:  v\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    asked = overrides.pop("request", None) or request(url)
    values: dict[str, Any] = {
        "request": asked,
        "endpoint": "",
        "sent": f"{asked.method} /a HTTP/1.1\r\nHost: x\r\n\r\n".encode() + asked.body,
        "received": head + body,
        "peer": "203.0.113.9",
        "started_at": NOON,
        "received_at": NOON,
    }
    return Exchange(**(values | overrides))


def evidence(folder: Path, *values: str) -> Evidence:
    return Evidence(folder, Scrubber(values), software="newmedia-monitor/0")


def recorded(folder: Path, *exchanges: Exchange, header: RunHeader = HEADER) -> list[EvidenceRef]:
    keeping = evidence(folder, "demo-secret-1")
    keeping.begin_run(header)
    refs = [keeping.record(exchange) for exchange in exchanges]
    keeping.end_run(header, "sha256:seal")
    keeping.close()
    return refs


def records(folder: Path, name: str = DAY) -> list[tuple[str, dict[str, str], bytes]]:
    with (folder / name).open("rb") as file:
        return [
            (
                one.rec_type,
                dict(one.rec_headers.headers),
                one.raw_stream.read(),
            )
            for one in ArchiveIterator(file, no_record_parse=True)
        ]


def kept(folder: Path, count: int = 6) -> list[EvidenceRef]:
    keeping = evidence(folder)
    refs = [keeping.record(exchange(str(n).encode() * 50)) for n in range(count)]
    keeping.close()
    return refs
