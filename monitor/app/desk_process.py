"""The desk as a child of the daemon: one thing to start, and a page's fault stops no schedule.

It ends with the daemon, however that ends: the child reads a pipe whose other end dies with its
parent. Where it ends by itself it is started again, later each time.
"""

import contextlib
import importlib.util
import logging
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import IO, Any

from monitor.app.passwords import MISSING
from monitor.model.errors import RequestError
from monitor.model.system_errors import reason_of
from monitor.system import heartbeat

log = logging.getLogger(__name__)

NEEDED = ("flask", "waitress", "argon2")  # looked for, and left to the child to load
KEPT = "--kept"  # tells the child that its input is the pipe
PAUSES = (2, 5, 15, 60, 300)  # seconds before it is started again
STEADY = 300  # seconds after which an end is the first one again
MOMENT = 0.5  # seconds between two looks at it; twice, and whoever ended us both has done so
LAST_WORDS = 10  # seconds to end in before it is made to


@dataclass(kw_only=True)
class _Keeper:
    """Keeps one desk going. *tell*: for what it says, and how it ended."""

    command: Sequence[str]
    tell: Callable[[str], None]
    pauses: Sequence[float]
    ended: Event = field(default_factory=Event)

    def run(self) -> None:
        failures = 0
        while not self.ended.is_set():
            began = time.monotonic()
            why = self._once()
            if self.ended.wait(2 * MOMENT):  # a service manager may have ended both of us
                return
            failures = 1 if time.monotonic() - began > STEADY else failures + 1
            pause = self.pauses[min(failures, len(self.pauses)) - 1]
            log.warning("the desk ended: %s", why)
            self.tell(f"值班台停止了（{why}），{pause:g}秒后重新启动。")
            self.ended.wait(pause)

    def _once(self) -> str:
        """Run the desk until it ends or is to end; return how it ended."""
        try:
            process = subprocess.Popen(  # noqa: S603  # this very program
                [*self.command, KEPT],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=_environment(),
                **_apart(),
            )
        except OSError as error:
            return reason_of(error)
        reader = Thread(target=self._repeat, args=(process.stderr,), daemon=True)
        reader.start()
        while process.poll() is None and not self.ended.wait(MOMENT):
            pass
        _end(process)
        reader.join(LAST_WORDS)
        return f"退出码 {process.returncode}"

    def _repeat(self, messages: IO[str]) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in messages:
                if line.strip():
                    self.tell(f"值班台：{line.rstrip()}")


@contextmanager
def beside(
    command: Sequence[str], tell: Callable[[str], None], pauses: Sequence[float] = PAUSES
) -> Iterator[None]:
    """Keep the desk that *command* serves going; raises RequestError where its extra is missing."""
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        raise RequestError(MISSING)
    keeper = _Keeper(command=command, tell=tell, pauses=pauses)
    thread = Thread(target=keeper.run, name="desk")
    thread.start()
    try:
        yield
    finally:
        keeper.ended.set()
        thread.join()


def _end(process: "subprocess.Popen[str]") -> None:
    """Let *process* end by itself, and make it where it does not."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    for make in (process.terminate, process.kill, None):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LAST_WORDS)
            return
        if make is not None:
            make()


def _environment() -> dict[str, str]:
    """Return what the child inherits: it must not speak to the service manager in our name."""
    kept = {name: value for name, value in os.environ.items() if name != heartbeat.SOCKET}
    return kept | {"PYTHONIOENCODING": "utf-8"}


def _apart() -> dict[str, Any]:
    """Return what keeps a Ctrl+C in our window from the child: we end it in our own time."""
    if os.name == "nt":
        return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return {"start_new_session": True}
