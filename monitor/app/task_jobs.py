"""The jobs of the scheduler: one a task, at its next occurrence; and how long others pause.

A job only wakes the daemon, which asks the database what is due. So a job that comes late, twice or
for nothing does no harm, and what passed while nobody was awake is not counted here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

from monitor.app.occurrences import upcoming
from monitor.model.recurrence import Recurrence
from monitor.model.schedule import Schedule, Task
from monitor.model.workdays import Workdays


@dataclass(frozen=True, kw_only=True)
class NextOccurrence(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The first occurrence of *rule* after now.

    From an empty battery's date to the true one APScheduler would list every minute of the years
    between before it takes the last of them.
    """

    rule: Recurrence
    workdays: Workdays
    seed: str

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first occurrence after *now*, whatever came before."""
        return upcoming(self.rule, now, self.workdays, seed=self.seed)


@dataclass(frozen=True, kw_only=True)
class Pause(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """So long after now: an interval that lists nothing when the clock jumps."""

    span: timedelta

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """Return the moment that is a pause later than *now*."""
        return now + self.span


@dataclass(frozen=True, kw_only=True)
class TaskJobs:
    """The jobs in *scheduler*. *perform*: does what is due of a task."""

    scheduler: BaseScheduler
    perform: Callable[[Task], object]

    def follow(self, schedule: Schedule, now: datetime) -> None:
        """Give each task its job, as *schedule* has it and as the clock says now.

        A job whose moment is not the one expected was made before the clock was put right.
        """
        for task in Task:
            rule, job = schedule.rules.get(task), self.scheduler.get_job(task.value)
            if rule is None:
                if job is not None:
                    job.remove()
                continue
            trigger = NextOccurrence(rule=rule, workdays=schedule.workdays, seed=schedule.seed)
            next_at = trigger.get_next_fire_time(None, now)
            if job is None or job.trigger != trigger or job.next_run_time != next_at:
                self.scheduler.add_job(
                    self.perform, trigger, (task,), id=task.value, replace_existing=True
                )
