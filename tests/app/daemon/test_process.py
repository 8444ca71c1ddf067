"""The daemon as a process: alone, beating, watched, leaving on a signal."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from monitor.app import head_comparison
from monitor.app.daemon import single
from monitor.model.errors import Busy
from monitor.model.schedule import Task
from monitor.system import heartbeat
from tests.app.daemon.builders import SECOND, Office, day
from tests.county import register
from tests.http.server import ok, speaking
from tests.running import run, wait_until


def test_a_watching_address_hears_of_starts_and_ends(office: Office) -> None:
    heard: list[str] = []
    told: list[bytes] = []

    def listen(peer: socket.socket, head: bytes) -> None:
        heard.append(head.split(b" ")[1].decode())
        told.append(head.partition(b"\r\n\r\n")[2])
        ok(b"OK")(peer, head)

    path = office.folder / "accounts.yaml"
    with speaking(listen) as (origin, _):
        text = path.read_text("utf-8").replace("{share: 10%", f"{{ping: '{origin}/uuid'")
        path.write_text(f"{text}\nnetwork: {{allow_private: true}}\n", "utf-8")
        daemon = office.daemon()
        office.at(daemon, day(12, 23, 23))
        (office.folder / "out").write_text("a file in the folder's place")
        office.at(daemon, day(12, 24, 10))

    assert heard == ["/uuid/start", "/uuid", "/uuid/start", "/uuid/fail"]
    newest = head_comparison.ping_payload(office.folder / "data")
    assert told[0] == b"", "nothing was sealed yet"
    assert json.loads(told[-1]) == newest and newest["evidence_head"].startswith("1:")


def test_a_second_daemon_is_refused_and_a_dead_ones_lock_is_not(office: Office) -> None:
    data = office.folder / "data"
    with single(data):
        done = run(office.folder, "daemon", "--once")

        assert done.code == 2
        assert "已有一个守护进程在运行" in done.err
        with pytest.raises(Busy), single(data):
            pass
    assert run(office.folder, "daemon", "--once").code == 0


def test_what_staff_should_know_first_is_told_in_whole_sentences(tmp_path: Path) -> None:
    register.copied(tmp_path)
    with time_machine.travel("2035-03-05T04:00:00Z", tick=False):
        done = run(tmp_path, "daemon", "--once")

    assert "请在 holidays: 中补充。\n" in done.err


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


def test_a_check_that_takes_long_gives_signs_of_life(office: Office) -> None:
    daemon, data = office.daemon(), office.folder / "data"
    office.at(daemon, day(12, 14, 7))
    beats: list[object] = []

    def slow(task: Task, due_at: datetime, now: datetime, alive: Callable[[], None]) -> str:
        for seconds in (29, 30, 59, 60, 3600):
            with time_machine.travel(now + seconds * SECOND, tick=False):
                alive()
                beats.append((heartbeat.read(data) or {})["at"])
        return "done"

    daemon.chores.perform = slow  # type: ignore[method-assign]
    office.at(daemon, day(12, 14, 9))

    assert [str(at)[11:19] for at in beats] == [
        "09:00:00", "09:00:30", "09:00:30", "09:01:00", "10:00:00"
    ]  # fmt: skip
    assert (heartbeat.read(data) or {})["doing"] == ""
