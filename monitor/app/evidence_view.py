"""One piece of evidence as people look at it: a picture, or an exchange as text; never rendered.

The place must be one that the database knows: no name from outside ever becomes a path.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.evidence import archive
from monitor.evidence.archive import Record
from monitor.http.response_parser import from_wire
from monitor.model import EvidenceRef
from monitor.model.errors import FetchError
from monitor.parsing import text
from monitor.review.attachments import kind_of
from monitor.system.connection import Database
from monitor.system.redact import Scrubber
from monitor.verdicts.reader import VerdictReader

SHOWN = 40_000  # characters of a body
FARTHEST = 2**62  # beyond it SQLite has no number
BINARY = b"\0"
NAMES = {  # what a record is, for people
    "request": "请求",
    "response": "应答",
    "metadata": "记录",
    "resource": "附件",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart:
    """One record as text. *left*: characters of its body that are not shown."""

    name: str
    head: str
    body: str = ""
    left: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """One piece of evidence. *kind*: the media type of an attachment, by its bytes; empty for an
    exchange, whose *parts* are texts. *account*: the id it was kept for, empty where none was.
    """

    ref: EvidenceRef
    at: datetime
    account: str
    kind: str
    data: bytes
    parts: tuple[EvidencePart, ...] = ()

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")


def evidence_at(
    db: Database, folder: Path, scrubber: Scrubber, file: str, offset: int
) -> EvidenceView | None:
    """Return the evidence at *offset* of *file*, None where the database knows of none.

    Raises EvidenceError where its bytes are not what was registered.
    """
    ref = VerdictReader(db).place_of(file, offset) if 0 <= offset < FARTHEST else None
    if ref is None or ref.file == ".." or Path(ref.file).name != ref.file:
        return None
    records = archive.records(folder, ref)
    first = records[0]
    if first.kind == "resource":
        return _view(ref, first, kind_of(first.block), first.block)
    parts = tuple(_part(record, scrubber) for record in reversed(records))
    # keys that were given to the program since are starred out as well, at equal length
    data = b"\r\n".join(scrubber.wire(record.block)[0] for record in reversed(records))
    return _view(ref, first, "", data, parts)


def _view(
    ref: EvidenceRef,
    record: Record,
    kind: str,
    data: bytes,
    parts: tuple[EvidencePart, ...] = (),
) -> EvidenceView:
    account = record.own_header("monitor-account")
    return EvidenceView(ref=ref, at=record.at, account=account, kind=kind, data=data, parts=parts)


def _part(record: Record, scrubber: Scrubber) -> EvidencePart:
    """Return *record* as text, an answer's body unpacked."""
    head, _, body = record.block.partition(b"\r\n\r\n")
    remark = ""
    if record.kind == "response":
        try:
            answer = from_wire(record.block, url="", method="GET", received_at=record.at)
            body = answer.body
        except FetchError as failed:
            remark = str(failed)
    elif record.kind == "metadata":
        head, body = b"", record.block
    if BINARY in body[:1024]:
        body, remark = b"", remark or f"二进制内容，{len(body)} 字节，请下载查看"
    shown = _words(body, scrubber)
    return EvidencePart(
        name=NAMES.get(record.kind, record.kind),
        head=_words(head, scrubber),
        body=shown[:SHOWN],
        left=max(0, len(shown) - SHOWN),
        remark=remark,
    )


def _words(data: bytes, scrubber: Scrubber) -> str:
    return text.storable(scrubber.mask_text(text.decode(data).text))
