"""Which peers may be talked to, decided on the address that was really connected."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
UNICAST = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that anybody was given
USUAL = frozenset({80, 443})
SPECIAL = tuple(  # the registries of IANA; what Python knows of them depends on its version
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        ),
    )
)  # fmt: skip


def is_public(text: str) -> bool:
    """Say whether *text* is an address of the public internet, whatever it hides behind."""
    try:
        address = _bare(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return False
    if address.version == 6 and address not in UNICAST:
        return False
    return address.is_global and not any(address in network for network in SPECIAL)


def ports_of(host: str, addresses: Iterable[str]) -> frozenset[int]:
    """Return the ports at which *host* may be asked; *addresses*: those that name it.

    A machine that is named by its address, or by a name that only the inside knows, has other
    services that are none of ours; the web of everybody else stands at the usual ports.
    """
    inside = is_literal(host) or "." not in host
    named = {port_of(url) for url in addresses if urlsplit(url).hostname == host}
    return frozenset(named if inside else named | USUAL)


def port_of(url: str) -> int:
    """Return the port that *url* leads to; raises ValueError where it is none."""
    parts = urlsplit(url)
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_literal(host: str) -> bool:
    """Say whether a configured host names a machine itself: an address, or localhost."""
    if host.casefold() == "localhost":
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _bare(address: Address) -> Address:
    """Take IPv4 out of its IPv6 wrappings: mapped, 6to4, NAT64."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner
        if address in NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
