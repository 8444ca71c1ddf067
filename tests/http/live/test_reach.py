"""Private addresses are refused in every disguise."""

import socket

import pytest

from monitor.errors import (
    AddressBlocked,
    Unreachable,
)
from monitor.http import addresses
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
