"""Records made before their file may be touched: the network is asked outside the lock.

A prepared record has a number; ``append_all`` puts all into the file and returns their places.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from monitor.evidence import warc_records
from monitor.evidence.writing import Evidence, attachment
from monitor.http.exchange import Exchange
from monitor.model import EvidenceRef, Validator
from monitor.system.redact import Scrubber


@dataclass(frozen=True, slots=True)
class Member:
    """Finished records, and the moment by whose day their file is named."""

    at: datetime
    data: bytes


@dataclass(slots=True)
class Prepared:
    """Exchanges and proofs in the order in which they came."""

    scrubber: Scrubber
    software: str
    _waiting: list[Member] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def record(self, exchange: Exchange) -> EvidenceRef:
        """Prepare one exchange; return its place among what is prepared."""
        return self._add(exchange.received_at, warc_records.pair(exchange, self.scrubber))

    def attach(self, at: datetime, account: str, content_type: str, data: bytes) -> EvidenceRef:
        """Prepare an attachment of a person: a screenshot, a printed page."""
        return self._add(at, attachment(at, account, content_type, data, self.software))

    def members(self) -> tuple[Member, ...]:
        """Return what has been prepared by now, by its numbers."""
        with self._lock:
            return tuple(self._waiting)

    def kept_in(self, evidence: Evidence) -> "Places":
        """Append everything to *evidence*; durable only after its ``flush``."""
        return append_all(self.members(), evidence)

    def _add(self, at: datetime, data: bytes) -> EvidenceRef:
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            self._waiting.append(Member(at, data))
            number = len(self._waiting) - 1
        return EvidenceRef(file="", offset=number, length=len(data), sha256=digest)


def append_all(members: Iterable[Member], evidence: Evidence) -> "Places":
    """Append *members* to *evidence*; return their places."""
    return Places(tuple(evidence.append(member.at, member.data) for member in members))


@dataclass(frozen=True, slots=True)
class Places:
    """The places of prepared records in the files."""

    kept: tuple[EvidenceRef, ...]

    def of(self, refs: Iterable[EvidenceRef]) -> tuple[EvidenceRef, ...]:
        """Return the places in files of *refs*; a ref that has one already keeps it."""
        return tuple(ref if ref.file else self.kept[ref.offset] for ref in refs)

    def of_validator(self, validator: Validator) -> Validator:
        """Return *validator* with the place of its answer."""
        return replace(validator, ref=self.of([validator.ref])[0])
