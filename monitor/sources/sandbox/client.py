"""Read a look's answers: small ones in place, from the first large one on in another process.

A source's requests follow from the answers alone, which is why a recording can be judged again.
So a look that meets a large answer is begun anew in another process, which is given the answers
so far and asks for the others.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from monitor.http.client import Look
from monitor.http.exchange import Digest, HttpAnswer
from monitor.model.errors import LookFailed
from monitor.sources.sandbox import pool
from monitor.sources.sandbox.limits import IN_PLACE
from monitor.sources.sandbox.relay import Relayed

T = TypeVar("T")


class _Large(BaseException):
    """An answer is too large to be read in place; no source may catch it."""


def apply(call: Callable[..., T], look: Look, *args: Any) -> T:
    """Return ``call(look, *args)``, no answer of which is read beyond the budget.

    Raises LookFailed with ``too_complex`` beyond the budget. *call* must be picklable: a function
    of a module, a method of a value.
    """
    asking = Asking(look)
    try:
        return call(asking, *args)
    except _Large:
        with asking.away():
            return pool.READERS.run(call, *args, http=asking)


def bounded(call: Callable[[HttpAnswer], T], answer: HttpAnswer) -> T:
    """Return ``call(answer)``, computed in another process for a large answer."""
    return pool.READERS.run(call, answer) if len(answer.body) > IN_PLACE else call(answer)


class Asking(Relayed):
    """The ``Http`` of a look, which keeps a journal of the answers."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.journal: list[Any] = []

    @property
    def moment(self) -> datetime:
        return self.look.moment

    def carry(
        self,
        name: str,
        args: tuple[Any, ...],
        options: dict[str, Any],
        make: Callable[[], Any] | None = None,
    ) -> Any:
        """Call method *name* of the look; *make*: computes a value shared by all looks."""
        if name == "attribute":
            return getattr(self.look, args[0])
        with self.away():
            if name == "digested":
                url, digest = args
                return self.look.digested(url, _Digest(digest, self.look))
            if name in ("once", "renew") and make is not None:
                return getattr(self.look, name)(*args, self._inside(make))
            return getattr(self.look, name)(*args, **options)

    @contextmanager
    def away(self, way: int = 1) -> Iterator[None]:
        """Mark the block as waiting: this thread computes nothing meanwhile."""
        with self.look.waiting(way):
            yield

    def __getattr__(self, name: str) -> Any:
        """Return what the look knows of itself."""
        return getattr(self.look, name)

    def _ask(
        self,
        name: str,
        args: tuple[Any, ...],
        options: dict[str, Any] | None = None,
        make: Callable[[], Any] | None = None,
    ) -> Any:
        value = self._journaled(name, args, options, make)
        if name in ("get", "post") and len(value.body) > IN_PLACE:
            raise _Large
        return value

    def _journaled(
        self,
        name: str,
        args: tuple[Any, ...],
        options: dict[str, Any] | None = None,
        make: Callable[[], Any] | None = None,
    ) -> Any:
        """Carry out one request and journal it in place of the requests that it caused.

        Where one of those gets a large answer, the request stays open, and they follow it.
        """
        asked, begun = (name, args[0]), len(self.journal)
        try:
            value = self.carry(name, args, options or {}, make)
        except _Large:
            self.journal.insert(begun, (asked, None, None, len(self.journal) - begun))
            raise
        except LookFailed as failed:
            self.journal[begun:] = [(asked, None, failed, None)]
            raise
        self.journal[begun:] = [(asked, value, None, None)]
        return value

    def _inside(self, make: Callable[[], T]) -> Callable[[], T]:
        def computed() -> T:
            with self.away(-1):
                return make()

        return computed


class _Digest:
    """A source's digest, computed in another process for a large answer."""

    def __init__(self, digest: Digest[Any], look: Look) -> None:
        self.digest = digest
        self.look = look

    @property
    def tag(self) -> str:
        return self.digest.tag

    def of(self, answer: HttpAnswer) -> Any:
        if len(answer.body) > IN_PLACE:
            return pool.READERS.run(self.digest.of, answer)
        with self.look.waiting(-1):
            return self.digest.of(answer)

    def dump(self, value: Any) -> str:
        return self.digest.dump(value)

    def load(self, text: str) -> Any:
        return self.digest.load(text)
