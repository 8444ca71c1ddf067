"""The jobs in the scheduler follow the schedule and the clock; a jump lists no years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.app.task_jobs import NextOccurrence, Pause, TaskJobs
from monitor.model.clock import BEIJING
from monitor.model.recurrence import parse
from monitor.model.schedule import Schedule, Task
from monitor.model.workdays import Workdays

NOON = datetime(2021, 12, 28, 12, tzinfo=BEIJING)  # a Tuesday
PLAN = Schedule()
BATTERY = datetime(1970, 1, 1, 9, tzinfo=UTC)
EACH_MINUTE = NextOccurrence(rule=parse("* * * * *"), workdays=Workdays(), seed="")


@pytest.fixture
def scheduler() -> Iterator[BackgroundScheduler]:
    """A scheduler that holds its jobs and starts none."""
    scheduler = BackgroundScheduler(timezone=BEIJING)
    scheduler.start(paused=True)
    yield scheduler
    scheduler.shutdown()


@pytest.fixture
def jobs(scheduler: BackgroundScheduler) -> TaskJobs:
    return TaskJobs(scheduler=scheduler, perform=lambda task: None)


def with_rule(task: Task, text: str | None, plan: Schedule = PLAN) -> Schedule:
    return replace(plan, rules={**plan.rules, task: None if text is None else parse(text)})


def planned(jobs: TaskJobs, schedule: Schedule, now: datetime) -> dict[str, str]:
    """Let *jobs* follow *schedule* at *now*; return when each task is done next."""
    with time_machine.travel(now, tick=False):
        jobs.follow(schedule, now)
    return {
        job.id: f"{job.next_run_time.astimezone(BEIJING):%m-%d %H:%M}" if job.next_run_time else ""
        for job in jobs.scheduler.get_jobs()
    }


def test_each_task_has_a_job_at_its_next_moment(jobs: TaskJobs) -> None:
    first = planned(jobs, with_rule(Task.SPOT, "每月15日 11:00"), NOON)

    assert first == {
        "look": "12-29 08:30", "remind": "12-31 09:00", "full": "12-31 10:00",
        "report": "12-31 16:00", "spot": "01-15 11:00",
    }  # fmt: skip
    assert [job.args for job in jobs.scheduler.get_jobs() if job.id == "full"] == [(Task.FULL,)]


@pytest.mark.parametrize(
    ("changed", "task", "moment"),
    [
        (with_rule(Task.LOOK, "每天 13:00"), "look", "12-28 13:00"),
        (with_rule(Task.LOOK, "0 9 30 2 *"), "look", ""),
        (replace(PLAN, workdays=Workdays(off=frozenset({date(2021, 12, 31)}))), "full",
         "12-30 10:00"),
        (with_rule(Task.LOOK, None), "look", None),
    ],
)  # fmt: skip
def test_a_job_follows_its_schedule_and_returns_with_it(
    jobs: TaskJobs, changed: Schedule, task: str, moment: str | None
) -> None:
    before = planned(jobs, PLAN, NOON)

    after = planned(jobs, changed, NOON)
    again = planned(jobs, PLAN, NOON)

    assert after.get(task) == moment
    rest = {name: at for name, at in before.items() if name != task}
    assert {name: after[name] for name in rest if name != "report"} == {
        name: at for name, at in rest.items() if name != "report"
    }
    assert again == before


@pytest.mark.parametrize("key", ["rule", "workdays", "seed"])
def test_a_job_whose_moment_stays_takes_over_what_changed(jobs: TaskJobs, key: str) -> None:
    """Later moments may differ."""
    changed = {
        "rule": with_rule(Task.LOOK, "工作日 08:30"),
        "workdays": replace(PLAN, workdays=Workdays(off=frozenset({date(2022, 3, 1)}))),
        "seed": replace(PLAN, seed="another"),
    }[key]
    planned(jobs, PLAN, NOON)

    planned(jobs, changed, NOON)

    trigger = jobs.scheduler.get_job("look").trigger
    assert (trigger.rule, trigger.workdays, trigger.seed) == (
        changed.rules[Task.LOOK], changed.workdays, changed.seed
    )  # fmt: skip


def test_a_job_that_is_as_it_should_be_is_left_alone(jobs: TaskJobs) -> None:
    planned(jobs, PLAN, NOON)
    before = [id(job.trigger) for job in jobs.scheduler.get_jobs()]

    planned(jobs, Schedule(), NOON + timedelta(minutes=1))

    assert [id(job.trigger) for job in jobs.scheduler.get_jobs()] == before


@pytest.mark.parametrize("days", [-3000, -1, 1, 3000])
def test_a_job_follows_a_clock_that_was_put_right(jobs: TaskJobs, days: int) -> None:
    right = planned(jobs, PLAN, NOON)
    planned(jobs, PLAN, NOON + timedelta(days=days))

    assert planned(jobs, PLAN, NOON) == right


@pytest.mark.parametrize("trigger", [EACH_MINUTE, Pause(span=timedelta(minutes=1))])
def test_the_years_that_an_empty_battery_skipped_are_no_list_of_minutes(
    scheduler: BackgroundScheduler, trigger: NextOccurrence | Pause
) -> None:
    with time_machine.travel(BATTERY, tick=False):
        job = scheduler.add_job(print, trigger)

    assert trigger.get_next_fire_time(job.next_run_time, NOON) == NOON + timedelta(minutes=1)
    assert job._get_run_times(NOON) == [BATTERY + timedelta(minutes=1)]
