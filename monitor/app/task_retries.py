"""A duty that failed: when it is tried again, when its period is over, what is said of it. Pure.

It is tried again within its period, later each time. When the period ends without it, the office
is told; of a long period the office hears before its end that there is trouble.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import clock, recurrence
from monitor.model.schedule import LONGEST, Due, Schedule, Task

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240))
LONGEST_PAUSE = max(PAUSES)
OK, FAILED, LAPSED = "ok", "failed", "lapsed"
UNASKED = 3  # failures after which a program that is started for one question has to wait as well
LATE = timedelta(days=7)  # after which the office hears of trouble that lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRun:
    """One occurrence of one task: when it was due, when it was done, what came of it.

    *failures*: how often it failed so far. *again_at*: when it is tried again, None at once.
    *ends_at*: when its period ends.
    """

    task: str
    due_at: datetime
    missed: int
    attempts: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    note: str
    failures: int = 0
    again_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def due(self) -> Due:
        """Return it as something to do."""
        return Due(task=Task(self.task), due_at=self.due_at, missed=self.missed)

    @property
    def key(self) -> tuple[Task, datetime]:
        """Return which occurrence of which task it is."""
        return Task(self.task), self.due_at

    @property
    def failed(self) -> bool:
        return self.outcome == FAILED

    def waits(self, now: datetime, *, at_once: bool = False) -> bool:
        """Say whether its next attempt is still to come.

        One later than any pause was put off by a clock that was wrong. *at_once*: who was started
        for this one question, perhaps by a person who has mended something, tries a few times.
        """
        if at_once and self.failures <= UNASKED:
            return False
        return self.again_at is not None and now < self.again_at <= now + LONGEST_PAUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is to be done now, in order; and what was begun and is not done in its period."""

    todo: tuple[Due, ...]
    lapsed: tuple[TaskRun, ...]


def agenda(
    schedule: Schedule, found: Sequence[Due], begun: Iterable[TaskRun], now: datetime
) -> Agenda:
    """Put together what is due now with what was begun before and did not succeed.

    *found*: what is due. *begun*: what was begun and is not done.
    """
    opened = {one.key: one for one in begun}
    lapsed = {key: one for key, one in opened.items() if _is_over(schedule, one, found, now)}
    known = {(one.task, one.due_at): one for one in found}
    todo = known | {key: known.get(key, one.due) for key, one in opened.items()}
    order = list(Task)
    return Agenda(
        todo=tuple(
            sorted(
                (one for key, one in todo.items() if key not in lapsed),
                key=lambda one: (order.index(one.task), one.due_at),
            )
        ),
        lapsed=tuple(lapsed.values()),
    )


def _is_over(schedule: Schedule, one: TaskRun, found: Sequence[Due], now: datetime) -> bool:
    """Say whether there is no more sense in *one*: its period ended, or a later one is due."""
    task = Task(one.task)
    if schedule.rules.get(task) is None or (one.ends_at is not None and now >= one.ends_at):
        return True
    # each quarter's draft is another one
    return task is not Task.REPORT and any(
        other.task is task and other.due_at > one.due_at for other in found
    )


def ends_at(schedule: Schedule, one: Due, now: datetime) -> datetime:
    """Return when the period of *one* ends that is begun *now*: when the next one is due."""
    rule = schedule.rules[one.task]
    start = max(one.due_at, now)
    end = rule and recurrence.upcoming(rule, start, schedule.workdays, seed=schedule.seed)
    return end or start + LONGEST


def again_at(failures: int, now: datetime) -> datetime:
    """Return when to try again after the *failures*th failure."""
    return now + PAUSES[min(failures, len(PAUSES)) - 1]


def is_late(one: TaskRun, now: datetime) -> bool:
    """Say whether the trouble with *one* has lasted so long that the office is told."""
    return one.failures >= len(PAUSES) and now - one.due_at >= LATE


def standing(one: TaskRun) -> str:
    """Say how *one* stands, in the words of the log: done, under way, failed, tried when."""
    why = f"：{one.note}" if one.note else ""
    if one.outcome == LAPSED:
        return f"本期未完成{why}"
    if one.finished_at is not None:
        return f"失败{why}" if one.failed else one.note
    if one.failed and one.again_at is not None:
        return f"失败，将于 {clock.show(one.again_at)} 再试（第{one.failures}次）{why}"
    return f"推迟，稍后再试{why}" if why else "尚未完成"


def named(one: TaskRun) -> str:
    """Return *one* as a sentence names it."""
    return f"{Task(one.task).label}（应于 {clock.show(one.due_at)}）"


def troubles(begun: Iterable[TaskRun], lapsed: Iterable[TaskRun]) -> tuple[str, ...]:
    """Return a sentence for each duty that failed and for each whose period went by without it."""
    failing = (one for one in begun if one.failures or one.note)
    return tuple(f"{named(one)}{standing(one)}" for one in (*failing, *lapsed))
