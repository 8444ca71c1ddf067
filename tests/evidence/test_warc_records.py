"""What is written is what was on the wire, in records of the standard."""

import gzip
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.checker import Checker

from monitor.evidence import Evidence, archive
from monitor.evidence.verify import verify
from monitor.model import EvidenceRef
from monitor.model.errors import EvidenceError
from monitor.system.redact import Scrubber
from tests.evidence.builders import DAY, evidence, exchange, recorded, records


def test_records_are_those_of_the_standard(folder: Path) -> None:
    recorded(folder, exchange(), exchange(b"x" * 9000))

    class Arguments:
        inputs = [str(folder / DAY)]  # noqa: RUF012
        verbose = False

    checker = Checker(Arguments())
    checker.process_all()
    assert checker.exit_value == 0
    assert [kind for kind, _, _ in records(folder)] == [
        "metadata", "response", "request", "response", "request", "metadata",
    ]  # fmt: skip


def test_the_wire_is_kept_byte_for_byte(folder: Path) -> None:
    one = exchange(gzip.compress(b"hello"), peer="203.0.113.9")

    recorded(folder, one)

    _, (kind, headers, block), (_, asked, sent), _ = records(folder)
    assert (kind, block) == ("response", one.received)
    assert sent == one.sent
    assert asked["WARC-Concurrent-To"] == headers["WARC-Record-ID"]
    assert headers["WARC-IP-Address"] == "203.0.113.9"
    assert headers["WARC-Date"] == "2021-12-31T04:00:00.000000Z"
    assert "Monitor-Scrubbed" not in headers


def test_the_way_of_an_exchange_stands_beside_it(folder: Path) -> None:
    way = exchange(proxy="http://10.0.0.1:8080", tls="TLSv1", new_cookies=True, repeated=True)
    recorded(folder, exchange(), way)

    _, (_, plain, _), _, (_, said, _), (_, asked, _), _ = records(folder)
    names = ("Monitor-Proxy", "Monitor-TLS", "Monitor-Cookies", "Monitor-Attempt")
    assert not any(name in plain for name in names)
    for headers in (said, asked):
        assert [headers[name] for name in names] == [
            "http://10.0.0.1:8080", "legacy; TLSv1", "new", "2",
        ]  # fmt: skip


def test_a_day_of_beijing_has_its_own_file(folder: Path) -> None:
    before = datetime(2021, 12, 31, 15, 59, 59, tzinfo=UTC)

    refs = recorded(
        folder,
        exchange(received_at=before),
        exchange(received_at=before + timedelta(seconds=1)),
    )

    assert [ref.file for ref in refs] == [DAY, "2022-01-01.warc.gz"]


def test_many_threads_lose_and_mix_nothing(folder: Path) -> None:
    keeping = evidence(folder)
    refs: list[tuple[int, EvidenceRef]] = []

    def work(start: int) -> None:
        for number in range(start, start + 50):
            body = str(number).encode() * 100
            url = f"https://x.invalid/{number}"
            refs.append((number, keeping.record(exchange(body, url))))

    threads = [threading.Thread(target=work, args=(n * 50,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    flushed = keeping.flush()
    keeping.close()

    assert len(flushed) == len(refs) == 600
    ordered = sorted((ref for _, ref in refs), key=lambda ref: ref.offset)
    assert verify(folder, ordered) == ()
    for number, ref in refs:
        assert archive.body(folder, ref)[0] == str(number).encode() * 100


def test_flush_returns_what_became_durable_once(folder: Path) -> None:
    keeping = evidence(folder)
    ref = keeping.record(exchange())

    assert keeping.flush() == (ref,)
    assert keeping.flush() == ()
    keeping.close()


def test_a_body_is_read_back_from_its_place(folder: Path) -> None:
    first, second = recorded(folder, exchange(b"one"), exchange(b"two"))

    assert archive.body(folder, first)[0] == b"one"
    assert archive.body(folder, second)[0] == b"two"
    with pytest.raises(EvidenceError):
        archive.body(folder, replace(second, offset=second.offset + 3))
    with pytest.raises(EvidenceError):
        archive.body(folder, replace(second, file="2000-01-01.warc.gz"))


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        ("Content-Encoding: gzip\r\nContent-Length: {n}", gzip.compress(b"hello", mtime=0)),
        ("Transfer-Encoding: chunked\r\nContent-Length: {n}", b"5\r\nhello\r\n0\r\n\r\n"),
        ("content-length: {n}", b"hello"),
        ("X-None: 1", b"hello"),
    ],
)
def test_a_kept_body_is_unpacked_however_it_came(framing: str, body: bytes, folder: Path) -> None:
    head = f"HTTP/1.1 200 OK\r\n{framing.format(n=len(body))}\r\n\r\n".encode()
    with_evidence = Evidence(folder, Scrubber(), software="t/0")
    ref = with_evidence.record(exchange(received=head + body))
    with_evidence.close()

    assert archive.body(folder, ref)[0] == b"hello"
