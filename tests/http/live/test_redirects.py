"""Redirects within the allowed hosts only."""

import pytest

from monitor.errors import (
    RedirectRefused,
)
from tests.http.live.builders import ask, fails
from tests.http.server import ok, status


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
