"""The one writer of a data directory's evidence: a WARC file a day, appended, flushed, hashed."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO
from urllib.parse import quote

from monitor.evidence import warc_records
from monitor.http.exchange import Exchange
from monitor.model import EvidenceRef, RunMode, clock
from monitor.model.errors import EvidenceError
from monitor.model.system_errors import reason_of
from monitor.system import durable
from monitor.system.redact import Scrubber

CONTENT = "application/json; charset=utf-8"
BY_HAND = "-hand.warc.gz"  # how the day's file of what people entered ends


def is_by_hand(name: str) -> bool:
    """Say whether an evidence file holds what people entered: it has a lock of its own."""
    return name.endswith(BY_HAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHeader:
    """The head of a recorded run; enough to judge it again."""

    id: int
    moment: datetime
    mode: RunMode
    selected: tuple[str, ...]
    registered: int
    seed: int | None
    sample: str
    registry: str
    rules: str
    program: str


class Evidence:
    """Keeps exchanges; records are built outside the lock, so that threads meet only to append."""

    def __init__(
        self, folder: Path, scrubber: Scrubber, *, software: str, by_hand: bool = False
    ) -> None:
        self.folder = folder
        self.scrubber = scrubber
        self.software = software
        self.ending = BY_HAND if by_hand else ".warc.gz"
        self._lock = Lock()
        self._name = ""
        self._file: BinaryIO | None = None
        self._unregistered: list[EvidenceRef] = []
        self._closed = False

    def record(self, exchange: Exchange) -> EvidenceRef:
        """Append one exchange; durable only after ``flush``."""
        return self.append(exchange.received_at, warc_records.pair(exchange, self.scrubber))

    def begin_run(self, header: RunHeader) -> EvidenceRef:
        """Append the head of a run: what is looked at, by which rules, at which moment."""
        payload = asdict(header) | {"moment": clock.stamp(header.moment)}
        return self.append(header.moment, self._note(header, "run", payload))

    def end_run(
        self, header: RunHeader, seal: str, head: tuple[int, str] | None = None
    ) -> EvidenceRef:
        """Append the seal of a run. *head*: number and seal of the chain's newest link."""
        payload: dict[str, object] = {"id": header.id, "seal": seal}
        if head is not None:
            payload |= {"link": head[0], "head": head[1]}
        return self.append(header.moment, self._note(header, "seal", payload))

    def flush(self) -> tuple[EvidenceRef, ...]:
        """Make all appended records durable; return those since the last flush.

        All of it must be registered, that of looks still under way too: what lies between two
        registered records could not be told from an intruder.
        """
        with self._lock:
            if self._file is not None:
                self._sync(self._file)
            durable, self._unregistered = tuple(self._unregistered), []
        return durable

    def close(self) -> None:
        """Flush and close the file of the day; later appends are refused."""
        with self._lock:
            self._closed = True
            if self._file is not None:
                self._sync(self._file)
                self._file.close()
                self._file = None
                self._name = ""

    def append(self, at: datetime, data: bytes) -> EvidenceRef:
        """Append whole records to the file of the day of *at*; durable only after ``flush``."""
        name = f"{clock.day(at).isoformat()}{self.ending}"
        digest = hashlib.sha256(data).hexdigest()
        try:
            with self._lock:
                if self._closed:
                    raise EvidenceError("证据已经收存，不再添加")
                file = self._of_day(name)
                ref = EvidenceRef(file=name, offset=file.tell(), length=len(data), sha256=digest)
                file.write(data)
                self._unregistered.append(ref)
        except OSError as error:
            raise EvidenceError(f"证据文件 {name} 无法写入：{reason_of(error)}") from error
        return ref

    def _of_day(self, name: str) -> BinaryIO:
        if self._file is not None and self._name == name:
            return self._file
        if self._file is not None:
            self._sync(self._file)
            self._file.close()
        durable.make_folder(self.folder)
        is_new = not (self.folder / name).exists()
        self._file = (self.folder / name).open("ab")
        self._name = name
        if is_new:
            durable.sync_folder(self.folder)
        return self._file

    def _note(self, header: RunHeader, what: str, payload: object) -> bytes:
        block = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        headers = [
            ("WARC-Record-ID", warc_records.record_id()),
            ("WARC-Date", warc_records.stamp(header.moment)),
            ("WARC-Target-URI", f"urn:newmedia-monitor:{what}:{header.id}"),
            ("Monitor-Software", self.software),
        ]
        return warc_records.record("metadata", CONTENT, headers, block)

    def _sync(self, file: BinaryIO) -> None:
        try:
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise EvidenceError(f"证据文件 {self._name} 无法写入：{reason_of(error)}") from error


def attachment(at: datetime, account: str, content_type: str, data: bytes, software: str) -> bytes:
    """Return the record of an attachment of a person."""
    headers = [
        ("WARC-Record-ID", warc_records.record_id()),
        ("WARC-Date", warc_records.stamp(at)),
        ("WARC-Target-URI", f"urn:sha256:{hashlib.sha256(data).hexdigest()}"),
        ("Monitor-Account", quote(account)),
        ("Monitor-Software", software),
    ]
    return warc_records.record("resource", content_type, headers, data)
