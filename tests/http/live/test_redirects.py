"""Redirects within the allowed hosts only."""

from urllib.parse import urlsplit

import pytest

from monitor.http.redirects import Trail
from monitor.model.errors import LedToLogin, RedirectRefused
from monitor.model.outcome import Outcome
from monitor.system.redact import Scrubber
from tests.fakes import answer
from tests.http.live.builders import ask, fails, request
from tests.http.server import ok, says, speaking, status


def test_a_redirect_within_the_allowed_hosts_is_followed() -> None:
    led, trace = ask(status(302, "Location: /there?x=1"), ok(b"there"))

    assert led.body == b"there"
    assert led.url.endswith("/there?x=1")
    assert len(led.hops) == 1
    assert [exchange.request.url for exchange in trace] == [led.hops[0], led.url]


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
    ("target", "outcome", "sentence"),
    [
        ("http://10.9.9.9/eportal/index.jsp?wlanuserip=0a", Outcome.NETWORK, "上网认证页面"),
        ("http://login.wifi.invalid/?nasip=1", Outcome.NETWORK, "上网认证页面"),
        ("https://sso.linze.invalid/cas/login", Outcome.CHALLENGE, "其他主机的登录页面"),
        ("https://passport.linze.invalid/", Outcome.CHALLENGE, "其他主机的登录页面"),
        ("http://www.linze.invalid/zwdt/", Outcome.CONFIG, "请核实后更新名单"),
    ],
)
def test_a_redirect_to_a_login_says_so(target: str, outcome: Outcome, sentence: str) -> None:
    error, _ = fails(status(302, f"Location: {target}"))

    assert error.outcome is outcome
    assert sentence in error.message
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
    there, trace = ask(led, ok(b"there"))

    assert there.body == b"there"
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


@pytest.mark.parametrize("host", ["127.0.0.1", "real.invalid"])
def test_another_port_of_the_same_machine_is_another_service(host: str) -> None:
    with speaking(ok(b"inside")) as (other, heads):
        port = other.rpartition(":")[2]

        error, trace = fails(status(302, f"Location: http://{host}:{port}/"))

    assert isinstance(error, RedirectRefused)
    assert "同一主机的另一端口" in error.message
    assert heads == [] and len(trace) == 1


@pytest.mark.parametrize(
    ("first", "led", "allowed"),
    [
        ("http://site.invalid/", "https://site.invalid/", True),
        ("https://site.invalid/", "http://site.invalid/", True),
        ("http://site.invalid:8080/", "https://site.invalid/a", True),
        ("http://site.invalid:8080/", "http://site.invalid:8080/a", True),
        ("http://site.invalid/", "http://site.invalid:8080/a", False),
        ("http://site.invalid/", "http://site.invalid:22/a", False),
        ("http://127.0.0.1:1200/", "http://127.0.0.1:1200/a", True),
        ("http://127.0.0.1:1200/", "http://127.0.0.1/a", False),
        ("http://127.0.0.1:1200/", "https://127.0.0.1/a", False),
        ("http://[::1]:1200/", "http://[::1]:1201/a", False),
        ("http://localhost:1200/", "http://localhost:5000/a", False),
        ("http://bridge:1200/", "http://bridge/a", False),
        ("http://bridge:1200/", "http://bridge:1200/a", True),
    ],
)
def test_where_on_a_host_a_redirect_may_lead(first: str, led: str, allowed: bool) -> None:
    host = urlsplit(first).hostname or ""
    trail = Trail(request=request(first, allowed_hosts=frozenset({host})), hides=Scrubber([]))
    seen = answer(b"", 302, url=first, headers={"location": led})

    if allowed:
        assert trail.led(seen, endpoint="", new_cookies=False) == led
    else:
        with pytest.raises(RedirectRefused, match="另一端口"):
            trail.led(seen, endpoint="", new_cookies=False)
