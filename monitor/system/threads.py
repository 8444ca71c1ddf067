"""Threads that nobody waits for: one that hangs must not keep the program from ending.

An executor of the standard library joins its threads when the interpreter ends, whatever they do.
"""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, ParamSpec, TypeVar

SCHEDULER = Path("/proc/thread-self/schedstat")  # nanoseconds at work, nanoseconds in the queue
P = ParamSpec("P")
T = TypeVar("T")
Work = tuple[Future[Any], Callable[[], Any]]


class Threads(Executor):
    """At most *most* at work at once, besides those that were given up."""

    def __init__(self, most: int, name: str) -> None:
        self.most = most
        self.name = name
        self._begun: list[Thread] = []
        self._idle = 0  # threads without work, less the work that none has taken yet
        self._lock = Lock()
        self._waiting: SimpleQueue[Work | None] = SimpleQueue()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have ``fn`` called by the next thread that is free."""
        future: Future[T] = Future()
        self._waiting.put((future, lambda: fn(*args, **kwargs)))
        self._grow()
        return future

    def give_up(self) -> None:
        """Take another thread in the place of one that hangs."""
        with self._lock:
            self.most += 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the threads end that are free, or once they are; none is waited for."""
        while cancel_futures and not self._waiting.empty():
            work = self._waiting.get()
            if work is not None:
                work[0].cancel()
        for _ in self._begun:
            self._waiting.put(None)

    def _grow(self) -> None:
        with self._lock:
            self._idle -= 1
            if self._idle >= 0 or len(self._begun) >= self.most:
                return
            thread = Thread(target=self._work, name=f"{self.name}-{len(self._begun)}", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                if not self._begun:
                    raise
                return  # those that there are must do
            self._begun.append(thread)
            self._idle += 1

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            _carry_out(*work)
            del work
            with self._lock:
                self._idle += 1


def _carry_out(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  # whoever asks for it gets it
        future.set_exception(error)
    else:
        future.set_result(result)


def busy_seconds() -> float:
    """Return for how long this thread has computed, or would have, had a processor been free."""
    try:
        at_work, queued, _ = SCHEDULER.read_text("ascii").split()
    except (OSError, ValueError):  # no Linux: what others take of the processors is not known
        return time.thread_time()
    return (int(at_work) + int(queued)) / 1e9
