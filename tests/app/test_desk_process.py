"""The desk as a child of the daemon: started again when it ends, ended when the daemon ends."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import pytest

from monitor.app import desk_process
from monitor.app.desk_process import beside
from monitor.app.service_paths import ServicePaths
from monitor.app.windows_task import task
from monitor.model.errors import RequestError
from tests.cli.observe.builders import by_hand_office
from tests.desk.builders import added
from tests.office import Office
from tests.running import wait_until

SLEEPS = "import os, sys; print(os.getpid(), file=sys.stderr, flush=True); sys.stdin.read()"
DEAF = (
    "import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print(os.getpid(), file=sys.stderr, flush=True); time.sleep(60)"
)
ENDS = "import sys; sys.exit('端口不能使用。')"


def program(text: str) -> Sequence[str]:
    return (sys.executable, "-c", text)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pids(told: list[str]) -> list[int]:
    return [int(line.removeprefix("值班台：")) for line in told if line[4:].isdecimal()]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_process, "MOMENT", 0.05)


def test_it_is_started_again_when_it_was_killed_and_ends_with_us() -> None:
    told: list[str] = []
    with beside(program(SLEEPS), told.append, pauses=(0.01,)):
        wait_until(lambda: len(pids(told)) == 1)
        os.kill(pids(told)[0], signal.SIGKILL)
        wait_until(lambda: len(pids(told)) == 2)
        assert is_alive(pids(told)[1])

    first, second = pids(told)
    assert first != second and not is_alive(second)
    assert [line for line in told if "停止了" in line] == [
        "值班台停止了（退出码 -9），0.01秒后重新启动。"
    ]


def test_what_it_says_is_told_and_the_pauses_grow() -> None:
    told: list[str] = []
    with beside(program(ENDS), told.append, pauses=(0.01, 0.02, 0.03)):
        wait_until(lambda: sum("停止了" in line for line in told) >= 4)

    assert told[0] == "值班台：端口不能使用。"
    again = [line.partition("，")[2] for line in told if "停止了" in line][:4]
    assert again == [f"{pause}秒后重新启动。" for pause in (0.01, 0.02, 0.03, 0.03)]


def test_one_that_will_not_end_is_made_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_process, "LAST_WORDS", 0.1)
    told: list[str] = []
    with beside(program(DEAF), told.append):
        wait_until(lambda: bool(pids(told)))

    assert not is_alive(pids(told)[0])
    assert not [line for line in told if "停止了" in line]


def test_one_that_cannot_be_started_is_told_of(tmp_path: Path) -> None:
    told: list[str] = []
    with beside((str(tmp_path / "gone"),), told.append, pauses=(9,)):
        wait_until(lambda: bool(told))

    assert "值班台停止了" in told[0]


def test_without_its_extra_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_process, "NEEDED", ("no_such_package",))

    with pytest.raises(RequestError, match=r"\[desk\]"), beside(program(SLEEPS), print):
        pass


def test_it_says_nothing_to_the_service_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/x")
    told: list[str] = []
    asks = "import os, sys; sys.exit(str(os.environ.get('NOTIFY_SOCKET')))"
    with beside(program(asks), told.append):
        wait_until(lambda: bool(told))

    assert told[0] == "值班台：None"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return by_hand_office(tmp_path)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--once", "--desk"), "--once"),
        (("--port", "9000"), "--port 是值班台的选项"),
        (("--lan",), "--lan 是值班台的选项"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    words: tuple[str, ...], why: str, office: Office
) -> None:
    done = office.run("daemon", *words)

    assert done.code == 2 and why in done.err


def test_the_service_as_printed_serves_the_desk_too(office: Office) -> None:
    words = ("--desk", "--port", "9000", "--lan-address", "192.168.1.5")
    unit = office.run("daemon", "--print-unit", *words).out
    (line,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))

    assert '"daemon" "--desk" "--port" "9000" "--lan-address" "192.168.1.5"' in line


def test_the_task_of_windows_stays_where_it_serves_the_desk(tmp_path: Path) -> None:
    paths = ServicePaths(
        folder=tmp_path, accounts_file=tmp_path / "accounts.yaml", data=tmp_path / "data",
        out=tmp_path / "out", desk=("--lan",),
    )  # fmt: skip
    printed = task(paths, ("monitor.exe",), "zhang")

    assert "daemon --desk --lan</Arguments>" in printed and "--once" not in printed
    assert "<BootTrigger>" in printed and "PT0S" in printed and "PT10M" in printed


LIGHT = (
    "import sys\nfrom monitor.cli import daemon\nimport monitor.app.desk_process\n"
    "sys.exit(', '.join({'flask', 'waitress', 'argon2', 'werkzeug'} & set(sys.modules)))"
)


@pytest.mark.long
def test_the_daemon_itself_loads_nothing_of_the_desk() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True)

    assert done.stderr == "\n" or not done.stderr


def answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/login")
        return connection.getresponse().status == 200
    except OSError:
        return False


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_desk_comes_back_and_none_outlives_the_daemon(how: int, office: Office) -> None:
    added(office)
    command = [sys.executable, "-m", "monitor", "-C", str(office.folder), "daemon", "--desk"]
    lines: list[str] = []
    with subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        Thread(target=lambda: _collect(process, lines), daemon=True).start()
        first = _port(lines, 0)
        child = _child_of(process.pid)
        assert answers(first)
        os.kill(child, signal.SIGKILL)
        second = _port(lines, 1)
        assert answers(second) and _child_of(process.pid) != child
        child = _child_of(process.pid)
        process.send_signal(how)
        process.wait(30)
        wait_until(lambda: not is_alive(child))

    assert not answers(second)
    assert process.returncode == (0 if how == signal.SIGTERM else -9)


def _collect(process: "subprocess.Popen[str]", lines: list[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line)


def _port(lines: list[str], number: int) -> int:
    """Wait for the desk that was started as number *number* to be ready; return its port."""

    def ready() -> list[str]:
        return re.findall(r"值班台已就绪：http://127\.0\.0\.1:(\d+)/", "".join(lines))

    wait_until(lambda: len(ready()) > number)
    return int(ready()[number])


def _child_of(pid: int) -> int:
    time.sleep(0.1)
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [word for task_ in tasks for word in (task_ / "children").read_text().split()]
    assert children
    return int(children[0])
