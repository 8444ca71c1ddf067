"""Does what is due, tries again what failed, tells what stands in the way.

What is due is decided from what was done (``monitor.app.occurrences``), so that sleep, power
failure and a clock that jumps neither lose nor double anything.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from monitor.app import task_run_log
from monitor.app.occurrences import due, ends_at
from monitor.app.task_retries import PAUSES, TaskRun, agenda, is_late, run_label, status_text
from monitor.app.task_run_log import Key, TaskRunLog
from monitor.app.task_run_store import TaskRunStore
from monitor.app.tasks import TaskRunner
from monitor.model import clock
from monitor.model.errors import Busy, MonitorError
from monitor.model.schedule import LONGEST, Due, Schedule, Task, show_missed, started_again
from monitor.model.system_errors import reason_of
from monitor.system import heartbeat
from monitor.system.database import open_database
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.look_retries import LONGEST_PAUSE

log = logging.getLogger(__name__)

ASIDE = {  # what is done beside the duties, as a sentence says that it failed
    "register": "名单的异常暂时不能通知",
    "ahead": "日程的提示暂时不能登记",
    "lapsed": "未完成的事项暂时不能登记",
    "late": "未完成的事项暂时不能通知",
    "mend": "上次中途停止的检查暂时不能整理",
    "deliver": "通知暂时不能发送",
}
BEAT = timedelta(seconds=30)  # between two signs of life while something takes long
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(kw_only=True)
class Daemon:
    """Does what is due. *tell*: remarks for people; *stop*: asks it to come to an end.

    *schedule*: as it stood at the last question. *failed*, *waiting*: how much of what was due
    failed then, or had to wait.
    """

    chores: TaskRunner
    data: Path
    stop: Event
    tell: Callable[[str], None]
    alive_at: float = field(default_factory=time.monotonic)
    schedule: Schedule | None = field(default=None, init=False)
    failed: int = field(default=0, init=False)
    waiting: int = field(default=0, init=False)
    _log: TaskRunLog = field(init=False)
    _under_way: Due | None = field(default=None, init=False)
    _beat_at: datetime = field(default=EARLIEST, init=False)
    _doing: str = field(default="", init=False)
    _again_at: datetime | None = field(default=EARLIEST, init=False)
    _ahead: datetime | None = field(default=None, init=False)
    _torn: bool = field(default=True, init=False)  # a check may have broken off: to be mended
    _seen: bool = field(default=False, init=False)  # the database was there
    _troubles: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._log = TaskRunLog(data=self.data)

    def ask(self, now: datetime, task: Task | None = None) -> None:
        """Do what is due at *now*; an error is reported, and tried again at the next question.

        *task*: as for a tick. The same trouble is told once.
        """
        try:
            self.tick(now, task)
        except MonitorError as error:
            self._say("ask", f"暂时不能核对到期事项，稍后再试：{error}")
        except Exception as error:
            log.exception("asking what is due failed")
            self._say("ask", f"暂时不能核对到期事项，稍后再试：{_why(error)}")
        else:
            self._troubles.pop("ask", None)

    def tick(self, now: datetime, task: Task | None = None) -> int:
        """Do everything that is due at *now*; return how much that was.

        *task*: do what is due of it and of those that come before it in the order, nothing else.
        """
        self.alive()
        self.failed = self.waiting = 0
        if self._is_gone():
            return 0
        schedule = self.schedule = self.chores.schedule()
        self._log.catch_up()
        with open_database(self.data / "monitor.db") as db:
            task_log = TaskRunStore(db)
            since = task_log.schedule_since(now)
            done = {Task(task): at for task, at in task_log.last_duties(now).items()}
            compared, ahead = ClockLog(db).compared(), task_log.duty_ahead(now)
            if (start := started_again(since, done, compared, now)) is not None:
                task_log.restart_schedule(start)
                since = start
            begun = task_log.open_duties(now)
        self._seen = True
        if self._torn:
            self._mend(now)
        self._try("register", lambda: self.chores.tell_of_register(now))
        self._say_ahead(ahead, now)
        plan = agenda(schedule, due(schedule, done, since, now), begun, now)
        self._close(plan.lapsed, now)
        if self._under_way not in plan.todo:
            self._under_way = None  # the clock was put back: it is not due any more
        number = self._work(schedule, _up_to(task, plan.todo), {run.key: run for run in begun}, now)
        if self._torn:
            self._mend(now)
        if task is None and not self.stop.is_set() and self._under_way is None:
            self._repeat(done.get(Task.LOOK), now)
            self._deliver(now)
        self._beat(clock.now(), "")
        return number

    def alive(self) -> None:
        """Note real progress, of which a long check gives a sign; nothing else feeds a watchdog."""
        self.alive_at = time.monotonic()
        if abs(clock.now() - self._beat_at) >= BEAT:
            self._beat(clock.now(), self._doing)

    def _beat(self, now: datetime, doing: str) -> None:
        self._beat_at, self._doing = now, doing
        heartbeat.write(self.data, now, doing=doing)

    def _is_gone(self) -> bool:
        """Say whether the database was there and is not: a share that is not mounted, a mistake.

        None is made in its place: what was kept must not seem never to have been.
        """
        database = self.data / "monitor.db"
        gone = self._seen and not (database.is_file() and database.stat().st_size)
        if gone:
            self._say(
                "data",
                f"数据目录 {self.data} 已不在或已清空，日程暂停，恢复后自动继续；"
                "如确需重新开始，请重新启动守护进程",
            )
            self.failed += 1
        elif self._troubles.pop("data", None):
            self.tell("数据目录已恢复，日程继续。")
        return gone

    def _say(self, what: str, sentence: str) -> None:
        """Tell *sentence*, once while it stays the same."""
        if self._troubles.get(what) != sentence:
            self._troubles[what] = sentence
            self.tell(f"{sentence}。")
            self.chores.ping("/fail")

    def _say_ahead(self, ahead: datetime | None, now: datetime) -> None:
        if ahead is not None and ahead != self._ahead:
            self._try("ahead", lambda: self.chores.tell_of_duty_ahead(ahead, now))
        self._ahead = ahead

    def _close(self, lapsed: tuple[TaskRun, ...], now: datetime) -> None:
        """Report what was not done in its period, and end it."""
        if not lapsed or not self._try("lapsed", lambda: self.chores.tell_of_lapsed(lapsed, now)):
            return
        for run in lapsed:
            self._log.end(task_run_log.lapsed(run, now))

    def _work(
        self, schedule: Schedule, todo: tuple[Due, ...], begun: Mapping[Key, TaskRun], now: datetime
    ) -> int:
        """Do what is *todo* and need not wait; return how much that was."""
        number = 0
        for item in todo:
            if self.stop.is_set():
                break
            run = self._log.unwritten(item) or begun.get((item.task, item.due_at))
            if run is not None and run.finished_at is not None:
                continue  # done, and only not written down
            if run is not None and run.waits(now, at_once=self.chores.at_once):
                self.waiting += 1
                if self.chores.at_once:
                    self.tell(f"{run_label(run)}{status_text(run)}。")
                continue
            number += 1
            ends = ends_at(schedule, item, now) if run is None else run.ends_at
            self._handle(item, task_run_log.started(item, run, now, ends or now + LONGEST), now)
        return number

    def _begin(self, item: Due, duty: TaskRun, now: datetime) -> None:
        """Record that *item* is begun, once for all its parts."""
        self._beat(now, item.task.value)
        if self._under_way == item:
            return
        self._log.begin(item, now, duty.ends_at or now + LONGEST)
        late = f"，补做此前错过的 {show_missed(item.missed)}" if item.missed else ""
        again = f"，第{duty.failures}次再试" if duty.failures else ""
        self.tell(f"{item.task.label}（应于 {clock.show(item.due_at)}）开始{late}{again}。")
        self.chores.ping("/start")

    def _handle(self, item: Due, duty: TaskRun, now: datetime) -> None:
        """Do one duty; a failure is recorded, and tried again later."""
        try:
            self._begin(item, duty, now)
            note = self.chores.perform(item.task, item.due_at, now, self.alive)
        except Busy as busy:
            self.waiting += 1
            self._log.end(task_run_log.postponed(duty, str(busy)))
            self.tell(f"{item.task.label}推迟：{busy}")
            return  # not finished: due again at the next question
        except MonitorError as error:
            self._fail(item, duty, str(error), now)
            return
        except Exception as error:
            log.exception("the task %s failed unexpectedly", item.task.value)
            self._fail(item, duty, _why(error), now)
            return
        if note is None:
            self._under_way = item
            return  # more of it is to come
        if self.stop.is_set() and item.task is not Task.REPORT:
            return  # cut short: done again after the restart
        self._ended(item)
        self._log.end(task_run_log.done(duty, clock.now(), note))
        self.chores.ping("")
        self.tell(f"{item.task.label}完成：{note}")

    def _fail(self, item: Due, duty: TaskRun, why: str, now: datetime) -> None:
        self._ended(item)
        self.failed += 1
        self._torn = True
        after = task_run_log.failed(duty, now, why)
        self._log.end(after)
        if is_late(after, now):
            self._try("late", lambda: self.chores.tell_of_late(after, now))
        self.chores.ping("/fail")
        self.tell(f"{item.task.label}{status_text(after)}")

    def _ended(self, item: Due) -> None:
        if item.task is Task.LOOK:
            self._under_way = None
        self._again_at = EARLIEST

    def _mend(self, now: datetime) -> None:
        """Repair what an interrupted check left, before anybody asks for proof."""
        with contextlib.suppress(Busy):  # whoever is at work has put it right
            self._torn = not self._try("mend", lambda: self.chores.mend(now))

    def _repeat(self, since: datetime | None, now: datetime) -> None:
        """Look again at what failed in passing since the day's look, later each time."""
        if since is None or self._again_at is None:
            return
        if now < self._again_at <= now + LONGEST_PAUSE:
            return  # later than that is what a clock said that was put back since
        try:
            self._again_at = self.chores.again(since, now, self.alive)
        except Busy:
            return  # at the next question
        except Exception as error:
            log.warning("what failed in passing was not looked at again", exc_info=True)
            self._again_at = now + PAUSES[0]
            self._torn = True
            self.tell(f"再次查看未能进行：{_why(error)}")

    def _deliver(self, now: datetime) -> None:
        self._try("deliver", lambda: self.chores.deliver(now))

    def _try(self, what: str, act: Callable[[], object]) -> bool:
        """Do something beside the duties; report a failure once, and say whether it succeeded."""
        try:
            act()
        except Busy:
            raise
        except Exception as error:
            if not isinstance(error, MonitorError):
                log.exception("%s failed unexpectedly", what)
            self._say(what, f"{ASIDE[what]}，稍后再试：{_why(error)}")
            return False
        self._troubles.pop(what, None)
        return True


def _up_to(task: Task | None, todo: tuple[Due, ...]) -> tuple[Due, ...]:
    """Return what is due up to *task*: a report needs the check that is due at the same moment."""
    order = list(Task)
    last = len(order) if task is None else order.index(task)
    return tuple(due for due in todo if order.index(due.task) <= last)


def _why(error: Exception) -> str:
    """Return the reason of *error* in words for staff."""
    if isinstance(error, MonitorError):
        return str(error)
    return reason_of(error) or f"程序出错（{type(error).__name__}），详情见日志"
