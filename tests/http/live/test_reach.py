"""Private addresses are refused in every disguise."""

import socket

import pytest

from monitor.http import addresses
from monitor.http.client import Client
from monitor.model.errors import AddressBlocked, LookFailed, Unreachable
from monitor.model.outcome import Outcome
from tests.builders import NOON
from tests.http.live.builders import request, transport
from tests.http.server import ok, speaking


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "user@127.0.0.1"]
)
def test_a_private_address_is_refused_in_every_disguise(host: str) -> None:
    with speaking(ok()) as (origin, heads):
        port = origin.rpartition(":")[2]
        with pytest.raises((AddressBlocked, Unreachable)):
            transport(allow_private=False).send(request(f"http://{host}:{port}/"), [])

    assert heads == []


def test_an_address_the_register_names_itself_is_allowed() -> None:
    with speaking(ok()) as (origin, _):
        own = transport(allow_private=False, own_hosts=frozenset({"127.0.0.1"}))

        assert own.send(request(origin), []).status == 200


def test_a_name_that_resolves_inside_is_not_its_own_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real("127.0.0.1", *rest, **more),
    )
    with speaking(ok()) as (origin, heads):
        port = origin.rpartition(":")[2]
        guarded = transport(allow_private=False, own_hosts=frozenset({"bridge.invalid"}))
        with pytest.raises(AddressBlocked, match="内网"):
            guarded.send(request(f"http://bridge.invalid:{port}/"), [])

    assert heads == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    assert addresses.is_public(address) is public


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.9.9.9", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.8", "192.0.0.9", "192.0.0.170",
        "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:2::1", "2001:10::1", "2001:db8::1", "2002:a00:1::", "2002:7f00:1::1",
        "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1",
        "fe80::1%eth0", "fec0::1", "feff::1", "ff02::1", "not-an-address", "", "1.2.3",
    ],
)  # fmt: skip
def test_no_special_address_is_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "11.0.0.1", "100.128.0.1", "172.32.0.1", "192.0.1.1", "192.0.3.1",
        "198.20.0.1", "223.255.255.254", "2400:3200::1", "2001:4860::8888", "2002:101:101::1",
        "64:ff9b::101:101", "::ffff:1.1.1.1", "3ffe::1",
    ],
)  # fmt: skip
def test_what_lies_beside_is_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://a..b/", "http://[::1/", "http:///x",
        "http://a:99999/", "http://a:b/", "http://" + "a" * 300 + ".invalid/", "http://\ud800/",
        "http://*.invalid/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_as_such(url: str) -> None:
    look = Client(transport(), None, NOON).look("a", "feed", frozenset())

    with pytest.raises(LookFailed) as refused:
        look.get(url)

    assert refused.value.outcome in (Outcome.CONFIG, Outcome.NETWORK)
    assert type(refused.value) is not LookFailed
