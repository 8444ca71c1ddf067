"""Which requests go through the office's proxy, and what of its address may be shown."""

import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from monitor.http.addresses import is_literal, is_public

ENVIRONMENT = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.I)  # a last label of these makes a name an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy of the office; *url* is as it is used, its login in it."""

    url: str

    def __repr__(self) -> str:
        return f"Proxy({self.shown})"

    @property
    def shown(self) -> str:
        """Return the address without the login."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", ""))

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every form of the password that goes over the wire."""
        parts = urlsplit(self.url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not password:
            return ()
        return password, b64encode(f"{user}:{password}".encode()).decode()

    def serves(self, host: str) -> bool:
        """Say whether *host* is asked through the proxy.

        What is inside is asked directly: this machine, inside addresses in any disguise, and
        names without a dot, which only the inside knows. The guard then sees the real peer.
        """
        name = host.rstrip(".").casefold()
        if "." not in name and ":" not in name:
            return False
        if _NUMBER.fullmatch(name.rpartition(".")[2]) or is_literal(name):
            return is_public(name)
        return not name.endswith(".localhost")
