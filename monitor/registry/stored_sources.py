"""The sources of an account as a kept register holds them: made when somebody looks.

Their classes reach all that a look needs. A command that only tells what is known does not wait
for it.
"""

import pickle
from collections.abc import Iterator, Sequence
from typing import Any, overload

from monitor.model.account import SourceOutline, outlines_of


class StoredSources(Sequence[Any]):
    """Sources by their outlines; the first who asks for one has all of them made."""

    __slots__ = ("_made", "_pickled", "outlines")

    def __init__(self, sources: Sequence[Any]) -> None:
        self.outlines = outlines_of(sources)
        self._pickled = pickle.dumps(tuple(sources), pickle.HIGHEST_PROTOCOL)
        self._made: tuple[Any, ...] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _stored, (self.outlines, self._pickled)

    def __len__(self) -> int:
        return len(self.outlines)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return self._all()[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == (tuple(other) if isinstance(other, StoredSources) else other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        """Read as the tuple that stands in the register: equal sources have equal digests."""
        return repr(self._all())

    def _all(self) -> tuple[Any, ...]:
        if self._made is None:
            self._made = pickle.loads(self._pickled)  # noqa: S301  # whence: validated_cache
        return self._made


def _stored(outlines: tuple[SourceOutline, ...], pickled: bytes) -> StoredSources:
    sources = StoredSources.__new__(StoredSources)
    sources.outlines, sources._pickled, sources._made = outlines, pickled, None
    return sources
