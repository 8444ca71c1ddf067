"""The values that cross the room's walls: what is asked, what was on the wire, what came back."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from monitor.http.cache_age import copy_of
from monitor.http.cookies import Cookies
from monitor.model import EvidenceRef, clock
from monitor.system.token_store import OwnerToken

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the source means it: *url* is logical, before any endpoint stands in.

    *body* is the exact text that is sent (POST), empty for GET.
    *allowed_hosts* are the hosts that a redirect may lead to, the request's own included: at
    their usual ports and those asked already, or ``host:port``.
    *earlier*: where the answer stands that a 304 would confirm. *cookies*: those of the look.
    """

    account: str
    source: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    allowed_hosts: frozenset[str] = frozenset()
    earlier: EvidenceRef | None = None
    cookies: Cookies | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One exchange, wire-exact and unscrubbed; only evidence may keep it, scrubbed.

    *sent* and *received* are the bytes on the wire (head and body, chunk framing, gzip).
    *endpoint* is the origin that stood in for the real one, empty for the real one.
    *error* is the ``kind`` of the FetchError that ended it, empty where the answer is whole;
    *detail* its sentence. *truncated*: ``length``, ``time`` or ``disconnect`` where cut.
    *proxy*: that stood between, without its login. *tls*: the protocol, where old ones were
    allowed. *new_cookies*: the answer set some. *repeated*: the attempt before had failed.
    """

    request: Request
    endpoint: str
    sent: bytes
    received: bytes
    peer: str
    started_at: datetime
    received_at: datetime
    error: str = ""
    detail: str = ""
    truncated: str = ""
    proxy: str = ""
    tls: str = ""
    new_cookies: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """The answer that a source gets: whole, decompressed, after all redirects.

    *url* is the logical address that answered, after allowed redirects; *hops* the addresses
    before it. *headers* have lower-case names. *not_modified*: the server answered 304 and
    *body* is that of an earlier answer, received at *body_at*.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    hops: tuple[str, ...] = ()
    not_modified: bool = False
    body_at: datetime | None = None

    @property
    def made_at(self) -> datetime:
        """When the body was made, as far as its headers tell: relative words count from here."""
        copied = copy_of(self.headers, self.received_at).at or self.received_at
        return min(copied, self.body_at or copied)

    @property
    def current_at(self) -> datetime:
        """Up to when the body can be trusted to be complete: BEGINNING for a copy of any age."""
        copied = copy_of(self.headers, self.received_at).at or clock.BEGINNING
        return min(copied, self.body_at or copied)


class Transport(Protocol):
    """Answers a request: over the network, or out of a recording.

    Raises a FetchError whose exchange has been put into the *trace* given with the call:
    every attempt leaves its exchange there, failed ones too.
    """

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer: ...


class Recorder(Protocol):
    """Keeps exchanges as evidence."""

    def record(self, exchange: Exchange) -> EvidenceRef: ...


class Digest(Protocol[T]):
    """A value that a source derives from an answer, and its text kept beside the validator.

    ``of`` may use nothing but the answer; *tag* names the form kept and what it was made with,
    so that another version, or a source set otherwise, makes its own. ``load`` raises
    ValueError for any text that is not one of ``dump``.
    """

    @property
    def tag(self) -> str: ...

    def of(self, answer: HttpAnswer) -> T: ...

    def dump(self, value: T) -> str: ...

    def load(self, text: str) -> T: ...


class Http(Protocol):
    """What a source may do with the network, bound to one look at one account."""

    @property
    def moment(self) -> datetime:
        """The moment of this run (aware UTC): ``now`` for all arithmetic with dates."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        conditional: bool = False,
    ) -> HttpAnswer:
        """Ask for *url*; *conditional* sends the stored ETag and accepts a 304.

        Returns an Answer for every HTTP status. Raises FetchError (a LookFailed).
        """

    def digested(self, url: str, digest: Digest[T]) -> tuple[HttpAnswer, T]:
        """Ask for *url* conditionally; return the answer and what *digest* makes of it.

        After a 304 the value may be the one kept, and the answer then has no body.
        """

    def post(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """Send *json* as the UTF-8 body of a POST, or *form* as fields, otherwise as ``get``."""

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return ``make()``, computed once in this run for all looks that name *key*.

        Others wait for the first. A LookFailed is remembered and raised to all.
        """

    def renew(self, key: Hashable, stale: T, make: Callable[[], T]) -> T:
        """Replace the value of ``once`` if it still is *stale*: one refresh for all looks."""

    def granted(self, given: OwnerToken) -> OwnerToken:
        """Return the owner's grant after earlier renewals of *given*."""

    def keep_grant(self, given: OwnerToken, renewed: OwnerToken) -> None:
        """Store *renewed* in place of *given*; raises LookFailed where it cannot be stored."""
