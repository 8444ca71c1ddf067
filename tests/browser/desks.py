"""The real desk in a process of its own, as an office starts it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.app import people
from monitor.app.people_store import Role
from tests.builders import NOON
from tests.desk.builders import WORD
from tests.desk.processes import READY
from tests.running import wait_until

ROOT = Path(__file__).resolve().parents[2]


@dataclass(kw_only=True)
class Desk:
    """A desk over *folder*. *at*: the moment at which it starts, its own where there is none.

    *still*: whether its clock stays there. *leaving*: what is done before it ends: a page that
    still loads when its server goes away complains.
    """

    folder: Path
    at: datetime | None = None
    still: bool = False
    port: int = 0
    started: float = 0
    leaving: list[Callable[[], None]] = field(default_factory=list)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the desk; where it ran before it takes the same port again."""
        module = ["monitor"]
        if self.at is not None:
            module = ["tests.browser.held", self.at.isoformat() + "!" * self.still]
        words = ["-C", str(self.folder), "desk", "--port", str(self.port)]
        log = self.folder / "desk.log"
        began = time.monotonic()
        with log.open("wb") as said:
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-m", *module, *words],
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                )
            )
        wait_until(lambda: bool(READY.search(log.read_text("utf-8"))) or self._ended(), 30)
        found = READY.search(log.read_text("utf-8"))
        assert found, log.read_text("utf-8")
        self.port = int(found[1])
        self.started = began

    def stop(self) -> None:
        """End the desk as a service is ended."""
        for process in self._running:
            process.terminate()
            process.wait(20)
        self._running.clear()

    def restart(self, at: datetime | None = None) -> None:
        """Start the desk anew, later where *at* says so."""
        self.stop()
        self.at = at or self.at
        self.start()

    def _ended(self) -> bool:
        return self._running[-1].poll() is not None


@contextmanager
def served(folder: Path, at: datetime | None = None, *, still: bool = False) -> Iterator[Desk]:
    """Serve the desk of *folder* from a process of its own."""
    desk = Desk(folder=folder, at=at, still=still)
    desk.start()
    try:
        yield desk
    finally:
        for leave in desk.leaving:
            leave()
        desk.stop()


def add_people(data: Path) -> None:
    """Let 张三 and 李四 work at the desk, and 王局长 read."""
    people.add(data, "zhangsan", "张三", Role.DUTY, WORD, NOON)
    people.add(data, "lisi", "李四", Role.DUTY, WORD, NOON)
    people.add(data, "wangju", "王局长", Role.LEADER, WORD, NOON)
