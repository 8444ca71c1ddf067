"""A host answers for its own slowness alone: its turn is waited for outside the deadline."""

import socket
from datetime import timedelta
from typing import Any

import pytest

from monitor.http.exchange import Exchange
from monitor.model.errors import DeadlineExceeded
from tests.http.live.builders import fails, request, transport
from tests.http.server import Talk, ok, speaking, status

PACE = {"127.0.0.1": timedelta(milliseconds=400)}
SHORT: dict[str, Any] = {
    "pace": PACE,
    "deadline": 0.25,
}  # every turn is further away than a request may take


def test_a_turn_further_away_than_the_deadline_is_waited_for() -> None:
    sender = transport(**SHORT)
    with speaking(ok()) as (origin, heads):
        for _ in range(3):
            assert sender.send(request(origin), []).status == 200

    assert len(heads) == 3


@pytest.mark.share(2)
@pytest.mark.parametrize(
    "talks",
    [
        (status(302, "Location: /b"), status(302, "Location: /c"), ok(b"fine")),
        (status(503), ok(b"fine")),
        (status(503, "Retry-After: 1"), ok(b"fine")),
        (lambda peer, head: None, ok(b"fine")),
    ],
    ids=["every-hop", "after-a-fault", "after-a-pause-asked-for", "after-a-cut"],
)
def test_a_later_attempt_waits_for_its_own_turn_outside_the_deadline(
    talks: tuple[Talk, ...],
) -> None:
    trace: list[Exchange] = []
    with speaking(*talks) as (origin, _):
        answer = transport(**SHORT).send(request(origin), trace)

    assert answer.body == b"fine"
    assert len(trace) == len(talks)


def silent(peer: socket.socket, _: bytes) -> None:
    """Say nothing until the other side hangs up."""
    peer.recv(1)


def test_the_deadline_still_holds_for_the_host_itself() -> None:
    error, _ = fails(silent, **SHORT)

    assert isinstance(error, DeadlineExceeded)
    assert "0.25 秒" in error.message


def test_attempts_share_one_deadline() -> None:
    """What the first attempt used up is not given to the second."""
    error, trace = fails(status(302, "Location: /b"), silent, deadline=0.3)

    assert isinstance(error, DeadlineExceeded)
    assert len(trace) == 2


def test_where_no_time_is_left_nobody_is_asked() -> None:
    with speaking(ok()) as (origin, heads), pytest.raises(DeadlineExceeded):
        transport(deadline=0.0).send(request(origin), [])

    assert heads == []
