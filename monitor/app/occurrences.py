"""What is due now and what comes next, asked of the triggers.

A process that slept, was off or whose clock jumped asks the same question as one that never
stopped, and gets the same answer: each occurrence is handled once. Of several missed looks,
reminders or spot checks one is enough; every missed report is written, for it is another one.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice

from monitor.app.triggers import trigger_of
from monitor.model.recurrence import Recurrence
from monitor.model.schedule import LONGEST, MOST_MISSED, Due, Schedule, Task
from monitor.model.workdays import Workdays

SPANS = tuple(timedelta(days=days) for days in (1, 7, 31, 95, LONGEST.days))


def occurrences(
    rule: Recurrence, since: datetime, until: datetime, workdays: Workdays, *, seed: str = ""
) -> Iterator[datetime]:
    """Yield every moment after *since*, up to and including *until*, in order, in UTC."""
    trigger = trigger_of(rule, workdays, seed, until)
    moment = since
    while (moment := trigger.get_next_fire_time(moment, moment)) is not None:
        yield moment.astimezone(UTC)


def latest(
    rule: Recurrence, moment: datetime, workdays: Workdays, *, seed: str = ""
) -> datetime | None:
    """Return the last occurrence up to *moment*, None where there was none for long."""
    for span in SPANS:
        moments = tuple(occurrences(rule, moment - span, moment, workdays, seed=seed))
        if moments:
            return moments[-1]
    return None


def upcoming(
    rule: Recurrence, moment: datetime, workdays: Workdays, *, seed: str = ""
) -> datetime | None:
    """Return the first occurrence after *moment*, None where there is none for long."""
    return next(occurrences(rule, moment, moment + LONGEST, workdays, seed=seed), None)


def due(
    schedule: Schedule, done: Mapping[Task, datetime], since: datetime, now: datetime
) -> tuple[Due, ...]:
    """Return what is due at *now*, in the order in which it is to be done.

    *done*: the last occurrence handled of each task, up to *now*. *since*: when the schedule was
    started; nothing from before is due.
    """
    dues: list[Due] = []
    for task, rule in schedule.rules.items():
        if rule is not None:
            start = max(done.get(task, since), since, now - LONGEST)
            dues.extend(_due(schedule, task, rule, start, now))
    order = list(Task)
    return tuple(sorted(dues, key=lambda item: (order.index(item.task), item.due_at)))


def _due(
    schedule: Schedule, task: Task, rule: Recurrence, start: datetime, now: datetime
) -> Iterator[Due]:
    moments = occurrences(rule, start, now, schedule.workdays, seed=schedule.seed)
    if task is Task.REPORT:
        yield from (Due(task=task, due_at=moment) for moment in moments)
        return
    counted = tuple(islice(moments, MOST_MISSED + 1))
    last = counted[-1] if counted else None
    if len(counted) > MOST_MISSED:
        last = latest(rule, now, schedule.workdays, seed=schedule.seed)
    if last is not None:
        yield Due(task=task, due_at=last, missed=len(counted) - 1)


def ends_at(schedule: Schedule, due: Due, now: datetime) -> datetime:
    """Return when the period of *due*, begun *now*, ends: when its next occurrence is due."""
    start = max(due.due_at, now)
    return next_of(schedule, due.task, start) or start + LONGEST


def next_of(schedule: Schedule, task: Task, now: datetime) -> datetime | None:
    """Return when *task* is due next, None where it is switched off."""
    rule = schedule.rules.get(task)
    if rule is None:
        return None
    return upcoming(rule, now, schedule.workdays, seed=schedule.seed)
