"""What is asked and what comes back, on the wire."""

import gzip

import pytest

from monitor.http.exchange import Exchange
from monitor.http.response_parser import from_wire
from monitor.model.errors import Unreachable
from tests.http.live.builders import ask, request, transport
from tests.http.server import ok, says, speaking, status


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
