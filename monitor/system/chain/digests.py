"""The material of seals: rows and links to digests, keys to text. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

SIZE = 16  # bytes of a row's digest: the chain holds them, so that nobody can choose two rows
LONGEST = 13  # characters of a key that is written out; longer keys are stored by their digest
Key = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of one table that one link covers.

    *rows*: digests after it. *before*: digests of the rows it changed or removed as it found them,
    so that a change by somebody else meanwhile is not sealed as ours.
    """

    table: str
    rows: Mapping[Key, bytes] = field(default_factory=dict)
    before: Mapping[Key, bytes] = field(default_factory=dict)

    @property
    def new(self) -> list[Key]:
        return _sorted(self.rows.keys() - self.before.keys())

    @property
    def changed(self) -> list[Key]:
        return _sorted(self.rows.keys() & self.before.keys())

    @property
    def removed(self) -> list[Key]:
        return _sorted(self.before.keys() - self.rows.keys())

    @property
    def keys(self) -> str:
        """Return the keys as they are stored: new, changed, removed."""
        return _dump([_ranges(keys) for keys in (self.new, self.changed, self.removed)])

    @property
    def digests(self) -> bytes:
        """Return the digests as they are stored, in the order of the keys."""
        after = (self.rows[key] for key in (*self.new, *self.changed))
        return b"".join((*after, *(self.before[key] for key in (*self.changed, *self.removed))))

    @classmethod
    def load(cls, table: str, keys: str, digests: bytes) -> "Section":
        """Return the section that a row of ``link_rows`` keeps; raises ValueError for none."""
        new, changed, removed = (list(_unfolded(part)) for part in json.loads(keys))
        after, before = (*new, *changed), (*changed, *removed)
        if len(digests) != SIZE * (len(after) + len(before)):
            raise ValueError("as many digests as keys")
        parts = [digests[start : start + SIZE] for start in range(0, len(digests), SIZE)]
        return cls(
            table=table,
            rows=dict(zip(after, parts[: len(after)], strict=True)),
            before=dict(zip(before, parts[len(after) :], strict=True)),
        )


def of_row(values: Sequence[object]) -> bytes:
    """Return the digest of a row, texts given as bytes and bytes as digits.

    Trailing empty columns are left out: a table with a new column keeps the digests of its rows.
    """
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return hashlib.sha256(repr(tuple(values[:end])).encode()).digest()[:SIZE]


def of_link(previous: str, id: int, at: str, run: int | None, sections: Iterable[Section]) -> str:
    """Return the seal of a link that follows the one sealed *previous*."""
    stored = ((section.table, section.keys, section.digests) for section in sections)
    return of_stored(previous, (id, at, run), stored)


def of_stored(
    previous: str, head: tuple[object, ...], sections: Iterable[tuple[str, str, bytes]]
) -> str:
    """Return the seal of a link as its rows keep it: no text of them is read."""
    chained = hashlib.sha256(repr((previous, *head)).encode("utf-8", "surrogatepass"))
    for table, keys, digests in sorted(sections):
        chained.update(repr((table, keys)).encode("utf-8", "surrogatepass") + digests)
    return "sha256:" + chained.hexdigest()


def named(key: Key) -> Key:
    """Return *key* as links name it."""
    if isinstance(key, int) or len(key) <= LONGEST:
        return key
    return "#" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sorted(keys: Iterable[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (isinstance(key, str), key))


def _ranges(keys: Iterable[Key]) -> list[Key | list[int]]:
    """Return the sorted *keys* with runs of neighbours as their first and last."""
    ranges: list[Key | list[int]] = []
    first = last = None
    for key in keys:
        if isinstance(key, int) and last is not None and key == last + 1:
            last = key
            continue
        if first is not None and last is not None:
            ranges.append(first if first == last else [first, last])
        first = last = key if isinstance(key, int) else None
        if isinstance(key, str):
            ranges.append(key)
    if first is not None and last is not None:
        ranges.append(first if first == last else [first, last])
    return ranges


def _unfolded(keys: Iterable[object]) -> Iterator[Key]:
    for key in keys:
        if isinstance(key, list):
            first, last = key
            yield from range(first, last + 1)
        elif isinstance(key, int | str):
            yield key
        else:
            raise ValueError("a key is a number or a text")
