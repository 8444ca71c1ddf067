"""A schedule by a machine whose clock was wrong: nothing silenced, nothing doubled, all told."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app.task_run_store import TaskRunStore
from monitor.model import Run, clock
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox, OutboxEntry
from monitor.system.database import open_database
from monitor.verdicts.look_retries import turn
from monitor.verdicts.reader import VerdictReader
from tests.app.daemon.builders import HOUR, Office, day, mornings, tasks
from tests.county.register import only_first
from tests.lengths import LONG, some
from tests.running import run

YEAR = timedelta(days=365)
RIGHT = 34 if LONG else 15  # mornings after those of a wrong clock


def told(office: Office) -> list[OutboxEntry]:
    with open_database(office.folder / "data" / "monitor.db") as db:
        return list(reversed(Outbox(db).latest_entries(limit=500)))


def about_the_clock(office: Office) -> list[str]:
    return [one.notice.text for one in told(office) if one.notice.kind is Kind.CLOCK]


def days_of(office: Office, task: str) -> list[str]:
    return [f"{at:%Y-%m-%d}" for at in tasks(office, task)]


@pytest.mark.parametrize("ours", some([timedelta(days=31), YEAR, HOUR, timedelta(days=5)], 0))
def test_a_clock_that_was_ahead_for_a_morning_silences_nothing(
    small: Office, ours: timedelta
) -> None:
    only_first(small.folder / "accounts.yaml", 2)
    mornings(small, day(12, 22, 9), 2)
    small.by_wrong_clock(small.daemon(), day(12, 24, 9), day(12, 24, 9) + ours)

    mornings(small, day(12, 24, 10), 12)

    looks = days_of(small, "look")
    right = [f"{day(12, 23) + timedelta(days=n):%Y-%m-%d}" for n in range(13)]
    assert [on for on in looks if on in right] == right
    assert days_of(small, "remind")[:2] == ["2021-12-24", "2021-12-31"]
    assert days_of(small, "report")[0] == "2021-12-31"
    outcomes = {(task, f"{at:%m-%d}"): outcome for task, at, _, outcome in small.done()}
    assert outcomes["report", "12-31"] == "ok" and outcomes["remind", "12-31"] == "ok"


def test_the_look_of_a_day_that_a_wrong_clock_had_before_is_made_when_it_comes(
    small: Office,
) -> None:
    only_first(small.folder / "accounts.yaml", 2)
    mornings(small, day(12, 1, 9), 2)
    small.by_wrong_clock(small.daemon(), day(12, 3, 9), day(12, 6, 9))
    mornings(small, day(12, 3, 10), 5)

    with open_database(small.folder / "data" / "monitor.db") as db:
        runs = [
            clock.day(one.moment)
            for one in VerdictReader(db).runs()
            if one.clock_offset is not None
        ]
    assert [f"{on:%m-%d}" for on in reversed(runs)] == [
        "12-02", "12-06", "12-03", "12-04", "12-05", "12-06", "12-07"
    ]  # fmt: skip


@pytest.mark.long
def test_a_first_start_in_the_future_is_none(small: Office) -> None:
    only_first(small.folder / "accounts.yaml", 2)
    small.by_wrong_clock(small.daemon(), day(12, 1, 7), day(6, 1, 7, year=2099))
    small.by_wrong_clock(small.daemon(), day(12, 1, 9), day(6, 2, 9, year=2099))

    mornings(small, day(12, 1, 10), 8)

    looks = [on for on in days_of(small, "look") if on < "2022"]
    assert looks == [f"2021-12-0{n}" for n in range(2, 9)]


@pytest.mark.parametrize("year", [1970, 2009])
def test_an_empty_battery_makes_good_no_years(small: Office, year: int) -> None:
    only_first(small.folder / "accounts.yaml", 2)
    small.by_wrong_clock(small.daemon(), day(12, 1, 7), day(1, 1, 7, year=year))
    small.by_wrong_clock(small.daemon(), day(12, 1, 9), day(1, 1, 9, year=year))

    mornings(small, day(12, 2, 9), 4)

    true = [(task, f"{at.astimezone(clock.BEIJING):%m-%d}", missed)
            for task, at, missed, _ in small.done() if at.year == 2021]  # fmt: skip
    assert true == [
        ("look", "12-02", 0), ("look", "12-03", 0), ("look", "12-04", 0), ("look", "12-05", 0),
        ("remind", "12-03", 0),
    ]  # fmt: skip
    assert not list((small.folder / "out").glob("20*"))


@pytest.mark.share(3)
@pytest.mark.parametrize("ours", [-YEAR, -timedelta(days=21), day(1, 1, 9, 1970) - day(12, 3, 9)])
def test_a_clock_that_was_behind_for_a_day_loses_and_doubles_nothing(
    small: Office, ours: timedelta
) -> None:
    only_first(small.folder / "accounts.yaml", 2)
    mornings(small, day(11, 29, 9), 4)
    before = small.done()
    for hour in (9, 12, 15):
        small.by_wrong_clock(small.daemon(), day(12, 3, hour), day(12, 3, hour) + ours)

    mornings(small, day(12, 4, 9), 2)

    after = [one for one in small.done() if one not in before]
    looks = [(f"{at:%m-%d}", missed) for task, at, missed, _ in after if task == "look"
             and at > day(12, 2, 9)]  # fmt: skip
    assert looks == [("12-04", 1), ("12-05", 0)]
    assert [one for one in after if one[0] == "report"] == []


@pytest.mark.long
def test_the_office_is_told_once_an_episode_and_by_how_much(small: Office) -> None:
    only_first(small.folder / "accounts.yaml", 2)
    mornings(small, day(12, 1, 9), 2)
    for more in range(3):
        now = day(12, 3, 9) + timedelta(days=more)
        small.by_wrong_clock(small.daemon(), now, now + timedelta(days=20))
    mornings(small, day(12, 6, 9), 2)
    small.by_wrong_clock(small.daemon(), day(12, 8, 9), day(12, 9, 9))

    said = [text for text in about_the_clock(small) if "日程记录" not in text]
    assert len(said) == 3
    assert "本机时钟比服务器快约20天" in said[0] and "已恢复" in said[1]
    assert "快约24小时" in said[2]


def test_a_unit_hears_nothing_by_a_wrong_clock_and_all_of_it_by_a_right_one(
    small: Office,
) -> None:
    """Alarms reach the office, which knows that the clock is wrong; nothing is used up."""
    mornings(small, day(12, 30, 7), 1)
    small.by_wrong_clock(small.daemon(), day(12, 30, 9), day(12, 30, 10))
    wrong = [one.notice for one in told(small)]

    assert wrong and {one.unit for one in wrong} == {""}
    assert {one.kind for one in wrong} <= {Kind.CLOCK, Kind.ZOMBIE, Kind.STALE, Kind.INCIDENT}
    assert not any(task == "remind" and outcome == "ok" for task, *_, outcome in small.done())
    assert not (small.folder / "out" / "reminders").exists()

    mornings(small, day(12, 31, 9), 1)

    right = [one.notice for one in told(small)][len(wrong) :]
    alarmed = {one.account for one in wrong if one.account}
    silent = {"heiquan-weixin", "xinba-weixin"}
    assert silent <= alarmed
    assert silent <= {one.account for one in right if one.unit}


def test_a_duty_of_the_future_is_said_aloud_until_the_clock_is_known_to_be_right(
    small: Office,
) -> None:
    daemon = small.daemon()
    small.at(daemon, day(12, 1, 9))
    with open_database(small.folder / "data" / "monitor.db") as db:
        TaskRunStore(db).begin_duty("look", day(12, 20, 8), missed=19, at=day(12, 20, 9))
        TaskRunStore(db).finish_duty("look", day(12, 20, 8), at=day(12, 20, 9), outcome="ok")

    small.at(daemon, day(12, 1, 10))
    small.at(daemon, day(12, 1, 11))

    assert (
        sum("日程记录中有事项的日期在将来（最晚 2021-12-20 08:00）" in s for s in small.said) == 1
    )
    assert len(about_the_clock(small)) == 1
    import time_machine

    with time_machine.travel(day(12, 1, 12), tick=False):
        assert "日期在将来" in run(small.folder, "status").err
        shown = run(small.folder, "schedule")
        assert "日期在将来，不计为已办" in shown.out and "日期在将来" in shown.err
        assert "日程记录中有事项" in run(small.folder, "doctor").out.replace("\n", "")

    small.at(small.daemon(), day(12, 2, 9))
    with open_database(small.folder / "data" / "monitor.db") as db:
        assert TaskRunStore(db).duty_ahead(day(12, 2, 10)) is None
        assert len(TaskRunStore(db).duties(now=day(12, 2, 10), ahead=True)) == 1


def test_a_notice_of_the_future_is_not_sent_and_does_not_use_up_its_key(small: Office) -> None:
    mornings(small, day(12, 1, 9), 1)
    ahead = Notice(key="credential:x:14", kind=Kind.CREDENTIAL, text="授权将于14天后到期")
    with open_database(small.folder / "data" / "monitor.db") as db:
        Outbox(db).put([ahead], {ahead.key: ["office"]}, at=day(12, 20, 9))
        assert not [n for one in Outbox(db).waiting(day(12, 1, 12)) for n in one.notices]

    mornings(small, day(12, 2, 9), 1)

    with open_database(small.folder / "data" / "monitor.db") as db:
        assert Outbox(db).put([ahead], {ahead.key: ["office"]}, at=day(12, 2, 10)) == 1
        waiting = [n.key for one in Outbox(db).waiting(day(12, 25, 9)) for n in one.notices]
        assert waiting.count("credential:x:14") == 1
        assert not [key for key in waiting if "@" in key]


def test_a_retry_put_off_by_a_wrong_clock_is_not_waited_for(small: Office) -> None:
    note = Notice(key="weekly:1", kind=Kind.WEEKLY, text="提醒")
    with open_database(small.folder / "data" / "monitor.db") as db:
        outbox = Outbox(db)
        outbox.put([note], {note.key: ["office"]}, at=day(12, 1, 9))
        (waiting,) = outbox.waiting(day(12, 1, 9))
        outbox.failed(waiting, error="未送达", again_at=day(12, 2, 9))
        assert outbox.waiting(day(12, 1, 10)) == ()
        outbox.failed(waiting, error="未送达", again_at=day(12, 21, 9))
        assert len(outbox.waiting(day(12, 1, 10))) == 1


def test_what_failed_in_passing_is_looked_at_again_after_the_clock_was_put_back(
    small: Office,
) -> None:
    """One process, whose memory of the next attempt lies a year ahead."""
    daemon = small.daemon()
    small.at(daemon, day(12, 1, 7))
    small.at(daemon, day(12, 2, 9))
    daemon._again_at = day(12, 2, 13)
    small.at(daemon, day(12, 2, 10))
    assert daemon._again_at == day(12, 2, 13)  # waited for

    daemon._again_at = day(12, 2, 10) + YEAR
    small.at(daemon, day(12, 2, 11))

    assert daemon._again_at is None


def test_half_a_look_under_way_does_not_keep_notices_back_for_ever(small: Office) -> None:
    """The clock is put back while the turns of a day's look are being taken."""
    path: Path = small.folder / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 60m"), "utf-8")
    daemon = small.daemon()
    small.at(daemon, day(12, 1, 7))
    small.by_wrong_clock(daemon, day(12, 1, 7), day(12, 20, 8) + timedelta(minutes=45))
    assert daemon._under_way is not None

    small.at(daemon, day(12, 1, 8))

    assert daemon._under_way is None


def test_no_report_is_drafted_by_a_wrong_clock_and_each_at_its_time(small: Office) -> None:
    mornings(small, day(12, 29, 9), 1)
    small.by_wrong_clock(small.daemon(), day(12, 30, 9), day(12, 31, 17))
    assert not list((small.folder / "out").glob("20*"))
    assert Kind.REPORT not in {one.notice.kind for one in told(small)}

    mornings(small, day(12, 30, 17), 2)

    assert [path.name for path in (small.folder / "out").glob("20*")] == ["2021Q4"]
    assert Kind.REPORT in {one.notice.kind for one in told(small)}


def test_what_a_look_saw_before_the_clock_was_put_right_is_told_to_no_unit(small: Office) -> None:
    """The turns of one look: the first by a clock that is half an hour ahead, the rest by a right.

    Who was looked at first had its turn, and is told of the next day.
    """
    path = small.folder / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 60m"), "utf-8")
    silent = "xinba-weixin"
    minutes = timedelta(minutes=1)
    due = next(
        at
        for at in (day(12, n, 8) + 30 * minutes for n in range(2, 28))
        if turn(silent, at, HOUR) - at <= 5 * minutes
    )
    daemon = small.daemon()
    small.at(daemon, due - HOUR)
    small.by_wrong_clock(daemon, due - 20 * minutes, due + 10 * minutes)

    for more in (20, 40, 70):
        small.at(daemon, due + more * minutes)

    assert [outcome for task, *_, outcome in small.done() if task == "look"] == ["ok"]
    assert silent not in {one.notice.account for one in told(small) if one.notice.unit}
    small.at(daemon, due + timedelta(days=1) + 70 * minutes)
    assert silent in {one.notice.account for one in told(small) if one.notice.unit}


@pytest.mark.long
@pytest.mark.parametrize("ahead", some([timedelta(days=number) for number in (5, 7, 31)], 1))
def test_a_clock_that_no_server_corrects_costs_no_look_and_no_reminder_of_a_right_day(
    small: Office, ahead: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every source stands on this machine: nobody ever says what time it is."""
    monkeypatch.setattr("monitor.model.clock_offset._is_here", lambda host: True)
    only_first(small.folder / "accounts.yaml", 2)
    mornings(small, day(12, 1, 9), 2)
    small.by_wrong_clock(small.daemon(), day(12, 3, 9), day(12, 3, 9) + ahead)
    wrong = max(run.id for run in runs_of(small))

    mornings(small, day(12, 3, 10), RIGHT)

    looked = [clock.day(run.moment) for run in runs_of(small) if run.id > wrong]
    assert looked == [clock.day(day(12, 3) + timedelta(days=n)) for n in range(RIGHT)]
    fridays = [n for n in (3, 10, 17, 24, 31) if n < 3 + RIGHT]
    reminders = {path.stem for path in (small.folder / "out" / "reminders").glob("*.txt")}
    assert {f"2021-12-{n:02}" for n in fridays} <= reminders
    weekly = [one.notice.text for one in told(small) if one.notice.kind is Kind.WEEKLY]
    assert all(any(f"12月{n}日" in text for text in weekly) for n in fridays[1:])


def runs_of(office: Office) -> list[Run]:
    with open_database(office.folder / "data" / "monitor.db") as db:
        return sorted(VerdictReader(db).runs(limit=500), key=lambda run: run.id)
