"""A look goes on elsewhere from its first large answer, and nothing is asked twice."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.http.client import Client, Look
from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.sharing import SharedValue
from monitor.model.errors import LookFailed, Unreachable
from monitor.model.outcome import Outcome
from monitor.sources import sandbox
from monitor.sources.webpage import Webpage
from tests.builders import NOON
from tests.fakes import answer
from tests.sources.sandbox import calls

ROOT = str(Path(__file__).parents[3])
SOURCE = calls.Asker()
LARGE, SMALL = b"x" * (sandbox.IN_PLACE + 1), b"x" * sandbox.IN_PLACE


class Served:
    """A transport that answers by the last part of the address, and counts."""

    def __init__(self, **bodies: bytes | Exception) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        name = request.url.rpartition("/")[2]
        self.asked.append(name)
        body = self.bodies.get(f"p{name}", b"x")
        if isinstance(body, Exception):
            raise body
        return answer(body, url=request.url)


@pytest.fixture(autouse=True, scope="module")
def found_by_name() -> Iterator[None]:
    sandbox.READERS.stop_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        yield
    sandbox.READERS.stop_all()


def look(transport: Any) -> Look:
    return Client(transport, None, NOON).look("a", "asker", frozenset({"a.invalid"}))


@pytest.mark.share(2)
@pytest.mark.parametrize("large", ["", "p0", "p1", "p2", "plast", "ptoken"])
def test_a_large_answer_changes_where_not_what_is_read(large: str) -> None:
    def seen(body: bytes) -> tuple[list[str], Any]:
        transport = Served(**({large: body} if large else {}))
        return transport.asked, sandbox.apply(SOURCE.collect, look(transport))

    asked, there = seen(LARGE)
    asked_in_place, here = seen(SMALL)

    assert here.notes[-1].text == str(os.getpid())
    assert (there.notes[-1].text == here.notes[-1].text) is (not large)
    assert asked == asked_in_place == ["token", "0", "1", "2", "token", "last"]
    grown = {"": 0, "ptoken": 0}.get(large, 1)
    assert there.items_seen == here.items_seen + grown


@pytest.mark.parametrize("large", [b"x", LARGE])
def test_what_others_have_made_meanwhile_is_not_made_again(large: bytes) -> None:
    transport = Served(p0=large)
    client = Client(transport, None, NOON)
    first = client.look("a", "asker", frozenset({"a.invalid"}))
    second = client.look("b", "asker", frozenset({"a.invalid"}))

    sandbox.apply(SOURCE.collect, first)
    sandbox.apply(SOURCE.collect, second)

    assert transport.asked.count("token") == 3  # once for both, and once anew for each
    assert transport.asked.count("0") == 2


def test_a_failure_after_a_large_answer_is_the_looks_own() -> None:
    transport = Served(p0=LARGE, p2=Unreachable("连接中断"))

    with pytest.raises(Unreachable, match="连接中断"):
        sandbox.apply(SOURCE.collect, look(transport))

    assert transport.asked == ["token", "0", "1", "2"]


def test_a_fault_of_the_transport_ends_the_look_and_no_more() -> None:
    transport = Served(p0=LARGE, p1=ZeroDivisionError("ours"))

    with pytest.raises(ZeroDivisionError):
        sandbox.apply(SOURCE.collect, look(transport))

    assert len(sandbox.READERS) == 0
    assert sandbox.apply(SOURCE.collect, look(Served(p0=LARGE))).items_seen > len(LARGE)


def test_elsewhere_the_look_is_known_as_here() -> None:
    for body in (SMALL, LARGE):
        told = sandbox.apply(calls.tell, look(Served(p1=body)))

        assert told == ("a", str(len(body)))


def test_while_something_large_is_read_nothing_is_computed_here() -> None:
    seen: list[int] = []
    transport = Served(p0=LARGE)
    own = look(transport)
    send = transport.send

    def noting(request: Request, trace: list[Exchange]) -> HttpAnswer:
        seen.append(own.away)
        return send(request, trace)

    transport.send = noting  # type: ignore[method-assign]
    sandbox.apply(SOURCE.collect, own)

    assert all(away > 0 for away in seen)
    assert own.away == 0
    assert own.turns > 0


def test_a_making_that_was_broken_off_is_made_anew() -> None:
    kept = SharedValue()

    def broken_off() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.make(broken_off)

    assert not kept.is_made
    assert kept.make(lambda: "a") == kept.again() == "a"


def page(rows: int) -> bytes:
    items = "".join(
        f"<li><a href='/n/{n}.html'>关于做好第{n}项工作的通知</a>"
        f"<span>2021-12-{30 - n % 30:02}</span></li>"
        for n in range(rows)
    )
    return f"<html><title>动态</title><body><ul>{items}</ul></body></html>".encode()


def test_a_large_column_is_read_and_one_that_is_too_large_is_a_gap() -> None:
    source = Webpage(url="http://a.invalid/list")

    reading = sandbox.apply(source.collect, look(Served(plist=page(900))))
    with pytest.raises(LookFailed) as failed:
        sandbox.apply(source.collect, look(Served(plist=b"<p a>" * 900_000)))

    assert len(page(900)) > sandbox.IN_PLACE
    assert len(reading.posts) == 900
    assert failed.value.outcome is Outcome.TOO_COMPLEX
