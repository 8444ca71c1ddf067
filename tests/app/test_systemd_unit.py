"""The unit of the service: read back as systemd reads it, judged by systemd, started by it."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.app import systemd_unit
from monitor.app.service_paths import ServicePaths, program
from monitor.model.errors import ConfigError
from monitor.system import heartbeat
from tests.office import account, make_office
from tests.running import run, wait_until

NASTY = ("办公 桌面", "a b", "100%", "%n %h", "$HOME ${USER}", "a'b", 'a"b', "a\\b", "-C", "a;b")
ANALYZE = shutil.which("systemd-analyze")
SYSTEMD = Path("/lib/systemd/systemd")
GROUPS = Path("/sys/fs/cgroup")


def paths_of(folder: Path, **places: Path) -> ServicePaths:
    usual = ServicePaths(
        folder=folder,
        accounts_file=folder / "accounts.yaml",
        data=folder / "data",
        out=folder / "out",
    )
    return replace(usual, **places)  # type: ignore[arg-type]  # fields by their names


def value(unit: str, key: str) -> str:
    (line,) = (line for line in unit.splitlines() if line.startswith(f"{key}="))
    return line.partition("=")[2]


def words(text: str) -> list[str]:
    """Read *text* as systemd does: words in double quotes, escapes by \\, % doubled."""
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in quoted]


@pytest.mark.parametrize("name", ["plain", *NASTY])
def test_every_path_reaches_the_program_as_one_word(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()

    unit = systemd_unit.unit(paths_of(folder), ("/opt/x y/monitor",))

    command = words(value(unit, "ExecStart"))
    assert command == [":/opt/x y/monitor", "-C", str(folder), "daemon"], "the : keeps $ as it is"
    assert words(value(unit, "ReadWritePaths")) == [str(folder)]
    assert not re.search(r"(?<!%)(%%)*%(?!%)", value(unit, "ExecStart")), "no specifier is left"


def test_the_service_works_on_the_places_that_the_command_was_given(tmp_path: Path) -> None:
    for name in ("office", "elsewhere", "papers"):
        (tmp_path / name).mkdir()
    places = paths_of(
        tmp_path / "office",
        accounts_file=tmp_path / "elsewhere" / "名单.yaml",
        data=tmp_path / "elsewhere" / "data",
        out=tmp_path / "papers",
    )

    unit = systemd_unit.unit(places, ("monitor",))

    assert words(value(unit, "ExecStart"))[1:] == [
        *("-C", str(tmp_path / "office"), "--accounts", str(tmp_path / "elsewhere" / "名单.yaml")),
        *("--data", str(tmp_path / "elsewhere" / "data"), "daemon"),
        *("--out", str(tmp_path / "papers")),
    ]
    assert words(value(unit, "ReadWritePaths")) == [
        str(tmp_path / name) for name in ("office", "elsewhere/data", "papers")
    ]


def test_a_relative_folder_is_named_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    unit = systemd_unit.unit(paths_of(Path()), ("monitor",))

    assert words(value(unit, "ExecStart"))[2] == str(tmp_path)


def test_a_path_with_a_line_break_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "a\nUser=root"
    folder.mkdir()

    with pytest.raises(ConfigError, match="控制字符"):
        systemd_unit.unit(paths_of(folder), ("monitor",))


@pytest.mark.parametrize(
    ("folder", "home", "temporary"),
    [
        ("/srv/monitor", "yes", "yes"),
        ("/home/clerk/monitor", "read-only", "yes"),
        ("/root/monitor", "read-only", "yes"),
        ("/tmp/monitor", "yes", "no"),
        ("/homes/monitor", "yes", "yes"),
    ],
)
def test_the_service_sees_the_folder_wherever_it_lies(
    monkeypatch: pytest.MonkeyPatch, folder: str, home: str, temporary: str
) -> None:
    monkeypatch.setattr(systemd_unit, "INSTALLED", ("/usr/lib/python3",))

    unit = systemd_unit.unit(paths_of(Path(folder)), ("/srv/.venv/bin/monitor",))

    assert value(unit, "ProtectHome") == home
    assert value(unit, "PrivateTmp") == temporary
    assert systemd_unit.unit(paths_of(Path("/srv/a")), ("/home/b/monitor",)).count("read-only") == 1


def test_it_runs_as_the_owner_of_the_data_who_alone_reads_the_keys(tmp_path: Path) -> None:
    unit = systemd_unit.unit(paths_of(tmp_path), ("monitor",))

    assert value(unit, "User") == tmp_path.owner()
    assert value(unit, "RestartPreventExitStatus") == "2", "what is wrong stays wrong"
    assert "DynamicUser" not in unit


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_what_only_the_office_can_mend_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    as_root = list(systemd_unit.remarks(paths_of(tmp_path)))
    os.chown(tmp_path / "data", 65534, -1)
    office = make_office(tmp_path, secrets={"A": "b"})

    given_away = list(systemd_unit.remarks(paths_of(tmp_path, out=Path("/srv/no such"))))

    assert "属于 root" in as_root[0] and len(as_root) == 1
    assert given_away[0].startswith("/srv/no such 尚不存在")
    assert f"chown {Path(tmp_path / 'data').owner()} {office.folder}/secrets.yaml" in given_away[1]
    os.chown(office.folder / "secrets.yaml", 65534, -1)
    assert not list(systemd_unit.remarks(paths_of(tmp_path)))


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here to judge the unit")
@pytest.mark.parametrize("name", ["plain", *NASTY])
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    unit = tmp_path / "monitor.service"
    text = systemd_unit.unit(paths_of(folder), program())
    unit.write_text(text, "utf-8")

    done = subprocess.run([str(ANALYZE), "verify", unit], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_command_of_the_unit_starts_a_daemon_that_ends_on_a_signal(tmp_path: Path) -> None:
    (folder := tmp_path / "办公 100% $HOME").mkdir()
    office = make_office(folder, [account("a")])
    unit = run(office.folder, "daemon", "--print-unit").out
    command = words(value(unit, "ExecStart"))
    command[0] = command[0].removeprefix(":")

    process = subprocess.Popen(
        command, cwd="/", env={"PATH": os.environ["PATH"]}, stderr=subprocess.PIPE
    )
    wait_until(lambda: heartbeat.read(office.data) is not None)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)

    assert heartbeat.read(office.data) is not None
    assert process.returncode == 0, err.decode()


BOOT = """\
set -e
mount -t tmpfs tmpfs /run
exec env -i container=other PATH="$PATH" SYSTEMD_UNIT_PATH={units} \\
  {systemd} --system --unit=boot.target --log-target=null --show-status=no
"""
TARGET = "[Unit]\nDefaultDependencies=no\nWants=judge.service\n"
JUDGE = """\
[Unit]
DefaultDependencies=no
Wants=monitor.service
After=monitor.service
[Service]
Type=oneshot
ExecStart=/bin/sh {script}
"""
ASKED = """\
systemctl show monitor -p ActiveState -p Result -p NRestarts
systemctl stop monitor
systemctl show monitor -p ActiveState -p Result -p ExecMainStatus
touch {done}
"""


def _can_boot() -> bool:
    """Say whether a systemd of our own can be first in a container: root and namespaces.

    One that runs this machine is not to be disturbed.
    """
    is_free = SYSTEMD.exists() and not Path("/run/systemd/system").exists()
    if os.geteuid() != 0 or not is_free or shutil.which("unshare") is None:
        return False
    probe = ["unshare", "--pid", "--fork", "--mount-proc", "--mount", "--cgroup", "true"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def _tidied(before: set[Path]) -> bool:
    """Remove the control groups that the container left; say whether none is left."""
    left = set(GROUPS.glob("*/*")) - before
    for group in left:
        for folder in sorted((group, *group.rglob("*/")), reverse=True):
            with contextlib.suppress(OSError):  # the last of its processes is about to end
                folder.rmdir()
    return not left


@pytest.mark.skipif(not _can_boot(), reason="no systemd can be started here")
def test_systemd_starts_it_as_printed_and_stops_it(tmp_path: Path) -> None:
    """A whole systemd in a container of its own starts the unit; nothing of the host is touched."""
    (folder := tmp_path / "办公 100% $HOME").mkdir()
    office = make_office(folder, [account("a")], secrets={"A": "b"})
    units, told, done = tmp_path / "units", tmp_path / "told.txt", tmp_path / "done"
    units.mkdir()
    unit = run(office.folder, "daemon", "--print-unit").out
    script = tmp_path / "ask.sh"
    script.write_text(f"exec >{shlex.quote(str(told))}\n{ASKED.format(done=done)}", "utf-8")
    for name, text in {
        "monitor.service": unit,
        "boot.target": TARGET,
        "judge.service": JUDGE.format(script=script),
    }.items():
        (units / name).write_text(text, "utf-8")
    boot = BOOT.format(units=units, systemd=SYSTEMD)
    before = set(GROUPS.glob("*/*"))

    container = subprocess.Popen(
        ["unshare", "--pid", "--fork", "--mount-proc", "--mount", "--cgroup", "--kill-child",
         "sh", "-c", boot],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(done.exists)
    finally:
        container.kill()  # the container's systemd, and all that it started, ends with it
        container.wait(10)
        wait_until(lambda: _tidied(before), 10)

    assert told.read_text() == (
        "Result=success\nNRestarts=0\nActiveState=active\n"
        "Result=success\nExecMainStatus=0\nActiveState=inactive\n"
    )
    assert heartbeat.read(office.data) is not None
