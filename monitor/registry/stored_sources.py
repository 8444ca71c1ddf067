"""The sources of an account as a kept register holds them: made when somebody looks.

Their classes reach all that a look needs. A command that only tells what is known does not wait
for it.
"""

import copyreg
import io
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, overload

from monitor.model import Account
from monitor.model.account import SourceOutline, outlines_of


class SourceShelf:
    """The sources of many accounts in one pickle, made all at once for the first who asks."""

    __slots__ = ("_made", "_pickled")

    def __init__(self, sources: Iterable[tuple[Any, ...]]) -> None:
        self._pickled = pickle.dumps(tuple(sources), pickle.HIGHEST_PROTOCOL)
        self._made: tuple[tuple[Any, ...], ...] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return _shelf, (self._pickled,)

    def sources(self, number: int) -> tuple[Any, ...]:
        """Return the sources of the account that stands at *number*."""
        if self._made is None:
            self._made = pickle.loads(self._pickled)  # noqa: S301  # whence: validated_cache
        return self._made[number]


class StoredSources(Sequence[Any]):
    """Sources by their outlines; the first who asks for one has all of its *shelf* made.

    Wherever else they are sent, they go as the sources themselves: a shelf is another's as well.
    """

    __slots__ = ("_number", "_shelf", "outlines")

    def __init__(
        self, outlines: tuple[SourceOutline, ...], shelf: SourceShelf, number: int
    ) -> None:
        self.outlines, self._shelf, self._number = outlines, shelf, number

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._all(),)

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
        return self._shelf.sources(self._number)

    def _kept(self) -> tuple[Any, ...]:
        return StoredSources, (self.outlines, self._shelf, self._number)


def dumps(value: Any, accounts: Sequence[Account]) -> bytes:
    """Return *value*, which holds *accounts*, to be kept: their sources go on one shelf."""
    shelf = SourceShelf(tuple(account.sources) for account in accounts)
    numbers = {id(account): number for number, account in enumerate(accounts)}

    def kept(account: Account) -> tuple[Any, ...]:
        values = dict(zip(_names, _values(account), strict=True))
        if account.sources:
            outlines = outlines_of(account.sources)
            values["sources"] = StoredSources(outlines, shelf, numbers[id(account)])
        return _made, tuple(values.values())

    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    reducers: dict[type, Any] = {StoredSources: StoredSources._kept, Account: kept}
    pickler.dispatch_table = copyreg.dispatch_table | reducers
    pickler.dump(value)
    return stream.getvalue()


def _shelf(pickled: bytes) -> SourceShelf:
    shelf = SourceShelf.__new__(SourceShelf)
    shelf._pickled, shelf._made = pickled, None
    return shelf


# a dataclass asks for its fields anew for each value that it writes or reads
_names = tuple(field.name for field in fields(Account))
_values = attrgetter(*_names)
_setters = [getattr(Account, name).__set__ for name in _names]


def _made(*values: Any) -> Account:
    account = Account.__new__(Account)
    for setter, value in zip(_setters, values, strict=True):
        setter(account, value)
    return account
