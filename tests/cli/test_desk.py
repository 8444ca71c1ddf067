"""`monitor desk`: people on the PC; the server starts, says where, serves, and ends on a signal."""

import http.client
import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli import desk
from monitor.system import demo_marker
from monitor.system.demo_marker import Demo
from tests.builders import NOON
from tests.cli.observe.builders import by_hand_office
from tests.desk.builders import WORD, hash_cheaply
from tests.office import Office
from tests.running import Done, run


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return by_hand_office(tmp_path)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_cheaply(monkeypatch)


def typed(office: Office, monkeypatch: pytest.MonkeyPatch, word: str, *words: str) -> Done:
    """Run a command that reads a password."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{word}\n"))
    return office.run("desk", "people", *words)


def test_people_are_added_listed_changed_and_removed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = typed(office, monkeypatch, WORD, "add", "zhangsan", "--name", "张三")
    typed(office, monkeypatch, WORD, "add", "lisi", "--name", "李四", "--role", "领导")
    changed = typed(office, monkeypatch, f"{WORD}又", "password", "lisi")

    assert added.err == "已增加：zhangsan 张三（值班员）。\n"
    assert changed.err == "已重设：lisi 李四（领导）。\n"
    listed = office.json("desk", "people", "list")["people"]
    assert [(p["name"], p["role"]) for p in listed] == [("lisi", "leader"), ("zhangsan", "duty")]
    assert office.run("desk", "people", "remove", "lisi").err == "已移除：lisi 李四（领导）。\n"
    assert office.run("desk", "people", "list").out == "zhangsan 张三（值班员）\n"


@pytest.mark.parametrize(
    ("word", "words", "why"),
    [
        ("短", ("add", "zhangsan", "--name", "张三"), "密码至少10个字符"),
        (WORD, ("add", "张三", "--name", "张三"), "用户名须以小写字母开头"),
        (WORD, ("password", "nobody"), "没有用户名为 nobody 的人员"),
        (WORD, ("add", "zhangsan"), "--name"),
        (WORD, ("add", "zhangsan", "--name", "张三", "--role", "局长"), "--role"),
    ],
)
def test_what_is_refused_is_one_sentence(
    word: str,
    words: tuple[str, ...],
    why: str,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = typed(office, monkeypatch, word, *words)

    assert done.code == 2 and why in done.err and "Traceback" not in done.err


def test_without_the_extra_it_says_how_to_install_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "NEEDED", ("no_such_package",))

    done = office.run("desk")

    assert done.code == 2 and "newmedia-monitor[desk]" in done.err and done.err.count("\n") == 1


def test_nobody_yet_is_told_how_to_begin(office: Office) -> None:
    assert "monitor desk people add" in office.run("desk", "people", "list").err


def test_it_serves_on_this_pc_until_it_is_told_to_stop(office: Office) -> None:
    words = [sys.executable, "-m", "monitor", "-C", str(office.folder), "desk", "--port", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        ready = process.stderr.readline()
        nobody = process.stderr.readline()
        try:
            (port,) = re.findall(r"值班台已就绪：http://127\.0\.0\.1:(\d+)/", ready)
            connection = http.client.HTTPConnection("127.0.0.1", int(port))
            connection.request("GET", "/login")
            answer = connection.getresponse()
            page = answer.read().decode()
            other = http.client.HTTPConnection("127.0.0.1", int(port))
            other.request("GET", "/login", headers={"Host": "evil.test"})
            refused = other.getresponse().status
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(20)

    assert (answer.status, refused, code) == (200, 400, 0)
    assert "值班台" in page and "monitor desk people add" in nobody
    assert answer.headers["Server"] is None


def test_a_port_that_is_taken_is_told_with_another_way(office: Office) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = office.run("desk", "--port", taken.getsockname()[1])

    assert done.code == 2 and "不能使用" in done.err and "--port" in done.err


def test_the_help_names_the_people(office: Office) -> None:
    assert "people" in office.run("desk", "--help").out
    assert json.loads(office.run("desk", "people", "list", "--json").out) == {"people": []}


def test_where_there_is_no_office_nobody_is_added(tmp_path: Path) -> None:
    done = run(tmp_path, "desk", "people", "list")

    assert done.code == 2 and "accounts.yaml" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_is_told_before_it_serves(office: Office) -> None:
    office.data.mkdir(exist_ok=True)
    demo_marker.write(Demo(data=office.data, moment=NOON))

    assert office.run("desk", "people", "list").err.startswith("演示，时间为2021年12月31日。")
