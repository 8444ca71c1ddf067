"""A zip that is exactly as the program writes it, and every other one refused by its reason."""

import io
import random
import stat
import zipfile
import zlib
from collections.abc import Callable

import pytest

from monitor.bundles import archive
from monitor.model.errors import BundleRefused

NAMES = ("a.json", "b.json", "c.txt")
FILES = [("a.json", b"{}\n"), ("c.txt", b"run\n" * 9)]
WHOLE = archive.pack(FILES)


def reason(data: bytes, **limits: int) -> str:
    """Why *data* is refused."""
    with pytest.raises(BundleRefused) as caught:
        archive.unpack(data, NAMES, most=limits)
    return caught.value.refusal


def foreign(edit: Callable[[zipfile.ZipFile], None], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip by another program."""
    with zipfile.ZipFile(stream := io.BytesIO(), "w", how) as zipped:
        edit(zipped)
    return stream.getvalue()


def member(name: str, mode: int = 0, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip by another program that holds one file, made of the same heads as ours."""
    info, content = zipfile.ZipInfo(name), b"{}"
    info.compress_type, info.create_system, info.external_attr = how, 0, mode << 16
    data = bytearray(foreign(lambda zipped: zipped.writestr(info, content)))
    at = data.index(archive.CENTRAL) + 38  # where Python's zipfile gives every file a mode
    data[at : at + 4] = (mode << 16).to_bytes(4, "little")
    return bytes(data)


def test_what_was_packed_is_unpacked() -> None:
    assert archive.unpack(WHOLE, NAMES) == dict(FILES)


def test_any_program_can_unpack_it() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == dict(FILES)


def test_an_empty_file_is_packed_and_unpacked() -> None:
    assert archive.unpack(archive.pack([("a.json", b"")]), NAMES) == {"a.json": b""}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not_zip"),
        (b"\xd0\xcf\x11\xe0 Word", "not_zip"),
        (WHOLE[:-1], "damaged"),
        (WHOLE + b"\n", "trailing"),
        (WHOLE + WHOLE, "foreign_zip"),
        (WHOLE[: len(WHOLE) - 22] + WHOLE[-22 - 60 :], "foreign_zip"),
        (member("../a.json"), "names"),
        (member("/a.json"), "names"),
        (member("a.json/"), "names"),
        (member("x/a.json"), "names"),
        (member("a\\b.json"), "names"),
        (member("evil.exe"), "names"),
        (member("A.JSON"), "names"),
        (member("甲.json"), "foreign_zip"),
        (member("a.json", mode=stat.S_IFLNK | 0o777), "names"),
        (member("a.json", mode=stat.S_IFDIR | 0o777), "names"),
        (member("a.json", mode=stat.S_IFREG | 0o644), "foreign_zip"),
        (member("a.json", mode=0o600), "foreign_zip"),
        (member("a.json", how=zipfile.ZIP_STORED), "foreign_zip"),
        (member("a.json", how=zipfile.ZIP_LZMA), "foreign_zip"),
        (foreign(lambda z: None), "not_zip"),
        (archive.pack([("a.json", b"1"), ("a.json", b"2")]), "names"),
        (archive.pack([("c.txt", b"1"), ("a.json", b"2")]), "foreign_zip"),
        (archive.pack([("a.json", bytes(4096 * 1000))]), "bomb"),
    ],
)  # fmt: skip
def test_what_this_program_did_not_write_is_refused(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_a_comment_at_the_end_is_refused() -> None:
    def edit(zipped: zipfile.ZipFile) -> None:
        zipped.writestr("a.json", b"{}")
        zipped.comment = b"hello"

    assert reason(foreign(edit)) == "trailing"


def test_a_file_with_a_password_is_refused() -> None:
    at = WHOLE.index(b"PK\x01\x02") + 8
    locked = bytearray(WHOLE)
    locked[6], locked[at] = 1, 1

    assert reason(bytes(locked)) == "encrypted"


@pytest.mark.parametrize(("size", "refused"), [(200 * 1024, False), (200 * 1024 + 1, True)])
def test_a_file_is_refused_from_its_own_limit_on(size: int, refused: bool) -> None:
    content = bytes(number * number % 251 for number in range(size))
    data = archive.pack([("a.json", content)])

    if refused:
        assert reason(data, **{"a.json": 200 * 1024}) == "bomb"
    else:
        assert archive.unpack(data, NAMES, most={"a.json": 200 * 1024})["a.json"] == content


def test_all_together_are_refused_beyond_the_limit() -> None:
    noise = [(name, bytes(n * n % 251 for n in range(9000))) for name in NAMES]
    data = archive.pack(noise)

    assert archive.unpack(data, NAMES, limit=27_000)
    with pytest.raises(BundleRefused) as caught:
        archive.unpack(data, NAMES, limit=26_999)
    assert caught.value.refusal == "bomb"


def crafted(packed: bytes, size: int, crc: int) -> bytes:
    """A zip whose heads say of *packed* what they like."""
    head = archive._Member(name=b"a.json", crc=crc, packed=len(packed), size=size)
    body, directory = head.local() + packed, head.central(0)
    end = archive._END.pack(archive.END, 0, 0, 1, 1, len(directory), len(body), 0)
    return body + directory + end


def deflated(content: bytes) -> bytes:
    return zlib.compress(content, 9, -15)


TEN = bytes(10)


@pytest.mark.parametrize(
    ("packed", "size", "crc"),
    [
        (deflated(bytes(10 * 1024 * 1024)), 10, zlib.crc32(TEN)),  # ten bytes are promised
        (deflated(TEN), 10, zlib.crc32(TEN) ^ 1),
        (deflated(TEN), 9, zlib.crc32(TEN[:9])),
        (deflated(TEN), 11, zlib.crc32(TEN)),
        (deflated(TEN) + b"x", 10, zlib.crc32(TEN)),
        (deflated(TEN)[:-1], 10, zlib.crc32(TEN)),
        (b"\xff\xff", 10, zlib.crc32(TEN)),
        (b"", 0, 0),
    ],
)
def test_contents_that_are_not_what_their_head_says_are_refused(
    packed: bytes, size: int, crc: int
) -> None:
    assert crafted(deflated(TEN), 10, zlib.crc32(TEN)) == archive.pack([("a.json", TEN)])
    assert reason(crafted(packed, size, crc)) == "damaged"


def test_every_byte_of_the_directory_counts() -> None:
    start = WHOLE.index(archive.CENTRAL)
    for place in range(start, len(WHOLE)):
        for flip in (1, 128):
            changed = WHOLE[:place] + bytes([WHOLE[place] ^ flip]) + WHOLE[place + 1 :]

            assert reason(changed)


def test_what_stands_between_the_files_is_refused() -> None:
    start = WHOLE.index(archive.CENTRAL)
    end = archive._END.unpack(WHOLE[-22:])
    shifted = archive._END.pack(*end[:6], end[6] + 3, 0)

    assert reason(WHOLE[:start] + b"abc" + WHOLE[start:-22] + shifted) == "foreign_zip"


def test_what_stands_after_the_directorys_entries_is_refused() -> None:
    end = archive._END.unpack(WHOLE[-22:])
    longer = archive._END.pack(*end[:5], end[5] + 3, end[6], 0)

    assert reason(WHOLE[:-22] + b"abc" + longer) == "foreign_zip"


def test_a_file_larger_than_all_may_be_is_not_looked_at() -> None:
    noise = random.Random(3).randbytes(5000)
    data = archive.pack([("a.json", noise)])

    assert archive.unpack(data, NAMES, limit=len(data))
    with pytest.raises(BundleRefused) as caught:
        archive.unpack(data, NAMES, limit=len(data) - 1)
    assert caught.value.refusal == "too_large"


def test_twenty_one_files_are_refused_whatever_they_are_called() -> None:
    names = [f"{number:02}.json" for number in range(21)]

    assert archive.unpack(archive.pack((name, b"") for name in names[:20]), names)
    with pytest.raises(BundleRefused) as caught:
        archive.unpack(archive.pack((name, b"") for name in names), names)
    assert caught.value.refusal == "names"
