"""The cookies of one look: gates set them and want them back. No other look sees them."""

import re
from collections.abc import Sequence
from email.message import Message
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit
from urllib.request import Request

from monitor.http.addresses import is_literal

# a cookie without a domain goes back to its own host alone; none is set for all of .gov.cn
_OWN_HOST = DefaultCookiePolicy.DomainStrictNonDomain
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f]")
_DOMAIN = re.compile(r";\s*domain\s*=\s*\.?([^;\s]*)", re.I)


class Cookies:
    """A jar that begins empty with the look and ends with it; made when first needed."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def header(self, url: str, preset: str = "") -> str:
        """Return the Cookie header for *url*; the source's *preset* cookies come first and win."""
        if self._jar is None:
            return preset
        request = _request(url)
        self._jar.add_cookie_header(request)
        names = {pair.partition("=")[0].strip() for pair in preset.split(";")}
        pairs = [pair.strip() for pair in request.get_header("Cookie", "").split(";")]
        added = [pair for pair in pairs if _is_sendable(pair, names)]
        return "; ".join([preset, *added] if preset else added)

    def take(self, url: str, headers: Sequence[str]) -> bool:
        """Keep the Set-Cookie lines that *url* answered with; say whether any changed the jar."""
        if not headers:
            return False
        if self._jar is None:
            policy = DefaultCookiePolicy(strict_domain=True, strict_ns_domain=_OWN_HOST)
            self._jar = CookieJar(policy)
        before = self._contents()
        lines = [_without_domain(line, urlsplit(url).hostname or "") for line in headers]
        self._jar.extract_cookies(_JarResponse(lines), _request(url))  # type: ignore[arg-type]
        return self._contents() != before

    def _contents(self) -> frozenset[tuple[str, str, str, str | None]]:
        jar = self._jar or ()
        return frozenset((cookie.domain, cookie.path, cookie.name, cookie.value) for cookie in jar)


def _request(url: str) -> Request:
    return Request(url)  # noqa: S310  # never opened: it only tells the jar the address


def _without_domain(line: str, host: str) -> str:
    """Drop the domain attribute of a literal host, as browsers do: the jar would refuse it."""
    match = _DOMAIN.search(line)
    if match is None or match[1].lower() != host or not is_literal(host):
        return line
    return line[: match.start()] + line[match.end() :]


def _is_sendable(pair: str, names: set[str]) -> bool:
    return bool(pair) and not _UNSENDABLE.search(pair) and pair.partition("=")[0] not in names


class _JarResponse:
    """As much of an answer as the jar asks for."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.headers = Message()
        for line in lines:
            self.headers["Set-Cookie"] = line

    def info(self) -> Message:
        return self.headers
