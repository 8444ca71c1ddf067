"""Redirects within the allowed hosts only."""

import pytest

from monitor.errors import (
    LedToLogin,
    RedirectRefused,
)
from monitor.outcomes import Outcome
from tests.http.live.builders import ask, fails
from tests.http.server import ok, says, status


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


@pytest.mark.parametrize(
    ("target", "outcome", "said"),
    [
        ("http://10.9.9.9/eportal/index.jsp?wlanuserip=0a", Outcome.NETWORK, "上网认证页面"),
        ("http://login.wifi.invalid/?nasip=1", Outcome.NETWORK, "上网认证页面"),
        ("https://sso.linze.invalid/cas/login", Outcome.CHALLENGE, "其他主机的登录页面"),
        ("https://passport.linze.invalid/", Outcome.CHALLENGE, "其他主机的登录页面"),
        ("http://www.linze.invalid/zwdt/", Outcome.CONFIG, "请核实后更新名单"),
    ],
)
def test_a_redirect_to_a_login_says_so(target: str, outcome: Outcome, said: str) -> None:
    error, _ = fails(status(302, f"Location: {target}"))

    assert error.outcome is outcome
    assert said in error.message
    assert isinstance(error, LedToLogin) is (outcome is not Outcome.CONFIG)


def test_a_portal_that_was_led_to_is_known_again() -> None:
    one, _ = fails(status(302, "Location: http://10.9.9.9/portal/login?a=1"), path="/a")
    other, _ = fails(status(307, "Location: http://10.9.9.9/portal/login?a=2"), path="/b")

    assert one.portal is not None
    assert one.portal == other.portal
    assert one.portal.network


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/政务/".encode(), b"/%E6%94%BF%E5%8A%A1/"),
        ("/政务/".encode("gb18030"), b"/%E6%94%BF%E5%8A%A1/"),
        (b"/%D5%FE/", b"/%D5%FE/"),
        (b"/there#top", b"/there"),
        (b"?page=2", b"/?page=2"),
    ],
)
def test_a_target_is_read_as_it_was_meant(target: bytes, path: bytes) -> None:
    led = says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + b"\r\n\r\n")
    answer, trace = ask(led, ok(b"there"))

    assert answer.body == b"there"
    assert trace[1].sent.startswith(b"GET " + path + b" HTTP/1.1\r\n")


@pytest.mark.parametrize("target", ["http://[::1", "http://a:b:c/", "//[x]/"])
def test_a_target_that_is_no_address_is_refused(target: str) -> None:
    error, _ = fails(status(302, f"Location: {target}"))

    assert isinstance(error, RedirectRefused)


@pytest.mark.parametrize(("length", "reached"), [(10, True), (11, False)])
def test_a_way_has_so_many_hops(length: int, reached: bool) -> None:
    hops = [status(302, f"Location: /{n}") for n in range(length)]
    if reached:
        assert ask(*hops, ok(b"there"), deadline=5.0)[0].body == b"there"
    else:
        assert isinstance(fails(*hops, ok(b"there"), deadline=5.0)[0], RedirectRefused)
