"""The time in a picture's metadata: Exif, chunks of PNG, the date of a printed page."""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from monitor.model import clock

PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"
MOST = 512  # chunks, segments or tags that are looked through
FIRST = datetime(2010, 1, 1, tzinfo=UTC)  # older is what a clock without a battery says
LARGEST = 256 * 1024  # bytes of a chunk that tells a time
# tag of a time -> tag of its distance from UTC; the time of the picture before that of the file
TIMES = {0x9003: 0x9011, 0x9004: 0x9012, 0x0132: 0x9010}
EXIF = 0x8769
SIZES = {2: 1, 4: 4}  # of the types of value that are read: text, number
_WRITTEN = re.compile(
    r"(\d{4})[-:/.](\d\d?)[-:/.](\d\d?)[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_XMP = re.compile(
    rb"(?:xmp:CreateDate|photoshop:DateCreated|exif:DateTimeOriginal)(?:=[\"']|>)([^<\"']{10,40})"
)
_PDF_DATE = re.compile(rb"/CreationDate\s*\(D:(\d{14})(Z|[+-]\d\d'?\d\d)?")


def taken_at(data: bytes) -> datetime | None:
    """Return the earliest time in the metadata of the picture in *data*, None where it has none.

    A time without a zone is taken as Beijing time.
    """
    moments: list[datetime] = []
    with suppress(struct.error, ValueError, OverflowError):  # a broken file ends here
        moments.extend(_times_in(data))
    return min(moments, default=None)


def _times_in(data: bytes) -> Iterator[datetime]:
    if data.startswith(PNG):
        yield from _png(data)
    elif data.startswith(JPEG):
        yield from _jpeg(data)
    elif data.startswith(PDF):
        for day, zone in _PDF_DATE.findall(data)[:MOST]:
            yield from _moment(
                datetime.strptime(day.decode(), "%Y%m%d%H%M%S"),  # noqa: DTZ007  # zoned below
                zone.decode().replace("'", ""),
            )


def _png(data: bytes) -> Iterator[datetime]:
    at = len(PNG)
    for _ in range(MOST):
        if at + 8 > len(data):
            return
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + min(length, LARGEST)]
        at += length + 12
        if kind == b"tIME":
            year, month, day, hour, minute, second = struct.unpack(">H5B", body[:7])
            plain = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001
            yield from _moment(plain, "Z")
        elif kind == b"eXIf":
            yield from _tiff(body)
        elif kind in (b"tEXt", b"iTXt"):
            yield from _text(body)


def _text(body: bytes) -> Iterator[datetime]:
    name, _, text = body.partition(b"\0")
    if name.lower() in (b"creation time", b"date:create", b"create-date", b"datetimeoriginal"):
        yield from _written(text.lstrip(b"\0").decode("latin-1"))
    for match in _XMP.finditer(body):
        yield from _written(match[1].decode("latin-1"))


def _jpeg(data: bytes) -> Iterator[datetime]:
    at = 2
    for _ in range(MOST):
        if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] in (0xD9, 0xDA):
            return
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        body = data[at + 4 : at + 2 + length]
        if data[at + 1] == 0xE1 and body.startswith(b"Exif\0\0"):
            yield from _tiff(body[6:])
        elif data[at + 1] == 0xE1:
            for match in _XMP.finditer(body):
                yield from _written(match[1].decode("latin-1"))
        at += 2 + length


def _tiff(data: bytes) -> Iterator[datetime]:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return
    tags = _tags(data, struct.unpack(f"{order}I", data[4:8])[0], order)
    if isinstance(place := tags.get(EXIF), int):
        tags |= _tags(data, place, order)
    for time, zone in TIMES.items():
        stated, off = tags.get(time), tags.get(zone)
        if isinstance(stated, str):
            yield from _written(f"{stated}{off}" if isinstance(off, str) else stated)


def _tags(data: bytes, place: int, order: str) -> dict[int, str | int]:
    tags: dict[int, str | int] = {}
    number = struct.unpack(f"{order}H", data[place : place + 2])[0]
    for at in range(place + 2, place + 2 + 12 * min(number, MOST), 12):
        tag, kind, count, value = struct.unpack(f"{order}HHII", data[at : at + 12])
        if kind not in SIZES or count > 64:
            continue
        if kind == 4:
            tags[tag] = value
            continue
        start = at + 8 if count <= 4 else value
        tags[tag] = data[start : start + count].rstrip(b"\0 ").decode("latin-1")
    return tags


def _written(text: str) -> Iterator[datetime]:
    match = _WRITTEN.search(text)
    if match:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        plain = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001
        yield from _moment(plain, match[7] or "")


def _moment(plain: datetime, zone: str) -> Iterator[datetime]:
    """Yield *plain* in UTC, if a picture can be of that time."""
    where: tzinfo = clock.BEIJING
    if zone in ("Z", "UTC", "GMT"):
        where = UTC
    elif zone:
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        sign = -1 if zone[0] == "-" else 1
        where = timezone(sign * timedelta(hours=hours, minutes=minutes))
    moment = plain.replace(tzinfo=where).astimezone(UTC)
    if moment >= FIRST:
        yield moment
