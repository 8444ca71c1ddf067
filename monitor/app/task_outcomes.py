"""What became of each duty, written down; kept in mind while the disk or a lock refuses it."""

import logging
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from monitor.app.task_log import TaskLog
from monitor.app.task_retries import FAILED, LAPSED, OK, TaskRun, again_at
from monitor.model.errors import MonitorError
from monitor.model.schedule import Due, Task
from monitor.system.database import open_database

log = logging.getLogger(__name__)

Key = tuple[Task, datetime]


@dataclass(kw_only=True)
class TaskRecorder:
    """Records what became of a data directory's duties.

    What cannot be written is kept in mind and written later: what was done is not done again for
    want of a line about it, and what failed waits its time all the same.
    """

    data: Path
    _unwritten: dict[Key, TaskRun] = field(default_factory=dict, init=False)

    def begin(self, due: Due, now: datetime, ends_at: datetime) -> None:
        """Record that *due* is begun; raises MonitorError where that cannot be written."""
        with open_database(self.data / "monitor.db") as db:
            TaskLog(db).begin_duty(
                due.task.value, due.due_at, missed=due.missed, at=now, ends_at=ends_at
            )

    def end(self, run: TaskRun) -> None:
        """Record the outcome of a duty, now or as soon as that can be written."""
        self._unwritten[run.key] = run
        self.catch_up()

    def catch_up(self) -> None:
        """Write what could not be written so far."""
        for key, run in tuple(self._unwritten.items()):
            try:
                self._write(run)
            except (MonitorError, OSError) as error:
                log.warning("the log of duties cannot be written: %s", error)
                continue
            del self._unwritten[key]

    def unwritten(self, due: Due) -> TaskRun | None:
        """Return the run of *due* that could not be written yet, None without one."""
        return self._unwritten.get((due.task, due.due_at))

    def _write(self, run: TaskRun) -> None:
        with open_database(self.data / "monitor.db") as db:
            task_log = TaskLog(db)
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


def begun(due: Due, earlier: TaskRun | None, now: datetime, ends_at: datetime) -> TaskRun:
    """Return the run of *due*, begun *now*. *earlier*: its earlier attempts."""
    if earlier is not None:
        return replace(earlier, started_at=now, again_at=None, outcome="", note="")
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


def put_off(run: TaskRun, note: str) -> TaskRun:
    """Return *run* as waiting for somebody else."""
    return replace(run, outcome="", note=note)


def lapsed(run: TaskRun, now: datetime) -> TaskRun:
    """Return *run* as lapsed."""
    return replace(run, outcome=LAPSED, finished_at=now)
