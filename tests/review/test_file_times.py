"""When a picture says it was made, in every form in which phones and printers write it."""

import random
import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model.clock import BEIJING
from monitor.model.errors import ConfigError
from monitor.review import file_times

AT = datetime(2021, 12, 10, 9, 30, tzinfo=BEIJING).astimezone(UTC)
SAID = b"2021:12:10 09:30:00"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    return file_times.PNG + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


def tiff(order: str, tags: dict[int, bytes], *, inner: bool = True) -> bytes:
    """Return a TIFF head whose *tags* stand in the Exif part, or beside it."""

    def directory(place: int, entries: dict[int, bytes]) -> bytes:
        body, data = b"", b""
        after = place + 2 + 12 * len(entries) + 4
        for tag, value in entries.items():
            text = value + b"\0"
            kept = struct.pack(f"{order}I", after + len(data))
            body += struct.pack(f"{order}HHI", tag, 2, len(text)) + kept
            data += text
        return struct.pack(f"{order}H", len(entries)) + body + bytes(4) + data

    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    if not inner:
        return start + directory(8, tags)
    pointer = struct.pack(f"{order}HHII", file_times.EXIF, 4, 1, 26)
    return start + struct.pack(f"{order}H", 1) + pointer + bytes(4) + directory(26, tags)


def jpeg(*segments: bytes) -> bytes:
    made = b"".join(b"\xff\xe1" + struct.pack(">H", len(s) + 2) + s for s in segments)
    return b"\xff\xd8\xff\xe0\x00\x04ab" + made + b"\xff\xda data"


def exif(order: str, tags: dict[int, bytes], *, inner: bool = True) -> bytes:
    return jpeg(b"Exif\0\0" + tiff(order, tags, inner=inner))


TIME = struct.pack(">H5B", 2021, 12, 10, 1, 30, 0)
PICTURES = {
    "JPEG, little end first": exif("<", {0x9003: SAID}),
    "JPEG, big end first": exif(">", {0x9003: SAID}),
    "JPEG, digitized": exif("<", {0x9004: SAID}),
    "JPEG, beside": exif("<", {0x0132: SAID}, inner=False),
    "JPEG, with a zone": exif("<", {0x9003: b"2021:12:10 01:30:00", 0x9011: b"+00:00"}),
    "JPEG, a zone west": exif(">", {0x9003: b"2021:12:09 21:00:00", 0x9011: b"-04:30"}),
    "JPEG, XMP": jpeg(b"http://ns.adobe.com/xap/1.0/\0<x xmp:CreateDate='2021-12-10T09:30:00'/>"),
    "PNG, its time": png(chunk(b"tIME", TIME)),
    "PNG, in words": png(chunk(b"tEXt", b"Creation Time\x002021:12:10 09:30:00")),
    "PNG, in words with a zone": png(chunk(b"tEXt", b"date:create\x002021-12-10T01:30:00+00:00")),
    "PNG, in longer words": png(chunk(b"iTXt", b"Creation Time\0\0\0\0\x002021-12-10 09:30")),
    "PNG, Exif": png(chunk(b"eXIf", tiff(">", {0x9003: SAID}))),
    "PNG, XMP": png(
        chunk(
            b"iTXt",
            b"XML:com.adobe.xmp\0\0\0\0\0<photoshop:DateCreated>2021-12-10T09:30:00+08:00<",
        )
    ),
    "PNG, the earliest counts": png(
        chunk(b"tIME", struct.pack(">H5B", 2021, 12, 30, 1, 30, 0)),
        chunk(b"tEXt", b"Creation Time\x002021:12:10 09:30:00"),
    ),
    "PNG, cut off afterwards": png(chunk(b"tIME", TIME))[:-12] + b"\0\0\0\x09tEXtCreat",
    "PDF": b"%PDF-1.7 << /CreationDate (D:20211210093000+08'00') >>",
    "PDF without a zone": b"%PDF-1.7 << /CreationDate(D:20211210093000) >>",
    "PDF in UTC": b"%PDF-1.7 << /CreationDate (D:20211210013000Z) >>",
}


@pytest.mark.parametrize("form", PICTURES)
def test_a_picture_tells_when_it_was_made(form: str) -> None:
    assert file_times.taken_at(PICTURES[form]) == AT


@pytest.mark.parametrize(
    "data",
    [
        png(),
        png(chunk(b"tIME", bytes(7))),
        png(chunk(b"tEXt", b"Title\x002021:12:10 09:30:00")),
        png(chunk(b"tEXt", b"Creation Time\x002021:13:41 09:30:00")),
        exif("<", {0x9003: b"0000:00:00 00:00:00"}),
        exif("<", {0x9003: b"1970:01:01 08:00:00"}),
        exif("<", {0x9003: b"2009:12:31 23:59:59"}),
        exif("<", {0x010F: SAID}),
        jpeg(b"Exif\0\0XX"),
        b"\xff\xd8\xff",
        b"%PDF-1.7",
        b"",
    ],
)
def test_a_picture_that_tells_nothing_believable_tells_nothing(data: bytes) -> None:
    assert file_times.taken_at(data) is None


def test_the_first_believable_time_is_believed() -> None:
    assert file_times.taken_at(exif("<", {0x9003: b"2010:01:01 08:00:00"})) == file_times.FIRST


def test_no_picture_however_broken_stops_anything() -> None:
    dice = random.Random(4711)
    for _ in range(4000):
        data = bytearray(dice.choice(list(PICTURES.values())))
        for _ in range(dice.randint(1, 6)):
            data[dice.randrange(4, len(data))] = dice.randrange(256)
        del data[dice.randrange(4, len(data)) :: dice.randint(1, 40)]
        told = file_times.taken_at(bytes(data))
        assert told is None or told >= file_times.FIRST


def test_a_proof_given_in_bytes_knows_its_kind_and_the_times_it_was_given_with() -> None:
    from monitor.review import attachments

    proof = attachments.given(PICTURES["PDF"], "a.pdf", AT + timedelta(days=3))

    assert (proof.kind, proof.taken_at) == ("application/pdf", AT)
    assert proof.shows_until(AT + timedelta(days=9)) == AT
    assert attachments.given(png(), "a", None).shows_until(AT) is None
    with pytest.raises(ConfigError, match="不是"):
        attachments.given(b"GIF89a", "a.gif", AT)


@pytest.mark.parametrize(
    ("saved", "made", "until"),
    [
        (-3, -1, -3),
        (-1, -3, -3),
        (5, None, 0),  # a file from a clock ahead of ours
        (5, -3, -3),
        (-3, 5, -3),  # a phone whose clock is ahead
        (None, 5, None),
        (None, -3, -3),
        (None, None, None),
    ],
)
def test_the_earlier_time_counts_and_none_that_is_to_come(
    saved: int | None, made: int | None, until: int | None
) -> None:
    from monitor.review.attachments import Proof

    def at(days: int | None) -> datetime | None:
        return None if days is None else AT + timedelta(days=days)

    proof = Proof(kind="image/png", data=b"", saved_at=at(saved), taken_at=at(made))

    assert proof.shows_until(AT) == at(until)
