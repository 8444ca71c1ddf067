"""The network itself: one request to one answer, bounded in time, size, pace and reach."""

import copy
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import uniform
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.hooks import default_hooks
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from monitor.http import addresses, failures, response_parser, sessions, wire
from monitor.http.attempts import Attempt, retry_after
from monitor.http.cookies import Cookies
from monitor.http.deadline import Deadline
from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.handshakes import ServerProtocol, probe_protocol
from monitor.http.pace import Pace
from monitor.http.proxies import Proxy
from monitor.http.redirects import Masker, Trail, target_of
from monitor.http.trust import Trust
from monitor.model import clock
from monitor.model.errors import BadAddress, DeadlineExceeded, FetchError, Unreachable

AGAIN = frozenset({502, 503, 504})
VALIDATORS = frozenset({"if-none-match", "if-modified-since"})
CREDENTIALS = frozenset({"authorization", "cookie", "access-token"})
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?/[A-Za-z0-9/._-]*")
PAUSE = (0.2, 0.6)  # seconds before the one retry


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """How the network may be used. Times in seconds, sizes in bytes.

    *endpoints*: source kind → origin that stands in. *own_hosts*: hosts that the register
    names itself, private ones allowed where they are addresses. *retry_after*: the longest
    pause a host may ask for within a run. *ca_file*: certificates trusted besides the usual.
    *legacy_tls*: hosts that may speak protocols of another time.
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
    cap: int = response_parser.CAP
    retry_after: float = 30.0
    proxy: Proxy | None = None
    ca_file: Path | None = None
    legacy_tls: frozenset[str] = frozenset()


class LiveTransport:
    """Carries requests over the network; a session for each that is under way, one pace for all.

    Raises ConfigError where the settings name certificates of no use.
    """

    def __init__(self, settings: NetworkSettings, scrubber: Masker) -> None:
        self.settings = settings
        self.scrubber = scrubber
        self.pace = Pace(settings.pace, settings.default_pace)
        self.trust = Trust(settings.ca_file, settings.legacy_tls)
        self.idle: list[requests.Session] = []  # their connections stay open for the next
        self.lock = threading.Lock()
        self.spoken: dict[tuple[str, int], ServerProtocol] = {}  # by server, found out once a run

    def paced_by(self, pace: Pace) -> "LiveTransport":
        """Return this transport, its connections included, with another *pace*."""
        other = copy.copy(self)
        other.pace = pace
        return other

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        """Carry *request*, follow its redirects; every attempt stays in *trace*."""
        if request.cookies is None:
            request = replace(request, cookies=Cookies())
        deadline = Deadline(self.settings.deadline)
        trail = Trail(request=request, hides=self.scrubber)
        here = request
        while True:
            answer = self._send_patiently(here, trace, deadline)
            if not target_of(answer):
                return trail.arrived(answer)
            endpoint = self._real(request, here.url)[0]
            led = trail.led(answer, endpoint=endpoint, new_cookies=trace[-1].new_cookies)
            here = _onward(request, led)

    def _send_patiently(
        self, request: Request, trace: list[Exchange], deadline: Deadline
    ) -> HttpAnswer:
        """Send the request, and once more after a passing fault or a short ``Retry-After``."""
        try:
            answer = self._send_once(request, trace, deadline)
        except Unreachable:
            if not _pause(uniform(*PAUSE), deadline):  # noqa: S311  # no secret
                raise
            return self._send_once(request, trace, deadline, repeated=True)
        asked = retry_after(answer) if answer.status in (429, 503) else None
        if asked is not None:
            if asked <= self.settings.retry_after and _pause(asked, deadline):
                return self._send_once(request, trace, deadline, repeated=True)
            self.pace.rest(_host(request.url), asked)
            return answer
        if answer.status in AGAIN and _pause(uniform(*PAUSE), deadline):  # noqa: S311
            return self._send_once(request, trace, deadline, repeated=True)
        return answer

    def _send_once(
        self, request: Request, trace: list[Exchange], deadline: Deadline, *, repeated: bool = False
    ) -> HttpAnswer:
        with deadline.paused():
            self.pace.wait(_host(request.url))
        origin, real = self._real(request, request.url)
        if not deadline.left:
            raise DeadlineExceeded(self._late(_host(request.url)))
        proxy = self._proxy(_host(real))
        flight = wire.PendingExchange(self._allows(_host(real), proxy), deadline.left)
        attempt = Attempt(
            request=request, origin=origin, flight=flight, proxy=proxy, repeated=repeated
        )
        attempt.legacy_tls_allowed = self.trust.is_legacy(_host(real))
        wire.begin(flight)
        try:
            return self._transfer(attempt, real)
        except FetchError as failed:
            attempt.error = failed
            raise
        finally:
            wire.end(flight)
            if flight.sent_at is not None:
                seen_at = flight.answered_at or time.monotonic()
                self.pace.asked(_host(request.url), flight.sent_at, seen_at)
            trace.append(attempt.exchange())

    def _transfer(self, attempt: Attempt, real: str) -> HttpAnswer:
        request, flight = attempt.request, attempt.flight
        try:
            prepared = self._prepared(request, real)
        except (requests.RequestException, ValueError) as error:
            shown = self.scrubber.mask_url(request.url)
            raise BadAddress(f"网址或请求头写法有误，未发出请求：{shown}") from error
        timeout = (self.settings.connect_timeout, self.settings.read_timeout)
        proxies = dict.fromkeys(("http", "https"), attempt.proxy.url) if attempt.proxy else None
        session = self._session()
        adapter = session.get_adapter(real)
        try:
            # the adapter alone: redirects and cookies are not the session's to settle
            with adapter.send(prepared, stream=True, timeout=timeout, proxies=proxies) as response:
                body = response_parser.body(response.raw, self.settings.cap)
                if flight.expired:
                    raise DeadlineExceeded(self._late(_host(request.url)))
                if request.cookies is not None and "set-cookie" in response.headers:
                    set_cookies = response.raw.headers.getlist("set-cookie")
                    where = _as_sent(request.url, real)
                    attempt.new_cookies = request.cookies.take(where, set_cookies)
                return HttpAnswer(
                    url=request.url,
                    status=response.status_code,
                    headers=response_parser.headers(response.headers),
                    body=body,
                    received_at=clock.now(),
                )
        except FetchError:
            raise
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            if flight.expired:
                raise DeadlineExceeded(self._late(_host(request.url))) from error
            raise self._failure(error, attempt, real) from error
        finally:
            self.idle.append(session)

    def _failure(self, error: Exception, attempt: Attempt, real: str) -> FetchError:
        host, flight = _host(attempt.request.url), attempt.flight
        secure, request_sent = real.startswith("https:"), bool(flight.sent)
        unopened = secure and not request_sent and not flight.tunnelled
        if attempt.proxy is not None and (unopened or failures.is_proxy_failure(error)):
            return failures.proxy_error(error, host, attempt.proxy.shown)
        if not secure or not failures.is_handshake_failure(error, request_sent=request_sent):
            return failures.transport_error(error, host)
        speaks = ServerProtocol.UNKNOWN
        if flight.peer and attempt.proxy is None:
            speaks = self._spoken(flight.peer, urlsplit(real).port or 443, _host(real))
        return failures.handshake_error(
            error, host, speaks, legacy_tls_allowed=attempt.legacy_tls_allowed
        )

    def _spoken(self, peer: str, port: int, host: str) -> ServerProtocol:
        with self.lock:
            if (host, port) not in self.spoken:
                self.spoken[host, port] = probe_protocol(peer, port, host)
            return self.spoken[host, port]

    def _prepared(self, request: Request, real: str) -> requests.PreparedRequest:
        headers = self._headers(request, real)
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

    def _headers(self, request: Request, real: str) -> dict[str, str]:
        headers = {
            "User-Agent": self.settings.user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Accept": "*/*",
            **request.headers,
        }
        if request.cookies is not None:
            preset = headers.pop("Cookie", "")
            if cookie := request.cookies.header(_as_sent(request.url, real), preset):
                headers["Cookie"] = cookie
        return headers

    def _session(self) -> requests.Session:
        """Take a session that nobody uses, the last one first: its connections are the freshest."""
        try:
            return self.idle.pop()
        except IndexError:
            return sessions.session(self.trust)

    def _real(self, request: Request, url: str) -> tuple[str, str]:
        """Return (stand-in origin or "", the address really asked)."""
        origin = self.settings.endpoints.get(request.source.partition("#")[0], "")
        if not origin:
            return "", url
        stand_in, parts = urlsplit(origin), urlsplit(url)
        return origin, urlunsplit((stand_in.scheme, stand_in.netloc, parts.path, parts.query, ""))

    def _proxy(self, host: str) -> Proxy | None:
        proxy = self.settings.proxy
        return proxy if proxy is not None and proxy.serves(host) else None

    def _allows(self, host: str, proxy: Proxy | None) -> "Allow":
        """Return which peers may be connected; with a proxy only the proxy is."""
        registered = host in self.settings.own_hosts and addresses.is_literal(host)
        return Allow(everything=self.settings.allow_private or registered or proxy is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """Says of a connected address whether it may be talked to."""

    everything: bool

    def __call__(self, address: str) -> bool:
        return self.everything or addresses.is_public(address)


def _onward(request: Request, url: str) -> Request:
    """Return the request that follows a redirect of *request* to *url*.

    A validator belongs to one address, credentials to one host over a connection as safe.
    """
    if url == request.url:
        return request
    here, there = urlsplit(request.url), urlsplit(url)
    same = here.hostname == there.hostname and there.scheme in (here.scheme, "https")
    left = VALIDATORS if same else VALIDATORS | CREDENTIALS
    kept = {name: value for name, value in request.headers.items() if name.lower() not in left}
    return replace(request, url=url, headers=kept, earlier=None)


def _as_sent(url: str, real: str) -> str:
    """Return the logical address with the real scheme: a cookie may demand https."""
    return urlunsplit((urlsplit(real).scheme, *urlsplit(url)[1:]))


def _pause(seconds: float, deadline: Deadline) -> bool:
    """Pause outside the deadline, unless no time is left; say whether it paused."""
    if not deadline.left:
        return False
    with deadline.paused():
        time.sleep(seconds)
    return True


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
