"""The client of a run and the ``Http`` of a look, which sources are given."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from json import dumps
from threading import Lock
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from monitor.http.cache_age import clock_offset
from monitor.http.cookies import Cookies
from monitor.http.exchange import Digest, Exchange, HttpAnswer, Recorder, Request, Transport
from monitor.http.sharing import SharedValue
from monitor.model import EvidenceRef, Validator
from monitor.model.errors import BadAddress, EvidenceError, LookFailed, MonitorError
from monitor.model.outcome import Outcome
from monitor.system.token_store import Grants, OwnerToken

T = TypeVar("T")
JSON = "application/json; charset=utf-8"
ANEW = {"Cache-Control": "no-cache", "Pragma": "no-cache"}  # the second for caches of old


class Cache(Protocol):
    """Remembers earlier answers, so that a server may answer 'not modified'."""

    def validators(self, url: str) -> Validator | None: ...

    def body(self, url: str) -> tuple[bytes, datetime]:
        """Return the body of the last whole answer of *url*, and when it was received."""

    def memo(self, validator: Validator, tag: str) -> str:
        """Return the stored digest *tag* of that very answer, empty where none is stored."""


class Client:
    """The client of one run: transport, evidence, moment, and what its looks share."""

    def __init__(
        self,
        transport: Transport,
        recorder: Recorder | None,
        moment: datetime,
        cache: Cache | None = None,
        grants: Grants | None = None,
    ) -> None:
        self.transport = transport
        self.recorder = recorder
        self.moment = moment
        self.cache = cache
        self.grants = grants
        self._lock = Lock()
        self._kept: dict[Hashable, SharedValue] = {}

    def look(
        self, account: str, source: str, hosts: frozenset[str], *, anew: bool = False
    ) -> "Look":
        """Return the ``Http`` for one look through one source; *anew*: past every cache."""
        return Look(self, account, source, hosts, anew=anew)

    def beside(
        self, transport: Transport, recorder: Recorder | None, cache: Cache | None
    ) -> "Client":
        """Return a client that shares moment, grants and shared values with this one."""
        other = Client(transport, recorder, self.moment, cache, self.grants)
        other._lock, other._kept = self._lock, self._kept
        return other

    def kept(self, key: Hashable) -> SharedValue:
        """Return the value that looks share under *key*."""
        with self._lock:
            return self._kept.setdefault(key, SharedValue())


class Look:
    """One look at one account through one source; gathers its evidence.

    *current_at*: up to when all its answers are current. *clock_offset*: how far a server's
    clock is ahead of ours, of the server that differs most.
    """

    def __init__(
        self,
        client: Client,
        account: str,
        source: str,
        hosts: frozenset[str],
        *,
        anew: bool = False,
    ) -> None:
        self.client = client
        self.account = account
        self.source = source
        self.hosts = hosts
        self.moment = client.moment
        self.evidence: tuple[EvidenceRef, ...] = ()
        self.validators: tuple[Validator, ...] = ()
        self.last_received_at: datetime | None = None
        self.anew = anew
        self.answered: dict[str, HttpAnswer] = {}  # of a look past every cache: none is asked twice
        self.current_at: datetime | None = None
        self.clock_offset: timedelta | None = None
        self.cookies = Cookies()
        self.away = 0  # above it, somebody else is waited for, and nothing computed here
        self.turns = 0  # how often that has changed

    @contextmanager
    def waiting(self, way: int = 1) -> Iterator[None]:
        """Count the block as waiting for others, or (*way* -1) as computing after all."""
        self.away += way
        try:
            yield
        finally:
            self.away -= way
            self.turns += 1

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        conditional: bool = False,
    ) -> HttpAnswer:
        """Ask for *url*; see ``monitor.http.exchange.Http``."""
        request = self._request("GET", url, params, headers or {})
        if request.url in self.answered:
            return self.answered[request.url]
        answer = self._get_conditionally(request) if conditional else self._send(request)
        if self.anew:
            self.answered[request.url] = answer
        return answer

    def digested(self, url: str, digest: Digest[T]) -> tuple[HttpAnswer, T]:
        """Return the answer of *url* and its digest, the stored one after a 304."""
        request = self._request("GET", url, None, {})
        validator = self._validator(url)
        answer = self._send_conditionally(request, validator)
        if validator is not None and answer.status == 304:
            try:
                value = digest.load(self._memo(validator, digest.tag))
                return replace(answer, status=200, not_modified=True), value
            except ValueError:
                answer = self._whole(request, answer)
        else:
            self._remember(url, answer)
        value = digest.of(answer)
        self._note(validator, answer, digest.tag, digest.dump(value))
        return answer, value

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Send *json*, or *form*, to *url*."""
        kind = JSON if form is None else "application/x-www-form-urlencoded"
        text = dumps(json, ensure_ascii=False, separators=(",", ":"))
        body = text if form is None else urlencode(form)
        request = self._request("POST", url, params, {"Content-Type": kind})
        return self._send(replace(request, body=body.encode()))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return ``make()``, called once in the run."""
        kept = self.client.kept(key)
        with kept.lock:
            value: T = kept.again() if kept.is_made else kept.make(make)
            return value

    def renew(self, key: Hashable, stale: T, make: Callable[[], T]) -> T:
        """Replace a value that still is *stale*; later looks get the new one."""
        kept = self.client.kept(key)
        with kept.lock:
            value: T = kept.make(make) if kept.value == stale else kept.again()
            return value

    def granted(self, given: OwnerToken) -> OwnerToken:
        """Return the grant after renewals of *given*; *given* itself where none are stored."""
        grants = self.client.grants
        if grants is None:
            return given
        try:
            return grants.current((self.account, self.source), given)
        except MonitorError as error:
            raise LookFailed(Outcome.CONFIG, str(error)) from error

    def keep_grant(self, given: OwnerToken, renewed: OwnerToken) -> None:
        """Store *renewed* in place of *given*."""
        try:
            if self.client.grants is not None:
                self.client.grants.keep((self.account, self.source), given, renewed)
        except MonitorError as error:
            message = f"授权已刷新，但新令牌未能保存：{error}"
            raise LookFailed(Outcome.CONFIG, message) from error

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str],
    ) -> Request:
        try:
            if params:
                url += ("&" if urlsplit(url).query else "?") + urlencode(params)
            host, _ = (parts := urlsplit(url)).hostname or "", parts.port
        except ValueError as error:
            raise BadAddress("网址写法有误，请在名单中核对") from error
        if self.anew:
            headers = {**headers, **ANEW}
        return Request(
            account=self.account,
            source=self.source,
            method=method,
            url=url,
            headers=headers,
            allowed_hosts=self.hosts | {host},
            cookies=self.cookies,
        )

    def _send(self, request: Request) -> HttpAnswer:
        trace: list[Exchange] = []
        try:
            answer = self.client.transport.send(request, trace)
        finally:
            if trace:
                self.last_received_at = trace[-1].received_at
            if self.client.recorder is not None:
                self.evidence += tuple(map(self.client.recorder.record, trace))
        self.last_received_at = answer.received_at
        self._compare_clocks(answer)
        return answer

    def _compare_clocks(self, answer: HttpAnswer) -> None:
        self.current_at = min(answer.current_at, self.current_at or answer.current_at)
        offset = clock_offset(answer.headers, answer.received_at)
        if offset is not None and abs(offset) >= abs(self.clock_offset or timedelta()):
            self.clock_offset = offset

    def _get_conditionally(self, request: Request) -> HttpAnswer:
        validator = self._validator(request.url)
        answer = self._send_conditionally(request, validator)
        if validator is None or answer.status != 304:
            return self._remember(request.url, answer)
        return self._whole(request, answer)

    def _validator(self, url: str) -> Validator | None:
        cache = None if self.anew else self.client.cache
        return cache.validators(url) if cache else None

    def _send_conditionally(self, request: Request, validator: Validator | None) -> HttpAnswer:
        if validator is None:
            return self._send(request)
        asked = {"If-None-Match": validator.etag, "If-Modified-Since": validator.last_modified}
        conditions = {name: value for name, value in asked.items() if value}
        return self._send(
            replace(request, headers={**request.headers, **conditions}, earlier=validator.ref)
        )

    def _whole(self, request: Request, answer: HttpAnswer) -> HttpAnswer:
        """Return the answer that a 304 confirms; asks anew where it is not stored."""
        try:
            body, at = self._kept(request.url, answer)
            return replace(answer, status=200, body=body, body_at=at, not_modified=True)
        except EvidenceError:
            return self._remember(request.url, self._send(request))

    def _kept(self, url: str, answer: HttpAnswer) -> tuple[bytes, datetime]:
        cache = self.client.cache
        return cache.body(url) if cache else (b"", answer.received_at)

    def _memo(self, validator: Validator, tag: str) -> str:
        return self.client.cache.memo(validator, tag) if self.client.cache else ""

    def _remember(self, url: str, answer: HttpAnswer) -> HttpAnswer:
        etag = answer.headers.get("etag", "")
        modified = answer.headers.get("last-modified", "")
        if answer.status == 200 and (etag or modified) and self.evidence and not answer.hops:
            self.validators += (
                Validator(url=url, etag=etag, last_modified=modified, ref=self.evidence[-1]),
            )
        return answer

    def _note(self, validator: Validator | None, answer: HttpAnswer, tag: str, memo: str) -> None:
        """Keep *memo* with its answer: the one just stored, or the one just confirmed."""
        if answer.not_modified and validator is not None:
            self.validators += (replace(validator, tag=tag, memo=memo),)
        elif self.validators and self.validators[-1].ref == self.evidence[-1]:
            last = replace(self.validators[-1], tag=tag, memo=memo)
            self.validators = (*self.validators[:-1], last)
