"""Whatever goes wrong ends a command with one Chinese sentence, exit code 2, no traceback."""

import errno
import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from monitor.cli.exit_codes import code_of
from monitor.model import clock
from monitor.system.database import open_database
from tests.app.test_mishaps import feed
from tests.http.server import ok, speaking
from tests.lengths import some
from tests.running import run, wait_until
from tests.sites import feed_office

ENGLISH = re.compile(r"Traceback|[A-Z]\w+Error|\[Errno|\b(?:No|Too|disk|unable|Broken|space)\b")


def alone(code: int, out: str, err: str) -> None:
    """Nothing was shown but one sentence."""
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert err.startswith("错误：") and err.endswith("。\n")
    assert not ENGLISH.search(err), err


class Odd(Exception):
    """An error that nobody has thought of."""


def raising(error: BaseException) -> Callable[..., Any]:
    def command(*_: Any, **__: Any) -> Any:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/some/place"), "/some/place：磁盘空间"),
        (OSError(errno.ENOSPC, "No space left on device", b"/some/\xff"), "磁盘空间不足"),
        (OSError(errno.EMFILE, "Too many open files"), "打开的文件过多"),
        (PermissionError(errno.EACCES, "Permission denied", 7), "没有读写权限"),
        (MemoryError(), "内存不足"),
        (RuntimeError("can't start new thread"), "线程"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), "无法识别的字符"),
        (RecursionError("maximum recursion depth exceeded"), "嵌套过深"),
        (sqlite3.OperationalError("disk I/O error"), "数据库读写出错"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "输出的接收方已关闭"),
        (KeyError("x"), "程序内部出错"),
        (Odd("strange"), "程序内部出错"),
        (click.FileError("a\udcff.csv"), "a"),
    ],
)
def test_an_error_of_no_kind_of_ours_is_one_sentence(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr("monitor.cli.console.Setup.open_reading", raising(error))
    monkeypatch.setattr("monitor.cli.console.Setup.registry", None)

    done = run(tmp_path, "notices", "list")

    alone(done.code, done.out, done.err)
    assert said in done.err
    log = tmp_path / "data" / "monitor.log"
    if isinstance(error, BrokenPipeError | click.ClickException):
        assert not log.exists()
    else:
        assert f"详情见 {log}" in done.err
        assert "Traceback" in log.read_text("utf-8")


def test_where_there_is_no_data_directory_none_is_made_for_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.cli.console.Setup.open_reading", raising(Odd()))
    monkeypatch.setattr("monitor.cli.console.Setup.registry", None)

    done = run(tmp_path, "notices", "list")

    alone(done.code, done.out, done.err)
    assert "详情" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_key_in_an_error_is_starred_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_office(tmp_path, "http://a.invalid/${FEED_KEY}", ["a"])
    monkeypatch.setenv("FEED_KEY", "demo-key-that-is-secret")
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(
        "monitor.cli.console.Setup.open_reading", raising(Odd("demo-key-that-is-secret"))
    )

    done = run(tmp_path, "notices", "list")

    alone(done.code, done.out, done.err)
    kept = (tmp_path / "data" / "monitor.log").read_text("utf-8")
    assert "Odd" in kept and "demo-key" not in kept + done.err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_who_stops_a_command_is_told_so(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.cli.console.Setup.open_reading", raising(error))
    monkeypatch.setattr("monitor.cli.console.Setup.registry", None)

    done = run(tmp_path, "notices", "list")

    assert (done.code, done.out, done.err.strip()) == (2, "", "已中止。")


LEFT = """
import monitor.cli
from monitor.cli.console import Setup

class Left:
    def __init__(self):
        self.itself = self

    def __del__(self):
        raise ValueError("left open")

def registry(self):
    Left()
    raise RuntimeError

Setup.registry = property(registry)
monitor.cli.main()
"""


def test_what_was_left_open_does_not_complain_when_the_process_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEFT, "-C", str(tmp_path), "accounts", "list"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    alone(done.returncode, done.stdout, done.stderr)


def test_what_a_thread_raises_is_not_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    def command() -> int:
        thread = threading.Thread(target=raising(Odd("within a thread")))
        thread.start()
        thread.join()
        return 3

    hook = threading.excepthook

    assert code_of(command, lambda: None, is_last=True) == 3
    assert capsys.readouterr() == ("", "")
    assert threading.excepthook is hook


def monitor(*words: object, **more: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "monitor", *map(str, words)],
        check=False, encoding="utf-8", stderr=subprocess.PIPE, **more,
    )  # fmt: skip


@pytest.mark.share(2)
@pytest.mark.parametrize(
    "words", [["--help"], ["check", "--help"], ["status"], ["status", "--json"]]
)
def test_nobody_reading_the_result_is_no_pass_and_no_fail(words: list[str], county: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = monitor("-C", county, *words, stdout=writing)
    os.close(writing)

    alone(done.returncode, "", done.stderr)
    assert "输出的接收方已关闭" in done.stderr


@pytest.mark.share(3)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("words", [["status"], ["accounts", "list"], ["--version"]])
def test_a_result_that_finds_no_room_is_one_sentence(words: list[str], county: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = monitor("-C", county, *words, stdout=full)

    alone(done.returncode, "", done.stderr)
    assert "磁盘空间不足" in done.stderr


@pytest.mark.share(3)
@pytest.mark.parametrize(
    "words",
    [
        [b"show", b"\xff\xfe"],
        [b"\xed\xa0\xbd"],
        [b"observe", b"a", b"--by", b"\xc8\xfd", b"--newest", b"\xed\xa0\x80"],
        [b"check", b"--unit", b"\xff"],
        [b"accounts", b"import", b"\xff.csv"],
        [b"report", b"quarter", b"\xff"],
        [b"check", b"--replay", b"\xff.warc.gz"],
        [b"--data", b"\xff\xff", b"evidence", b"verify"],
        [b"--accounts", b"\xff\xff", b"check"],
        [b"-C", b"\xff", b"check"],
    ],
)
def test_any_bytes_may_be_typed(words: list[bytes], county: Path) -> None:
    done = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"monitor", b"-C", os.fsencode(county), *words],
        check=False, capture_output=True,
    )  # fmt: skip

    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b""), said
    assert said.endswith(("。\n", "吗？\n")) and not ENGLISH.search(said), said


LIMITS = {
    "files": (resource.RLIMIT_NOFILE, some((8, 10, 14), 1)),
    "size": (resource.RLIMIT_FSIZE, some((0, 1_000, 50_000), 2)),
}
COMMANDS = [
    ["check"],
    ["status"],
    ["report", "month", "2021-12"],
    ["evidence", "verify"],
    ["observe", "gaotai-weixin", "--none-since", "2021-12-01 08:00", "--by", "某某"],
    ["cases", "list"],
]


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "limit"),
    some([(words, limit) for limit in LIMITS for words in COMMANDS], 0, 7),
    ids=str,
)
def test_scarce_resources_are_one_sentence_or_do(
    words: list[str], limit: str, county: Path
) -> None:
    kind, amounts = LIMITS[limit]
    for amount in amounts:

        def bounded(amount: int = amount) -> None:
            resource.setrlimit(kind, (amount, amount))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        done = monitor("-C", county, *words, stdout=subprocess.PIPE, preexec_fn=bounded)

        assert done.returncode in (0, 2, 3) or (done.returncode == 1 and done.stdout), done.stderr
        assert not ENGLISH.search(done.stderr), (amount, done.stderr)


STOPS = [(number, form) for number in (signal.SIGTERM, signal.SIGINT) for form in (False, True)]


@pytest.mark.parametrize(("number", "as_json"), some(STOPS, 3))
def test_a_check_that_is_stopped_never_says_that_all_pass(
    number: int, as_json: bool, tmp_path: Path
) -> None:
    body = feed("今日动态", clock.now() - timedelta(hours=1))
    talk = ok(body, "Content-Type: application/feed+json")

    def slow(peer: socket.socket, head: bytes) -> None:
        time.sleep(0.3)
        talk(peer, head)

    with speaking(slow) as (origin, heads):
        feed_office(tmp_path, origin, [f"a{number}" for number in range(12)])
        words = ["check", "--workers", "1", *(["--json"] if as_json else [])]
        with subprocess.Popen(
            [sys.executable, "-m", "monitor", "-C", str(tmp_path), *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        ) as process:  # fmt: skip
            wait_until(lambda: len(heads) > 2)
            process.send_signal(number)
            _, err = process.communicate(timeout=60)

    assert process.returncode == 3, err
    assert re.search(r"本次检查中途停止，已完成 \d+/12 个账号", err)
    assert "全部合格" not in err and "没有看到任何账号" not in err


def test_an_empty_folder_is_not_in_order(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert run(tmp_path, "evidence", "verify").code == 2
    open_database(tmp_path / "data" / "monitor.db").close()

    done = run(tmp_path, "evidence", "verify")

    assert (done.code, done.out) == (2, "")
    assert "全部完好" not in done.err
    assert "没有任何检查记录和证据" in done.err
