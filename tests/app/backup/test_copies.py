"""A copy is whole whatever goes on meanwhile, and its age is told."""

import errno
import os
import re
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
import time_machine
from filelock import FileLock

from monitor.app import backup as copying
from monitor.app.backup import LIST, PART, backup, last, newest
from monitor.evidence import Evidence
from monitor.evidence.writing import attachment
from monitor.model import clock
from monitor.model.errors import Busy, MonitorError
from monitor.system.database import immediate, open_database
from monitor.system.redact import Scrubber
from tests.app.backup.builders import backed_up, faults, names
from tests.builders import NOON, days
from tests.cli.observe.builders import by_hand_office
from tests.office import PNG, Office
from tests.running import run


def test_a_copy_holds_what_counts_and_no_keys(office: Office, tmp_path: Path) -> None:
    folder = backed_up(office, tmp_path / "to")

    assert folder.name == "2021-12-31T12-00-00"
    assert names(folder) == {
        "accounts.yaml", LIST, "monitor.db", "evidence/2021-12-31.tsr", "evidence/chain.log",
        "evidence/2021-12-31.warc.gz", "evidence/2021-12-31-hand.warc.gz",
    }  # fmt: skip
    assert faults(folder) == ()
    assert b"demo-secret" not in b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())


def test_grants_are_copied_for_whom_asks_and_are_its_owners_alone(
    office: Office, tmp_path: Path
) -> None:
    folder = backed_up(office, tmp_path / "to", grants=True)

    assert (folder / "grants.json").stat().st_mode & 0o777 == 0o600
    assert "secrets.yaml" not in names(folder)


def test_a_week_of_copies_stands_beside_each_other_and_shares_its_days(
    office: Office, tmp_path: Path
) -> None:
    first = backed_up(office, tmp_path / "to")
    second = backed_up(office, tmp_path / "to")
    with time_machine.travel(NOON + days(1), tick=False):
        office.run("check")
        third = backup(office.data, office.accounts_file, tmp_path / "to", clock.now())

    assert [first.name, second.name, third.folder.name] == [
        "2021-12-31T12-00-00", "2021-12-31T12-00-00-2", "2022-01-01T12-00-00",
    ]  # fmt: skip
    assert third.linked == 2
    same = [folder / "evidence" / "2021-12-31.warc.gz" for folder in (first, third.folder)]
    assert same[0].stat().st_ino == same[1].stat().st_ino
    assert (third.folder / "evidence" / "2022-01-01.warc.gz").exists()
    assert faults(first) == faults(third.folder) == ()


def test_a_day_that_grew_since_is_copied_and_the_earlier_copy_stays(
    office: Office, tmp_path: Path
) -> None:
    first = backed_up(office, tmp_path / "to")
    before = (first / "evidence" / "2021-12-31.warc.gz").read_bytes()
    office.run("check")
    second = backed_up(office, tmp_path / "to")

    after = (second / "evidence" / "2021-12-31.warc.gz").read_bytes()
    assert after.startswith(before) and len(after) > len(before)
    assert (first / "evidence" / "2021-12-31.warc.gz").read_bytes() == before
    assert faults(first) == faults(second) == ()


def test_a_day_that_is_damaged_in_the_earlier_copy_is_copied_anew(
    office: Office, tmp_path: Path
) -> None:
    first = backed_up(office, tmp_path / "to")
    path = first / "evidence" / "2021-12-31.warc.gz"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)

    second = backed_up(office, tmp_path / "to")

    assert faults(second) == ()
    assert path.read_bytes() == bytes(data)


def test_a_file_system_without_links_takes_copies(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    backed_up(office, tmp_path / "to")
    monkeypatch.setattr(os, "link", refused)

    assert faults(backed_up(office, tmp_path / "to")) == ()


def test_what_is_being_written_is_copied_as_far_as_it_is_known(
    office: Office, tmp_path: Path
) -> None:
    """A record that no row knows of yet is none of the copy's."""
    data = office.data
    evidence = Evidence(data / "evidence", Scrubber(), software="t/0")
    now = clock.now()
    evidence.append(now, attachment(now, "weixin", "image/png", PNG, "t/0"))
    evidence.flush()
    (data / "evidence" / "2022-01-05.warc.gz").write_bytes(b"of a day that nobody registered")
    (data / "evidence" / "2021-12-30.warc.gz.torn-1").write_bytes(b"torn")
    (data / "evidence" / "2021-12-29.warc.half").write_bytes(b"half")

    folder = backed_up(office, tmp_path / "to")

    assert faults(folder) == ()
    assert not any(re.search("torn|2022|half", name) for name in names(folder))
    evidence.close()


@pytest.mark.long
def test_copies_are_whole_while_checks_and_entries_go_on(office: Office, tmp_path: Path) -> None:
    stop = threading.Event()
    codes: list[int] = []

    def work(*words: str) -> None:
        while not stop.is_set():
            codes.append(run_in(office.folder, *words))

    entry = ("observe", "douyin", "--newest", "昨天", "--by", "张三")
    threads = [threading.Thread(target=work, args=words) for words in (("check",), entry)]
    for thread in threads:
        thread.start()
    try:
        folders = [backed_up(office, tmp_path / "to") for _ in range(6)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert [faults(folder) for folder in folders] == [()] * 6
    assert office.faults() == ()


def run_in(folder: Path, *words: str) -> int:
    import subprocess
    import sys

    command = [sys.executable, "-m", "monitor", "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_copy_in_the_middle_of_a_check_leads_to_a_directory_that_goes_on(
    office: Office, tmp_path: Path
) -> None:
    with open_database(office.database) as db, immediate(db):
        db.execute("UPDATE runs SET finished_at = NULL, seal = NULL")
    folder = backed_up(office, tmp_path / "to")

    office.run("restore", folder, "--replace")
    done = office.run("check")

    assert "中途停止" in done.err and office.faults() == ()


def test_data_that_is_at_fault_is_copied_and_said_to_be(office: Office, tmp_path: Path) -> None:
    path = office.evidence / "2021-12-31.warc.gz"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)

    done = office.run("backup", tmp_path / "to")

    assert done.code == 1
    assert "内容与登记的哈希不符" in done.err and "1 处问题" in done.err
    assert newest(tmp_path / "to") is not None
    assert "备份时数据即有 1 处问题" in office.run("doctor", "--json").out


@pytest.mark.parametrize("gone", ["evidence/2021-12-31-hand.warc.gz", "evidence"])
def test_evidence_that_is_gone_hinders_no_copy(gone: str, office: Office, tmp_path: Path) -> None:
    path = office.data / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    done = office.run("backup", tmp_path / "to")

    assert done.code == 1 and "缺失" in done.err


@pytest.mark.parametrize("inside", ["data", "data/backups", "data/../data/b"])
def test_a_copy_inside_the_data_is_refused(inside: str, office: Office) -> None:
    done = office.run("backup", office.folder / inside)

    assert done.code == 2 and "不能放在数据目录" in done.err
    assert done.err.count("\n") == 1


def test_without_data_there_is_nothing_to_copy(tmp_path: Path) -> None:
    by_hand_office(tmp_path)

    done = run(tmp_path, "backup", tmp_path / "to")

    assert done.code == 2 and "尚无可备份的内容" in done.err
    assert not (tmp_path / "to").exists()


@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, "磁盘空间不足"), (errno.EROFS, "只读文件系统"),
                         (errno.EACCES, "没有读写权限")],
)  # fmt: skip
@pytest.mark.parametrize("at", [1, 2, 4, 9])
def test_a_disk_that_refuses_is_one_sentence_and_leaves_nothing(
    at: int,
    number: int,
    sentence: str,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = [at]
    fsync = os.fsync

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(number, "refused")
        fsync(descriptor)

    (tmp_path / "to").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    done = office.run("backup", tmp_path / "to")

    assert done.code == 2
    assert sentence in done.err and done.err.count("\n") == 1
    assert list((tmp_path / "to").iterdir()) == []
    assert last(office.data) is None


def test_a_file_in_the_folders_place_is_one_sentence(office: Office, tmp_path: Path) -> None:
    (tmp_path / "to").write_text("a file")

    done = office.run("backup", tmp_path / "to" / "x")

    assert done.code == 2 and "已有同名的文件或目录" in done.err


def test_a_full_disk_under_the_database_is_one_sentence(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def backup(self, _: object) -> None:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

        def close(self) -> None:
            pass

    connect = sqlite3.connect

    def connected(path: object, **options: object) -> object:
        return Full() if "mode=ro" in str(path) else connect(path, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(copying.sqlite3, "connect", connected)  # type: ignore[attr-defined]
    with pytest.raises(MonitorError, match="磁盘空间不足"):
        backed_up(office, tmp_path / "to")

    assert list((tmp_path / "to").iterdir()) == []


def test_what_a_killed_copy_left_is_cleared_and_nobody_elses(
    office: Office, tmp_path: Path
) -> None:
    to = tmp_path / "to"
    for name, of in (("a", str(office.data.resolve())), ("b", "/elsewhere")):
        (to / f"{name}{PART}").mkdir(parents=True)
        (to / f"{name}{PART}" / ".of").write_text(of)

    folder = backed_up(office, to)

    assert sorted(path.name for path in to.iterdir()) == [folder.name, f"b{PART}"]
    assert newest(to) == folder


def test_one_directory_is_copied_once_at_a_time(office: Office, tmp_path: Path) -> None:
    with FileLock(office.data / "backup.lock"), pytest.raises(Busy, match="正在备份"):
        backed_up(office, tmp_path / "to")


def test_a_name_is_given_when_everything_lasts(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noted(descriptor: int) -> None:
        fsync(descriptor)
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)

    def renamed(source: str, target: str) -> None:
        rename(source, target)
        synced.append(f"named {Path(target).name}")

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(os, "rename", renamed)
    folder = backed_up(office, tmp_path / "to")

    named = synced.index(f"named {folder.name}")
    for name in names(folder):
        assert Path(name).name in synced[:named]
    listed = synced.index(LIST)
    assert "monitor.db" in synced[:listed] and synced[named + 1] == "to"


def test_where_the_newest_copy_is_can_be_found_from_anywhere(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    office.run("backup", "to")

    found = last(office.data)
    assert found and found[1].parent == tmp_path / "to"


@pytest.mark.parametrize("words", [("backup", ""), ("restore", ""), ("--data", "", "status")])
def test_a_folder_that_nobody_named_is_not_the_current_one(
    words: tuple[str, ...], office: Office
) -> None:
    done = office.run(*words)

    assert (done.code, "没有写明目录。" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("age", "grade", "sentence"),
    [(None, "注意", "尚未备份过"), (0, "正常", "最近一次备份于"), (7, "正常", "最近一次备份于"),
     (8, "注意", "已过 8 天")],
)  # fmt: skip
def test_doctor_tells_how_old_the_newest_copy_is(
    age: int | None, grade: str, sentence: str, office: Office, tmp_path: Path
) -> None:
    if age is not None:
        backed_up(office, tmp_path / "to")
    with time_machine.travel(NOON + days(age or 0), tick=False):
        lines = office.json("doctor")

    (line,) = [line for line in lines if line["topic"] == "备份"]
    assert line["grade"] == grade and sentence in line["message"]


def test_a_note_that_cannot_be_read_is_no_copy(office: Office, tmp_path: Path) -> None:
    backed_up(office, tmp_path / "to")
    (office.data / copying.LAST).write_text("[")

    assert last(office.data) is None
