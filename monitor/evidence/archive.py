"""Reading records back: one by its place, or a whole recording in order."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from monitor.evidence.warc_records import members
from monitor.http.response_parser import from_wire
from monitor.model import EvidenceRef, clock
from monitor.model.errors import EvidenceError
from monitor.model.system_errors import reason_of

CHUNK = 65536
HEAD = 4096  # packed bytes that hold the headers of a record
LARGEST = 100_000_000  # bytes of a record: screenshots are the largest, and have a fifth of it
_PLAIN_LENGTH = re.compile(rb"(?i)\r\ncontent-length:[ \t]*(\d+)[ \t]*(?:\r\n|$)")
_NAMED = re.compile(rb"(?i)\r\nwarc-target-uri:[ \t]*urn:sha256:([0-9a-f]{64})")
_ENCODED = re.compile(rb"(?i)\r\n(?:content|transfer)-encoding:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record as it stands: its kind, its headers by lower-case name, its block."""

    kind: str
    headers: dict[str, str]
    block: bytes

    @property
    def at(self) -> datetime:
        return clock.unstamp(self.headers["warc-date"].replace("Z", "+00:00"))

    def own_header(self, name: str) -> str:
        """Return one of our own headers, decoded."""
        return unquote(self.headers.get(name, ""))


def body(folder: Path, ref: EvidenceRef) -> tuple[bytes, datetime]:
    """Return the decoded body of the answer kept at *ref*, and when it was received."""
    response = _record(folder, ref)
    if response.kind != "response":
        raise EvidenceError(f"证据 {ref.file}@{ref.offset} 不是一次应答")
    head, _, content = response.block.partition(b"\r\n\r\n")
    length = _PLAIN_LENGTH.search(head)
    if length and not _ENCODED.search(head) and len(content) == int(length.group(1)):
        # as it came; taking it apart again would cost more than reading it
        return content, response.at
    answer = from_wire(response.block, url="", method="GET", received_at=response.at)
    return answer.body, response.at


def attached(folder: Path, ref: EvidenceRef) -> bytes:
    """Return the attachment at *ref*."""
    return _record(folder, ref).block


def named(folder: Path, ref: EvidenceRef) -> str:
    """Return the SHA-256 of the attachment at *ref*, empty where the record is none.

    Only the head is read: pictures are large, and there are thousands of them.
    """
    try:
        with (folder / ref.file).open("rb") as file:
            file.seek(ref.offset)
            packed = file.read(min(ref.length, HEAD))
        head = zlib.decompressobj(31).decompress(packed).partition(b"\r\n\r\n")[0]
    except (OSError, zlib.error) as error:
        raise EvidenceError(f"证据 {ref.file}@{ref.offset} 无法读取") from error
    match = _NAMED.search(head)
    return match.group(1).decode() if match else ""


def _record(folder: Path, ref: EvidenceRef) -> Record:
    try:
        with (folder / ref.file).open("rb") as file:
            file.seek(ref.offset)
            data = file.read(ref.length)
        return parse(next(members(data)))
    except (OSError, zlib.error, StopIteration, ValueError) as error:
        raise EvidenceError(f"证据 {ref.file}@{ref.offset} 无法读取") from error


def records(folder: Path, ref: EvidenceRef) -> tuple[Record, ...]:
    """Return all records at *ref*, as they were registered; raises EvidenceError otherwise."""
    try:
        with (folder / ref.file).open("rb") as file:
            file.seek(ref.offset)
            data = file.read(ref.length)
        if hashlib.sha256(data).hexdigest() != ref.sha256:
            raise EvidenceError(
                f"证据 {ref.file}@{ref.offset} 与登记的校验值不符，请运行 monitor evidence verify"
            )
        return tuple(map(parse, members(data)))
    except (OSError, zlib.error, ValueError, KeyError) as error:
        raise EvidenceError(f"证据 {ref.file}@{ref.offset} 无法读取") from error


def exists(folder: Path, ref: EvidenceRef) -> bool:
    """Say whether the file of *ref* exists and is long enough; its bytes are not read."""
    try:
        return (folder / ref.file).stat().st_size >= ref.offset + ref.length
    except OSError:
        return False


def read(path: Path) -> Iterator[tuple[Record, int, int]]:
    """Yield every record of a recording with its offset and length in the file.

    Raises EvidenceError where the file is no recording, or ends inside a record.
    """
    try:
        size = path.stat().st_size
        if size == 0:
            raise EvidenceError(f"录制文件 {path} 是空的")
        with path.open("rb") as file:
            offset = 0
            while offset < size:
                whole, length = _member(file, path, offset)
                try:
                    record = parse(whole)
                except (ValueError, KeyError) as error:
                    raise EvidenceError(
                        f"录制文件 {path} 在 {offset} 字节处不是证据记录"
                    ) from error
                yield record, offset, length
                offset += length
    except OSError as error:
        raise EvidenceError(f"录制文件 {path} 无法读取：{reason_of(error)}") from error


def _member(file: BinaryIO, path: Path, offset: int) -> tuple[bytes, int]:
    """Unpack the gzip member at *offset*; return its content and its packed length."""
    file.seek(offset)
    unpacker = zlib.decompressobj(31)
    content, taken = bytearray(), 0
    while not unpacker.eof:
        chunk = file.read(CHUNK)
        if not chunk:
            raise EvidenceError(f"录制文件 {path} 在 {offset} 字节处中断，不完整")
        try:
            content += unpacker.decompress(chunk, LARGEST + 1 - len(content))
        except zlib.error as error:
            raise EvidenceError(
                f"录制文件 {path} 不是本程序的录制，或在 {offset} 字节处损坏"
            ) from error
        if len(content) > LARGEST:
            raise EvidenceError(f"录制文件 {path} 在 {offset} 字节处的记录过大，不是本程序的录制")
        taken += len(chunk)
    return bytes(content), taken - len(unpacker.unused_data)


def parse(whole: bytes) -> Record:
    """Parse one unpacked record; raises ValueError where it is none."""
    head, gap, content = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode("utf-8").split("\r\n")
    if not gap or first != "WARC/1.1":
        raise ValueError("no WARC/1.1 record")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    block = content[: int(headers["content-length"])]
    return Record(kind=headers["warc-type"], headers=headers, block=block)
