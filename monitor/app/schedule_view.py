"""The schedule as people are shown it: what comes, what was done, what a wrong clock dated."""

from dataclasses import dataclass
from datetime import datetime

from monitor.app.occurrences import next_of
from monitor.app.task_retries import TaskRun
from monitor.app.task_run_store import TaskRunStore
from monitor.model.recurrence import Recurrence
from monitor.model.schedule import Schedule, Task
from monitor.system.connection import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingTask:
    """A task with its rule and its next moment, None where it is switched off."""

    task: Task
    rule: Recurrence | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """*past*: the latest first; *ahead*: what is dated in the future, until *newest_at*."""

    coming: tuple[ComingTask, ...]
    past: tuple[TaskRun, ...]
    ahead: tuple[TaskRun, ...]
    newest_at: datetime | None


def schedule_view(db: Database, plan: Schedule, now: datetime, limit: int) -> ScheduleView:
    """Return the schedule *plan* as it stands *now*, with up to *limit* runs of the past."""
    task_log = TaskRunStore(db)
    return ScheduleView(
        coming=tuple(
            ComingTask(task=task, rule=plan.rules.get(task), at=next_of(plan, task, now))
            for task in Task
        ),
        past=task_log.duties(limit, now=now),
        ahead=task_log.duties(limit, now=now, ahead=True),
        newest_at=task_log.duty_ahead(now),
    )
