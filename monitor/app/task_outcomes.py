"""What became of each duty, written down; kept in mind while the disk or a lock refuses it."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor.app.store import Store
from monitor.app.task_retries import FAILED, LAPSED, OK, TaskRun, again_at
from monitor.model.errors import MonitorError
from monitor.model.schedule import Due, Task

log = logging.getLogger(__name__)

Key = tuple[Task, datetime]


@dataclass(kw_only=True)
class DutyLog:
    """The log of a data directory's duties.

    What cannot be written is kept in mind and written later: what was done is not done again for
    want of a line about it, and what failed waits its time all the same.
    """

    data: Path
    _unwritten: dict[Key, TaskRun] = field(default_factory=dict, init=False)

    def begin(self, one: Due, now: datetime, ends_at: datetime) -> None:
        """Say that *one* is begun; raises MonitorError where that cannot be written."""
        with self._store() as store:
            store.begin_duty(one.task.value, one.due_at, missed=one.missed, at=now, ends_at=ends_at)

    def end(self, one: TaskRun) -> None:
        """Say how a duty stands by its outcome, now or as soon as that can be written."""
        self._unwritten[one.key] = one
        self.catch_up()

    def catch_up(self) -> None:
        """Write what could not be written so far."""
        for key, one in tuple(self._unwritten.items()):
            try:
                self._write(one)
            except (MonitorError, OSError) as error:
                log.warning("the log of duties cannot be written: %s", error)
                continue
            del self._unwritten[key]

    def unwritten(self, one: Due) -> TaskRun | None:
        """Return how *one* stands where that is in mind only."""
        return self._unwritten.get((one.task, one.due_at))

    def _write(self, one: TaskRun) -> None:
        with self._store() as store:
            if not store.attempts_at(one.task, one.due_at):
                store.begin_duty(
                    one.task, one.due_at, missed=one.missed, at=one.started_at, ends_at=one.ends_at
                )
            if one.outcome == FAILED and one.again_at is not None:
                store.fail_duty(
                    one.task,
                    one.due_at,
                    failures=one.failures,
                    again_at=one.again_at,
                    note=one.note,
                )
            elif one.finished_at is None:
                store.put_off_duty(one.task, one.due_at, note=one.note)
            else:
                store.finish_duty(
                    one.task, one.due_at, at=one.finished_at, outcome=one.outcome, note=one.note
                )

    def _store(self) -> Store:
        return Store(self.data / "monitor.db")


def begun(one: Due, known: TaskRun | None, now: datetime, ends_at: datetime) -> TaskRun:
    """Return *one* as it stands when it is begun *now*. *known*: what earlier attempts gave."""
    if known is not None:
        return replace(known, started_at=now, again_at=None, outcome="", note="")
    return TaskRun(
        task=one.task.value,
        due_at=one.due_at,
        missed=one.missed,
        attempts=1,
        started_at=now,
        finished_at=None,
        outcome="",
        note="",
        ends_at=ends_at,
    )


def done(one: TaskRun, now: datetime, note: str) -> TaskRun:
    """Return *one* as done."""
    return replace(one, outcome=OK, finished_at=now, note=note)


def failed(one: TaskRun, now: datetime, note: str) -> TaskRun:
    """Return *one* as failed once more, to be tried again later."""
    failures = one.failures + 1
    return replace(
        one, outcome=FAILED, failures=failures, again_at=again_at(failures, now), note=note
    )


def put_off(one: TaskRun, note: str) -> TaskRun:
    """Return *one* as waiting for somebody else."""
    return replace(one, outcome="", note=note)


def lapsed(one: TaskRun, now: datetime) -> TaskRun:
    """Return *one* as not done in its period."""
    return replace(one, outcome=LAPSED, finished_at=now)
