"""The scheduled tasks themselves: looks and checks, reminders, the quarter's draft."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.app import check, clock_notices, head_comparison, task_retries, wrong_clock
from monitor.app.task_retries import TaskRun
from monitor.app.tasks import check_tasks, report_tasks, task_notices
from monitor.app.tasks.last_valid_register import LastValidRegister
from monitor.app.tasks.task_context import Alive, TaskContext
from monitor.model.errors import MonitorError
from monitor.model.schedule import Schedule, Task
from monitor.notices import delivery
from monitor.notices.channels.posting import NETWORK, post
from monitor.notices.notice import Notice
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.system.database import open_database

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class TaskRunner(TaskContext):
    """Does one task at a time, by the register as it stands then.

    A register that somebody is just breaking does not stop the schedule: the last sound one
    counts until it is whole again, and the office is told.
    """

    accounts: Path
    _register: LastValidRegister = field(init=False)

    def __post_init__(self) -> None:
        self._register = LastValidRegister(path=self.accounts, data=self.data, tell=self.tell)

    def schedule(self) -> Schedule:
        """Return the schedule as accounts.yaml has it now."""
        return self.registry().schedule

    def registry(self) -> Registry:
        """Return the register, or the last sound one where it has faults now."""
        return self._register.read()

    def perform(self, task: Task, due_at: datetime, now: datetime, alive: Alive) -> str | None:
        """Do *task*; return its outcome in one sentence, None while more of it is to come."""
        registry = self.registry()
        match task:
            case Task.LOOK:
                return check_tasks.look(self, registry, due_at, now, alive)
            case Task.FULL:
                return check_tasks.full(self, registry, due_at, now, alive)
            case Task.SPOT:
                return check_tasks.spot(self, registry, due_at, now, alive)
            case Task.REMIND:
                return report_tasks.remind(self, registry, due_at, now)
            case Task.REPORT:
                return report_tasks.report(self, self.accounts.parent, registry, due_at, now)

    def again(self, since: datetime, now: datetime, alive: Alive) -> datetime | None:
        """Look once more at what failed in passing *since*; return when to ask again."""
        return check_tasks.again(self, self.registry(), since, now, alive)

    def tell_of_duty_ahead(self, at: datetime, now: datetime) -> None:
        """Report a duty in the log of the schedule that is dated in the future."""
        self.tell(f"{wrong_clock.ahead_of_schedule(at)}。")
        self._put([clock_notices.duty_ahead(at)], now)

    def tell_of_register(self, now: datetime) -> None:
        """Tell the office that accounts.yaml is not gone by as it stands, or lacks accounts."""
        if (trouble := self._register.notice(now)) is not None:
            self._put([trouble], now)
            self._register.noted()

    def tell_of_lapsed(self, listed: Sequence[TaskRun], now: datetime) -> None:
        """Tell the office what was not done in its period."""
        for run in listed:
            self.tell(f"{task_retries.run_label(run)}{task_retries.status_text(run)}。")
        self._put([task_notices.lapsed(run) for run in listed], now)

    def tell_of_late(self, run: TaskRun, now: datetime) -> None:
        """Tell the office of a duty that has failed for long and is tried again."""
        self._put([task_notices.late(run)], now)

    def _put(self, notices: Sequence[Notice], now: datetime) -> None:
        with open_database(self.data / "monitor.db") as db:
            delivery.enqueue(Outbox(db), notices, self.registry().channels, now)

    def mend(self, now: datetime) -> None:
        """Repair what an interrupted check left in evidence and database."""
        with check.exclusive(self.data, now), open_database(self.data / "monitor.db") as db:
            check.recover(db, self.data / "evidence", self.tell, at=now)

    def deliver(self, now: datetime) -> int:
        """Deliver the outbox; return how many channels accepted their messages."""
        registry = self.registry()
        with open_database(self.data / "monitor.db") as db:
            outbox = Outbox(db)
            delivery.put_stranded(outbox, registry.channels, now)
            if delivery.is_quiet(now, registry.schedule.quiet):
                return 0
            names = {route.name for route in registry.channels}
            if not any(message.channel in names for message in outbox.waiting(now)):
                return 0
            keys = self.secrets_of(registry)
            return delivery.deliver(outbox, registry.channels, keys, now, self.tell)

    def ping(self, what: str) -> None:
        """Post to ``schedule.ping``; a failure is logged only."""
        try:
            registry = self.registry()
            if registry.schedule.ping is None:
                return
            ping = self.secrets_of(registry).fill(registry.schedule.ping)
            payload = head_comparison.ping_payload(self.data)
            address = f"{ping.url.rstrip('/')}{what}"
            post(address, payload, allow_private=ping.allow_private, setting=NETWORK)
        except (MonitorError, OSError, ValueError) as error:
            log.warning("the ping was not taken: %s", error)
