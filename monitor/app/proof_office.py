"""A proof set up as the data directory that it was cut from: the same rows, the same places.

What was cut out of a day's evidence is filled with records that say nothing, so that every record
stands where its row says. Nothing of it outlasts the verification.
"""

import os
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from monitor.bundles.proof_rows import insert
from monitor.bundles.proof_values import RecordEntry, VerdictProof
from monitor.bundles.refusals import Refusal, refused
from monitor.system.connection import Database
from monitor.system.database import open_database

NOTHING = (
    b"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Target-URI: urn:newmedia-monitor:left-out:0\r\n"
    b"WARC-Date: 2000-01-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
)
_BODY = zlib.compress(NOTHING, 9, -15) + struct.pack("<II", zlib.crc32(NOTHING), len(NOTHING))
_HEAD = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff"  # gzip with a field of one's own
LEAST = len(_HEAD) + 2 + len(_BODY)  # bytes that such a record takes
LONGEST_FIELD = 65535
MOST_DAY = 1 << 30  # bytes of one day's file
MOST_DAYS = 16 << 30  # of all


def set_up(proof: VerdictProof, folder: Path) -> Database:
    """Write *proof* into *folder* as accounts.yaml and data; return its database.

    Raises BundleRefused where its rows or places are none of this program's.
    """
    (folder / "accounts.yaml").write_text(proof.register, encoding="utf-8")
    data = folder / "data"
    evidence = data / "evidence"
    evidence.mkdir(parents=True)
    by_file: dict[str, list[tuple[RecordEntry, bytes]]] = {}
    for entry, record in zip(proof.manifest.records, proof.records, strict=True):
        by_file.setdefault(entry.file, []).append((entry, record))
    _refuse_too_much(by_file)
    for name, entries in by_file.items():
        write_day(evidence / name, entries)
    db = open_database(data / "monitor.db")
    try:
        insert(db, proof)
    except BaseException:
        db.close()
        raise
    return db


def _refuse_too_much(by_file: Mapping[str, Sequence[tuple[RecordEntry, bytes]]]) -> None:
    """Raise BundleRefused where a few bytes that stand far out in many days would fill the disk."""
    ends = (max(e.offset + e.length for e, _ in entries) for entries in by_file.values())
    if sum(ends) > MOST_DAYS:
        raise refused(Refusal.BOMB, f"所述证据超过 {MOST_DAYS >> 30} GB")


def write_day(path: Path, entries: Sequence[tuple[RecordEntry, bytes]]) -> None:
    """Write the records of a day to *path*, each where it stood, with filling in between.

    Raises BundleRefused where two overlap, or one stands beyond what a day may hold.
    """
    at = 0
    with path.open("wb") as file:
        for entry, record in sorted(entries, key=lambda pair: pair[0].offset):
            if entry.offset < at or entry.offset + entry.length > MOST_DAY:
                raise refused(Refusal.SCHEMA, f"{entry.file}@{entry.offset} 的位置有误")
            for field in _fields(entry.offset - at, entry):
                file.write(_HEAD + struct.pack("<H", field))
                file.seek(field, os.SEEK_CUR)  # zeros that take no room on most disks
                file.write(_BODY)
            file.write(record)
            at = entry.offset + entry.length


def _fields(gap: int, entry: RecordEntry) -> Iterator[int]:
    """Yield how long the fields of records are that say nothing and fill *gap* bytes."""
    while gap:
        # what is left after this one must be nothing, or room enough for another
        field = min(gap - LEAST, LONGEST_FIELD)
        if 0 < gap - LEAST - field < LEAST:
            field -= LEAST
        if field < 0:
            raise refused(Refusal.SCHEMA, f"{entry.file}@{entry.offset} 的位置有误")
        yield field
        gap -= LEAST + field
