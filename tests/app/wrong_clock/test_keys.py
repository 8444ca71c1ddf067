"""What a clock that no server corrected used up is told, and done, at its right time."""

from datetime import datetime, timedelta

import pytest

from monitor.app.task_run_store import TaskRunStore
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.system.connection import Database
from tests.builders import NOON

SOON = Notice(key="credential:x:until:2022-01-20:14", kind=Kind.CREDENTIAL, text="14天后到期")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def put(db: Database, at: datetime) -> int:
    return Outbox(db).put([SOON], {SOON.key: ["office"]}, at=at)


def send(db: Database, at: datetime) -> int:
    outbox = Outbox(db)
    waiting = outbox.waiting(at)
    for one in waiting:
        outbox.attempt(one, until=at)
        outbox.delivered(one, at=at)
    return sum(len(one.ids) for one in waiting)


@pytest.mark.parametrize("kind", Kind)
def test_what_was_sent_on_a_day_to_come_is_told_again_at_its_time_and_once(
    db: Database, kind: Kind
) -> None:
    notice = Notice(key="an episode", kind=kind, text="x")
    wrong = NOON + 31 * DAY
    Outbox(db).put([notice], {notice.key: ["office"]}, at=wrong)
    assert send(db, wrong) == 1

    told = [
        Outbox(db).put([notice], {notice.key: ["office"]}, at=NOON + n * DAY) for n in range(40)
    ]

    assert told == [1] + [0] * 39
    assert send(db, NOON + 40 * DAY) == 1


@pytest.mark.parametrize(
    ("ahead", "sent", "again"),
    [
        (timedelta(minutes=5), False, 0),
        (timedelta(minutes=6), False, 1),
        (timedelta(minutes=6), True, 0),  # a clock put back by hours tells nothing twice
        (DAY - timedelta(seconds=1), True, 0),
        (DAY, True, 1),
        (-DAY, False, 0),
    ],
)
def test_a_key_is_free_again_where_it_was_used_ahead_of_its_time(
    db: Database, ahead: timedelta, sent: bool, again: int
) -> None:
    put(db, NOON + ahead)
    if sent:
        send(db, NOON + ahead)

    assert put(db, NOON) == again
    assert put(db, NOON) == 0
    assert send(db, NOON + HOUR / 2) == (again if sent else 1)
    assert send(db, NOON + 2 * DAY) == 0


def test_an_attempt_that_may_have_arrived_is_taken_for_sent(db: Database) -> None:
    put(db, NOON + HOUR)
    (waiting,) = Outbox(db).waiting(NOON + HOUR)
    Outbox(db).attempt(waiting, until=NOON + 2 * HOUR)

    assert put(db, NOON) == 0


def test_an_attempt_that_failed_is_not_taken_for_sent(db: Database) -> None:
    outbox = Outbox(db)
    put(db, NOON + HOUR)
    (waiting,) = outbox.waiting(NOON + HOUR)
    outbox.attempt(waiting, until=NOON + 2 * HOUR)
    outbox.failed(waiting, error="断网", again_at=NOON + 2 * HOUR)

    assert put(db, NOON) == 1


@pytest.mark.parametrize("kind", [Kind.WEEKLY, Kind.REPORT])
def test_what_a_duty_makes_is_put_whenever_the_duty_is_done(db: Database, kind: Kind) -> None:
    notice = Notice(key="weekly:2021-12-31", kind=kind, text="x")
    Outbox(db).put([notice], {notice.key: ["office"]}, at=NOON + HOUR)
    assert send(db, NOON + HOUR) == 1

    assert Outbox(db).put([notice], {notice.key: ["office"]}, at=NOON) == 1


def test_what_was_set_aside_shows_so_and_waits_for_nobody(db: Database) -> None:
    put(db, NOON + 31 * DAY)
    put(db, NOON)

    new, old = Outbox(db).latest_entries()
    assert (old.set_aside, new.set_aside) == (True, False)
    assert send(db, NOON + 40 * DAY) == 1


def duty(db: Database, day: int, at: datetime) -> None:
    due_at = NOON + day * DAY
    TaskRunStore(db).begin_duty("look", due_at, missed=0, at=at)
    TaskRunStore(db).finish_duty("look", due_at, at=at, outcome="ok")


def last(db: Database, day: int) -> int | None:
    found = TaskRunStore(db).last_duties(NOON + day * DAY + HOUR).get("look")
    return None if found is None else (found - NOON).days


def test_a_duty_done_ahead_of_its_time_is_due_when_its_time_comes(db: Database) -> None:
    """No server ever said that the clock was wrong; the order of writing does."""
    for day in (0, 1):
        duty(db, day, NOON + day * DAY)
    duty(db, 5, NOON + 5 * DAY)  # by a clock that is ahead
    for day in (2, 3, 4):
        assert last(db, day) == day - 1
        duty(db, day, NOON + day * DAY)
    assert last(db, 5) == 4

    duty(db, 5, NOON + 5 * DAY)

    assert last(db, 5) == 5 and last(db, 6) == 5


def test_a_day_by_a_clock_that_is_behind_undoes_nothing(db: Database) -> None:
    for day in (10, 11):
        duty(db, day, NOON + day * DAY)
    duty(db, -300, NOON - 300 * DAY)

    assert last(db, 11) == 11
    duty(db, 12, NOON + 12 * DAY)
    assert last(db, 12) == 12
