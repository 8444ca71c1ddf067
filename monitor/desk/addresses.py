"""Where a desk answers: this PC alone, its addresses in the LAN too, or one address of a proxy."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.model.errors import ConfigError

LOOPBACK = "127.0.0.1"
NETLOC = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
HTTPS_PORT = ":443"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the desk answers. *hosts*: what ``Host`` may say; *origins*: what ``Origin`` may.

    *bound*: the addresses of this PC that it listens on. *prefix*: the path below which a proxy
    shows it; *is_secure*: whether browsers reach it by https.
    """

    hosts: frozenset[str]
    origins: frozenset[str]
    bound: tuple[str, ...] = (LOOPBACK,)
    prefix: str = ""
    is_secure: bool = False

    @classmethod
    def loopback(cls, port: int) -> "Addresses":
        """Return the addresses of this PC alone."""
        hosts = _local(port)
        return cls(hosts=hosts, origins=_plain(hosts))

    @classmethod
    def lan(cls, addresses: Iterable[str], port: int) -> "Addresses":
        """Return those of this PC and *addresses*, its own ones in the LAN; raises ConfigError."""
        own = tuple(dict.fromkeys(map(_usable, addresses)))
        hosts = _local(port) | {f"{address}:{port}" for address in own}
        return cls(hosts=hosts, origins=_plain(hosts), bound=(LOOPBACK, *own))

    @classmethod
    def behind(cls, url: str, port: int) -> "Addresses":
        """Return those of a proxy on this PC that shows the desk at *url*; raises ConfigError.

        A proxy may pass the browser's ``Host`` on, or name the address it connects to instead.
        """
        netloc, prefix = _split(url)
        origin = f"https://{netloc}"
        return cls(
            hosts=_local(port) | {netloc, f"{netloc}{HTTPS_PORT}"},
            origins=frozenset({origin}),
            prefix=prefix,
            is_secure=True,
        )

    def cookie(self, name: str) -> str:
        """Return what the cookie *name* is called: by https, none but we can have set it."""
        if not self.is_secure:
            return name
        return f"__Secure-{name}" if self.prefix else f"__Host-{name}"


def _local(port: int) -> frozenset[str]:
    return frozenset(f"{name}:{port}" for name in (LOOPBACK, "localhost", "[::1]"))


def _plain(hosts: Iterable[str]) -> frozenset[str]:
    return frozenset(f"http://{host}" for host in hosts)


def _usable(text: str) -> str:
    """Return one address of this PC in the LAN; raises ConfigError where it cannot be one."""
    try:
        address = ipaddress.IPv4Address(text.strip())
    except ValueError as error:
        raise ConfigError(f"{text} 不是 IPv4 地址，请写本机在局域网中的地址") from error
    if address.is_unspecified or address.is_multicast or address.is_loopback:
        raise ConfigError(f"{address} 不是本机在局域网中的地址；值班台不在全部地址上打开")
    return str(address)


def _split(url: str) -> tuple[str, str]:
    """Return the host and the path of a proxy's *url*; raises ConfigError."""
    wrong = ConfigError(
        f"--behind 须写明 https:// 开头的完整地址，如 https://oa.example/zhiban：{url}"
    )
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise wrong from error
    netloc, prefix = parts.netloc.lower().removesuffix(HTTPS_PORT), parts.path.rstrip("/")
    if parts.scheme != "https" or parts.query or parts.fragment:
        raise wrong
    if not NETLOC.fullmatch(netloc) or not PREFIX.fullmatch(prefix):
        raise wrong
    return netloc, prefix
