"""The network itself: one request to one answer, bounded in time, size, pace and reach."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from random import uniform
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.exceptions import ConnectTimeout, ReadTimeout, SSLError, Timeout
from requests.hooks import default_hooks
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, NameResolutionError

from monitor import clock
from monitor.errors import DeadlineExceeded, FetchError, TooBig, Unreachable
from monitor.http import addresses, read, wire
from monitor.http.exchange import Answer, Exchange, Request
from monitor.http.pace import Pace
from monitor.http.redirects import Hides, led_to, target_of

AGAIN = frozenset({502, 503, 504})
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?/[A-Za-z0-9/._-]*")
PAUSE = (0.2, 0.6)  # seconds before the one retry


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """How the network may be used. Times in seconds, sizes in bytes.

    *endpoints*: source kind → origin that stands in. *own_hosts*: hosts that the register
    names itself, private ones allowed where they are addresses. *retry_after*: the longest
    pause a host may ask for within a run.
    """

    allow_private: bool = False
    endpoints: Mapping[str, str] = field(default_factory=dict)
    own_hosts: frozenset[str] = frozenset()
    pace: Mapping[str, timedelta] = field(default_factory=dict)
    default_pace: timedelta = timedelta(seconds=2)
    user_agent: str = "newmedia-monitor"
    connect_timeout: float = 5.0
    read_timeout: float = 20.0
    deadline: float = 30.0
    cap: int = read.CAP
    retry_after: float = 30.0


class LiveTransport:
    """Carries requests over the network; one session a thread, one pace for all."""

    def __init__(self, settings: NetworkSettings, scrubber: Hides) -> None:
        self.settings = settings
        self.scrubber = scrubber
        self.pace = Pace(settings.pace, settings.default_pace)
        self.local = threading.local()

    def send(self, request: Request, trace: list[Exchange]) -> Answer:
        """Carry *request*, follow its redirects; every attempt stays in *trace*."""
        ends_at = time.monotonic() + self.settings.deadline
        url = request.url
        hops: list[str] = []
        while True:
            answer = self._patiently(request, url, trace, ends_at)
            if not target_of(answer):
                return replace(answer, hops=tuple(hops)) if hops else answer
            endpoint = self._real(request, url)[0]
            led = led_to(request, answer, endpoint=endpoint, hops=hops, hides=self.scrubber)
            hops.append(url)
            url = led

    def _patiently(
        self, request: Request, url: str, trace: list[Exchange], ends_at: float
    ) -> Answer:
        """Try once, and once more after a passing fault or a short pause that was asked for."""
        try:
            answer = self._once(request, url, trace, ends_at)
        except Unreachable:
            if not _sleep(uniform(*PAUSE), ends_at):  # noqa: S311  # no secret
                raise
            return self._once(request, url, trace, ends_at)
        asked = _retry_after(answer) if answer.status in (429, 503) else None
        if asked is not None:
            if asked <= self.settings.retry_after and _sleep(asked, ends_at):
                return self._once(request, url, trace, ends_at)
            self.pace.rest(_host(url), asked)
            return answer
        if answer.status in AGAIN and _sleep(uniform(*PAUSE), ends_at):  # noqa: S311
            return self._once(request, url, trace, ends_at)
        return answer

    def _once(self, request: Request, url: str, trace: list[Exchange], ends_at: float) -> Answer:
        self.pace.wait(_host(url))
        origin, real = self._real(request, url)
        left = ends_at - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded(f"{_host(url)} 未在 {self.settings.deadline:g} 秒内应答完毕")
        flight = wire.Flight(self._allows(_host(real)), left)
        started_at = clock.now()
        wire.begin(flight)
        error: FetchError | None = None
        try:
            return self._transfer(request, url, real, flight)
        except FetchError as failed:
            error = failed
            raise
        finally:
            wire.end(flight)
            trace.append(_exchange(request, url, origin, flight, started_at, error))

    def _transfer(self, request: Request, url: str, real: str, flight: wire.Flight) -> Answer:
        prepared = self._prepared(request, real)
        timeout = (self.settings.connect_timeout, self.settings.read_timeout)
        host = _host(url)
        try:
            # the adapter alone: redirects, cookies and proxies are not the session's to settle
            with (
                self._session()
                .get_adapter(real)
                .send(prepared, stream=True, timeout=timeout) as response
            ):
                body = read.body(response.raw, self.settings.cap)
                if flight.expired:
                    raise DeadlineExceeded(self._late(host))
                return Answer(
                    url=url,
                    status=response.status_code,
                    headers=read.headers(response.headers),
                    body=body,
                    received_at=clock.now(),
                )
        except FetchError:
            raise
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if flight.expired:
                raise DeadlineExceeded(self._late(host)) from error
            raise _failure(error, host) from error

    def _prepared(self, request: Request, real: str) -> requests.PreparedRequest:
        headers = self._headers(request)
        if request.method != "GET" or not _PLAIN.fullmatch(real):
            return requests.Request(
                request.method, real, headers=headers, data=request.body or None
            ).prepare()
        prepared = requests.PreparedRequest()  # nothing to quote: a tenth of a request's time
        prepared.method, prepared.url = "GET", real
        prepared.headers = CaseInsensitiveDict(headers)
        prepared.hooks = default_hooks()
        return prepared

    def _late(self, host: str) -> str:
        return f"{host} 未在 {self.settings.deadline:g} 秒内应答完毕"

    def _headers(self, request: Request) -> dict[str, str]:
        return {
            "User-Agent": self.settings.user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Accept": "*/*",
            **request.headers,
        }

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self.local, "session", None)
        if session is None:
            session = self.local.session = wire.session()
        return session

    def _real(self, request: Request, url: str) -> tuple[str, str]:
        """Return (stand-in origin or "", the address really asked)."""
        origin = self.settings.endpoints.get(request.source.partition("#")[0], "")
        if not origin:
            return "", url
        stand_in, parts = urlsplit(origin), urlsplit(url)
        return origin, urlunsplit((stand_in.scheme, stand_in.netloc, parts.path, parts.query, ""))

    def _allows(self, host: str) -> "Allow":
        own = host in self.settings.own_hosts and addresses.is_literal(host)
        return Allow(everything=self.settings.allow_private or own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """Says of a connected address whether it may be talked to."""

    everything: bool

    def __call__(self, address: str) -> bool:
        return self.everything or addresses.is_public(address)


def _exchange(
    request: Request,
    url: str,
    origin: str,
    flight: wire.Flight,
    started_at: datetime,
    error: FetchError | None,
) -> Exchange:
    cut = {"deadline": "time", "too_big": "length", "network": "disconnect"}
    kind = error.kind if error else ""
    return Exchange(
        request=request if url == request.url else replace(request, url=url),
        endpoint=origin,
        sent=bytes(flight.sent),
        received=bytes(flight.received),
        peer=flight.peer,
        started_at=started_at,
        received_at=clock.now(),
        error=kind,
        detail=error.message if error else "",
        truncated=cut.get(kind, "") if flight.received else "",
    )


def _failure(error: Exception, host: str) -> FetchError:
    """Return the sentence for a fault of the transport; never the library's own text."""
    cause: BaseException | None = error
    seen: list[BaseException] = []
    while cause is not None and len(seen) < 8:
        seen.append(cause)
        reason = getattr(cause, "reason", None)
        cause = (
            reason if isinstance(reason, BaseException) else cause.__cause__ or cause.__context__
        )
    if any(isinstance(one, TooBig) for one in seen):
        return TooBig(f"{host} 的应答超过大小上限")
    if any(isinstance(one, NameResolutionError) for one in seen):
        return Unreachable(f"域名 {host} 无法解析")
    if any(isinstance(one, SSLError) for one in seen):
        return Unreachable(f"与 {host} 建立安全连接失败（TLS 证书或协议不符）")
    if any(isinstance(one, ConnectTimeout) for one in seen):
        return Unreachable(f"连接 {host} 超时")
    if any(isinstance(one, ReadTimeout | Timeout | TimeoutError) for one in seen):
        return DeadlineExceeded(f"{host} 长时间没有应答")
    if any(isinstance(one, ConnectionRefusedError) for one in seen):
        return Unreachable(f"{host} 拒绝连接")
    return Unreachable(f"与 {host} 的连接中断，应答不完整")


def _retry_after(answer: Answer) -> float | None:
    """Return the pause a host asks for, in seconds; None where it asks for none we can read."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said) if said else None
    except ValueError:
        return None
    if until is None or until.tzinfo is None:
        return None
    return max(0.0, (until - answer.received_at).total_seconds())


def _sleep(seconds: float, ends_at: float) -> bool:
    """Sleep, unless the deadline would pass meanwhile."""
    if time.monotonic() + seconds >= ends_at:
        return False
    time.sleep(seconds)
    return True


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
