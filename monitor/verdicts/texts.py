"""Texts that many rows would repeat are kept once, and referred to by their number.

Most looks show what the look before showed. In the columns ``SHARED`` of a run's rows a long text
is replaced by ``#`` and its number; rows of earlier programs, and those that people entered, hold
their texts themselves. Nothing but ``opened`` and ``read`` need know which is which.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from monitor.model import Post
from monitor.model.errors import StoreError
from monitor.system.connection import Database
from monitor.system.database import CHUNK
from monitor.system.packing import compact, unpacked
from monitor.verdicts import codec

SHARED = frozenset({"posts", "gaps", "notes", "newest"})
MARK = "#"  # begins no JSON
POST = "@"  # the newest post is one that the account's looks showed
POSTS = "SELECT * FROM posts WHERE id IN ({marks})"
LEAST = 24  # characters; what is shorter stays in its row
BITS = 40  # of the hash by which a text is found again; what hashes alike is compared


def hashed(text: str) -> int:
    """Return the number by which *text* is found again."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[: BITS // 8], "big")


def numbered(db: Database, text: str) -> int:
    """Return the number of *text*, kept now where it was not; in a transaction of the caller's."""
    name = hashed(text)
    for number, content in db.execute(
        "SELECT id, text FROM texts WHERE hash = ?", [name]
    ).fetchall():
        if content == text:
            return int(number)
    written = db.execute("INSERT INTO texts (hash, text) VALUES (?, ?)", [name, text])
    return int(str(written.lastrowid))


def kept(db: Database, text: str) -> str:
    """Return the stored form of *text*: a reference, or itself where it is short."""
    return text if len(text) < LEAST else f"{MARK}{numbered(db, text)}"


def read(
    db: Database, values: Iterable[str | None], *, lenient: bool = False
) -> dict[str | None, str]:
    """Return the text of each of *values*; raises StoreError where one is missing.

    *lenient*: a missing text is replaced by its reference, so that its seal does not agree.
    """
    contents: dict[str | None, str] = {value: value for value in values if value is not None}
    marked = {value for value in contents.values() if value.startswith((MARK, POST))}
    stored: dict[str | None, str] = {}
    for row in _rows(db, "SELECT id, text FROM texts WHERE id IN ({marks})", marked, MARK):
        stored[f"{MARK}{row['id']}"] = row["text"]
    for row in _rows(db, POSTS, marked, POST):
        stored[f"{POST}{row['id']}"] = compact(codec.post_values(codec.post_of(row)))
    if not lenient:
        _refuse_lost(marked - stored.keys())
    return {**contents, **stored}


def newest_posts(db: Database, values: Iterable[str | None]) -> dict[str | None, Post]:
    """Return the post that each of *values*, of the column ``newest``, names."""
    wanted = {value for value in values if value is not None}
    shown_ones = {value for value in wanted if value.startswith(POST)}
    stored: dict[str | None, Post] = {
        f"{POST}{row['id']}": codec.post_of(row) for row in _rows(db, POSTS, shown_ones, POST)
    }
    _refuse_lost(shown_ones - stored.keys())
    for value, text in read(db, wanted - shown_ones).items():
        if post := codec.post_from_json(text):
            stored[value] = post
    return stored


def _refuse_lost(references: Iterable[str]) -> None:
    """Raise StoreError where any text or post is missing."""
    for lost in sorted(references)[:1]:
        raise StoreError(f"数据库缺少被引用的记录 {lost}，请从备份恢复")


def _rows(db: Database, question: str, marked: Iterable[str], mark: str) -> Iterator[sqlite3.Row]:
    """Yield the rows that the *marked* values with *mark* refer to."""
    names = (row[1:] for row in marked if row.startswith(mark))
    numbers = iter(sorted(int(name) for name in names if name.removeprefix("-").isdecimal()))
    cursor = db.conn.cursor()
    cursor.row_factory = sqlite3.Row
    while chunk := list(islice(numbers, CHUNK)):
        yield from cursor.execute(question.format(marks=",".join("?" * len(chunk))), chunk)


def resolve_texts(
    db: Database, rows: Sequence[Mapping[str, Any]] | Sequence[Any], *, lenient: bool = False
) -> list[dict[str, Any]]:
    """Return *rows* with their shared texts in place of the references."""
    plain = [{name: row[name] for name in row.keys()} for row in rows]  # noqa: SIM118
    shared = [name for name in (plain[0] if plain else ()) if name in SHARED]
    texts = read(db, (row[name] for row in plain for name in shared), lenient=lenient)
    for row in plain:
        row.update({name: texts[row[name]] for name in shared if row[name] is not None})
    return plain


def shown(db: Database) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each look with the ids of its posts, none where they cannot be read."""
    lists = [row[0] for row in db.execute("SELECT DISTINCT posts FROM observations")]
    ids = {}
    for value, text in read(db, lists, lenient=True).items():
        with contextlib.suppress(ValueError, TypeError):
            ids[value] = unpacked(text)
    for look, value in db.execute("SELECT id, posts FROM observations"):
        yield look, ids.get(value, ())
