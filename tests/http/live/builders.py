"""The network asked over loopback, with short limits."""

from datetime import timedelta

import pytest

from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.live import LiveTransport, NetworkSettings
from monitor.model.errors import FetchError
from monitor.system.redact import Scrubber
from tests.http.server import Talk, speaking


def transport(**overrides: object) -> LiveTransport:
    values: dict[str, object] = {
        "allow_private": True,
        "default_pace": timedelta(0),
        "deadline": 1.0,
        "read_timeout": 0.8,
        "connect_timeout": 0.5,
    }
    return LiveTransport(NetworkSettings(**(values | overrides)), Scrubber())  # type: ignore[arg-type]


def request(url: str, **overrides: object) -> Request:
    values: dict[str, object] = {
        "account": "a",
        "source": "feed",
        "method": "GET",
        "url": url,
        "allowed_hosts": frozenset({"127.0.0.1", "real.invalid"}),
    }
    return Request(**(values | overrides))  # type: ignore[arg-type]


def ask(*talks: Talk, path: str = "/", **options: object) -> tuple[HttpAnswer, list[Exchange]]:
    trace: list[Exchange] = []
    with speaking(*talks) as (origin, _):
        return transport(**options).send(request(origin + path), trace), trace


def fails(*talks: Talk, path: str = "/", **options: object) -> tuple[FetchError, list[Exchange]]:
    trace: list[Exchange] = []
    with speaking(*talks) as (origin, _), pytest.raises(FetchError) as failed:
        transport(**options).send(request(origin + path), trace)
    return failed.value, trace


def refused(origin: str, **settings: object) -> tuple[FetchError, list[Exchange]]:
    """Return how asking a server fails that is there already."""
    trace: list[Exchange] = []
    with pytest.raises(FetchError) as failed:
        transport(**({"deadline": 9.0} | settings)).send(request(origin + "/"), trace)
    return failed.value, trace
