"""A duty that failed: when it is tried again, when its period is over, what is said of it. Pure.

It is tried again within its period, later each time. When the period ends without it, the office
is told; of a long period the office hears before its end that there is trouble.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import clock
from monitor.model.schedule import Due, Schedule, Task

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
        """Return the due occurrence."""
        return Due(task=Task(self.task), due_at=self.due_at, missed=self.missed)

    @property
    def key(self) -> tuple[Task, datetime]:
        """Return the task and the moment it was due."""
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
    """What is to be done now, in order, and what was not done in its period."""

    todo: tuple[Due, ...]
    lapsed: tuple[TaskRun, ...]


def agenda(
    schedule: Schedule, due_now: Sequence[Due], begun: Iterable[TaskRun], now: datetime
) -> Agenda:
    """Merge what is due now with what was begun before and did not succeed.

    *due_now*: what is due. *begun*: what was begun and is not done.
    """
    opened = {run.key: run for run in begun}
    lapsed = {key: run for key, run in opened.items() if _is_over(schedule, run, due_now, now)}
    by_key = {(due.task, due.due_at): due for due in due_now}
    todo = by_key | {key: by_key.get(key, run.due) for key, run in opened.items()}
    order = list(Task)
    return Agenda(
        todo=tuple(
            sorted(
                (due for key, due in todo.items() if key not in lapsed),
                key=lambda due: (order.index(due.task), due.due_at),
            )
        ),
        lapsed=tuple(lapsed.values()),
    )


def _is_over(schedule: Schedule, run: TaskRun, due_now: Sequence[Due], now: datetime) -> bool:
    """Say whether the period of *run* ended, or a later occurrence is due."""
    task = Task(run.task)
    if schedule.rules.get(task) is None or (run.ends_at is not None and now >= run.ends_at):
        return True
    # each quarter's draft is another one
    return task is not Task.REPORT and any(
        other.task is task and other.due_at > run.due_at for other in due_now
    )


def again_at(failures: int, now: datetime) -> datetime:
    """Return when to try again after the *failures*th failure."""
    return now + PAUSES[min(failures, len(PAUSES)) - 1]


def is_late(run: TaskRun, now: datetime) -> bool:
    """Say whether *run* has failed for so long that the office is told."""
    return run.failures >= len(PAUSES) and now - run.due_at >= LATE


def status_text(run: TaskRun) -> str:
    """Return the state of *run* in the words of the log: done, under way, failed, tried when."""
    why = f"：{run.note}" if run.note else ""
    if run.outcome == LAPSED:
        return f"本期未完成{why}"
    if run.finished_at is not None:
        return f"失败{why}" if run.failed else run.note
    if run.failed and run.again_at is not None:
        return f"失败，将于 {clock.show(run.again_at)} 再试（第{run.failures}次）{why}"
    return f"推迟，稍后再试{why}" if why else "尚未完成"


def run_label(run: TaskRun) -> str:
    """Return the name of *run* in a sentence."""
    return f"{Task(run.task).label}（应于 {clock.show(run.due_at)}）"


def troubles(begun: Iterable[TaskRun], lapsed: Iterable[TaskRun]) -> tuple[str, ...]:
    """Return a sentence for each duty that failed, and for each that lapsed."""
    failing = (run for run in begun if run.failures or run.note)
    return tuple(f"{run_label(run)}{status_text(run)}" for run in (*failing, *lapsed))
