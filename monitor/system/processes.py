"""A pool of processes that is broken by nobody but the one that breaks, and outlives nobody.

Workers are started by name (spawn), for threads are about, and take nothing from the folder that
the command was given in, where anybody's random.py may lie. They leave Ctrl+C to this process, and
end with it however it ends: each waits at one end of a pipe whose other end only this process
holds.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Begin = Callable[[], Callable[[], None]]  # what a worker begins with; returns what it ends with
PATIENCE = 60.0  # seconds in which a worker surely has begun, however busy the machine
SAFE_PATH = "PYTHONSAFEPATH"  # without it Python looks for modules in the working folder first


class Processes(Executor):
    """At most *most* processes; *begin*: called in each at its start, must be picklable."""

    def __init__(self, most: int, begin: Begin) -> None:
        self.most = most
        self.begin = begin
        self._pool, self._lifeline = self._new()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have ``fn`` called by a process; raises BrokenExecutor where one has died."""
        with _undisturbed():
            return self._pool.submit(fn, *args, **kwargs)

    def start(self) -> None:
        """Have all workers start now, for they take their time."""
        for _ in range(self.most):
            self.submit(_nothing)

    def renew(self) -> None:
        """End all workers, whatever they are doing, and begin anew.

        Raises BrokenExecutor where none of them begins: then nobody has died of any work.
        """
        self.shutdown(wait=False, cancel_futures=True)
        self._pool, self._lifeline = self._new()
        try:
            self.submit(_nothing).result(PATIENCE)
        except TimeoutError as error:
            raise BrokenExecutor("no process begins") from error

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all workers; with *wait*, once they have done what they have begun."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._lifeline.close()

    def _new(self) -> tuple[ProcessPoolExecutor, "Connection[Any, Any]"]:
        context = get_context("spawn")
        theirs, ours = context.Pipe(duplex=False)
        with _undisturbed():  # what counts their locks is a process, too
            pool = ProcessPoolExecutor(
                self.most, mp_context=context, initializer=_begin, initargs=(theirs, self.begin)
            )
        return pool, ours


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes for which neither Ctrl+C nor the folder that we are in means anything."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        with _without_interrupts():
            yield
    finally:
        if before is None:
            os.environ.pop(SAFE_PATH, None)
        else:
            os.environ[SAFE_PATH] = before


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that are deaf to Ctrl+C from their first moment: they inherit the mask."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _nothing() -> None:
    """Do nothing, but somewhere."""


def _begin(lifeline: "Connection[Any, Any]", begin: Begin) -> None:
    """Begin a worker: silent, deaf to Ctrl+C, and at an end with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(os.devnull, "w") as nothing:  # noqa: PTH123  # a device, no file
        os.dup2(nothing.fileno(), 2)
    end = begin()
    Thread(target=_end_with, args=(lifeline, end), name="lifeline", daemon=True).start()


def _end_with(lifeline: "Connection[Any, Any]", end: Callable[[], None]) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()  # nothing is ever sent
    with suppress(Exception):
        end()
    os._exit(0)
