"""A zip as this program writes it, byte for byte; nothing else is read.

Fixed order, times and level, names from a closed list, no extra fields, nothing between or after
the parts: a reader compares the heads with those that it would write, so that every byte of the
file is either given or part of what is packed. `zipfile` would read what others mean otherwise.
"""

import stat
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.bundles.refusals import ADVICE, Refusal, refused
from monitor.model.errors import BundleRefused

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
MADE_BY = VERSION = 20
NO_FLAGS = 0
DEFLATED = 8
FOLDER = 0x10  # as DOS marks one
TIME, DAY = 0, 0x21  # 1980-01-01 00:00, the first that a zip can hold
LEVEL, MEMORY, RAW = 9, 9, -15
MOST_FILES = 20
MOST_UNPACKED = 50 * 1024 * 1024
ANY_SIZE = 2**62  # where only names are asked for
MOST_RATIO = 200
LEAST_COUNTED = 4096  # bytes: what is as small is no bomb, however well it packs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """One entry, as its head says."""

    name: bytes
    crc: int
    packed: int
    size: int

    def local(self) -> bytes:
        return (
            _LOCAL.pack(LOCAL, VERSION, NO_FLAGS, DEFLATED, TIME, DAY, *self._sums(), *self._name())
            + self.name
        )

    def central(self, offset: int) -> bytes:
        head = (CENTRAL, MADE_BY, VERSION, NO_FLAGS, DEFLATED, TIME, DAY)
        return _CENTRAL.pack(*head, *self._sums(), *self._name(), 0, 0, 0, 0, offset) + self.name

    def _sums(self) -> tuple[int, int, int]:
        return self.crc, self.packed, self.size

    def _name(self) -> tuple[int, int]:
        return len(self.name), 0


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the zip that holds *files* in their order."""
    body, directory, number = bytearray(), bytearray(), 0
    for name, content in files:
        deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW, MEMORY)
        packed = deflater.compress(content) + deflater.flush()
        member = _Member(
            name=name.encode("ascii"),
            crc=zlib.crc32(content),
            packed=len(packed),
            size=len(content),
        )
        directory += member.central(len(body))
        body += member.local() + packed
        number += 1
    end = _END.pack(END, 0, 0, number, number, len(directory), len(body), 0)
    return bytes(body + directory + end)


def unpack(
    data: bytes,
    names: Sequence[str],
    *,
    most: Mapping[str, int] | None = None,
    limit: int = MOST_UNPACKED,
) -> dict[str, bytes]:
    """Return the files of *data* by their names, which are among *names* and in that order.

    *limit*: the largest size of all together, *most*: of single files. Raises BundleRefused.
    """
    members = _members(data, limit)
    _refuse_names([member.name for member, _ in members], names)
    files: dict[str, bytes] = {}
    at = 0
    for member, offset in members:
        name = member.name.decode("ascii")
        _refuse_size(member, name, (most or {}).get(name, limit))
        head = member.local()
        if offset != at or data[at : at + len(head)] != head:
            raise _foreign(name)
        start = at + len(head)
        files[name] = _inflated(data[start : start + member.packed], member, name)
        at = start + member.packed
    if data[at : at + 4] not in (CENTRAL, END):
        raise _foreign("")
    return files


def holds(data: bytes, name: str) -> bool:
    """Say whether *data* is a zip of ours whose directory names that file."""
    try:
        members = _members(data, ANY_SIZE)
    except BundleRefused:
        return False
    return any(member.name == name.encode("ascii") for member, _ in members)


def _members(data: bytes, limit: int) -> list[tuple[_Member, int]]:
    """Return what the directory names, with the offsets it gives."""
    if len(data) > limit:
        raise refused(Refusal.TOO_LARGE, f"文件超过 {limit // 2**20} MB")
    if not data.startswith(LOCAL):
        raise refused(Refusal.NOT_ZIP, f"这不是数据包，{ADVICE}")
    at = len(data) - _END.size
    if at < 0 or data[at : at + 4] != END:
        longer = 0 <= data.rfind(END) < at
        why = "文件末尾有多余的内容" if longer else "文件不完整，可能没有复制完"
        raise refused(Refusal.TRAILING if longer else Refusal.DAMAGED, f"{why}，{ADVICE}")
    _, disk, start_disk, here, number, size, start, comment = _END.unpack(data[at:])
    if (disk, start_disk, comment) != (0, 0, 0) or here != number or start + size != at:
        raise _foreign("")
    if number > MOST_FILES:
        raise refused(Refusal.NAMES, f"包内文件超过 {MOST_FILES} 个")
    members = []
    for _ in range(number):
        member, offset, start = _entry(data, start, at)
        members.append((member, offset))
    if start != at:
        raise _foreign("")
    if sum(member.size for member, _ in members) > limit:
        raise refused(Refusal.BOMB, f"解开后超过 {limit // 2**20} MB")
    return members


def _entry(data: bytes, start: int, end: int) -> tuple[_Member, int, int]:
    """Return the entry at *start*, its offset, and where the next one begins."""
    if start + _CENTRAL.size > end or data[start : start + 4] != CENTRAL:
        raise _foreign("")
    fields = _CENTRAL.unpack(data[start : start + _CENTRAL.size])
    flags, method, attributes, offset = fields[3], fields[4], fields[15], fields[16]
    length = fields[10]
    name = data[start + _CENTRAL.size : start + _CENTRAL.size + length]
    member = _Member(name=name, crc=fields[7], packed=fields[8], size=fields[9])
    if flags & 1:
        raise refused(Refusal.ENCRYPTED, "文件加了密码，请报送未加密的原件")
    if attributes & FOLDER or _kind(attributes) not in (0, stat.S_IFREG):
        raise refused(Refusal.NAMES, "包内有文件夹或链接，不是数据包的原件")
    whole = member.central(offset)
    if method != DEFLATED or data[start : start + len(whole)] != whole:
        raise _foreign(_shown(name))
    return member, offset, start + len(whole)


def _kind(attributes: int) -> int:
    """Return which kind of file Unix programs say it is."""
    return stat.S_IFMT(attributes >> 16)


def _refuse_names(held: Sequence[bytes], names: Sequence[str]) -> None:
    order = {name.encode("ascii"): place for place, name in enumerate(names)}
    for name in held:
        if name not in order:
            raise refused(Refusal.NAMES, f"包内有不应有的文件“{_shown(name)}”")
    places = [order[name] for name in held]
    if len(set(places)) < len(places):
        raise refused(Refusal.NAMES, "包内有同名的文件")
    if places != sorted(places):
        raise _foreign("")


def _refuse_size(member: _Member, name: str, most: int) -> None:
    if member.size > most:
        raise refused(Refusal.BOMB, f"解开后超过 {most // 1024} kB", file=name)
    if member.size > LEAST_COUNTED and member.size > MOST_RATIO * member.packed:
        raise refused(Refusal.BOMB, f"解开后超过压缩时的 {MOST_RATIO} 倍", file=name)


def _inflated(packed: bytes, member: _Member, name: str) -> bytes:
    inflater = zlib.decompressobj(RAW)
    try:
        content = inflater.decompress(packed, member.size + 1)
    except zlib.error:
        raise _damaged(name) from None
    if not inflater.eof and len(content) == member.size:  # only the end of the stream may be left
        try:
            content += inflater.decompress(inflater.unconsumed_tail, 1)
        except zlib.error:
            raise _damaged(name) from None
    whole = inflater.eof and not inflater.unused_data and len(packed) == member.packed
    if not whole or len(content) != member.size or zlib.crc32(content) != member.crc:
        raise _damaged(name)
    return content


def _damaged(name: str) -> Exception:
    return refused(Refusal.DAMAGED, f"内容已损坏，{ADVICE}", file=name)


def _foreign(name: str) -> Exception:
    why = "不是 monitor bundle 写出的原样文件，可能改动过或者重新压缩过"
    return refused(Refusal.FOREIGN_ZIP, f"{why}，{ADVICE}", file=name)


def _shown(name: bytes) -> str:
    from monitor.parsing.text import clean

    return clean(name.decode("utf-8", "replace"), 60)
