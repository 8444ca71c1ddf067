"""The schedule of accounts.yaml: its tasks, when each is due, what else was settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from monitor.model import Named, recurrence
from monitor.model.clock_offset import Comparison
from monitor.model.cluster import Cluster
from monitor.model.recurrence import Recurrence
from monitor.model.workdays import Workdays

LONGEST = timedelta(days=400)  # as far back as a missed occurrence is looked for
MOST_MISSED = 10_000  # are counted; only a schedule by the minute has more of them


class Task(Named):
    """What the schedule does by itself, in the order in which it is done."""

    FULL = "full", "月度全面检查"
    SPOT = "spot", "随机抽查"
    LOOK = "look", "日常查看"
    REMIND = "remind", "更新提醒"
    REPORT = "report", "季度报告"


class StatusPage(Named):
    """What the page for officials says, which is written after every look (状态网页)."""

    NONE = "none", "停用"
    COUNTS = "counts", "汇总"
    PUBLIC = "public", "公开"


DEFAULTS = {
    Task.LOOK: "每天 08:30",
    Task.REMIND: "每周五 09:00",
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
    *status_page*: whether the page for officials names units and accounts. *cluster*: from where
    its checks look, None where from this machine.
    """

    rules: Mapping[Task, Recurrence | None] = field(default_factory=_defaults)
    share: float = 0.2
    workdays: Workdays = field(default_factory=Workdays)
    seed: str = ""
    quiet: tuple[time, time] = (time(21, 30), time(7, 30))
    ping: Ping | None = None
    spread: timedelta = timedelta(minutes=20)
    escalate: int = 7
    status_page: StatusPage = StatusPage.COUNTS
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to do now. *missed*: how many earlier occurrences it makes good."""

    task: Task
    due_at: datetime
    missed: int = 0


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


def show_missed(number: int) -> str:
    """Return how many occurrences were missed, as staff read it."""
    return f"{number} 次{'以上' if number >= MOST_MISSED else ''}"
