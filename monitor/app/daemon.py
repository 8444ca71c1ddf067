"""The process that keeps the schedule by itself: the only scheduler of APScheduler's.

It holds one job a task, at the task's own moments, and one each minute for what has none: what was
missed, failed or put off, the outbox, a check that broke off. They only wake the daemon; what is
due is asked of the database each time (see ``scheduler``).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.app.scheduler import Daemon
from monitor.app.task_jobs import Pause, TaskJobs
from monitor.model import clock
from monitor.model.schedule import Schedule, Task
from monitor.system.locks import held

__all__ = ["Daemon", "run", "single"]

TICK = timedelta(minutes=1)  # between two questions what is due of all tasks
DRIFT = 5  # seconds by which the wall clock may leave the steady one before it has jumped


def run(daemon: Daemon, *, ready: Callable[[], object], feed: Callable[[], object]) -> None:
    """Keep the schedule until the daemon's stop is set.

    *ready* is called once, *feed* every second while there is progress (systemd's watchdog).
    """
    scheduler = BackgroundScheduler(
        timezone=clock.BEIJING,
        executors={"default": ThreadPoolExecutor(1)},  # one thing at a time
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def perform(task: Task) -> None:
        if not daemon.stop.is_set():
            daemon.ask(clock.now(), task)

    def keep_house() -> None:
        daemon.ask(clock.now())

    job = scheduler.add_job(
        keep_house, Pause(span=TICK), id="housekeeping", next_run_time=clock.now()
    )
    jobs = TaskJobs(scheduler=scheduler, perform=perform)
    scheduler.start()
    ready()
    drift = _drift()
    planned: Schedule | None = None
    try:
        while not daemon.stop.wait(1):
            moved = _drift() - drift
            if abs(moved) > DRIFT:
                drift += moved
                daemon.tell(f"系统时钟跳变 {moved:+.0f} 秒，已重新核对到期事项。")
                job.modify(next_run_time=clock.now())
                planned = None
            schedule = daemon.schedule
            if schedule is not None and schedule is not planned:
                # not by a job: the scheduler ends with its lock in hand and waits for its jobs
                jobs.follow(schedule, clock.now())
                planned = schedule
            if time.monotonic() - daemon.alive_at < 10 * TICK.total_seconds():
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
