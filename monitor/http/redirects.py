"""Where a redirect may lead: the same answer on the network and in a replay."""

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

from monitor.errors import RedirectRefused
from monitor.http.exchange import Answer, Request

STATUSES = frozenset({301, 302, 303, 307, 308})
HOPS = 5


class Hides(Protocol):
    """Makes an address fit to be shown."""

    def url(self, url: str) -> str: ...


def target_of(answer: Answer) -> str:
    """Return where *answer* sends its reader, empty where nowhere."""
    return answer.headers.get("location", "") if answer.status in STATUSES else ""


def led_to(
    request: Request, answer: Answer, *, endpoint: str, hops: Sequence[str], hides: Hides
) -> str:
    """Return the logical address a redirect leads to; raises RedirectRefused.

    A stand-in (*endpoint*) that redirects within itself redirects within the real host.
    """
    url = answer.url
    led = urljoin(url, target_of(answer))
    if endpoint and urlsplit(led).netloc == urlsplit(endpoint).netloc:
        here, there = urlsplit(url), urlsplit(led)
        led = urlunsplit((here.scheme, here.netloc, there.path, there.query, ""))
    shown = hides.url(led)
    if urlsplit(led).scheme not in ("http", "https"):
        raise RedirectRefused(f"地址被跳转到不允许的协议：{shown}")
    if (urlsplit(led).hostname or "") not in request.allowed_hosts:
        raise RedirectRefused(f"地址被跳转到其他主机：{shown}，请核实后更新名单")
    if led == url or led in hops or len(hops) >= HOPS:
        raise RedirectRefused(f"地址反复跳转，无法到达：{shown}")
    return led
