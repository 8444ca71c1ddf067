"""The addresses of this PC in its local network, found without sending anything."""

import ipaddress
import socket
from contextlib import suppress

# through which of our addresses each of these would be reached: whoever answers there, if anybody
ELSEWHERE = ("192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254")


def lan_addresses() -> tuple[str, ...]:
    """Return our private IPv4 addresses but loopback, the one of the usual way out first."""
    found = [*map(_towards, ELSEWHERE), *_named()]
    return tuple(dict.fromkeys(address for address in found if is_private(address)))


def is_private(address: str) -> bool:
    """Say whether *address* belongs to a network of one's own."""
    try:
        known = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return known.is_private and not (
        known.is_loopback or known.is_link_local or known.is_unspecified
    )


def _towards(address: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
        asked.connect((address, 9))  # of a datagram: chooses the way and sends nothing
        return str(asked.getsockname()[0])
    return ""


def _named() -> list[str]:
    with suppress(OSError):
        return [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    return []
