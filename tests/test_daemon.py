"""The daemon over the loopback county: a month by the clock, downtime, kills, jumps, refusals."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import time_machine

from monitor import clock, heartbeat
from monitor.audit import audit
from monitor.chores import Chores
from monitor.clock import BEIJING
from monitor.daemon import Daemon, single
from monitor.daemon import run as keep
from monitor.errors import Busy
from monitor.notices import Kind
from monitor.secrets import Secrets
from monitor.store import Store
from tests.county import register
from tests.county.server import County, serving
from tests.http.server import ok, speaking
from tests.running import run, wait_until

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
NEW = "Mon, 13 Dec 2021 08:00:00 +0800"


@dataclass
class Office:
    """A folder, its platforms, its daemon, and a clock that a test turns."""

    folder: Path
    county: County
    said: list[str] = field(default_factory=list)
    stop: Event = field(default_factory=Event)

    def daemon(self) -> Daemon:
        """Return a daemon as it would be after a start of the program."""
        chores = Chores(
            accounts=self.folder / "accounts.yaml",
            data=self.folder / "data",
            out=self.folder / "out",
            secrets_of=lambda registry: Secrets.load(
                self.folder, os.environ, registry.secret_names
            ),
            stop=self.stop,
            tell=self.said.append,
            workers=4,
        )
        return Daemon(
            chores=chores, data=self.folder / "data", stop=self.stop, tell=self.said.append
        )

    def at(self, daemon: Daemon, moment: datetime) -> int:
        """Let *daemon* ask at *moment* what is due."""
        self.county.moment = moment
        with time_machine.travel(moment, tick=False):
            return daemon.tick(clock.now())

    def pass_time(self, daemon: Daemon, since: datetime, until: datetime) -> None:
        moment = since
        while moment <= until:
            self.at(daemon, moment)
            moment += HOUR

    def done(self) -> list[tuple[str, datetime, int, str]]:
        with Store(self.folder / "data" / "monitor.db") as store:
            found = store.duties(limit=500)
        return sorted((one.task, one.due_at, one.missed, one.outcome) for one in found)


def day(month: int, number: int, hour: int = 0, year: int = 2021) -> datetime:
    return datetime(year, month, number, hour, tzinfo=BEIJING)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr("monitor.http.live.PAUSE", (0.0, 0.01))  # a quarter's worth of politeness
    county = County(register.accounts(), day(12, 1))
    with serving(county) as (origin, _):
        path = register.pointed_at(origin, tmp_path)
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("\nunits:", "\nschedule: {share: 10%, spread: 0}\n\nunits:"), "utf-8"
        )
        yield Office(tmp_path, county)


def tasks(office: Office, task: str) -> list[datetime]:
    return [due_at.astimezone(BEIJING) for name, due_at, _, _ in office.done() if name == task]


def test_a_months_end_and_a_years_turn_happen_exactly_once(office: Office) -> None:
    office.pass_time(office.daemon(), day(12, 28, 7), day(1, 2, 9, year=2022))

    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "look")] == [
        "12-28 08:30", "12-29 08:30", "12-30 08:30", "12-31 08:30", "01-01 08:30", "01-02 08:30"
    ]  # fmt: skip
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "remind")] == ["12-30 09:00"]
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "full")] == ["12-31 10:00"]
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "report")] == ["12-31 16:00"]
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with Store(office.folder / "data" / "monitor.db") as store:
        found = store.cases()
    opened = {f"{case.opened_at.astimezone(BEIJING):%m-%d %H}" for case in found}
    assert opened == {"12-31 10"}  # by the spot check, not by the daily looks before it
    reminder = (office.folder / "out" / "reminders" / "2021-12-30.txt").read_text("utf-8")
    assert "1月1日至1月3日放假，更新时限不因节假日顺延" in reminder
    assert "“高台水务”：最近更新12月17日，1月1日起计为不合格" in reminder
    drafts = {path.name for path in (office.folder / "out" / "2021Q4").iterdir()}
    assert "2021Q4政务新媒体检查情况报告.docx" in drafts
    assert "2021Q4政务新媒体检查情况通报.docx" in drafts


ACCOUNTS = int(os.environ.get("MONITOR_ACCOUNTS", "6"))  # 55 for the whole county


def only_first(path: Path, number: int) -> None:
    """Leave the first accounts of a register."""
    text = path.read_text(encoding="utf-8")
    head, *items = re.split(r"(?m)^(?=  - id: )", text.partition("\naccounts:")[2])
    kept = "".join(items[:number])
    path.write_text(f"{text.partition(chr(10) + 'accounts:')[0]}\naccounts:{head}{kept}", "utf-8")


def test_a_whole_quarter_happens_exactly_once(office: Office) -> None:
    """National Day with its make-up day, three days of downtime, a bell that hears no flood."""
    heard: list[bytes] = []

    def bell(peer: socket.socket, head: bytes) -> None:
        heard.append(head)
        ok(b'{"errcode": 0}')(peer, head)

    path = office.folder / "accounts.yaml"
    with speaking(bell) as (origin, _):
        only_first(path, ACCOUNTS)
        channel = f"{{kind: wecom, url: '{origin}/send', allow_private: true}}"
        text = path.read_text("utf-8")
        path.write_text(f"{text}\nchannels:\n  office: {channel}\n", "utf-8")
        office.at(office.daemon(), day(9, 30, 18))
        moment = day(10, 1, 8)
        while moment <= day(12, 31, 23):
            if not day(11, 10) <= moment < day(11, 13, 8):  # the power was off
                office.at(office.daemon(), moment + timedelta(minutes=45))
            moment += 12 * HOUR

    missed = {due_at.astimezone(BEIJING).day: number for task, due_at, number, _ in office.done()
              if task == "look" and number}  # fmt: skip
    assert len(tasks(office, "look")) == 92 - 3
    assert missed == {13: 3}
    assert [at.day for at in tasks(office, "full")] == [29, 30, 31]
    assert len(tasks(office, "spot")) == 6
    assert [f"{at:%m-%d}" for at in tasks(office, "remind")] == [
        "10-07", "10-14", "10-21", "10-28", "11-04", "11-11", "11-18", "11-25", "12-02", "12-09",
        "12-16", "12-23", "12-30",
    ]  # fmt: skip
    assert [f"{at:%m-%d %H:%M}" for at in tasks(office, "report")] == ["12-31 16:00"]
    assert {outcome for *_, outcome in office.done()} == {"ok"}
    with Store(office.folder / "data" / "monitor.db") as store:
        told = store.told(limit=500)
        assert audit(store, office.folder / "data" / "evidence").faults == ()
    keys = [one.notice.key for one in told]
    assert len(keys) == len(set(keys))
    assert all(one.delivered == ("office",) and not one.waiting for one in told)
    assert sum(one.notice.kind is Kind.WEEKLY for one in told) == 13
    assert 0 < len(heard) <= 92  # at most one digest a day


def test_a_daily_look_fails_nobodys_quarter(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 27, 7))
    office.at(daemon, day(12, 27, 9))

    said = json.loads(run(office.folder, "report", "quarter", "2021Q4", "--json").out)

    assert said["spot_checks"] == []
    assert said["total"]["looked"] == 0


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
    office.at(daemon, day(12, 29, 23))
    (office.folder / "out").write_text("a file in the folder's place")

    office.at(daemon, day(12, 30, 10))

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


def test_a_watching_address_hears_of_starts_and_ends(office: Office) -> None:
    heard: list[str] = []

    def listen(peer: socket.socket, head: bytes) -> None:
        heard.append(head.split(b" ")[1].decode())
        ok(b"OK")(peer, head)

    path = office.folder / "accounts.yaml"
    with speaking(listen) as (origin, _):
        text = path.read_text("utf-8").replace("{share: 10%", f"{{ping: '{origin}/uuid'")
        path.write_text(f"{text}\nnetwork: {{allow_private: true}}\n", "utf-8")
        daemon = office.daemon()
        office.at(daemon, day(12, 29, 23))
        (office.folder / "out").write_text("a file in the folder's place")
        office.at(daemon, day(12, 30, 10))

    assert heard == ["/uuid/start", "/uuid", "/uuid/start", "/uuid/fail"]


def test_notices_wait_out_the_night(office: Office) -> None:
    heard: list[bytes] = []

    def bell(peer: socket.socket, head: bytes) -> None:
        heard.append(head)
        ok(b'{"errcode": 0}')(peer, head)

    path = office.folder / "accounts.yaml"
    with speaking(bell) as (origin, _):
        channel = f"{{kind: wecom, url: '{origin}/send', allow_private: true}}"
        text = path.read_text("utf-8").replace("{share: 10%", "{quiet: '08:00-10:00'")
        path.write_text(f"{text}\nchannels:\n  office: {channel}\n", "utf-8")
        daemon = office.daemon()
        office.at(daemon, day(12, 28, 7))
        office.at(daemon, day(12, 28, 9))
        assert heard == []
        office.at(daemon, day(12, 28, 10))

    assert len(heard) == 1


def test_while_a_check_by_hand_runs_the_task_waits(office: Office) -> None:
    from monitor.live import alone

    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    with alone(office.folder / "data", clock.now()):
        office.at(daemon, day(12, 14, 9))
    assert [outcome for *_, outcome in office.done()] == [""]

    office.at(daemon, day(12, 14, 10))

    assert [outcome for *_, outcome in office.done()] == ["ok"]
    assert any("推迟" in line for line in office.said)


SCRIPT = """
import sys, time_machine
from datetime import datetime
from monitor.cli import main
with time_machine.travel(datetime.fromisoformat(sys.argv[2]), tick=True):
    main(["-C", sys.argv[1], "daemon", "--once", "--workers", "4"])
"""


def test_killed_at_random_moments_nothing_is_lost_or_doubled(office: Office) -> None:
    """Each day is asked several times and killed at random; in the end all was done once."""
    kills = int(os.environ.get("MONITOR_KILLS", "2"))
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
    with Store(office.folder / "data" / "monitor.db") as store:
        assert store.integrity() == "ok"
        assert audit(store, office.folder / "data" / "evidence").faults == ()


def test_a_second_daemon_is_refused_and_a_dead_ones_lock_is_not(office: Office) -> None:
    data = office.folder / "data"
    with single(data):
        done = run(office.folder, "daemon", "--once")

        assert done.code == 2
        assert "已有一个守护进程在运行" in done.err
        with pytest.raises(Busy), single(data):
            pass
    assert run(office.folder, "daemon", "--once").code == 0


def test_the_process_starts_beats_and_leaves_on_a_signal(office: Office) -> None:
    register.copied(office.folder)
    command = [sys.executable, "-m", "monitor", "-C", str(office.folder), "daemon"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    data = office.folder / "data"
    wait_until(lambda: heartbeat.read(data) is not None)

    beat = heartbeat.read(data)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)

    assert beat is not None and beat["pid"] == process.pid
    assert process.returncode == 0
    assert "守护进程已启动" in err.decode() and "正在收尾" in err.decode()
    assert "下一次日常查看在" in err.decode()


@pytest.mark.parametrize("hours", [3, -3])
def test_a_jump_of_the_clock_is_told_and_changes_nothing(office: Office, hours: int) -> None:
    """The process runs, the clock of the machine is put forward or back beneath it."""
    office.at(office.daemon(), day(12, 14, 11))
    office.at(office.daemon(), day(12, 15, 11))
    before = office.done()
    worker = office.daemon()
    asked: list[datetime] = []

    def tick(now: datetime) -> int:
        asked.append(now)
        return Daemon.tick(worker, now)

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
            keep(worker, ready=lambda: None, feed=feed)

    assert any(f"系统时钟跳变 {hours * 3600:+d} 秒" in line for line in office.said)
    assert len(asked) == 2 and abs(asked[1] - asked[0] - timedelta(hours=hours)) < 30 * SECOND
    assert office.done() == before


def runs_of(office: Office) -> list[tuple[str, ...]]:
    with Store(office.folder / "data" / "monitor.db") as store:
        return [run.selected for run in reversed(store.runs(limit=100))]


@pytest.mark.parametrize("restarted", [False, True])
def test_a_look_is_spread_over_time_and_done_once(office: Office, restarted: bool) -> None:
    path = office.folder / "accounts.yaml"
    only_first(path, 12)
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 1h"), "utf-8")
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 8))

    moment = day(12, 14, 8) + 30 * MINUTE
    while moment <= day(12, 14, 9) + 30 * MINUTE:
        office.at(office.daemon() if restarted else daemon, moment)
        moment += 5 * MINUTE

    looked = [account for run in runs_of(office) for account in run]
    assert len(runs_of(office)) > 3
    assert len(looked) == len(set(looked)) == 12
    ((task, _, missed, outcome),) = office.done()
    assert (task, missed, outcome) == ("look", 0, "ok")
    assert sum("日常查看完成：查看 12 个账号" in line for line in office.said) == 1
    if not restarted:
        assert sum("日常查看（应于" in line for line in office.said) == 1


def test_all_at_once_where_nobody_asks_again(office: Office) -> None:
    path = office.folder / "accounts.yaml"
    only_first(path, 12)
    path.write_text(path.read_text("utf-8").replace("spread: 0", "spread: 8h"), "utf-8")
    daemon = office.daemon()
    daemon.chores.at_once = True
    office.at(daemon, day(12, 14, 8))

    office.at(daemon, day(12, 14, 8) + 30 * MINUTE)

    assert [len(run) for run in runs_of(office)] == [12]
    assert [outcome for *_, outcome in office.done()] == ["ok"]


def test_a_source_that_fails_is_tried_again_later_and_later(tmp_path: Path) -> None:
    up: list[bool] = []

    def bridge(peer: socket.socket, head: bytes) -> None:
        if up:
            item = f"<item><guid>1</guid><pubDate>{NEW}</pubDate></item>"
            body = f"<rss version='2.0'><channel>{item}</channel></rss>"
            ok(body.encode())(peer, head)

    with speaking(bridge) as (origin, _):
        (tmp_path / "accounts.yaml").write_text(
            "jurisdiction: {name: 高台县}\nnetwork: {allow_private: true}\npace: {default: 0}\n"
            "schedule: {spread: 0}\nunits: [{id: u, name: 某局}]\n"
            "accounts: [{id: a, name: 甲, platform: wechat, unit: u, "
            f"sources: [{{kind: feed, url: '{origin}/feed'}}]}}]\n",
            encoding="utf-8",
        )
        office = Office(tmp_path, County(register.accounts(), day(12, 14)))
        daemon = office.daemon()
        office.at(daemon, day(12, 14, 8))
        looks = []
        for minute in range(0, 600, 10):
            if minute == 400:
                up.append(True)
            before = len(runs_of(office))
            office.at(daemon, day(12, 14, 8) + (30 + minute) * MINUTE)
            looks += [minute] * (len(runs_of(office)) - before)

    assert looks == [0, 30, 90, 210, 450]
    with Store(tmp_path / "data" / "monitor.db") as store:
        (seen,) = store.seen_since(day(12, 14, 8)).values()
    assert (seen.looks, seen.failed) == (5, False)


def test_the_schedule_shows_what_is_due_and_what_was_done(office: Office) -> None:
    daemon = office.daemon()
    office.at(daemon, day(12, 14, 7))
    office.at(daemon, day(12, 14, 9))

    with time_machine.travel(day(12, 14, 9), tick=False):
        said = json.loads(run(office.folder, "schedule", "--json").out)
        shown = run(office.folder, "schedule").out

    coming = {one["task"]: one["due_at"] for one in said["coming"]}
    assert coming["look"] == "2021-12-15T08:30:00+08:00"
    assert coming["report"] == "2021-12-31T16:00:00+08:00"
    assert [(one["task"], one["outcome"]) for one in said["past"]] == [("look", "ok")]
    assert "每季度最后工作日 16:00" in shown and "日常查看" in shown


def test_the_unit_is_printed_whole(office: Office) -> None:
    unit = run(office.folder, "daemon", "--print-unit").out

    assert "Type=notify" in unit and "WatchdogSec=" in unit and "DynamicUser=yes" in unit
    assert str(office.folder) in unit


def test_signs_of_life_reach_the_service_manager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        monkeypatch.setenv("NOTIFY_SOCKET", address)

        assert heartbeat.notify("READY=1")
        assert listener.recv(100) == b"READY=1"
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert not heartbeat.notify("READY=1")
