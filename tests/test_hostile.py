"""Servers that drip, hang, flood, lie or break off cost one account one typed gap each."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.model import clock
from tests.office import account, feed_sources, make_office
from tests.running import run

Conversation = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"


def feed() -> bytes:
    """A feed that is fresh today."""
    now = clock.beijing(clock.now()).strftime("%a, %d %b %Y %H:%M:%S +0800")
    item = f"<item><title>今日动态</title><guid>1</guid><pubDate>{now}</pubDate></item>"
    return f"<rss version='2.0'><channel><title>a</title>{item}</channel></rss>".encode()


def whole(body: bytes, head: bytes = OK) -> Conversation:
    return lambda peer: peer.sendall(
        head + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
    )


def drip(head: bytes) -> Conversation:
    def talk(peer: socket.socket) -> None:
        peer.sendall(head)
        for _ in range(400):
            peer.sendall(b"X")
            time.sleep(0.05)

    return talk


def hang(peer: socket.socket) -> None:
    time.sleep(20)


def flood(peer: socket.socket) -> None:
    peer.sendall(OK + b"Content-Length: 2147483648\r\n\r\n")
    for _ in range(4000):
        peer.sendall(b"<a>" * 20000)


def cut_off(peer: socket.socket) -> None:
    peer.sendall(OK + b"Content-Length: 5000\r\n\r\n<rss>")


def broken_chunk(peer: socket.socket) -> None:
    peer.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n<rss>")


def redirect(to: str) -> Conversation:
    return lambda peer: peer.sendall(
        f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
    )


def bomb(peer: socket.socket) -> None:
    packed = gzip.compress(b"\0" * 60_000_000)
    whole(packed, OK + b"Content-Encoding: gzip\r\n")(peer)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(98, 106))
    + b"]><rss version='2.0'><channel><title>&i;</title></channel></rss>"
)

HOSTILE: dict[str, tuple[Conversation, set[str]]] = {
    "drips-headers": (drip(b"HTTP/1.1 200 OK\r\nX: "), {"network"}),
    "drips-body": (drip(OK + b"Content-Length: 100000\r\n\r\n"), {"network"}),
    "hangs": (hang, {"network"}),
    "floods": (flood, {"network"}),
    "gzip-bomb": (bomb, {"network"}),
    "long-line": (whole(b"x" * 10_000_000), {"network"}),
    "cuts-off": (cut_off, {"network"}),
    "breaks-chunks": (broken_chunk, {"network"}),
    "entity-bomb": (whole(ENTITIES), {"layout_changed", "empty_ambiguous"}),
    "broken-utf8": (whole(b"\xff\xfe\xfa<rss>\xc3\x28"), {"layout_changed", "empty_ambiguous"}),
    "leads-inside": (redirect("http://169.254.169.254/latest/meta-data/"), {"config"}),
    "leads-to-file": (redirect("file:///etc/passwd"), {"config"}),
    "leads-in-circles": (redirect("/leads-in-circles"), {"config"}),
    "nonsense": (lambda peer: peer.sendall(b"\x00\x01nonsense\r\n\r\n"), {"network"}),
}
HONEST = ("honest-1", "honest-2", "honest-3")


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """A server that treats each path as its name says."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def serve(peer: socket.socket) -> None:
        with peer:
            try:
                path = peer.recv(65536).split(b" ")[1].decode().strip("/")
                talk = HOSTILE[path][0] if path in HOSTILE else whole(feed())
                talk(peer)
            except (OSError, IndexError):
                return

    def accept() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


@pytest.fixture(scope="module")
def judged(origin: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One check over all of them, with a short deadline."""
    folder = tmp_path_factory.mktemp("hostile")
    write_register(folder, origin, [*HOSTILE, *HONEST])
    patch = pytest.MonkeyPatch()
    from monitor.http import live

    settings = live.NetworkSettings
    patch.setattr(
        "monitor.app.check.NetworkSettings",
        lambda **more: settings(**more, deadline=1.5, read_timeout=1.0),
    )
    done = run(folder, "check", "--workers", "20", "--json")
    patch.undo()
    assert done.code == 3, done.err
    assert "Traceback" not in done.err
    accounts = json.loads(done.out)["accounts"]
    return {account["id"]: account for account in accounts}


def write_register(folder: Path, origin: str, ids: list[str]) -> None:
    sources = {id: feed_sources(f"{origin}/{id}") for id in ids}
    accounts = [account(id, id, "other", sources=sources[id]) for id in ids]
    make_office(folder, accounts, pace={"default": 0})


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_server_costs_one_typed_gap(judged: dict[str, Any], name: str) -> None:
    account = judged[name]

    assert account["verdict"] == "unknown"
    assert len(account["gaps"]) == 1
    assert account["gaps"][0]["outcome"] in HOSTILE[name][1]


@pytest.mark.parametrize("name", HONEST)
def test_the_other_accounts_are_judged(judged: dict[str, Any], name: str) -> None:
    """One broken account never hides the rest."""
    assert judged[name]["verdict"] == "pass"
