"""What becomes of sound payloads on their way: bytes, values and parts that nobody promised."""

import gzip
import io
import json
from collections.abc import Callable
from random import Random
from typing import Any
from zipfile import ZIP_STORED, ZipFile

LONG = 60_000  # bytes, of the few payloads that repeat something
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 10**400, 1e308, -0.0, float("nan"), "", " ", "0", "²²²", "٣",
    "\ud83d", "\udc00\ud83d", "\ufffe", "\x00", "\x1b[31m", "\u202e", "x" * 5000, "=1+1",
    "<script ",
    "http://[::1", "//a", "javascript:1", "2021-13-45", "2021年12月31日", "99999999999999999999",
    [], {}, [[]], [None], {"": None}, {"a": {"a": {"a": []}}},
)  # fmt: skip
WORDS: tuple[bytes, ...] = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<!DOCTYPE a [", b"&",
    b"&#xD800;", b"&#0;", b"&#99999999999;", b"&lt;", b'"', b"'", b"\\", b"\\u", b"\\ud83d",
    b"\x00",
    b"\xff\xfe", b"\xed\xa0\xbd", b"\xef\xbf\xbe", b"\xc2\xb2", b"{", b"}", b"[", b"]", b",", b":",
    b"null", b"-", b"1e999", b"<script ", b"<style>", b"<base href='//'>", b"<li", b"<p ", b"<ul>",
    b"<a title=\"x", b"<img alt='", b"<template>", b"<table><td>", b"<title>", b"\r\n\r\n", b"\n",
    b"2021-12-31", b"2021-02-30", "１２月".encode(), "刚刚".encode(), b"00000000000", b"%ff",
    b"${X}",
    b"\"access_token\":\"\\ud800aaaaaaaa\"", b"*a", b"&a ", b"!!python/object:x ", b"- - -", b"\t",
)  # fmt: skip


def mutated(body: bytes, dice: Random) -> bytes:
    """Return *body* as something in the world may have left it."""
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        body = dice.choice(WAYS)(body, dice)
    return body


def _place(body: bytes, dice: Random) -> tuple[int, int]:
    start = dice.randrange(len(body) + 1)
    return start, min(start + dice.choice((1, 2, 8, 50, 400)), len(body))


def _flipped(body: bytes, dice: Random) -> bytes:
    start = _place(body, dice)[0]
    return body[:start] + bytes((dice.randrange(256),)) + body[start + 1 :]


def _lacking(body: bytes, dice: Random) -> bytes:
    start, end = _place(body, dice)
    return body[:start] + body[end:]


def _doubled(body: bytes, dice: Random) -> bytes:
    start, end = _place(body, dice)
    return body[:end] + body[start:]


def _with_word(body: bytes, dice: Random) -> bytes:
    start = _place(body, dice)[0]
    return body[:start] + dice.choice(WORDS) + body[start:]


def _in_place(body: bytes, dice: Random) -> bytes:
    start, end = _place(body, dice)
    return body[:start] + dice.choice(WORDS) + body[end:]


def _cut(body: bytes, dice: Random) -> bytes:
    return body[: _place(body, dice)[0]] if dice.random() < 0.3 else _lacking(body, dice)


def _moved(body: bytes, dice: Random) -> bytes:
    start, end = _place(body, dice)
    to = dice.randrange(len(body) + 1)
    rest = body[:start] + body[end:]
    return rest[:to] + body[start:end] + rest[to:]


def _long(body: bytes, dice: Random) -> bytes:
    if dice.random() > 0.02:
        return _with_word(body, dice)
    start, end = _place(body, dice)
    piece = dice.choice((dice.choice(WORDS), body[start:end] or b"<"))
    return body[:start] + piece * ((LONG - len(body)) // len(piece)) + body[start:]


def _recoded(body: bytes, dice: Random) -> bytes:
    if dice.random() > 0.2:
        return _flipped(body, dice)
    name = dice.choice(("utf-16", "utf-16-be", "gb18030", "utf-8-sig", "utf-32"))
    return body.decode("utf-8", "replace").encode(name, "replace")


WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flipped, _lacking, _doubled, _with_word, _with_word, _in_place, _cut, _moved, _long, _recoded,
)  # fmt: skip


def mutated_json(body: bytes, dice: Random) -> bytes:
    """Return JSON whose values are not what was promised, or whose bytes are broken."""
    if dice.random() < 0.3:
        return mutated(body, dice)
    tree = json.loads(body)
    for _ in range(dice.choice((1, 1, 2, 5))):
        tree = _changed(tree, dice)
    return json.dumps(tree, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")


def _changed(tree: Any, dice: Random) -> Any:
    if dice.random() < 0.2 or not isinstance(tree, dict | list) or not tree:
        return dice.choice(ODD)
    if isinstance(tree, list):
        place: Any = dice.randrange(len(tree))
        return [*tree[:place], _changed(tree[place], dice), *tree[place + 1 :]]
    place = dice.choice(list(tree))
    if dice.random() < 0.1:
        return {key: value for key, value in tree.items() if key != place}
    return {**tree, place: _changed(tree[place], dice)}


def mutated_zip(body: bytes, dice: Random) -> bytes:
    """Return a workbook with a broken part, or broken as a whole."""
    if dice.random() < 0.2:
        return mutated(body, dice)
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(body)) as book, ZipFile(kept, "w", ZIP_STORED) as made:
        chosen = dice.choice(book.namelist())
        for name in book.namelist():
            part = book.read(name)
            made.writestr(name, mutated(part, dice) if name == chosen else part)
    return kept.getvalue()


def mutated_gzip(body: bytes, dice: Random) -> bytes:
    if dice.random() < 0.3:
        return mutated(body, dice)
    return gzip.compress(mutated(gzip.decompress(body), dice), mtime=0)
