"""Records made before their file may be touched: the network is asked outside the lock.

A prepared record has a number; ``kept_in`` appends all and returns their places in files.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from monitor.evidence import warc_records
from monitor.evidence.writing import Evidence, attachment
from monitor.http.exchange import Exchange
from monitor.model import EvidenceRef
from monitor.system.redact import Scrubber


@dataclass(slots=True)
class Prepared:
    """Exchanges and proofs in the order in which they came."""

    scrubber: Scrubber
    software: str
    _waiting: list[tuple[datetime, bytes]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def record(self, exchange: Exchange) -> EvidenceRef:
        """Prepare one exchange; return its place among what is prepared."""
        return self._add(exchange.received_at, warc_records.pair(exchange, self.scrubber))

    def attach(self, at: datetime, account: str, content_type: str, data: bytes) -> EvidenceRef:
        """Prepare an attachment of a person: a screenshot, a printed page."""
        return self._add(at, attachment(at, account, content_type, data, self.software))

    def kept_in(self, evidence: Evidence) -> "Places":
        """Append everything to *evidence*; durable only after its ``flush``."""
        return Places(tuple(evidence.append(at, data) for at, data in self._waiting))

    def _add(self, at: datetime, data: bytes) -> EvidenceRef:
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            self._waiting.append((at, data))
            number = len(self._waiting) - 1
        return EvidenceRef(file="", offset=number, length=len(data), sha256=digest)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of prepared records in the files."""

    kept: tuple[EvidenceRef, ...]

    def of(self, refs: Iterable[EvidenceRef]) -> tuple[EvidenceRef, ...]:
        """Return the places in files of *refs*, which number prepared records."""
        return tuple(self.kept[ref.offset] for ref in refs)
