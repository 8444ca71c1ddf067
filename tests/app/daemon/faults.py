"""Faults put into a daemon's way, and what came of its duties in spite of them."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from monitor.app.daemon import Daemon
from monitor.app.task_retries import TaskRun
from monitor.app.task_run_store import TaskRunStore
from monitor.model.errors import StoreError
from monitor.model.schedule import Task
from monitor.notices.notice import Kind
from monitor.notices.outbox import Outbox
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.daemon.builders import Office, day
from tests.app.daemon.conftest import CHANNEL
from tests.county.register import only_first

NINE = day(12, 14, 9)
MODES = {Task.LOOK: "look", Task.SPOT: "sample", Task.FULL: "full"}
ERRORS: dict[str, Callable[[], Exception]] = {
    "full disk": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "locked": lambda: StoreError("数据库读写失败：数据库被其他程序占用"),
    "a bug": lambda: KeyError("x"),
    "no memory": MemoryError,
}


class Killed(BaseException):
    """Ends everything at once, as a kill does."""


@dataclass
class Fault:
    """Breaks what a daemon does, before or after it is done, while there is an *error*."""

    error: Callable[[], BaseException] | None
    after: bool
    hit: int = 0

    def into(self, daemon: Daemon) -> Daemon:
        sound = daemon.chores.perform

        def perform(
            task: Task, due_at: datetime, now: datetime, alive: Callable[[], None]
        ) -> str | None:
            if self.error is not None and not self.after:
                self.hit += 1
                raise self.error()
            said = sound(task, due_at, now, alive)
            if self.error is not None:
                self.hit += 1
                raise self.error()
            return said

        daemon.chores.perform = perform  # type: ignore[method-assign]
        return daemon


def only(office: Office, task: Task, rule: str = "每天 08:30") -> None:
    """Leave two accounts, and one task of the schedule."""
    path = office.folder / "accounts.yaml"
    only_first(path, 2)
    rules = ", ".join(f"{one.value}: {rule if one is task else '停用'}" for one in Task)
    text = path.read_text("utf-8").replace("share: 10%, spread: 0", f"share: 100%, {rules}")
    text = text.replace("}\n\nunits:", ", spread: 0}\n" + CHANNEL + "\nunits:", 1)
    path.write_text(text, "utf-8")


def log_of(office: Office) -> list[TaskRun]:
    with open_database(office.folder / "data" / "monitor.db") as db:
        return sorted(TaskRunStore(db).duties(limit=100), key=lambda one: one.due_at)


def notices_of(office: Office, kind: Kind) -> list[str]:
    with open_database(office.folder / "data" / "monitor.db") as db:
        return [
            one.notice.text
            for one in Outbox(db).latest_entries(limit=100)
            if one.notice.kind is kind
        ]


def is_made_once(office: Office, task: Task) -> bool:
    """Say whether what *task* makes is there, and once."""
    folder = office.folder
    with open_database(folder / "data" / "monitor.db") as db:
        runs = [
            one.mode for one in VerdictReader(db).runs() if not one.interrupted and one.finished_at
        ]
    match task:
        case Task.REMIND:
            files = len(list((folder / "out" / "reminders").glob("*.txt")))
            return (files, len(notices_of(office, Kind.WEEKLY)), runs) == (1, 1, [])
        case Task.REPORT:
            papers = len(list((folder / "out").glob("*/*.docx")))  # a sheet for signing with each
            return (papers, len(notices_of(office, Kind.REPORT)), runs) == (4, 1, [])
        case _:
            return runs == [MODES[task]]
