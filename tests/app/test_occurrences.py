"""What is due after any kind of night: each occurrence once, no flood, no gap."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.app.occurrences import due, latest, next_of, occurrences
from monitor.model.clock import BEIJING
from monitor.model.recurrence import parse
from monitor.model.schedule import LONGEST, MOST_MISSED, Due, Schedule, Task

START = datetime(2021, 10, 1, tzinfo=BEIJING)
PLAN = Schedule()


def at(month: int, day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(2021, month, day, hour, minute, tzinfo=BEIJING)


def handled(now: datetime, done: dict[Task, datetime]) -> tuple[Due, ...]:
    """Handle everything due at *now*."""
    found = due(PLAN, done, START, now)
    for one in found:
        done[one.task] = max(one.due_at, done.get(one.task, one.due_at))
    return found


def test_nothing_from_before_the_start_is_due() -> None:
    assert due(PLAN, {}, at(10, 8, 9), at(10, 8, 9)) == ()


def test_what_was_done_before_the_start_leaves_nothing_due_from_between() -> None:
    """A schedule that was started anew, for instance after years that never passed."""
    found = due(PLAN, {Task.LOOK: at(11, 1)}, at(11, 3, 12, 0), at(11, 4, 8, 45))

    assert [(one.task, one.due_at, one.missed) for one in found] == [(Task.LOOK, at(11, 4), 0)]


def test_a_look_is_due_at_its_minute_and_not_before() -> None:
    assert due(PLAN, {}, at(11, 8), at(11, 9, 8, 29)) == ()
    (one,) = due(PLAN, {}, at(11, 8), at(11, 9))
    assert (one.task, one.due_at, one.missed) == (Task.LOOK, at(11, 9), 0)


def test_three_days_of_downtime_are_one_look_that_says_so() -> None:
    found = due(PLAN, {Task.LOOK: at(11, 1)}, START, at(11, 4, 8, 45))

    looks = [one for one in found if one.task is Task.LOOK]
    assert [(one.due_at, one.missed) for one in looks] == [(at(11, 4), 2)]


def test_every_missed_report_is_written() -> None:
    found = due(PLAN, {}, datetime(2021, 3, 1, tzinfo=BEIJING), at(12, 31, 17))

    reports = [one.due_at for one in found if one.task is Task.REPORT]
    assert reports == [at(3, 31, 16, 0), at(6, 30, 16, 0), at(9, 30, 16, 0), at(12, 31, 16, 0)]


def test_a_check_comes_before_the_report_that_needs_it() -> None:
    found = due(PLAN, {}, at(12, 31, 7), at(12, 31, 23))

    order = [one.task for one in found]
    assert order.index(Task.FULL) < order.index(Task.LOOK) < order.index(Task.REPORT)


def test_what_is_switched_off_is_never_due() -> None:
    plan = Schedule(rules={**PLAN.rules, Task.LOOK: None})

    found = due(plan, {}, START, at(12, 31, 23))

    assert Task.LOOK not in {one.task for one in found}
    assert next_of(plan, Task.LOOK, START) is None
    assert next_of(plan, Task.REPORT, START) == at(12, 31, 16, 0)


@given(minutes=st.lists(st.integers(1, 5000), min_size=1, max_size=60))
def test_however_often_it_is_asked_every_occurrence_is_handled_once(minutes: list[int]) -> None:
    done: dict[Task, datetime] = {}
    now, seen, passed = START, [], 0
    for step in minutes:
        now += timedelta(minutes=step)
        found = handled(now, done)
        seen += [(one.task, one.due_at) for one in found]
        passed += sum(one.missed for one in found)

    assert len(set(seen)) == len(seen)
    expected = sum(
        len(tuple(occurrences(rule, START, now, PLAN.workdays)))
        for rule in PLAN.rules.values()
        if rule is not None
    )
    assert len(seen) + passed == expected


@given(hours=st.integers(-72, 72))
def test_a_clock_that_jumps_and_comes_back_doubles_nothing(hours: int) -> None:
    done: dict[Task, datetime] = {}
    noon = at(11, 10, 12, 0)
    handled(noon, done)
    before = dict(done)

    handled(noon + timedelta(hours=hours), done)
    again = handled(noon, done)

    assert again == ()
    assert all(done[task] >= moment for task, moment in before.items())


def by_the_minute(task: Task) -> Schedule:
    return Schedule(rules={task: parse("* * * * *")})


@pytest.mark.parametrize(
    ("minutes", "missed"),
    [
        (MOST_MISSED, MOST_MISSED - 1),
        (MOST_MISSED + 1, MOST_MISSED),
        (MOST_MISSED + 2, MOST_MISSED),
        (LONGEST // timedelta(minutes=1) * 2, MOST_MISSED),
    ],
)
def test_of_ten_thousands_that_were_missed_the_last_is_due(minutes: int, missed: int) -> None:
    now = START + timedelta(minutes=minutes)

    (one,) = due(by_the_minute(Task.LOOK), {}, START, now)

    assert (one.due_at, one.missed) == (now, missed)


def test_no_report_is_left_out_however_many_were_missed() -> None:
    now = START + timedelta(minutes=MOST_MISSED + 2)

    assert len(due(by_the_minute(Task.REPORT), {}, START, now)) == MOST_MISSED + 2


@pytest.mark.parametrize(("more", "number"), [(0, 2), (1, 1)])
def test_what_was_missed_is_looked_for_as_far_back_as_that(more: int, number: int) -> None:
    """The limit itself is past; of a yearly report two lie within, or one."""
    plan = Schedule(rules={Task.REPORT: parse("30 8 8 11 *"), Task.LOOK: None})
    now = at(11, 8) + timedelta(days=400, seconds=more - 1)

    assert len(due(plan, {}, at(11, 8) - timedelta(days=3), now)) == number


def test_a_day_without_any_occurrence_is_no_end_of_the_search() -> None:
    yearly = parse("0 9 29 2 *")
    leap = datetime(2024, 2, 29, 9, tzinfo=BEIJING)

    assert latest(yearly, leap, PLAN.workdays) == leap
    assert latest(yearly, leap + LONGEST - timedelta(seconds=1), PLAN.workdays) == leap
    assert latest(yearly, leap + LONGEST, PLAN.workdays) is None
