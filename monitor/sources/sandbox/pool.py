"""The processes that read large answers: started when first needed, ended when over budget.

They are started by name, not forked, for threads are about; each is spoken to by one thread at a
time and no more of them compute at once than there are processors.
"""

import atexit
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Any, Protocol, TypeVar

from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.sources.sandbox.limits import MEMORY, MIB, PASSING, SECONDS

log = logging.getLogger(__name__)

T = TypeVar("T")
BEGIN = (
    "import sys; sys.path[:] = {path!r}; "
    "from monitor.sources.sandbox.worker import serve; serve({passing!r})"
)
TOO_LONG = f"应答内容过于复杂，读取用时超过{SECONDS:.0f}秒，已停止读取，不据此作任何结论"
TOO_BIG = f"应答内容过于复杂，读取所需内存超过{MEMORY // MIB}MB，已停止读取，不据此作任何结论"
TOO_ODD = "应答内容使读取它的进程意外终止，已停止读取，不据此作任何结论"
STOPPED = "检查已停止，应答未能读完"
OVER_TIME = {
    1,
    *(-number for number in [getattr(signal, "SIGPROF", 0)] if number),
}  # how the clock ends it
NOT_STARTED = "本机不能启动读取大页面的进程（可能内存不足），本次未能读取"


class Ended(Exception):
    """A reading process has ended in the middle of its work."""


class Unwound(Exception):
    """A reading process finished while a shared value was being computed."""

    def __init__(self, message: tuple[Any, ...]) -> None:
        super().__init__()
        self.message = message


class ReaderFault(Exception):
    """A reading process met a fault of ours; the text is its traceback."""


class Asked(Protocol):
    """Answers a reading process's requests on behalf of its look."""

    journal: list[Any]

    @property
    def moment(self) -> datetime: ...

    def carry(
        self, name: str, args: tuple[Any, ...], options: dict[str, Any], make: Callable[[], Any]
    ) -> Any: ...


class ReaderProcess:
    """One process that reads, and the two pipes to it."""

    def __init__(self, passing: float = PASSING) -> None:
        apart: dict[str, Any] = {"process_group": 0}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
            [sys.executable, "-c", BEGIN.format(path=sys.path, passing=passing)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "MALLOC_ARENA_MAX": "1",
            },  # address space set aside is no memory used
            **apart,
        )

    def asked(self, *message: Any) -> Any:
        """Send *message* and return the reply; raises Ended where none comes."""
        inward, outward = self.process.stdin, self.process.stdout
        if inward is None or outward is None:
            raise Ended
        sent = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            inward.write(sent)
            inward.flush()
            return pickle.load(outward)  # noqa: S301  # our own process
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            raise Ended from error

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)

    def died_of(self) -> LookFailed:
        """Say why the process has ended by itself."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(1)
        late = self.process.returncode in OVER_TIME
        return LookFailed(Outcome.TOO_COMPLEX, TOO_LONG if late else TOO_ODD)


class Readers:
    """The pool of reading processes; safe to share between threads."""

    def __init__(self, at_once: int | None = None, *, passing: float = PASSING) -> None:
        self.passing = passing
        self._lock = Lock()
        self._turn = BoundedSemaphore(at_once or os.cpu_count() or 1)
        self._idle: list[ReaderProcess] = []
        self._all: set[ReaderProcess] = set()

    def __len__(self) -> int:
        return len(self._all)

    def run(self, call: Callable[..., T], *args: Any, http: Asked | None = None) -> T:
        """Return ``call(*args)``, computed in another process; with *http*, ``call(http, *args)``.

        Raises LookFailed where that fails, or uses up the budget.
        """
        reader = self._take()
        sound = False
        try:
            job = (call, args, http and http.moment, http.journal if http else [])
            result = self._converse(reader, job, http)
            sound = not result[-1]
        except Unwound as unwound:
            result = unwound.message
            sound = not result[-1]
        except Ended:
            if reader not in self._all:
                raise LookFailed(Outcome.INTERNAL, STOPPED) from None
            raise reader.died_of() from None
        finally:
            self._give_back(reader, sound=sound)
        if result[0] == "big":
            raise LookFailed(Outcome.TOO_COMPLEX, TOO_BIG)
        if result[0] == "fault":
            raise ReaderFault(result[1])
        _, value, failed, _ = result
        if failed is not None:
            raise failed
        returned: T = value
        return returned

    def stop_all(self) -> None:
        """End all processes, busy ones too: nobody waits for them any more."""
        with self._lock:
            everyone, self._all, self._idle = self._all, set(), []
        for reader in everyone:
            reader.end()

    def _converse(self, reader: ReaderProcess, message: tuple[Any, ...], http: Asked | None) -> Any:
        """Send *message* and answer requests until another reply comes."""
        reply = self._send(reader, *message)
        while reply[0] == "ask" and http is not None:
            _, name, args, options = reply

            def make() -> Any:
                result = self._converse(reader, ("make", None, None), http)
                if result[0] != "made":
                    raise Unwound(result)
                _, value, failed = result
                if failed is not None:
                    raise failed
                return value

            answer: tuple[Any, ...]
            try:
                answer = ("answer", http.carry(name, args, options, make), None)
            except LookFailed as failed:
                answer = ("answer", None, failed)
            reply = self._send(reader, *answer)
        return reply

    def _send(self, reader: ReaderProcess, *message: Any) -> Any:
        with self._turn:
            return reader.asked(*message)

    def _take(self) -> ReaderProcess:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        try:
            reader = ReaderProcess(self.passing)
        except OSError as error:
            log.exception("no process can be started to read a large answer")
            raise LookFailed(Outcome.INTERNAL, NOT_STARTED) from error
        with self._lock:
            self._all.add(reader)
        return reader

    def _give_back(self, reader: ReaderProcess, *, sound: bool) -> None:
        with self._lock:
            if sound and reader in self._all:
                self._idle.append(reader)
                return
            self._all.discard(reader)
        reader.end()


READERS = Readers()
atexit.register(READERS.stop_all)
