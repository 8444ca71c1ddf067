"""A duty that failed is tried again within its period, done once, and told where it was not."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from monitor.app.task_run_store import TaskRunStore
from monitor.model.errors import StoreError
from monitor.model.schedule import Task
from monitor.notices.notice import Kind
from monitor.system.database import open_database
from tests.app.daemon.builders import HOUR, MINUTE, Office, day
from tests.app.daemon.faults import (
    ERRORS,
    MODES,
    NINE,
    Fault,
    Killed,
    is_made_once,
    log_of,
    notices_of,
    only,
)
from tests.lengths import LONG, some
from tests.running import run

WAYS = [(task, error, after) for task in Task for error in ERRORS for after in (False, True)]
# each error before and after it, each task by two errors
FEW = [8 * n + 2 * ((n + m) % len(ERRORS)) + m for n in range(len(Task)) for m in (0, 1)]


@pytest.mark.share(2)
@pytest.mark.parametrize(("task", "error", "after"), some(WAYS, *FEW))
def test_what_failed_twice_is_tried_again_and_done_once(
    office: Office, task: Task, error: str, after: bool
) -> None:
    """Between the failures the program is started anew."""
    only(office, task)
    fault = Fault(ERRORS[error], after)
    office.at(office.daemon(), NINE - 2 * HOUR)
    first = fault.into(office.daemon())
    office.at(first, NINE)
    office.at(first, NINE + 4 * MINUTE)
    second = fault.into(office.daemon())
    office.at(second, NINE + 4 * MINUTE)
    office.at(second, NINE + 5 * MINUTE)
    assert fault.hit == 2
    (failed,) = log_of(office)
    assert (failed.outcome, failed.failures, failed.finished_at) == ("failed", 2, None)
    assert failed.again_at == NINE + 20 * MINUTE

    fault.error = None
    for more in (19, 20, 21, 120):
        office.at(second, NINE + more * MINUTE)

    (done,) = log_of(office)
    assert (done.outcome, done.attempts) == ("ok", 3)
    assert is_made_once(office, task)
    assert notices_of(office, Kind.DUTY) == []


@pytest.mark.share(2)
@pytest.mark.parametrize("task", Task)
def test_what_failed_through_its_period_is_told_once_and_the_next_one_is_done(
    office: Office, task: Task
) -> None:
    only(office, task)
    fault = Fault(ERRORS["full disk"], after=False)
    office.at(office.daemon(), NINE - 2 * HOUR)
    for hour in some(range(24), 0, 1, 2, 3, 5, 8, 12, 17, 22, 23):
        office.at(fault.into(office.daemon()), NINE + hour * HOUR)
        assert notices_of(office, Kind.DUTY) == []
    assert 6 <= fault.hit <= 12  # later and later

    fault.error = None
    for hour in (24, 25, 30):
        office.at(fault.into(office.daemon()), NINE + hour * HOUR)

    lapsed, done = log_of(office)
    assert (lapsed.outcome, done.outcome) == ("lapsed", "ok")
    (told,) = notices_of(office, Kind.DUTY)
    assert told.startswith(f"{task.label}（应于 2021-12-14 08:30）本期未完成，失败")
    assert "磁盘空间不足" in told
    assert is_made_once(office, task)


KILLS = [(task, after) for task in Task for after in (False, True)]


@pytest.mark.parametrize(("task", "after"), some(KILLS, 0, 3, 4, 7, 8))
def test_what_was_killed_after_a_failure_is_done_once(
    office: Office, task: Task, after: bool
) -> None:
    only(office, task)
    office.at(office.daemon(), NINE - 2 * HOUR)
    office.at(Fault(ERRORS["full disk"], after=False).into(office.daemon()), NINE)
    with pytest.raises(Killed):
        office.at(Fault(Killed, after).into(office.daemon()), NINE + 5 * MINUTE)

    office.at(office.daemon(), NINE + 6 * MINUTE)
    office.at(office.daemon(), NINE + HOUR)

    (done,) = log_of(office)
    assert (done.outcome, done.failures, done.attempts) == ("ok", 1, 3)
    assert is_made_once(office, task)


@pytest.mark.parametrize("task", Task)
def test_what_is_done_is_not_done_again_because_that_cannot_be_written_down(
    office: Office, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(office, task)
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)

    def refuse(*_: object, **__: object) -> None:
        raise StoreError("数据库读写失败：磁盘空间不足")

    with monkeypatch.context() as patch:
        patch.setattr(TaskRunStore, "finish_duty", refuse)
        for more in range(3):
            office.at(daemon, NINE + more * MINUTE)
    office.at(daemon, NINE + 4 * MINUTE)

    (done,) = log_of(office)
    assert (done.outcome, done.attempts) == ("ok", 1)
    assert is_made_once(office, task)


@contextmanager
def locked(office: Office) -> Iterator[None]:
    with closing(sqlite3.connect(office.folder / "data" / "monitor.db")) as db:
        db.execute("BEGIN IMMEDIATE")
        yield
        db.rollback()


@pytest.mark.parametrize("task", Task)
def test_a_database_that_is_locked_for_minutes_is_waited_for(
    office: Office, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.system.database.BUSY_SECONDS", 0)
    only(office, task)
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)
    with locked(office):
        for more in range(4):
            office.at(daemon, NINE + more * MINUTE)
    assert any("数据库被其他程序占用" in said for said in office.said)

    for more in (4, 5, 6, 60):
        office.at(daemon, NINE + more * MINUTE)

    (done,) = log_of(office)
    assert (done.outcome, done.failures) == ("ok", 1)
    assert is_made_once(office, task)


def block(place: Path, *, again: bool = True) -> None:
    """Put a folder where a file belongs, a file where a folder does; or take it away."""
    if place.suffix:
        place.mkdir() if again else place.rmdir()
    elif again:
        place.write_text("a file")
    else:
        place.unlink()


@pytest.mark.share(2)
@pytest.mark.parametrize("task", Task)
def test_a_file_in_the_folders_place_costs_an_hour_and_no_duty(office: Office, task: Task) -> None:
    only(office, task)
    office.at(office.daemon(), NINE - 2 * HOUR)
    data = office.folder / "data"
    day_file = data / "evidence" / "2021-12-14.warc.gz"
    place = day_file if task in MODES else office.folder / "out"
    assert not place.exists()
    block(place)
    with time_machine.travel(NINE, tick=False):
        failed = run(office.folder, "daemon", "--once")
        assert "将于 2021-12-14 09:05 再试（第1次）" in run(office.folder, "status").err
        shown = run(office.folder, "schedule")
        assert "将于 2021-12-14 09:05" in shown.out.replace("\n", "") and "未完成" in shown.out
        assert "再试" in run(office.folder, "doctor", "--json").out  # a table folds its lines
    assert failed.code == 2
    assert "处理 1 项，失败 1 项" in failed.err and "已处理完毕" not in failed.err
    assert "Traceback" not in failed.err

    block(place, again=False)
    office.county.moment = NINE + MINUTE
    with time_machine.travel(NINE + MINUTE, tick=False):  # nobody asks again soon: no waiting
        done = run(office.folder, "daemon", "--once")
        assert "再试" not in run(office.folder, "status").err

    assert (done.code, "处理 1 项，失败 0 项" in done.err) == (0, True)
    assert is_made_once(office, task)


def test_what_is_started_every_ten_minutes_tries_at_once_a_few_times_and_waits_then(
    office: Office,
) -> None:
    only(office, Task.REMIND)
    office.at(office.daemon(), NINE - 2 * HOUR)
    (office.folder / "out").write_text("a file")
    codes = []
    for number in range(8):
        with time_machine.travel(NINE + 10 * number * MINUTE, tick=False):
            done = run(office.folder, "daemon", "--once")
        codes.append(done.code)

    assert codes == [2, 2, 2, 2, 3, 3, 3, 3]
    assert "处理 0 项，失败 0 项，推迟 1 项" in done.err
    assert "将于 2021-12-14 10:30 再试（第4次）" in done.err


def test_while_another_check_runs_a_single_question_says_that_it_has_to_wait(
    office: Office,
) -> None:
    from monitor.app.check import exclusive

    only(office, Task.LOOK)
    office.at(office.daemon(), NINE - 2 * HOUR)
    with time_machine.travel(NINE, tick=False), exclusive(office.folder / "data", NINE):
        done = run(office.folder, "daemon", "--once")
        shown = run(office.folder, "status").err

    assert done.code == 3 and "失败 0 项，推迟 1 项" in done.err
    assert "推迟，稍后再试：另一个检查" in shown


def test_what_a_period_missed_is_shown_until_the_next_one_is_done(office: Office) -> None:
    only(office, Task.REMIND)
    office.at(office.daemon(), NINE - 2 * HOUR)
    fault = Fault(ERRORS["full disk"], after=False)
    office.at(fault.into(office.daemon()), NINE)
    office.at(fault.into(office.daemon()), NINE + 24 * HOUR)

    with time_machine.travel(NINE + 25 * HOUR, tick=False):
        said = run(office.folder, "status").err
        assert "更新提醒（应于 2021-12-14 08:30）本期未完成：磁盘空间不足" in said
        assert "本期未完成" in run(office.folder, "doctor").out.replace("\n", "")
        assert "本期未完成" in run(office.folder, "schedule").out.replace("\n", "")
    office.at(office.daemon(), NINE + 26 * HOUR)
    with time_machine.travel(NINE + 27 * HOUR, tick=False):
        assert "本期未完成" not in run(office.folder, "status").err
        assert "本期未完成" in run(office.folder, "schedule").out.replace("\n", "")


def test_a_draft_that_fails_for_long_is_told_before_its_quarter_ends(office: Office) -> None:
    only(office, Task.REPORT, "每季度最后工作日 16:00")
    due = day(12, 31, 17)
    office.at(office.daemon(), due - 2 * HOUR)
    fault = Fault(ERRORS["full disk"], after=False)
    told = {}
    for more in range(94):
        if LONG or more < 12 or more % 9 == 0 or more > 89:
            office.at(fault.into(office.daemon()), due + timedelta(days=more))
            told[more] = len(notices_of(office, Kind.DUTY))

    assert told[6] == 0 and {number for more, number in told.items() if more >= 8} == {1}
    assert "仍在重试" in notices_of(office, Kind.DUTY)[0]
    lapsed, *rest = log_of(office)
    assert lapsed.outcome == "lapsed" and [one.outcome for one in rest] == ["failed"]


def test_each_quarters_draft_is_tried_by_itself(office: Office) -> None:
    """Two quarters' drafts are made good at once; the earlier one's folder is in the way."""
    only(office, Task.REPORT, "每季度最后工作日 16:00")
    office.at(office.daemon(), day(9, 1))
    (office.folder / "out").mkdir()
    (office.folder / "out" / "2021Q3").write_text("a file")
    office.at(office.daemon(), day(1, 4, 9, year=2022))
    assert [one.outcome for one in log_of(office)] == ["failed", "ok"]

    (office.folder / "out" / "2021Q3").unlink()
    office.at(office.daemon(), day(1, 4, 10, year=2022))

    assert [one.outcome for one in log_of(office)] == ["ok", "ok"]
    assert len(list((office.folder / "out").glob("*/*.docx"))) == 8


def test_a_draft_of_each_month_is_made_anew(office: Office) -> None:
    only(office, Task.REPORT, "每月15日 09:00")
    office.at(office.daemon(), day(11, 1))
    made = []
    for month in (11, 12):
        office.at(office.daemon(), day(month, 15, 10))
        manifest = office.folder / "out" / "2021Q4" / "manifest.json"
        made.append(manifest.read_text("utf-8"))

    assert made[0] != made[1]


def test_a_task_that_is_switched_off_is_not_tried_on(office: Office) -> None:
    only(office, Task.REMIND)
    office.at(office.daemon(), NINE - 2 * HOUR)
    fault = Fault(ERRORS["full disk"], after=False)
    office.at(fault.into(office.daemon()), NINE)
    path = office.folder / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("remind: 每天 08:30", "remind: 停用"), "utf-8")

    office.at(fault.into(office.daemon()), NINE + HOUR)

    assert (fault.hit, [one.outcome for one in log_of(office)]) == (1, ["lapsed"])


def test_a_retry_put_off_by_a_wrong_clock_is_made_at_once(office: Office) -> None:
    only(office, Task.REMIND)
    office.at(office.daemon(), NINE - 2 * HOUR)
    fault = Fault(ERRORS["full disk"], after=False)
    office.at(fault.into(office.daemon()), NINE)
    with open_database(office.folder / "data" / "monitor.db") as db:
        TaskRunStore(db).fail_duty(
            "remind", NINE - HOUR / 2, failures=1, again_at=NINE + 10 * HOUR, note="x"
        )

    office.at(office.daemon(), NINE + MINUTE)

    assert [one.outcome for one in log_of(office)] == ["ok"]
