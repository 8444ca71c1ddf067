"""The outcome of each task run, written down; held in memory while that is impossible."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor.app.task_retries import FAILED, LAPSED, OK, TaskRun, again_at
from monitor.app.task_run_store import TaskRunStore
from monitor.model.errors import MonitorError
from monitor.model.schedule import Due, Task
from monitor.system.database import open_database

log = logging.getLogger(__name__)

Key = tuple[Task, datetime]


@dataclass(kw_only=True)
class TaskRunLog:
    """The log of a data directory's task runs.

    What cannot be written is held in memory and written later: a finished task is not repeated
    because its log line could not be written, and a failed one waits before it is tried again.
    """

    data: Path
    _unwritten: dict[Key, TaskRun] = field(default_factory=dict, init=False)

    def begin(self, due: Due, now: datetime, ends_at: datetime) -> None:
        """Record that *due* is begun; raises MonitorError where that cannot be written."""
        with open_database(self.data / "monitor.db") as db:
            TaskRunStore(db).begin_duty(
                due.task.value, due.due_at, missed=due.missed, at=now, ends_at=ends_at
            )

    def end(self, run: TaskRun) -> None:
        """Record the outcome of *run*, now or as soon as that can be written."""
        self._unwritten[run.key] = run
        self.catch_up()

    def catch_up(self) -> None:
        """Write what could not be written so far."""
        for key, run in tuple(self._unwritten.items()):
            try:
                self._write(run)
            except (MonitorError, OSError) as error:
                log.warning("the log of task runs cannot be written: %s", error)
                continue
            del self._unwritten[key]

    def unwritten(self, due: Due) -> TaskRun | None:
        """Return the run of *due* that could not be written yet, None without one."""
        return self._unwritten.get((due.task, due.due_at))

    def _write(self, run: TaskRun) -> None:
        with open_database(self.data / "monitor.db") as db:
            task_log = TaskRunStore(db)
            if not task_log.attempts_at(run.task, run.due_at):
                task_log.begin_duty(
                    run.task, run.due_at, missed=run.missed, at=run.started_at, ends_at=run.ends_at
                )
            if run.outcome == FAILED and run.again_at is not None:
                task_log.fail_duty(
                    run.task,
                    run.due_at,
                    failures=run.failures,
                    again_at=run.again_at,
                    note=run.note,
                )
            elif run.finished_at is None:
                task_log.put_off_duty(run.task, run.due_at, note=run.note)
            else:
                task_log.finish_duty(
                    run.task, run.due_at, at=run.finished_at, outcome=run.outcome, note=run.note
                )


def started(due: Due, previous: TaskRun | None, now: datetime, ends_at: datetime) -> TaskRun:
    """Return the run of *due*, started *now*. *previous*: the attempt before this one."""
    if previous is not None:
        return replace(previous, started_at=now, again_at=None, outcome="", note="")
    return TaskRun(
        task=due.task.value,
        due_at=due.due_at,
        missed=due.missed,
        attempts=1,
        started_at=now,
        finished_at=None,
        outcome="",
        note="",
        ends_at=ends_at,
    )


def done(run: TaskRun, now: datetime, note: str) -> TaskRun:
    """Return *run* as done."""
    return replace(run, outcome=OK, finished_at=now, note=note)


def failed(run: TaskRun, now: datetime, note: str) -> TaskRun:
    """Return *run* as failed once more, to be tried again later."""
    failures = run.failures + 1
    return replace(
        run, outcome=FAILED, failures=failures, again_at=again_at(failures, now), note=note
    )


def postponed(run: TaskRun, note: str) -> TaskRun:
    """Return *run* as not tried: it waits until the lock is free."""
    return replace(run, outcome="", note=note)


def lapsed(run: TaskRun, now: datetime) -> TaskRun:
    """Return *run* as lapsed."""
    return replace(run, outcome=LAPSED, finished_at=now)
