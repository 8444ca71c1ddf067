"""The task of Windows: a file that schtasks reads, and the words of its command."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from monitor.app import windows_task
from monitor.app.service_paths import ServicePaths
from monitor.model.errors import ConfigError
from tests.office import account, make_office
from tests.running import run

SPACE = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def paths_of(folder: Path) -> ServicePaths:
    return ServicePaths(
        folder=folder,
        accounts_file=folder / "accounts.yaml",
        data=folder / "data",
        out=folder / "out",
    )


def text_of(data: str, name: str) -> str | None:
    declared = data.replace('encoding="UTF-16"', 'encoding="UTF-8"').encode()
    return ElementTree.fromstring(declared).findtext(f".//t:{name}", None, SPACE)


@pytest.mark.parametrize("name", ["plain", "办公 桌面", "a & b <c>", "100%"])
def test_every_path_reaches_the_program_as_one_word(tmp_path: Path, name: str) -> None:
    task = windows_task.task(paths_of(tmp_path / name), ("C:\\x y\\monitor.exe",), "LAN\\zhang")

    folder = str(tmp_path / name)
    assert text_of(task, "Command") == "C:\\x y\\monitor.exe"
    assert text_of(task, "Arguments") == subprocess.list2cmdline(["-C", folder, "daemon", "--once"])
    assert text_of(task, "WorkingDirectory") == folder
    assert text_of(task, "UserId") == "LAN\\zhang"


def test_it_runs_every_ten_minutes_whoever_is_logged_on_and_catches_up(tmp_path: Path) -> None:
    task = windows_task.task(paths_of(tmp_path), ("monitor.exe",), "zhang")

    assert text_of(task, "Interval") == "PT10M"
    assert text_of(task, "LogonType") == "S4U", "no window, no password"
    assert text_of(task, "StartWhenAvailable") == "true"
    assert text_of(task, "MultipleInstancesPolicy") == "IgnoreNew"


def test_a_path_with_a_line_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="控制字符"):
        windows_task.task(paths_of(tmp_path / "a\nb"), ("monitor.exe",), "zhang")


@pytest.mark.long
def test_what_is_redirected_is_the_file_that_schtasks_reads(tmp_path: Path) -> None:
    office = make_office(tmp_path, [account("a")])
    command = [sys.executable, "-m", "monitor", "-C", str(office.folder), "daemon", "--print-task"]

    done = subprocess.run(command, capture_output=True, env=os.environ | {"USERDOMAIN": "局域网"})

    assert done.returncode == 0
    assert done.stdout.startswith((b"\xff\xfe", b"\xfe\xff")), "marked, else it is read as GBK"
    text = done.stdout.decode("utf-16")
    assert 'encoding="UTF-16"' in text.partition("\r\n")[0]
    assert "局域网\\" in text and not office.data.exists()
    assert "schtasks /Create /TN newmedia-monitor /XML" in done.stderr.decode()


@pytest.mark.parametrize("words", [("accounts", "list"), ("accounts", "validate")])
def test_json_is_utf_8_even_where_the_console_is_gbk(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    office = make_office(tmp_path, [account("a", "云河😀发布")])
    command = [sys.executable, "-m", "monitor", "-C", str(office.folder), *words]
    gbk = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}

    as_json = subprocess.run([*command, "--json"], capture_output=True, env=gbk)
    as_text = subprocess.run(command, capture_output=True, env=gbk)

    assert as_json.returncode == as_text.returncode == 0
    assert as_json.stdout.decode("utf-8") == run(office.folder, *words, "--json").out
    assert "个账号" in as_text.stdout.decode("gbk") or "云河?发布" in as_text.stdout.decode("gbk")
