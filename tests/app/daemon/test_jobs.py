"""The daemon's jobs: each task at its own moment, in order, whatever the clock did before."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest
import time_machine

from monitor.app.daemon import Daemon
from monitor.app.daemon import run as keep
from monitor.model import clock
from monitor.model.schedule import Task
from tests.app.daemon.builders import HOUR, MINUTE, SECOND, Office, day
from tests.county.register import only_first

LOOK_AT = day(12, 15, 8) + 30 * MINUTE
SOON = LOOK_AT - 3 * SECOND


@pytest.fixture
def office(office: Office) -> Office:
    """An office with few accounts, whose look on the day before is done."""
    only_first(office.folder / "accounts.yaml", 2)
    office.at(office.daemon(), day(12, 14, 8))
    office.at(office.daemon(), day(12, 14, 9))
    return office


def rescheduled(office: Office, text: str) -> None:
    """Write *text* into the schedule of accounts.yaml."""
    path = office.folder / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("spread: 0", f"spread: 0, {text}"), "utf-8")


def asked_of(
    office: Office,
    start: datetime,
    task: Task,
    then: Callable[[time_machine.Traveller], object] = lambda traveller: None,
    *,
    pause: timedelta = HOUR,
) -> list[tuple[datetime, Task | None]]:
    """Let a daemon run from *start* until it asks what is due of *task*; return its questions.

    *then*: what happens after the first. *pause*: between two questions of all tasks.
    """
    given_up_at = time.monotonic() + 20
    worker = office.daemon()
    asked: list[tuple[datetime, Task | None]] = []
    happened: list[object] = []

    def tick(now: datetime, task: Task | None = None) -> int:
        office.county.moment = now
        number = Daemon.tick(worker, now, task)
        asked.append((now, task))
        return number

    with time_machine.travel(start, tick=True) as traveller, pytest.MonkeyPatch.context() as patch:

        def feed() -> None:
            if asked and not happened:
                happened.append(then(traveller))
            if any(one is task for _, one in asked) or time.monotonic() > given_up_at:
                office.stop.set()

        patch.setattr("monitor.app.daemon.TICK", pause)
        patch.setattr(worker, "tick", tick)
        patch.setattr(office.stop, "wait", lambda _: Event.wait(office.stop, 0.05))
        keep(worker, ready=lambda: None, feed=feed)
    return asked[: [one for _, one in asked].index(task) + 1]


def looks(office: Office) -> list[datetime]:
    return [at for task, at, _, outcome in office.done() if (task, outcome) == ("look", "ok")]


@pytest.mark.long
def test_a_task_is_done_at_its_moment_and_not_at_the_next_question(office: Office) -> None:
    asked = asked_of(office, SOON, Task.LOOK)

    assert [task for _, task in asked] == [None, Task.LOOK]
    assert asked[0][0] < LOOK_AT <= asked[1][0]
    assert looks(office) == [LOOK_AT - timedelta(days=1), LOOK_AT]


@pytest.mark.long
def test_a_clock_put_back_leaves_no_job_in_the_future(office: Office) -> None:
    """Nothing is done of what the wrong clock said, and what is due by the right one is."""
    done = looks(office)

    def put_back(traveller: time_machine.Traveller) -> None:
        traveller.move_to(SOON)

    asked = asked_of(office, LOOK_AT + timedelta(days=30, hours=1), Task.LOOK, put_back)

    assert asked[-1][0] >= LOOK_AT > asked[-2][0]
    assert looks(office)[:2] == [*done, LOOK_AT]


@pytest.mark.long
def test_a_schedule_that_is_changed_counts_without_a_restart(office: Office) -> None:
    start = day(12, 15, 12) - 3 * SECOND
    rescheduled(office, "spot: 停用")

    def changed(traveller: time_machine.Traveller) -> None:
        rescheduled(office, "remind: '0 12 * * *'")
        traveller.move_to(start)

    asked = asked_of(office, start, Task.REMIND, changed, pause=timedelta(milliseconds=300))

    assert asked[-1][0] >= day(12, 15, 12)
    assert ("remind", day(12, 15, 12)) in [(task, at) for task, at, *_ in office.done()]


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("task", "done"),
    [
        (Task.FULL, ["full"]),
        (Task.SPOT, ["full", "spot"]),
        (Task.LOOK, ["full", "look", "spot"]),
        (Task.REPORT, ["full", "look", "remind", "report", "spot"]),
        (None, ["full", "look", "remind", "report", "spot"]),
    ],
)
def test_a_job_does_its_task_and_before_it_what_its_task_needs(
    office: Office, task: Task | None, done: list[str]
) -> None:
    """Five tasks that are due at the same moment: a report needs the checks."""
    rescheduled(office, ", ".join(f"{one.value}: '0 10 15 12 *'" for one in Task))
    daemon, now = office.daemon(), day(12, 15, 10)
    office.county.moment = now

    with time_machine.travel(now, tick=False):
        daemon.tick(clock.now(), task)

    assert sorted(name for name, at, *_ in office.done() if at == now) == done


def test_a_look_under_way_goes_on_after_another_tasks_job(office: Office) -> None:
    path = office.folder / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 8h"), "utf-8")
    daemon = office.daemon()
    office.at(daemon, LOOK_AT)
    office.said.clear()

    with time_machine.travel(LOOK_AT + MINUTE, tick=False):
        daemon.tick(clock.now(), Task.FULL)
    office.at(daemon, LOOK_AT + 8 * HOUR)

    lines = [line for line in office.said if "日常查看" in line]
    assert len(lines) == 1 and lines[0].startswith("日常查看完成：查看 2 个账号")


def test_what_stands_beside_the_tasks_is_not_done_by_their_jobs(office: Office) -> None:
    """Delivery and second looks are for the question of all tasks."""
    daemon = office.daemon()
    beside: list[str] = []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(daemon.chores, "deliver", lambda now: beside.append("deliver"))
        patch.setattr(daemon.chores, "again", lambda since, now, alive: beside.append("again"))
        with time_machine.travel(day(12, 14, 12), tick=False):
            daemon.tick(clock.now(), Task.LOOK)
            assert beside == []
            daemon.tick(clock.now())

    assert sorted(set(beside)) == ["again", "deliver"]


@pytest.mark.long
def test_jobs_of_one_moment_are_done_one_after_another(office: Office) -> None:
    rescheduled(office, ", ".join(f"{one.value}: 每天 08:30" for one in Task))
    worker = office.daemon()
    asked: list[Task | None] = []
    at_work, overlaps = 0, 0

    def ask(now: datetime, task: Task | None = None) -> None:
        nonlocal at_work, overlaps
        worker.schedule = worker.schedule or worker.chores.schedule()
        overlaps += bool(at_work)
        at_work += 1
        Event().wait(0.1)
        at_work -= 1
        asked.append(task)
        if len(asked) > len(Task):
            office.stop.set()

    with time_machine.travel(SOON, tick=True), pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "ask", ask)
        keep(worker, ready=lambda: None, feed=lambda: None)

    assert (asked[0], set(asked[1:]), overlaps) == (None, set(Task), 0)


@pytest.mark.long
def test_a_job_that_waits_for_its_turn_at_the_end_does_nothing(office: Office) -> None:
    worker = office.daemon()
    asked: list[Task | None] = []

    def ask(now: datetime, task: Task | None = None) -> None:
        asked.append(task)
        worker.schedule = worker.chores.schedule()
        while clock.now() < LOOK_AT + SECOND:  # meanwhile the job of the look falls due
            Event().wait(0.05)
        office.stop.set()

    with time_machine.travel(SOON, tick=True), pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "ask", ask)
        keep(worker, ready=lambda: None, feed=lambda: None)

    assert asked == [None]
