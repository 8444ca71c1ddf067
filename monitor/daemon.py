"""The process that keeps the schedule by itself: the only APScheduler.

The scheduler only wakes it; what is due is asked of the store each time (``monitor.duties``),
so that sleep, power failure and a clock that jumps neither lose nor double anything.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from monitor import clock, heartbeat
from monitor.chores import Chores
from monitor.duties import Due, Task, due, started_again
from monitor.errors import Busy, MonitorError
from monitor.locks import held
from monitor.rounds import LONGEST_PAUSE
from monitor.store import Store

log = logging.getLogger(__name__)

TICK = 60  # seconds between two questions what is due
DRIFT = 5  # seconds by which the wall clock may leave the steady one before it has jumped
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(kw_only=True)
class Daemon:
    """Does what is due. *tell*: remarks for people; *stop*: asks it to come to an end."""

    chores: Chores
    data: Path
    stop: Event
    tell: Callable[[str], None]
    alive_at: float = field(default_factory=time.monotonic)
    _under_way: Due | None = field(default=None, init=False)
    _again_at: datetime | None = field(default=EARLIEST, init=False)
    _ahead: datetime | None = field(default=None, init=False)

    def tick(self, now: datetime) -> int:
        """Do everything that is due at *now*; return how much that was."""
        self.alive()
        schedule = self.chores.schedule()
        with Store(self.data / "monitor.db") as store:
            since = store.schedule_since(now)
            done = {Task(task): at for task, at in store.last_duties(now).items()}
            compared, ahead = store.compared(), store.duty_ahead(now)
            if (start := started_again(since, done, compared, now)) is not None:
                store.restart_schedule(start)
                since = start
        self._say_ahead(ahead, now)
        found = due(schedule, done, since, now)
        if self._under_way not in found:
            self._under_way = None  # the clock was put back: it is not due any more
        for one in found:
            if self.stop.is_set():
                break
            self._handle(one, now)
        if not self.stop.is_set() and self._under_way is None:
            self._repeat(done.get(Task.LOOK), now)
            self.chores.deliver(now)
        heartbeat.write(self.data, now, doing="")
        return len(found)

    def _say_ahead(self, ahead: datetime | None, now: datetime) -> None:
        if ahead is not None and ahead != self._ahead:
            self.chores.tell_of_duty_ahead(ahead, now)
        self._ahead = ahead

    def alive(self) -> None:
        """Note real progress; a watchdog is fed by nothing else."""
        self.alive_at = time.monotonic()

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
        except MonitorError as error:
            self._again_at = None
            self.tell(f"再次查看未能进行：{error}")

    def _begin(self, one: Due, now: datetime) -> None:
        """Write down that *one* is begun; its later parts are not begun anew."""
        heartbeat.write(self.data, now, doing=one.task.value)
        if self._under_way == one:
            return
        with Store(self.data / "monitor.db") as store:
            store.begin_duty(one.task.value, one.due_at, missed=one.missed, at=now)
        late = f"，补做此前错过的 {one.missed} 次" if one.missed else ""
        self.tell(f"{one.task.label}（应于 {clock.show(one.due_at)}）开始{late}。")
        self.chores.ping("/start")

    def _handle(self, one: Due, now: datetime) -> None:
        """Do one thing; whatever fails costs this occurrence only, and is written down."""
        self._begin(one, now)
        task, due_at = one.task, one.due_at
        outcome, note = "ok", ""
        try:
            said = self.chores.perform(task, due_at, now, self.alive)
            if said is None:
                self._under_way = one
                return  # more of it is to come
            note = said
        except Busy as busy:
            self.tell(f"{task.label}推迟：{busy}")
            return  # not finished: due again at the next question
        except MonitorError as error:
            outcome, note = "failed", str(error)
        except Exception as error:
            log.exception("the task %s failed unexpectedly", task.value)
            outcome, note = "failed", f"程序出错（{type(error).__name__}），详情见日志"
        if self.stop.is_set() and outcome == "ok" and task is not Task.REPORT:
            return  # cut short: done again after the restart
        if task is Task.LOOK:
            self._under_way = None
        self._again_at = EARLIEST
        with Store(self.data / "monitor.db") as store:
            store.finish_duty(task.value, due_at, at=clock.now(), outcome=outcome, note=note)
        self.chores.ping("" if outcome == "ok" else "/fail")
        self.tell(f"{task.label}{'完成' if outcome == 'ok' else '失败'}：{note}")


def run(daemon: Daemon, *, ready: Callable[[], object], feed: Callable[[], object]) -> None:
    """Keep the schedule until the daemon's stop is set.

    *ready* is called once, *feed* every second while there is progress (systemd's watchdog).
    """
    from apscheduler.schedulers.background import BackgroundScheduler

    scheduler = BackgroundScheduler(
        timezone=clock.BEIJING,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def tick() -> None:
        try:
            daemon.tick(clock.now())
        except Exception:
            log.exception("asking what is due failed")

    job = scheduler.add_job(tick, "interval", seconds=TICK, id="tick", next_run_time=clock.now())
    scheduler.start()
    ready()
    drift = _drift()
    try:
        while not daemon.stop.wait(1):
            moved = _drift() - drift
            if abs(moved) > DRIFT:
                drift += moved
                daemon.tell(f"系统时钟跳变 {moved:+.0f} 秒，已重新核对到期事项。")
                job.modify(next_run_time=clock.now())
            if time.monotonic() - daemon.alive_at < 10 * TICK:
                feed()
    finally:
        scheduler.shutdown(wait=True)


def _drift() -> float:
    """Return how far the wall clock stands ahead of the steady one."""
    return clock.now().timestamp() - time.monotonic()


@contextmanager
def single(data: Path) -> Iterator[None]:
    """Be the only daemon of a data directory; the lock dies with the process."""
    refusal = f"数据目录 {data} 已有一个守护进程在运行，不能再启动第二个"
    with held(data / "daemon.lock", lambda: refusal):
        yield
