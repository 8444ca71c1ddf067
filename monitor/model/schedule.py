"""What is due: decided from the schedule and what was done, never from a timer's memory.

A process that slept, was off or whose clock jumped asks the same question as one that never
stopped, and gets the same answer: each occurrence is handled once. Of several missed looks,
reminders or spot checks one is enough; every missed report is written, for it is another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from monitor.model import Named, recurrence
from monitor.model.clock_offset import Comparison
from monitor.model.recurrence import Recurrence
from monitor.model.workdays import Workdays

LONGEST = timedelta(days=400)  # as far back as a missed occurrence is looked for


class Task(Named):
    """What the schedule does by itself, in the order in which it is done."""

    FULL = "full", "月度全面检查"
    SPOT = "spot", "随机抽查"
    LOOK = "look", "日常查看"
    REMIND = "remind", "更新提醒"
    REPORT = "report", "季度报告"


DEFAULTS = {
    Task.LOOK: "每天 08:30",
    Task.REMIND: "每周四 09:00",
    Task.FULL: "每月最后工作日 10:00",
    Task.SPOT: "每月2次",
    Task.REPORT: "每季度最后工作日 16:00",
}


def _defaults() -> dict[Task, Recurrence | None]:
    return {task: recurrence.parse(text) for task, text in DEFAULTS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """An address notified of every task's start, success and failure (healthchecks)."""

    url: str = field(repr=False)
    allow_private: bool = False


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """*rules*: when each task is due, None where it is switched off. *share*: of a spot check.

    *quiet*: from when to when nobody is to be disturbed by a notice. *spread*: over how long a
    day's look is spread. *escalate*: days after which an unheeded alarm goes higher.
    """

    rules: Mapping[Task, Recurrence | None] = field(default_factory=_defaults)
    share: float = 0.2
    workdays: Workdays = field(default_factory=Workdays)
    seed: str = ""
    quiet: tuple[time, time] = (time(21, 30), time(7, 30))
    ping: Ping | None = None
    spread: timedelta = timedelta(minutes=20)
    escalate: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to do now. *missed*: earlier occurrences that this one makes good."""

    task: Task
    due_at: datetime
    missed: int = 0


def due(
    schedule: Schedule, done: Mapping[Task, datetime], since: datetime, now: datetime
) -> tuple[Due, ...]:
    """Return what is due at *now*, in the order in which it is to be done.

    *done*: the last occurrence handled of each task, up to *now*. *since*: when the schedule was
    started; nothing from before is due.
    """
    dues: list[Due] = []
    for task, rule in schedule.rules.items():
        if rule is None:
            continue
        start = max(done.get(task, since), since, now - LONGEST)
        moments = recurrence.occurrences(rule, start, now, schedule.workdays, seed=schedule.seed)
        if task is Task.REPORT:
            dues.extend(Due(task=task, due_at=moment) for moment in moments)
        elif moments:
            dues.append(Due(task=task, due_at=moments[-1], missed=len(moments) - 1))
    order = list(Task)
    return tuple(sorted(dues, key=lambda item: (order.index(item.task), item.due_at)))


def started_again(
    since: datetime, done: Mapping[Task, datetime], compared: Comparison | None, now: datetime
) -> datetime | None:
    """Return since when the schedule truly runs, where it began by a clock that was behind.

    The years between an empty battery's date and the true one never passed: nothing was missed
    in them. None where it began by a right clock, or where the clock is not put right yet.
    """
    if compared is None or not compared.is_wrong or compared.offset < timedelta():
        return None
    true_at = compared.moment + compared.offset
    by_it = max((since, *done.values())) <= compared.moment
    return true_at if by_it and not compared.still_applies(now) and now >= true_at else None


def upcoming(schedule: Schedule, task: Task, now: datetime) -> datetime | None:
    """Return when *task* is due next, None where it is switched off."""
    rule = schedule.rules.get(task)
    if rule is None:
        return None
    return recurrence.upcoming(rule, now, schedule.workdays, seed=schedule.seed)
