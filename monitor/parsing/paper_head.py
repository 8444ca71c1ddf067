"""Read the chain's head off a printed paper, in any of its forms.

A paper may have been opened and saved by other programs; its text is searched, not its layout.
"""

import html
import json
import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from monitor.model.chain_head import Head, all_printed
from monitor.model.errors import ConfigError
from monitor.model.system_errors import reason_of

LARGEST = 50_000_000  # bytes of a paper, and of one part of it
PARTS = re.compile(
    r"(?:word/(?:document|footer\d*|header\d*)|xl/worksheets/\w+|docProps/core)\.xml"
)
_TAG = re.compile(r"<[^<>]*>")
# of these, what stands beside them belongs to the same words; any other tag parts them
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|code|em|font|i|ins|mark|s|small|span|strong|sub|sup|u|wbr|"
    r"o:p|w:(?!p\b|br\b|cr\b|tab\b|tc\b)[\w]+)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_HEX = re.compile(rb"<((?:[0-9A-Fa-f]{2}){40,400})>")
UNREADABLE = (
    BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError, EOFError
)  # fmt: skip
_STREAM = re.compile(rb"stream\r?\n")


def heads(path: Path) -> tuple[Head, ...]:
    """Return the different heads that the paper in *path* carries; raises ConfigError.

    A head that abbreviates another counts as the same.
    """
    printed = dict.fromkeys(head for text in _texts(path) for head in all_printed(text))
    whole = sorted(printed, key=lambda head: -len(head.seal))
    kept: list[Head] = []
    for head in whole:
        if not any(longer.run == head.run and longer.seal.startswith(head.seal) for longer in kept):
            kept.append(head)
    return tuple(kept)


def read(path: Path) -> bytes:
    """Return the bytes of a paper; raises ConfigError where it is none."""
    try:
        if not path.is_file():
            raise ConfigError(f"文件 {path.name} 不存在")
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"文件 {path.name} 超过 {LARGEST // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"文件 {path.name} 读不出来：{reason_of(error)}") from error


def _texts(path: Path) -> Iterator[str]:
    data = read(path)
    if data.startswith(b"PK"):
        yield from _zipped(path)
    elif data.startswith(b"%PDF-"):
        yield from _pdf(data)
    else:
        text = data.decode("utf-8", "replace")
        yield from _json(text)
        yield text
        yield _words(text)


def _words(markup: str) -> str:
    """Return the text of *markup*; texts of two elements never run together."""
    return html.unescape(_TAG.sub("\n", _INLINE.sub("", markup)))


def _json(text: str) -> Iterator[str]:
    """Yield the head that figures or a manifest state, as papers print it, the seal whole."""
    if not text.lstrip().startswith("{"):
        return
    try:
        sealed = json.loads(text).get("sealed")
        yield Head(int(sealed["run"]), str(sealed["seal"])).whole
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return


def _zipped(path: Path) -> Iterator[str]:
    try:
        with ZipFile(path) as book:
            for part in book.infolist():
                if PARTS.fullmatch(part.filename) and part.file_size <= LARGEST:
                    yield _words(book.read(part).decode("utf-8", "replace"))
    except UNREADABLE as error:
        raise ConfigError(f"文件 {path.name} 不完整，打不开") from error


def _pdf(data: bytes) -> Iterator[str]:
    """Yield the texts of the file's properties, packed or not; pages hold glyphs, no text."""
    yield _plain(data)
    left = LARGEST
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        try:
            packed = data[match.end() : end if end >= 0 else len(data)]
            content = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            continue
        left -= len(content)
        yield _plain(content)
        if left <= 0:
            return


def _plain(data: bytes) -> str:
    """Return the ASCII of *data*, written as bytes, as UTF-16 or in hexadecimal digits."""
    written = _HEX.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    return written.replace(b"\0", b"").replace(b"\\000", b"").decode("latin-1")
