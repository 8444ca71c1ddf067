"""When a failed duty is tried again, when its period is over, what is said of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.app.occurrences import ends_at
from monitor.app.task_retries import (
    LATE,
    LONGEST_PAUSE,
    PAUSES,
    TaskRun,
    again_at,
    agenda,
    is_late,
    status_text,
    troubles,
)
from monitor.model.recurrence import parse
from monitor.model.schedule import LONGEST, Due, Schedule, Task
from tests.builders import NOON

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
DAILY = Schedule(rules={task: parse("每天 12:00") for task in Task})


def begun(task: Task = Task.LOOK, **overrides: Any) -> TaskRun:
    values: dict[str, Any] = {
        "task": task.value, "due_at": NOON, "missed": 0, "attempts": 1, "started_at": NOON,
        "finished_at": None, "outcome": "", "note": "", "ends_at": NOON + DAY,
    }  # fmt: skip
    return TaskRun(**values | overrides)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(1, 5), (2, 15), (3, 30), (4, 60), (5, 120), (6, 240), (9, 240)]
)
def test_each_pause_is_longer_up_to_the_longest(failures: int, minutes: int) -> None:
    assert again_at(failures, NOON) == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("ahead", "failures", "at_once", "waits"),
    [
        (None, 1, False, False),
        (timedelta(), 1, False, False),
        (SECOND, 1, False, True),
        (LONGEST_PAUSE, 1, False, True),
        (LONGEST_PAUSE + SECOND, 1, False, False),  # by a clock that was wrong
        (SECOND, 3, True, False),
        (SECOND, 4, True, True),
    ],
)
def test_what_failed_waits_for_its_moment(
    ahead: timedelta | None, failures: int, at_once: bool, waits: bool
) -> None:
    moment = None if ahead is None else NOON + ahead

    assert begun(failures=failures, again_at=moment).waits(NOON, at_once=at_once) is waits


@pytest.mark.parametrize("task", Task)
@pytest.mark.parametrize(("left", "over"), [(SECOND, False), (timedelta(), True), (-DAY, True)])
def test_a_period_is_over_when_it_ends(task: Task, left: timedelta, over: bool) -> None:
    one = begun(task)

    plan = agenda(DAILY, (), [one], NOON + DAY - left)

    assert (plan.lapsed, plan.todo) == (((one,), ()) if over else ((), (one.due,)))


@pytest.mark.parametrize("task", Task)
@pytest.mark.parametrize("other", Task)
@pytest.mark.parametrize("later", [timedelta(), SECOND])
def test_a_later_one_of_its_kind_makes_it_good_but_no_other_quarters_draft(
    task: Task, other: Task, later: timedelta
) -> None:
    one = begun(task)
    due = Due(task=other, due_at=NOON + later, missed=1)

    plan = agenda(DAILY, [due], [one], NOON + later)

    over = task is other and later > timedelta() and task is not Task.REPORT
    same = task is other and not later
    assert plan.lapsed == ((one,) if over else ())
    assert due in plan.todo and len(plan.todo) == (1 if over or same else 2)
    order = list(Task)
    assert [order.index(o.task) for o in plan.todo] == sorted(
        order.index(o.task) for o in plan.todo
    )


def test_what_is_switched_off_is_over() -> None:
    rules: dict[Task, Any] = {**DAILY.rules, Task.LOOK: None}

    assert agenda(Schedule(rules=rules), (), [begun()], NOON + SECOND).lapsed == (begun(),)


@pytest.mark.parametrize(
    ("now", "ends"), [(NOON, NOON + DAY), (NOON + 3 * DAY + SECOND, NOON + 4 * DAY)]
)
def test_a_period_ends_when_the_next_one_is_due_after_it_was_begun(now: Any, ends: Any) -> None:
    assert ends_at(DAILY, Due(task=Task.REPORT, due_at=NOON), now) == ends


def test_a_period_whose_next_one_never_comes_ends_after_the_longest_time() -> None:
    never = Schedule(rules={Task.FULL: parse("0 9 30 2 *")})

    assert ends_at(never, Due(task=Task.FULL, due_at=NOON - DAY), NOON) == NOON + LONGEST


@pytest.mark.parametrize(
    ("failures", "since", "late"),
    [
        (len(PAUSES), LATE, True),
        (len(PAUSES) - 1, LATE, False),
        (len(PAUSES), LATE - SECOND, False),
    ],
)
def test_trouble_is_told_when_it_has_lasted(failures: int, since: timedelta, late: bool) -> None:
    assert is_late(begun(failures=failures), NOON + since) is late


FAILED = begun(outcome="failed", note="磁盘空间不足", failures=2, again_at=NOON + DAY / 24)
LAPSED = replace(FAILED, outcome="lapsed", finished_at=NOON + DAY, again_at=None)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (begun(), "尚未完成"),
        (begun(note="另一个检查正在使用"), "推迟，稍后再试：另一个检查正在使用"),
        (FAILED, "失败，将于 2021-12-31 13:00 再试（第2次）：磁盘空间不足"),
        (LAPSED, "本期未完成：磁盘空间不足"),
        (begun(outcome="ok", note="查看 2 个账号", finished_at=NOON), "查看 2 个账号"),
        (begun(outcome="failed", note="旧", finished_at=NOON), "失败：旧"),  # of earlier versions
    ],
)
def test_how_it_stands_is_one_sentence(one: TaskRun, sentence: str) -> None:
    assert status_text(one) == sentence


def test_troubles_are_what_failed_waits_or_was_not_done() -> None:
    found = troubles([begun(), FAILED, begun(failures=1), begun(note="x")], [LAPSED])

    assert len(found) == 4 and found[-1].startswith("日常查看（应于 2021-12-31 12:00）本期未完成")
