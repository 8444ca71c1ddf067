"""The network: bounded in time, size, pace and reach, whatever the other side does."""

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from monitor import clock
from monitor.errors import (
    AddressBlocked,
    DeadlineExceeded,
    FetchError,
    HostResting,
    RedirectRefused,
    TooBig,
    Unreachable,
)
from monitor.http import addresses, live
from monitor.http.exchange import Answer, Exchange, Request
from monitor.http.live import LiveTransport, NetworkSettings
from monitor.http.read import from_wire
from monitor.scrub import Scrubber
from tests.http.server import Talk, ok, says, speaking, status


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSE", (0.01, 0.02))


def transport(**more: object) -> LiveTransport:
    values: dict[str, object] = {
        "allow_private": True,
        "default_pace": timedelta(0),
        "deadline": 1.0,
        "read_timeout": 0.8,
        "connect_timeout": 0.5,
    }
    return LiveTransport(NetworkSettings(**(values | more)), Scrubber())  # type: ignore[arg-type]


def request(url: str, **more: object) -> Request:
    values: dict[str, object] = {
        "account": "a",
        "source": "feed",
        "method": "GET",
        "url": url,
        "allowed_hosts": frozenset({"127.0.0.1", "real.invalid"}),
    }
    return Request(**(values | more))  # type: ignore[arg-type]


def ask(*talks: Talk, path: str = "/", **more: object) -> tuple[Answer, list[Exchange]]:
    trace: list[Exchange] = []
    with speaking(*talks) as (origin, _):
        return transport(**more).send(request(origin + path), trace), trace


def fails(*talks: Talk, path: str = "/", **more: object) -> tuple[FetchError, list[Exchange]]:
    trace: list[Exchange] = []
    with speaking(*talks) as (origin, _), pytest.raises(FetchError) as failed:
        transport(**more).send(request(origin + path), trace)
    return failed.value, trace


def test_an_answer_comes_whole_with_its_wire() -> None:
    answer, (exchange,) = ask(ok(b"hello", "X-Odd:  Value "))

    assert (answer.status, answer.body, answer.headers["x-odd"]) == (200, b"hello", "Value")
    assert exchange.received == (
        b"HTTP/1.1 200 OK\r\nX-Odd:  Value \r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
    )
    assert exchange.sent.startswith(b"GET / HTTP/1.1\r\n")
    assert exchange.peer == "127.0.0.1"
    assert exchange.error == ""


def test_chunks_and_gzip_are_kept_as_they_came_and_read_alike() -> None:
    packed = gzip.compress("镕".encode() * 500)
    chunks = b"".join(
        f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (packed[:9], packed[9:])
    )
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"

    answer, (exchange,) = ask(says(head, chunks, b"0\r\n\r\n"))

    assert answer.body == "镕".encode() * 500
    assert exchange.received == head + chunks + b"0\r\n\r\n"
    again = from_wire(
        exchange.received, url=answer.url, method="GET", received_at=answer.received_at
    )
    assert again == answer


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
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n<rss>"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n<rss>"),
        says(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
        says(b"\x00\x01\x02\r\n\r\n"),
        says(b""),
    ],
    ids=["short", "bad-chunk", "cut-chunk", "bad-gzip", "nonsense", "nothing"],
)
def test_a_broken_answer_is_never_half_an_answer(talk: Talk) -> None:
    error, trace = fails(talk)

    assert isinstance(error, Unreachable)
    assert len(trace) == 2  # tried once more, both kept
    assert {exchange.error for exchange in trace} == {"network"}


def test_a_refused_connection_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(Unreachable, match="拒绝连接"):
        transport().send(request(f"http://127.0.0.1:{port}/"), [])


def test_an_unknown_name_says_so() -> None:
    with pytest.raises(Unreachable, match="无法解析"):
        transport(deadline=60.0).send(request("http://demo.invalid/"), [])


@pytest.mark.parametrize("code", [502, 503, 504])
def test_a_passing_fault_is_asked_again_once(code: int) -> None:
    answer, trace = ask(status(code), ok(b"fine"))

    assert answer.body == b"fine"
    assert len(trace) == 2
    again, trace = ask(status(code))
    assert (again.status, len(trace)) == (code, 2)


@pytest.mark.parametrize("code", [403, 404, 418, 432, 500])
def test_a_refusal_is_not_asked_again(code: int) -> None:
    answer, trace = ask(status(code), ok())

    assert (answer.status, len(trace)) == (code, 1)


def test_a_short_pause_asked_for_is_kept() -> None:
    answer, trace = ask(status(429, "Retry-After: 0"), ok(b"fine"))

    assert answer.body == b"fine"
    assert len(trace) == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_long_pause_lets_the_host_rest(form: str) -> None:
    later = format_datetime(clock.now() + timedelta(hours=6), usegmt=True)
    said = "86400" if form == "seconds" else later
    sender = transport()
    with speaking(status(429, f"Retry-After: {said}")) as (origin, heads):
        assert sender.send(request(origin), []).status == 429
        with pytest.raises(HostResting):
            sender.send(request(origin), [])

    assert len(heads) == 1


@pytest.mark.parametrize("said", ["soon", "", "-5", "Thu, 99 Foo 2021"])
def test_an_unreadable_pause_is_none(said: str) -> None:
    answer, trace = ask(status(429, f"Retry-After: {said}"))

    assert (answer.status, len(trace)) == (429, 1)


def test_a_redirect_within_the_allowed_hosts_is_followed() -> None:
    answer, trace = ask(status(302, "Location: /there?x=1"), ok(b"there"))

    assert answer.body == b"there"
    assert answer.url.endswith("/there?x=1")
    assert len(answer.hops) == 1
    assert [exchange.request.url for exchange in trace] == [answer.hops[0], answer.url]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://other.invalid/",
        "//other.invalid/x",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://user@evil.invalid/",
    ],
)
def test_a_redirect_elsewhere_is_refused(target: str) -> None:
    """Case 61."""
    error, trace = fails(status(302, f"Location: {target}"))

    assert isinstance(error, RedirectRefused)
    assert len(trace) == 1


def test_a_redirect_in_circles_is_refused() -> None:
    assert isinstance(fails(status(302, "Location: /"))[0], RedirectRefused)


def test_a_refused_redirect_hides_secrets() -> None:
    error, _ = fails(status(302, "Location: http://other.invalid/?access_token=SECRET-1"))

    assert "SECRET-1" not in error.message
    assert "other.invalid" in error.message


def test_cookies_are_not_sent_back() -> None:
    sender = transport()
    with speaking(ok(b"1", "Set-Cookie: visitor=x; Path=/")) as (origin, heads):
        sender.send(request(origin), [])
        sender.send(request(origin), [])

    assert not any(b"cookie" in head.lower() for head in heads)


def test_the_agent_and_own_headers_are_sent() -> None:
    with speaking(ok()) as (origin, heads):
        transport(user_agent="newmedia-monitor/9 (+a@b.invalid)").send(
            request(origin, headers={"Referer": "http://x.invalid/"}), []
        )

    assert b"User-Agent: newmedia-monitor/9 (+a@b.invalid)\r\n" in heads[0]
    assert b"Referer: http://x.invalid/\r\n" in heads[0]


def test_a_body_is_posted() -> None:
    with speaking(ok()) as (origin, heads):
        transport().send(request(origin, method="POST", body=b'{"a":1}'), [])

    assert heads[0].startswith(b"POST / HTTP/1.1\r\n")
    assert heads[0].endswith(b'{"a":1}')


def test_an_endpoint_stands_in_and_the_address_stays_logical() -> None:
    trace: list[Exchange] = []
    with speaking(status(302, "Location: /b"), ok(b"in")) as (origin, heads):
        answer = transport(endpoints={"feed": origin}).send(
            request("https://real.invalid/a?x=1", source="feed#2"), trace
        )

    assert answer.url == "https://real.invalid/b"
    assert heads[0].startswith(b"GET /a?x=1 ")
    assert trace[0].endpoint == origin
    assert trace[0].request.url == "https://real.invalid/a?x=1"


def test_another_kind_has_no_endpoint() -> None:
    with pytest.raises(Unreachable, match="无法解析"):
        transport(endpoints={"webpage": "http://127.0.0.1:9"}).send(
            request("http://real.invalid/"), []
        )


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "user@127.0.0.1"]
)
def test_a_private_address_is_refused_in_every_disguise(host: str) -> None:
    with speaking(ok()) as (origin, heads):
        port = origin.rpartition(":")[2]
        with pytest.raises((AddressBlocked, Unreachable)):
            transport(allow_private=False).send(request(f"http://{host}:{port}/"), [])

    assert heads == []


def test_an_address_the_register_names_itself_is_allowed() -> None:
    with speaking(ok()) as (origin, _):
        own = transport(allow_private=False, own_hosts=frozenset({"127.0.0.1"}))

        assert own.send(request(origin), []).status == 200


def test_a_name_that_resolves_inside_is_not_its_own_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real("127.0.0.1", *rest, **more),
    )
    with speaking(ok()) as (origin, heads):
        port = origin.rpartition(":")[2]
        guarded = transport(allow_private=False, own_hosts=frozenset({"bridge.invalid"}))
        with pytest.raises(AddressBlocked, match="内网"):
            guarded.send(request(f"http://bridge.invalid:{port}/"), [])

    assert heads == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    assert addresses.is_public(address) is public


def test_requests_to_one_host_keep_their_distance() -> None:
    sender = transport(pace={"127.0.0.1": timedelta(milliseconds=120)}, deadline=10.0)
    with speaking(ok()) as (origin, _):
        started = time.monotonic()
        for _ in range(3):
            sender.send(request(origin), [])

    assert time.monotonic() - started >= 0.24


@pytest.fixture
def later() -> Iterator[datetime]:
    yield datetime(2021, 12, 31, tzinfo=UTC)


def test_recorded_bytes_that_are_no_answer_are_refused(later: datetime) -> None:
    with pytest.raises(Unreachable):
        from_wire(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", url="", method="GET",
                  received_at=later)  # fmt: skip


def test_a_recorded_bomb_is_defused_too(later: datetime) -> None:
    packed = gzip.compress(b"\0" * 9_000_000)
    wire = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed

    with pytest.raises(TooBig):
        from_wire(wire, url="", method="GET", received_at=later)
