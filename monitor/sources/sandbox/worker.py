"""The process that reads large answers: started by ``pool``, spoken to in pickles.

It ends when its pipe is closed, however the parent has ended.
"""

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import Any, BinaryIO

from monitor.model.errors import LookFailed
from monitor.sources.sandbox.limits import Budget
from monitor.sources.sandbox.relay import Relayed

# what readers import when they first need it, which must cost no page its time
PRELOADED = (
    "monitor.sources",
    "monitor.sources.feed.lenient",
    "monitor.sources.webpage.list_visitor",
    "monitor.sources.webpage.article",
    "monitor.sources.webpage.unlabelled_dates",
    "monitor.sources.webpage.posts",
)


class Pipes:
    """The two pipes to the parent; the clock stands while a request is answered."""

    def __init__(self, inward: BinaryIO, outward: BinaryIO, passing: float) -> None:
        self.inward = inward
        self.outward = outward
        self.budget = Budget(passing)

    def send(self, *message: Any) -> None:
        pickle.dump(message, self.outward, pickle.HIGHEST_PROTOCOL)
        self.outward.flush()

    def receive(self) -> Any:
        return pickle.load(self.inward)  # noqa: S301  # the parent's own

    def asked(self, *message: Any) -> Any:
        """Send *message* and return the reply; the clock stands meanwhile."""
        self.send(*message)
        self.budget.end()
        reply = self.receive()
        self.budget.begin()
        return reply


class Remote(Relayed):
    """The ``Http`` of a look in the parent; journaled answers are not asked for again."""

    def __init__(self, line: Pipes, moment: datetime, journal: list[Any]) -> None:
        self.line = line
        self.moment = moment
        self.journal = journal

    def __getattr__(self, name: str) -> Any:
        """Return what the look knows of itself."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._ask("attribute", (name,))

    def _ask(
        self,
        name: str,
        args: tuple[Any, ...],
        options: dict[str, Any] | None = None,
        make: Callable[[], Any] | None = None,
    ) -> Any:
        value, failed, within = None, None, 0
        if self.journal and name != "attribute":
            asked, value, failed, within = self.journal.pop(0)
            if asked != (name, args[0]):
                raise RuntimeError(f"asked for {name} where it had asked for {asked[0]}")
        if within is not None:
            left = len(self.journal) - within
            value, failed = self._carry(name, args, options or {}, make)
            del self.journal[: max(len(self.journal) - left, 0)]  # made by somebody else meanwhile
        if failed is not None:
            raise failed
        return value

    def _carry(
        self,
        name: str,
        args: tuple[Any, ...],
        options: dict[str, Any],
        make: Callable[[], Any] | None,
    ) -> tuple[Any, LookFailed | None]:
        kind, value, failed = self.line.asked("ask", name, args, options)
        while kind == "make" and make is not None:
            try:
                made_or_failed: tuple[Any, LookFailed | None] = (make(), None)
            except LookFailed as error:
                made_or_failed = (None, error)
            kind, value, failed = self.line.asked("made", *made_or_failed)
        return value, failed


def serve(passing: float) -> None:
    """Do the parent's jobs, one after the other, until the pipe is closed.

    *passing*: seconds that may pass over each.
    """
    line = Pipes(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"), passing)
    _apart()
    for name in PRELOADED:
        import_module(name)
    line.budget = Budget(passing)
    with suppress(EOFError, OSError):
        while True:
            try:
                job = line.receive()
            except (AttributeError, ImportError, TypeError, pickle.UnpicklingError):
                line.send("fault", traceback.format_exc(), True)
                return
            _do(line, *job)
            del job


def _do(
    line: Pipes,
    call: Callable[..., Any],
    args: tuple[Any, ...],
    moment: datetime | None,
    journal: list[Any],
) -> None:
    """Send the outcome of one call: its value, its failure, or that it was over budget."""
    first = () if moment is None else (Remote(line, moment, journal),)
    message: tuple[Any, ...]
    line.budget.open()
    line.budget.begin()
    try:
        message = ("done", call(*first, *args), None)
    except LookFailed as failed:
        message = ("done", None, failed)
    except MemoryError:
        message = ("big",)
    except Exception:  # noqa: BLE001  # the parent logs it
        message = ("fault", traceback.format_exc())
    finally:
        line.budget.end()
    if line.budget.close():
        message = ("big",)
    del call, args, first, journal
    line.send(*message, line.budget.worn)


def _apart() -> None:
    """Detach from the parent's signals and streams: it ends this process itself."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
