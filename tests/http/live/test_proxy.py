"""Through the office's proxy: what goes through it, what it is told, what is kept of it."""

import re
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from monitor.http.exchange import Exchange
from monitor.http.proxies import Proxy
from monitor.model.errors import AddressBlocked, FetchError, Unreachable
from tests.http import tls
from tests.http.live.builders import request, transport
from tests.http.server import ok, speaking, speaking_raw, status

SITE = "www.linhe.invalid"  # a name that only the proxy can resolve
OPEN = b"HTTP/1.1 200 OK\r\n\r\n"
HOSTS = frozenset({SITE, "127.0.0.1"})


def through(
    url: str,
    target: str,
    trace: list[Exchange] | None = None,
    *,
    beside: str = "",
    **overrides: object,
) -> bytes:
    settings: dict[str, object] = {"proxy": Proxy(url=url), "deadline": 9.0}
    sender = transport(**(settings | overrides))
    trace = [] if trace is None else trace
    hosts = HOSTS | {beside} if beside else HOSTS
    return sender.send(request(target, allowed_hosts=hosts), trace).body


def refused(url: str, target: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as failed:
        through(url, target, **options)
    return failed.value


def pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def tunnelling(port: int, answer: bytes = OPEN) -> Iterator[tuple[str, list[bytes]]]:
    """A proxy that tunnels everything to *port*: (address, what it was told)."""
    told: list[bytes] = []

    def serve(peer: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += peer.recv(65536)
        told.append(head)
        peer.sendall(answer)
        if b" 200 " in answer:
            with socket.create_connection(("127.0.0.1", port)) as there:
                threading.Thread(target=pump, args=(there, peer), daemon=True).start()
                pump(peer, there)

    with speaking_raw(serve) as own:
        yield f"http://127.0.0.1:{own}", told


def test_http_is_asked_of_the_proxy_with_the_whole_address() -> None:
    trace: list[Exchange] = []
    with speaking(ok(b"list")) as (origin, heads):
        body = through(origin, f"http://{SITE}/zwdt/?a=1", trace)

    assert body == b"list"
    assert heads[0].startswith(f"GET http://{SITE}/zwdt/?a=1 HTTP/1.1\r\n".encode())
    assert b"proxy-authorization" not in heads[0].lower()
    (exchange,) = trace
    assert (exchange.proxy, exchange.peer) == (origin, "127.0.0.1")
    assert exchange.sent == heads[0]


def test_https_goes_through_a_tunnel_and_is_verified_behind_it(tmp_path: Path) -> None:
    leaf = tls.intermediate().issue_cert(SITE)
    trace: list[Exchange] = []
    with tls.serving(tls.server(leaf), ok(b"list")) as (origin, heads):
        port = int(origin.rpartition(":")[2])
        with tunnelling(port) as (proxy, told):
            target = f"https://{SITE}/zwdt/"
            body = through(proxy, target, trace, ca_file=tls.pem(tmp_path, tls.root()))
            error = refused(proxy, target)

    assert body == b"list"
    assert told[0].startswith(f"CONNECT {SITE}:443 HTTP/1.".encode())
    assert heads[0].startswith(b"GET /zwdt/ HTTP/1.1\r\n")
    assert trace[0].sent == heads[0]  # what the proxy was told is no part of the request
    assert trace[0].received.endswith(b"list")
    assert trace[0].proxy == proxy
    assert "证书" in error.message


def test_a_proxy_that_speaks_tls_itself(tmp_path: Path) -> None:
    with tls.serving(tls.server(), ok(b"list")) as (origin, heads):
        ca_file = tls.pem(tmp_path, tls.root())
        assert through(origin, f"http://{SITE}/", ca_file=ca_file) == b"list"
        error = refused(origin, f"http://{SITE}/")

    assert heads[0].startswith(f"GET http://{SITE}/ ".encode())
    assert "与代理服务器" in error.message


@pytest.mark.parametrize(
    ("login", "sent"),
    [
        ("bgs:simple", "bgs:simple"),
        ("bgs:p%40ss%2Fw%25rd", "bgs:p@ss/w%rd"),
        ("bgs:pa:ss", "bgs:pa:ss"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_login_is_told_to_the_proxy_alone_and_never_shown(
    scheme: str, login: str, sent: str
) -> None:
    trace: list[Exchange] = []
    with tunnelling(1, b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n") as (proxy, told):
        url = proxy.replace("//", f"//{login}@")
        sender = transport(proxy=Proxy(url=url), deadline=9.0)
        try:
            sender.send(request(f"{scheme}://{SITE}/", allowed_hosts=HOSTS), trace)
        except FetchError as failed:
            assert login not in failed.message

    match = re.search(rb"(?im)^proxy-authorization: basic (\S+)", told[0])
    assert match is not None
    assert match[1] == b64encode(sent.encode())
    assert trace[0].proxy == proxy
    assert "@" not in f"{Proxy(url=url)!r}{Proxy(url=url).shown}"
    assert sent.partition(":")[2] in Proxy(url=url).secrets


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"HTTP/1.1 407 Login\r\n\r\n", "要求登录（HTTP 407），请核对 network.proxy"),
        (b"HTTP/1.1 403 No\r\n\r\n", f"不允许访问 {SITE}"),
        (b"HTTP/1.1 502 Bad\r\n\r\n", f"未能连到 {SITE}"),
        (b"nonsense", "无法连接"),
        (b"", "无法连接"),
    ],
)
def test_a_tunnel_that_is_not_opened_is_the_proxys_fault(answer: bytes, sentence: str) -> None:
    with tunnelling(1, answer) as (proxy, _):
        error = refused(proxy, f"https://{SITE}/")

    assert error.message.startswith(f"代理服务器 {proxy}")
    assert sentence in error.message


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there_is_told_as_such(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        proxy = f"http://127.0.0.1:{free.getsockname()[1]}"

    error = refused(proxy, f"{scheme}://{SITE}/")

    assert isinstance(error, Unreachable)
    assert error.message == f"代理服务器 {proxy} 拒绝连接，请核对 network.proxy"


def test_a_proxy_without_an_address_is_told_as_such() -> None:
    error = refused("http://proxy.linhe.invalid:8080", f"http://{SITE}/")

    assert "代理服务器 http://proxy.linhe.invalid:8080 的名称无法解析" in error.message


@pytest.mark.parametrize(
    ("host", "served"),
    [
        (SITE, True),
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("::1", False),
        ("localhost", False),
        ("rss.localhost", False),
        ("rsshub", False),
        ("2130706433", False),
        ("0x7f.1", False),
        ("127.1", False),
        ("127.0.0.1.", False),
        ("10.linhe.invalid", True),
    ],
)
def test_what_is_inside_is_asked_directly(host: str, served: bool) -> None:
    assert Proxy(url="http://10.0.0.1:8080").serves(host) is served


def test_the_guard_sees_who_is_inside_though_there_is_a_proxy() -> None:
    with speaking(ok()) as (proxy, asked), speaking(ok(b"in")) as (inside, heads):
        error = refused(proxy, inside + "/", allow_private=False)
        allowed = through(proxy, inside + "/", allow_private=True)

    assert isinstance(error, AddressBlocked)
    assert (allowed, asked, len(heads)) == (b"in", [], 1)


def test_a_proxy_inside_is_allowed_for_the_register_names_it() -> None:
    with speaking(ok(b"list")) as (proxy, _):
        assert through(proxy, f"http://{SITE}/", allow_private=False) == b"list"


def test_each_hop_of_a_redirect_goes_its_own_way() -> None:
    trace: list[Exchange] = []
    with speaking(ok(b"inside")) as (inside, direct):
        led = status(302, f"Location: {inside}/c")
        with speaking(status(302, "Location: /b"), led) as (proxy, heads):
            body = through(proxy, f"http://{SITE}/a", trace, beside=inside.partition("//")[2])

    assert body == b"inside"
    assert [exchange.proxy for exchange in trace] == [proxy, proxy, ""]
    assert heads[1].startswith(f"GET http://{SITE}/b ".encode())
    assert direct[0].startswith(b"GET /c ")
