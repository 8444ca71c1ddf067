"""The turns of a host, handed on from one to another."""

import time
from datetime import timedelta

import pytest

from monitor.http.pace import JITTER, HostWaits, Pace
from monitor.model.errors import HostResting

INTERVAL = 0.05


def pace(waits: HostWaits | None = None) -> Pace:
    return Pace({"fast": timedelta(0)}, timedelta(seconds=INTERVAL), waits)


def waited(of: Pace, host: str) -> float:
    began = time.monotonic()
    of.wait(host)
    return time.monotonic() - began


def test_who_takes_over_waits_for_what_is_left() -> None:
    first = pace()
    first.wait("a")

    assert waited(pace(first.left()), "a") >= INTERVAL * 0.5
    assert waited(pace(first.left()), "b") < INTERVAL
    assert set(first.left_of(frozenset({"b"})).turns) == set()


def test_an_interval_counts_from_when_the_host_has_surely_seen_the_request() -> None:
    ours, now = pace(), time.monotonic()
    ours.asked("a", now, now + 10)

    assert 10 <= ours.left().turns["a"] <= 10 + INTERVAL * (1 + JITTER)


def test_who_minds_nothing_is_never_waited_for() -> None:
    ours, now = pace(), time.monotonic()
    ours.asked("fast", now, now + 10)

    assert ours.left() == HostWaits()
    assert waited(ours, "fast") < INTERVAL


def test_a_host_that_rests_rests_for_all() -> None:
    first = pace()
    first.rest("a", 60.0)
    second = pace(first.left())

    with pytest.raises(HostResting):
        second.wait("a")
    second.wait("b")

    second.take(HostWaits(rests={"a": 1.0}))

    assert second.left().rests["a"] > 50.0


@pytest.mark.parametrize("name", ["www.a", "a.", "www.a."])
def test_a_server_by_another_of_its_names_is_the_same(name: str) -> None:
    first = Pace({"a": timedelta(seconds=INTERVAL)}, timedelta(0))
    first.wait("a")

    assert waited(first, name) >= INTERVAL * 0.5
    assert first.left_of(frozenset({name})).turns

    first.rest(name, 60.0)

    with pytest.raises(HostResting):
        first.wait("a")


def test_of_two_intervals_of_one_server_the_longer_counts() -> None:
    ours = Pace({"a": timedelta(seconds=5), "www.a": timedelta(seconds=1)}, timedelta(0))

    assert ours.interval("www.a") == ours.interval("a") == 5.0
