"""What is asked again, when, and at which pace; what is not there."""

import socket
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest

from monitor.model import clock
from monitor.model.errors import HostResting, Unreachable
from tests.http.live.builders import ask, request, transport
from tests.http.server import ok, speaking, status


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
    text = "86400" if form == "seconds" else later
    sender = transport()
    with speaking(status(429, f"Retry-After: {text}")) as (origin, heads):
        assert sender.send(request(origin), []).status == 429
        with pytest.raises(HostResting):
            sender.send(request(origin), [])

    assert len(heads) == 1


@pytest.mark.parametrize("sentence", ["soon", "", "-5", "Thu, 99 Foo 2021"])
def test_an_unreadable_pause_is_none(sentence: str) -> None:
    answer, trace = ask(status(429, f"Retry-After: {sentence}"))

    assert (answer.status, len(trace)) == (429, 1)


def test_requests_to_one_host_keep_their_distance() -> None:
    sender = transport(pace={"127.0.0.1": timedelta(milliseconds=120)}, deadline=10.0)
    with speaking(ok()) as (origin, _):
        started = time.monotonic()
        for _ in range(3):
            sender.send(request(origin), [])

    assert time.monotonic() - started >= 0.24
