"""The seals kept in the evidence: those of the database at the end of each run."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.evidence import archive
from monitor.evidence.archive import Record
from monitor.evidence.warc_records import members
from monitor.model import EvidenceRef
from monitor.model.errors import EvidenceError

MARK = "urn:newmedia-monitor:seal:"
LARGEST = 4096  # packed bytes; a record of a seal is far smaller


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSeal:
    """A recorded seal of a run, and the chain's head by then (0 and empty in old records)."""

    run: int
    seal: str
    link: int = 0
    head: str = ""


def kept(folder: Path, refs: Iterable[EvidenceRef]) -> Iterator[KeptSeal]:
    """Yield the seals among the records at *refs*, without those that cannot be read."""
    for ref in refs:
        if ref.length > LARGEST:
            continue
        try:
            with (folder / ref.file).open("rb") as file:
                file.seek(ref.offset)
                yield from _seals_in(file.read(ref.length))
        except OSError:
            continue


def beyond(path: Path, offset: int) -> Iterator[KeptSeal]:
    """Yield the seals in *path* after *offset*, up to where the file breaks off."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except OSError:
        return
    yield from _seals_in(data)


def _seals_in(data: bytes) -> Iterator[KeptSeal]:
    try:
        for whole in members(data):
            if (seal := _seal(archive.parse(whole))) is not None:
                yield seal
    except (EvidenceError, ValueError, KeyError, zlib.error):
        return


def _seal(record: Record) -> KeptSeal | None:
    if not record.headers.get("warc-target-uri", "").startswith(MARK):
        return None
    payload = json.loads(record.block)
    return KeptSeal(
        run=int(payload["id"]),
        seal=str(payload["seal"]),
        link=int(payload.get("link", 0)),
        head=str(payload.get("head", "")),
    )
