"""One attempt at a request, and its exchange for evidence."""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.proxies import Proxy
from monitor.http.wire import PendingExchange
from monitor.model import clock
from monitor.model.errors import FetchError

_CUT = {"deadline": "time", "too_big": "length", "network": "disconnect"}


@dataclass(slots=True, kw_only=True)
class Attempt:
    """An attempt under way; *error* where it failed.

    *origin*: the stand-in that was asked, empty for the real host. *legacy_tls_allowed*:
    the host may speak outdated protocols.
    """

    request: Request
    origin: str
    flight: PendingExchange
    proxy: Proxy | None
    repeated: bool
    legacy_tls_allowed: bool = False
    new_cookies: bool = False
    error: FetchError | None = None
    started_at: datetime = field(default_factory=clock.now)

    def exchange(self) -> Exchange:
        """Return the finished attempt as evidence keeps it."""
        flight, kind = self.flight, self.error.kind if self.error else ""
        return Exchange(
            request=self.request,
            endpoint=self.origin,
            sent=bytes(flight.sent),
            received=bytes(flight.received),
            peer=flight.peer,
            started_at=self.started_at,
            received_at=clock.now(),
            error=kind,
            detail=self.error.message if self.error else "",
            truncated=_CUT.get(kind, "") if flight.received else "",
            proxy=self.proxy.shown if self.proxy else "",
            tls=flight.tls if self.legacy_tls_allowed else "",
            new_cookies=self.new_cookies,
            repeated=self.repeated,
        )


def retry_after(answer: HttpAnswer) -> float | None:
    """Return the pause in seconds that ``Retry-After`` asks for, None where it cannot be read."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value) if value else None
    except ValueError:
        return None
    if until is None or until.tzinfo is None:
        return None
    return max(0.0, (until - answer.received_at).total_seconds())
