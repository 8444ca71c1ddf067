"""Bounded in time and size: dripping, silent, endless, packed and broken answers."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from monitor.http.response_parser import from_wire
from monitor.model.errors import DeadlineExceeded, TooBig, Unreachable
from tests.http.live.builders import ask, fails, request, transport
from tests.http.server import Talk, ok, says, speaking


@pytest.mark.share(2)
@pytest.mark.parametrize("part", ["head", "body"])
def test_a_dripping_server_is_cut_off_at_the_deadline(part: str) -> None:
    def drip(peer: socket.socket, _: bytes) -> None:
        start = b"HTTP/1.1 200 OK\r\n" + (
            b"X: " if part == "head" else b"Content-Length: 9999\r\n\r\n"
        )
        peer.sendall(start)
        for _turn in range(200):
            peer.sendall(b"x")
            time.sleep(0.05)

    started = time.monotonic()
    error, trace = fails(drip)

    assert isinstance(error, DeadlineExceeded)
    assert time.monotonic() - started < 5
    assert (trace[-1].error, trace[-1].truncated) == ("deadline", "time")
    assert trace[-1].received.startswith(b"HTTP/1.1 200 OK")


def test_a_silent_server_is_given_up() -> None:
    error, trace = fails(lambda peer, _: time.sleep(3), read_timeout=0.3)

    assert isinstance(error, DeadlineExceeded)
    assert trace[-1].received == b""


def test_the_deadline_holds_on_a_pooled_connection() -> None:
    def first_fine_then_slow(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        peer.recv(65536)
        for _turn in range(100):
            peer.sendall(b"H")
            time.sleep(0.05)

    sender = transport()
    with speaking(first_fine_then_slow) as (origin, _):
        assert sender.send(request(origin), []).body == b"ok"
        with pytest.raises(DeadlineExceeded):
            sender.send(request(origin), [])


def test_an_endless_body_is_too_big() -> None:
    def flood(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _turn in range(500):
            peer.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    error, trace = fails(flood, cap=200_000)

    assert isinstance(error, TooBig)
    assert trace[-1].truncated == "length"


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
def test_the_cap_is_exact(size: int, fits: bool) -> None:
    if fits:
        assert len(ask(ok(b"x" * size), cap=1000)[0].body) == size
    else:
        assert isinstance(fails(ok(b"x" * size), cap=1000)[0], TooBig)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_defused_by_its_decompressed_size(encoding: str) -> None:
    plain = b"\0" * 50_000_000
    packed = gzip.compress(plain) if encoding == "gzip" else zlib.compress(plain)

    error, _ = fails(ok(packed, f"Content-Encoding: {encoding}"), deadline=5.0)

    assert isinstance(error, TooBig)


@pytest.mark.parametrize(
    "talk",
    [
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>"),
        says(b"HTTP/1.1 200 OK\r\nContent-Le"),
        says(b"HTTP/1.1 200 OK\r\nX-Whole: line\r\n"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n<rss>"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n<rss>"),
        says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
        says(b"\x00\x01\x02\r\n\r\n"),
        says(b""),
    ],
    ids=[
        "short",
        "cut-head",
        "head-without-end",
        "bad-chunk",
        "cut-chunk",
        "bad-gzip",
        "nonsense",
        "nothing",
    ],
)
def test_a_broken_answer_is_never_half_an_answer(talk: Talk) -> None:
    error, trace = fails(talk)

    assert isinstance(error, Unreachable)
    assert len(trace) == 2  # tried once more, both kept
    assert {exchange.error for exchange in trace} == {"network"}


@pytest.fixture
def later() -> Iterator[datetime]:
    yield datetime(2021, 12, 31, tzinfo=UTC)


def test_recorded_bytes_that_are_no_answer_are_refused(later: datetime) -> None:
    with pytest.raises(Unreachable):
        from_wire(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", url="", method="GET",
                  received_at=later)  # fmt: skip


def test_a_recorded_head_that_was_cut_is_no_answer(later: datetime) -> None:
    with pytest.raises(Unreachable):
        from_wire(b"HTTP/1.1 200 OK\r\nX: y\r\n", url="", method="GET", received_at=later)


@pytest.mark.parametrize("early", [b"102 Processing", b"103 Early Hints", b"100 Continue"])
def test_what_a_server_says_in_the_meantime_is_read_past(early: bytes, later: datetime) -> None:
    meantime = b"HTTP/1.1 " + early + b"\r\nLink: </a>\r\n\r\n"
    real = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"

    answer, trace = ask(says(meantime, meantime, real))

    assert (answer.status, answer.body) == (200, b"ok")
    again = from_wire(trace[0].received, url="", method="GET", received_at=later)
    assert (again.status, again.body) == (200, b"ok")


def test_a_server_that_never_comes_to_its_answer_is_none() -> None:
    answer, _ = ask(says(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50))

    assert answer.status == 103


def test_a_recorded_bomb_is_defused_too(later: datetime) -> None:
    packed = gzip.compress(b"\0" * 9_000_000)
    wire = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed

    with pytest.raises(TooBig):
        from_wire(wire, url="", method="GET", received_at=later)
