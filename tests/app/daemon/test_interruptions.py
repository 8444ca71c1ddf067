"""Downtime, kills, jumps of the clock, failures: nothing is lost and nothing done twice."""

import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from threading import Event

import pytest
import time_machine

from monitor.app.audit import audit
from monitor.app.daemon import Daemon
from monitor.app.daemon import run as keep
from monitor.model import clock
from monitor.model.schedule import Task
from monitor.system.database import open_database
from monitor.verdicts.sealed_rows import SealedRows
from tests.app.daemon.builders import HOUR, SECOND, Office, day, tasks
from tests.county.register import only_first
from tests.lengths import times


@pytest.fixture
def office(office: Office) -> Office:
    """An office with few accounts: what happens to the schedule does not ask how many."""
    only_first(office.folder / "accounts.yaml", 12)
    return office


def test_three_days_of_downtime_are_made_good_by_one_look(office: Office) -> None:
    office.pass_time(office.daemon(), day(12, 13, 8), day(12, 13, 9))

    office.at(office.daemon(), day(12, 17, 7))

    assert [(task, missed) for task, _, missed, _ in office.done() if task == "look"] == [
        ("look", 0), ("look", 2)
    ]  # fmt: skip
    assert any("补做此前错过的 2 次" in line for line in office.said)


def test_a_clock_that_jumps_changes_nothing(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    office.at(daemon, day(12, 14, 9))
    before = office.done()

    office.at(daemon, day(12, 14, 6))
    office.at(daemon, day(12, 14, 12))
    office.at(daemon, day(12, 14, 9))

    assert office.done() == before


def test_a_task_cut_short_is_done_again_after_the_restart(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    original = daemon.chores.tell

    def stop_soon(sentence: str) -> None:
        original(sentence)
        office.stop.set()

    daemon.tell = stop_soon
    office.at(daemon, day(12, 14, 9))
    assert [outcome for *_, outcome in office.done()] == [""]

    office.stop.clear()
    office.at(office.daemon(), day(12, 14, 10))

    assert [(task, outcome) for task, _, _, outcome in office.done()] == [("look", "ok")]


def test_a_task_that_fails_is_written_down_and_stops_no_other(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 23, 23))
    (office.folder / "out").write_text("a file in the folder's place")

    office.at(daemon, day(12, 24, 10))

    outcomes = {task: outcome for task, _, _, outcome in office.done()}
    assert outcomes == {"look": "ok", "remind": "failed"}


def test_a_register_that_breaks_meanwhile_does_not_stop_the_schedule(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    (office.folder / "accounts.yaml").write_text("accounts: 7\n", encoding="utf-8")

    office.at(daemon, day(12, 14, 9))
    office.at(daemon, day(12, 15, 9))

    assert [task for task, *_ in office.done()] == ["look", "look"]
    assert sum("名单有误，暂按上一次正确的名单进行" in line for line in office.said) == 1


def test_a_register_that_is_mended_counts_at_once(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    path = office.folder / "accounts.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("spread: 0}", "spread: 0, look: 停用}"), "utf-8")

    office.at(daemon, day(12, 14, 9))

    assert office.done() == []


def test_while_a_check_by_hand_runs_the_task_waits(office: Office) -> None:
    from monitor.app.check import exclusive

    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    with exclusive(office.folder / "data", clock.now()):
        office.at(daemon, day(12, 14, 9))
    assert [outcome for *_, outcome in office.done()] == [""]

    office.at(daemon, day(12, 14, 10))

    assert [outcome for *_, outcome in office.done()] == ["ok"]
    assert any("推迟" in line for line in office.said)


SCRIPT = """
import sys, time_machine
from datetime import datetime
from monitor.cli import main
from tests.lengths import times
with time_machine.travel(datetime.fromisoformat(sys.argv[2]), tick=True):
    main(["-C", sys.argv[1], "daemon", "--once", "--workers", "4"])
"""


def test_killed_at_random_moments_nothing_is_lost_or_doubled(office: Office) -> None:
    """Each day is asked several times and killed at random; in the end all was done once."""
    kills = times("MONITOR_KILLS", 1, 2)
    dice = random.Random(4)
    office.at(office.daemon(), day(12, 1, 7))
    for number in range(kills):
        moment = day(12, 1, 9) + timedelta(days=number)
        office.county.moment = moment
        command = [sys.executable, "-c", SCRIPT, str(office.folder), moment.isoformat()]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.2, 2.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        office.at(office.daemon(), moment + HOUR)

    looks = tasks(office, "look")
    assert len(looks) == len(set(looks)) == kills
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with open_database(office.folder / "data" / "monitor.db") as db:
        assert SealedRows(db).integrity() == "ok"
        assert audit(db, office.folder / "data" / "evidence").faults == ()


@pytest.mark.parametrize("hours", [3, -3])
def test_a_jump_of_the_clock_is_told_and_changes_nothing(office: Office, hours: int) -> None:
    """The process runs, the clock of the machine is put forward or back beneath it."""
    office.at(office.daemon(), day(12, 14, 11))
    office.at(office.daemon(), day(12, 15, 11))
    before = office.done()
    worker = office.daemon()
    asked: list[datetime] = []

    def tick(now: datetime, task: Task | None = None) -> int:
        asked.append(now)
        return Daemon.tick(worker, now, task)

    with time_machine.travel(day(12, 15, 12), tick=True) as traveller:
        office.county.moment = day(12, 15, 12)

        shifted: list[datetime] = []

        def feed() -> None:
            if asked and not shifted:
                shifted.append(asked[0])
                traveller.shift(timedelta(hours=hours))
            elif len(asked) > 1:
                office.stop.set()

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "tick", tick)
            patch.setattr(office.stop, "wait", lambda _: Event.wait(office.stop, 0.05))
            keep(worker, ready=lambda: None, feed=feed)

    assert any(f"系统时钟跳变 {hours * 3600:+d} 秒" in line for line in office.said)
    assert len(asked) > 1  # again at once, by the clock as it stands now
    for moment in asked[1:]:
        assert abs(moment - asked[0] - timedelta(hours=hours)) < 30 * SECOND
    assert office.done() == before
