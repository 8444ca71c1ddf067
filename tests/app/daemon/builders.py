"""An office with its platforms, its daemon, and a clock that a test turns."""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import time_machine

from monitor.app.daemon import Daemon
from monitor.app.task_run_store import TaskRunStore
from monitor.app.tasks import TaskRunner
from monitor.model import clock
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from monitor.system.secrets import Secrets
from tests.county.server import County

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Office:
    """A folder, its platforms, its daemon, and a clock that a test turns."""

    folder: Path
    county: County
    said: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def daemon(self) -> Daemon:
        """Return a daemon as it would be after a start of the program."""
        chores = TaskRunner(
            accounts=self.folder / "accounts.yaml",
            data=self.folder / "data",
            out=self.folder / "out",
            secrets_of=lambda registry: Secrets.load(
                self.folder, os.environ, registry.secret_names
            ),
            stop=self.stop,
            tell=self.said.append,
            workers=4,
        )
        return Daemon(
            chores=chores, data=self.folder / "data", stop=self.stop, tell=self.said.append
        )

    def at(self, daemon: Daemon, moment: datetime) -> int:
        """Let *daemon* ask at *moment* what is due."""
        self.county.moment = moment
        with time_machine.travel(moment, tick=False):
            return daemon.tick(clock.now())

    def by_wrong_clock(self, daemon: Daemon, now: datetime, told: datetime) -> int:
        """Let *daemon* ask at *now* what is due, while its own clock tells *told*."""
        self.county.moment = now
        with time_machine.travel(told, tick=False):
            return daemon.tick(clock.now())

    def pass_time(self, daemon: Daemon, since: datetime, until: datetime) -> None:
        moment = since
        while moment <= until:
            self.at(daemon, moment)
            moment += HOUR

    def done(self) -> list[tuple[str, datetime, int, str]]:
        with open_database(self.folder / "data" / "monitor.db") as db:
            found = TaskRunStore(db).duties(limit=500)
        return sorted((one.task, one.due_at, one.missed, one.outcome) for one in found)


def day(month: int, number: int, hour: int = 0, year: int = 2021) -> datetime:
    return datetime(year, month, number, hour, tzinfo=BEIJING)


def tasks(office: Office, task: str) -> list[datetime]:
    return [due_at.astimezone(BEIJING) for name, due_at, _, _ in office.done() if name == task]


def mornings(office: Office, first: datetime, number: int) -> None:
    """Let a daemon ask on so many mornings, the clock right."""
    for more in range(number):
        office.at(office.daemon(), first + timedelta(days=more))
