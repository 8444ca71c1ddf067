"""Where a redirect may lead: the same answer on the network and in a replay."""

from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from monitor.http import portals
from monitor.http.addresses import port_of, ports_of
from monitor.http.exchange import HttpAnswer, Request
from monitor.model.errors import LedToLogin, RedirectRefused
from monitor.model.outcome import Portal

STATUSES = frozenset({301, 302, 303, 307, 308})
HOPS = 10  # gates that set one cookie each lead through a few


class Masker(Protocol):
    """Makes an address fit to be shown."""

    def mask_url(self, url: str) -> str: ...


def target_of(answer: HttpAnswer) -> str:
    """Return where *answer* sends its reader, empty where nowhere."""
    return answer.headers.get("location", "") if answer.status in STATUSES else ""


@dataclass(slots=True, kw_only=True)
class Trail:
    """The redirects of one request.

    An address may come again where a cookie was set in between: gates do that.
    """

    request: Request
    hides: Masker
    hops: list[str] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)  # addresses asked with the present cookies
    wants_cookies: bool = False

    def arrived(self, answer: HttpAnswer) -> HttpAnswer:
        """Return *answer*, which redirects nowhere, with the addresses before it."""
        return replace(answer, hops=tuple(self.hops)) if self.hops else answer

    def led(self, answer: HttpAnswer, *, endpoint: str, new_cookies: bool) -> str:
        """Return the logical address a redirect leads to; raises RedirectRefused.

        A stand-in (*endpoint*) that redirects within itself redirects within the real host.
        *new_cookies*: the answer set a cookie that was not there before.
        """
        led = _address(answer, endpoint)
        self._check(answer, led)
        if new_cookies:
            self.wants_cookies = True
            self.unchanged.clear()
        else:
            self.unchanged.add(answer.url)
        if led in self.unchanged or len(self.hops) >= HOPS:
            why = "，对方要求的 Cookie 已带上，仍不放行" if self.wants_cookies else ""
            if not why and "set-cookie" in answer.headers:
                why = "，对方要求 Cookie，但所给的 Cookie 不适用于该地址"
            raise RedirectRefused(f"地址反复跳转，无法到达：{self.hides.mask_url(led)}{why}")
        self.hops.append(answer.url)
        return led

    def _check(self, answer: HttpAnswer, led: str) -> None:
        shown = self.hides.mask_url(led)
        if urlsplit(led).scheme not in ("http", "https"):
            raise RedirectRefused(f"地址被跳转到不允许的协议：{shown}")
        host = urlsplit(led).hostname or ""
        if f"{host}:{port_of(led)}" in self.request.allowed_hosts:
            return
        if host in self.request.allowed_hosts:
            if port_of(led) in ports_of(host, (self.request.url, answer.url, *self.hops)):
                return
            message = f"地址被跳转到同一主机的另一端口：{shown}，请核实后更新名单"
            raise RedirectRefused(message)
        asked = urlsplit(answer.url).hostname or ""
        if portals.is_of_network(led, asked=asked):
            raise LedToLogin(
                f"访问 {asked} 时被转到上网认证页面（{host}），{portals.REMEDY}",
                Portal(page=f"redirect:{host}", host=asked, network=True),
            )
        if portals.is_login(led):
            raise LedToLogin(f"地址被跳转到其他主机的登录页面：{shown}，对方可能要求登录后才能查看")
        raise RedirectRefused(f"地址被跳转到其他主机：{shown}，请核实后更新名单")


def _address(answer: HttpAnswer, endpoint: str) -> str:
    try:
        led = urldefrag(urljoin(answer.url, _characters(target_of(answer)))).url
        here, there = urlsplit(answer.url), urlsplit(led)
        _ = there.hostname, there.port
    except ValueError:
        raise RedirectRefused("地址被跳转到一个不合法的网址") from None
    if endpoint and there.netloc == urlsplit(endpoint).netloc:
        return urlunsplit((here.scheme, here.netloc, there.path, there.query, ""))
    return led


def _characters(target: str) -> str:
    """Return a target as text: headers are read as Latin-1, servers write UTF-8."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return target.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return target
