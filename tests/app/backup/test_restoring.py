"""A copy leads back to a directory that works, and nothing that stands is lost."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from filelock import FileLock

from monitor.app import backup as copying
from monitor.app.backup import LAST, LIST, last
from monitor.model import clock
from monitor.model.errors import ConfigError
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.app.backup.builders import backed_up, names
from tests.builders import NOON
from tests.office import Office


def test_what_was_at_fault_when_it_was_copied_is_not_called_whole(
    office: Office, tmp_path: Path
) -> None:
    (victim,) = office.evidence.glob("*-31.warc.gz")
    victim.write_bytes(victim.read_bytes()[:-9])
    backed_up(office, tmp_path / "to")

    done = office.run("restore", tmp_path / "to", "--replace")

    assert done.code == 1
    assert "备份时数据已有 1 处问题，见上。" in done.err and "校验完好" not in done.err


def test_the_copy_that_was_put_back_is_the_newest_one(office: Office, tmp_path: Path) -> None:
    folder = backed_up(office, tmp_path / "to")
    (office.data / LAST).unlink()

    office.run("restore", tmp_path / "to", "--replace")

    assert last(office.data) == (clock.now(), folder, 0)


def test_what_is_restored_is_whole_and_the_next_check_works(office: Office, tmp_path: Path) -> None:
    status = office.run("status", "--json").out
    backed_up(office, tmp_path / "to")
    shutil.rmtree(office.data)
    office.accounts_file.unlink()

    done = office.run("restore", tmp_path / "to")

    assert done.code == 0, done.err
    assert "校验完好" in done.err
    assert office.run("status", "--json").out == status
    assert office.run("evidence", "verify").code == 0
    assert office.run("check").code in (1, 3)
    assert office.faults() == ()


@pytest.mark.parametrize("what", ["monitor.db", "evidence/2021-12-31.warc.gz", LIST])
def test_a_copy_is_not_touched_by_what_is_done_after_it(
    what: str, office: Office, tmp_path: Path
) -> None:
    folder = backed_up(office, tmp_path / "to")
    before = (folder / what).read_bytes()
    office.run("restore", folder, "--replace")
    office.run("check")

    assert (folder / what).read_bytes() == before


def test_a_directory_that_holds_something_is_kept_unless_told_otherwise(
    office: Office, tmp_path: Path
) -> None:
    folder = backed_up(office, tmp_path / "to")
    office.run("check")

    refused = office.run("restore", folder)
    assert refused.code == 2 and "--replace" in refused.err

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        done = office.run("restore", folder, "--replace")
    assert done.code == 0, done.err
    aside = office.folder / "data.old-2021-12-31T13-00-00"
    assert str(aside) in done.err
    with (
        open_database(aside / "monitor.db") as old,
        open_database(office.database) as new,
    ):
        assert (len(VerdictReader(old).runs()), len(VerdictReader(new).runs())) == (2, 1)


def test_an_empty_directory_and_left_locks_hinder_nothing(office: Office, tmp_path: Path) -> None:
    folder = backed_up(office, tmp_path / "to")
    shutil.rmtree(office.data)
    office.data.mkdir()
    (office.data / "monitor.lock").touch()

    assert office.run("restore", folder).code == 0
    assert not list(office.folder.glob("data.old*"))
    assert office.faults() == ()


@pytest.mark.parametrize("lock", ["monitor.lock", "hand.lock", "daemon.lock", "backup.lock"])
def test_a_directory_that_is_in_use_is_not_touched(
    lock: str, office: Office, tmp_path: Path
) -> None:
    folder = backed_up(office, tmp_path / "to")
    before = names(office.folder)
    with FileLock(office.data / lock):
        done = office.run("restore", folder, "--replace")

    assert done.code == 2 and "正在使用" in done.err
    assert names(office.folder) | {f"data/{one}" for one in ("hand.lock", "daemon.lock")} >= before
    assert not list(office.folder.glob(".data*")) and not list(office.folder.glob("data.old*"))


@pytest.mark.parametrize("name", ["monitor.db", "evidence/2021-12-31.warc.gz", "accounts.yaml"])
@pytest.mark.parametrize("how", ["flip", "cut", "gone"])
def test_a_damaged_copy_is_refused_before_anything_is_moved(
    name: str, how: str, office: Office, tmp_path: Path
) -> None:
    folder = backed_up(office, tmp_path / "to")
    path = folder / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    if how != "gone":
        path.write_bytes(data if how == "flip" else data[:-1])
    before = names(office.data)

    done = office.run("restore", folder, "--replace")

    assert done.code == 2 and "已损坏" in done.err
    assert names(office.data) == before


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"made_at": "x"}', "null"])
def test_a_folder_that_is_no_copy_is_refused(text: str, office: Office, tmp_path: Path) -> None:
    folder = backed_up(office, tmp_path / "to")
    (folder / LIST).write_text(text)

    done = office.run("restore", folder, "--replace")

    assert done.code == 2 and "不是一份完整的备份" in done.err


def test_a_list_that_leads_outside_is_refused(office: Office, tmp_path: Path) -> None:
    folder = backed_up(office, tmp_path / "to")
    output = json.loads((folder / LIST).read_text())
    output["files"]["../../office/secrets.yaml"] = "0"
    (folder / LIST).write_text(json.dumps(output))

    with pytest.raises(ConfigError, match="目录之外"):
        copying.verified(folder, print)


def test_a_register_is_put_back_only_where_there_is_none(office: Office, tmp_path: Path) -> None:
    folder = backed_up(office, tmp_path / "to")
    text = office.text() + "# 后来改过\n"
    office.write(text)

    done = office.run("restore", folder, "--replace")

    assert office.text() == text
    assert f"备份时的名单在 {folder / 'accounts.yaml'}" in done.err


@pytest.mark.parametrize(("copied", "stands"), [(False, "{}"), (True, '{"old": 1}')])
def test_renewed_grants_outlive_a_copy_that_holds_none(
    copied: bool, stands: str, office: Office, tmp_path: Path
) -> None:
    """A renewal ends the token before it: the newest is the only one that works."""
    grants = office.data / "grants.json"
    if copied:
        grants.write_text('{"old": 1}')
    folder = backed_up(office, tmp_path / "to", grants=copied)
    grants.write_text("{}")

    office.run("restore", folder, "--replace")

    assert grants.read_text() == stands
    assert grants.stat().st_mode & 0o777 == 0o600
