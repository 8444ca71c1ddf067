"""What stands in the daemon's way is waited for and told; when it is gone, everything goes on."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine

from monitor.app.audit import audit
from monitor.app.daemon import Daemon
from monitor.app.task_run_store import TaskRunStore
from monitor.model.errors import StoreError
from monitor.model.schedule import Task
from monitor.notices.channels import Message
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.system import durable
from monitor.system.database import open_database
from tests.app.daemon.builders import HOUR, MINUTE, Office, day
from tests.app.daemon.faults import ERRORS, NINE, Fault, is_made_once, log_of, notices_of, only
from tests.running import run


def broken(path: Path) -> None:
    path.write_text("accounts: 7\n", encoding="utf-8")


def cut_off(path: Path) -> None:
    path.write_text(path.read_text("utf-8")[:200], "utf-8")


def emptied(path: Path) -> None:
    path.write_text("", "utf-8")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00\xd8")


@pytest.mark.long
@pytest.mark.parametrize("spoil", [broken, cut_off, emptied, a_folder, no_text, Path.unlink])
def test_a_register_that_cannot_be_read_meanwhile_hinders_nothing(
    office: Office, spoil: Callable[[Path], None]
) -> None:
    only(office, Task.LOOK)
    path = office.folder / "accounts.yaml"
    text = path.read_text("utf-8")
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)
    spoil(path)
    for hour in range(3):
        office.at(daemon, NINE + hour * HOUR)

    assert [one.outcome for one in log_of(office)] == ["ok"]
    assert sum("暂按上一次正确的名单进行" in said for said in office.said) == 1
    if path.is_dir():
        path.rmdir()
    path.write_text(text.replace("look: 每天 08:30", "look: 停用"), "utf-8")
    office.at(daemon, NINE + 24 * HOUR)
    assert len(log_of(office)) == 1  # the new one counts


def test_a_register_that_is_broken_at_the_start_is_told_once_and_waited_for(
    office: Office,
) -> None:
    only(office, Task.LOOK)
    path = office.folder / "accounts.yaml"
    text = path.read_text("utf-8")
    broken(path)
    daemon = office.daemon()
    for minute in range(3):
        ask(office, daemon, minute)
    assert len(office.said) == 1 and "暂时不能核对到期事项" in office.said[0]

    path.write_text(text, "utf-8")
    ask(office, daemon, 4)
    office.at(daemon, NINE + 24 * HOUR)

    assert [one.outcome for one in log_of(office)] == ["ok"]


def ask(office: Office, daemon: Daemon, minute: int) -> None:
    office.county.moment = NINE + minute * MINUTE
    with time_machine.travel(NINE + minute * MINUTE, tick=False):
        daemon.ask(NINE + minute * MINUTE)


def moved(data: Path) -> None:
    data.rename(data.with_name("elsewhere"))


def moved_from_its_mount(data: Path) -> None:
    moved(data)
    data.mkdir()


def emptied_database(data: Path) -> None:
    shutil.copytree(data, data.with_name("elsewhere"))
    (data / "monitor.db").write_bytes(b"")


@pytest.mark.parametrize("take", [moved, moved_from_its_mount, emptied_database])
def test_data_that_is_gone_is_waited_for_and_not_made_anew(
    office: Office, take: Callable[[Path], None]
) -> None:
    only(office, Task.LOOK)
    data = office.folder / "data"
    daemon = office.daemon()
    office.at(daemon, day(12, 13, 7))
    office.at(daemon, day(12, 13, 9))
    take(data)
    for hour in range(3):
        assert office.at(daemon, NINE + hour * HOUR) == 0
    assert sum("已不在或已清空" in said for said in office.said) == 1
    assert not data.exists() or (data / "monitor.db").exists() == (take is emptied_database)

    shutil.rmtree(data, ignore_errors=True)
    data.with_name("elsewhere").rename(data)
    office.at(daemon, NINE + 3 * HOUR)

    assert [one.outcome for one in log_of(office)] == ["ok", "ok"]
    assert any("数据目录已恢复" in said for said in office.said)


def test_a_disk_that_refuses_the_sign_of_life_costs_nothing_else(office: Office) -> None:
    only(office, Task.LOOK)
    office.at(office.daemon(), NINE - 2 * HOUR)
    (office.folder / "data" / "heartbeat.json.half").mkdir()
    with time_machine.travel(NINE, tick=False):
        done = run(office.folder, "daemon", "--once")

    assert done.code == 0 and "处理 1 项，失败 0 项" in done.err


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), RuntimeError("x")])
def test_a_delivery_that_breaks_hinders_no_duty_and_is_told_once(
    office: Office, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(office, Task.REMIND)

    def burst(_: object, message: Message) -> None:
        raise error

    monkeypatch.setattr("monitor.notices.channels.webhook.Webhook.deliver", burst)
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)
    for hour in range(3):
        office.at(daemon, NINE + hour * HOUR)

    assert [one.outcome for one in log_of(office)] == ["ok"]
    assert sum("通知暂时不能发送" in said for said in office.said) == 1
    assert is_made_once(office, Task.REMIND)


def test_a_duty_that_cannot_be_begun_hinders_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.folder / "accounts.yaml"
    only(office, Task.REMIND)
    text = path.read_text("utf-8").replace("look: 停用", "look: 每天 08:30")
    path.write_text(text, "utf-8")
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)
    sound = TaskRunStore.begin_duty

    def refuse(self: TaskRunStore, task: str, *args: object, **more: object) -> None:
        if task == "look":
            raise StoreError("数据库读写失败：磁盘空间不足")
        sound(self, task, *args, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(TaskRunStore, "begin_duty", refuse)
        office.at(daemon, NINE)
        office.at(daemon, NINE + 4 * MINUTE)  # waits, though nothing could be written of it
    assert [(one.task, one.outcome) for one in log_of(office)] == [("remind", "ok")]
    assert sum("日常查看失败，将于" in said for said in office.said) == 1

    office.at(daemon, NINE + 5 * MINUTE)

    states = {one.task: (one.outcome, one.failures) for one in log_of(office)}
    assert states == {"look": ("ok", 1), "remind": ("ok", 0)}


@pytest.mark.parametrize("torn", [b"", b"half a record"])
@pytest.mark.parametrize("restarted", [False, True])
def test_what_a_check_left_unregistered_is_mended_before_anybody_asks(
    office: Office, torn: bytes, restarted: bool
) -> None:
    only(office, Task.LOOK)
    daemon = office.daemon()
    office.at(daemon, day(12, 13, 7))
    office.at(daemon, day(12, 13, 9))
    data = office.folder / "data"

    def broken_off() -> OSError:
        with (data / "evidence" / "2021-12-13.warc.gz").open("ab") as file:
            file.write(torn)
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    fault = Fault(broken_off, after=False)
    if restarted:
        broken_off()
        office.at(office.daemon(), NINE - 2 * HOUR)
    else:
        office.at(fault.into(daemon), NINE)

    with open_database(data / "monitor.db") as db:
        assert audit(db, data / "evidence").faults == ()
    assert len(list((data / "evidence").glob("*.torn-*"))) == bool(torn)


def test_a_lapse_that_cannot_be_told_yet_is_told_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(office, Task.REMIND)
    daemon = office.daemon()
    office.at(daemon, NINE - 2 * HOUR)
    fault = Fault(ERRORS["full disk"], after=False)
    office.at(fault.into(daemon), NINE)
    sound = Outbox.put

    def refuse(self: Outbox, notices: list[Notice], *args: object, **more: object) -> int:
        if any(one.kind is Kind.DUTY for one in notices):
            raise StoreError("数据库读写失败：磁盘空间不足")
        return sound(self, notices, *args, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "put", refuse)
        office.at(daemon, NINE + 24 * HOUR)
        office.at(daemon, NINE + 25 * HOUR)
    assert log_of(office)[0].outcome == "failed"

    office.at(daemon, NINE + 26 * HOUR)

    assert log_of(office)[0].outcome == "lapsed"
    with open_database(office.folder / "data" / "monitor.db") as db:
        assert sum(one.notice.kind is Kind.DUTY for one in Outbox(db).latest_entries()) == 1


def test_a_disk_that_is_too_full_to_mend_is_mended_later_and_keeps_no_halves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(office, Task.LOOK)
    daemon = office.daemon()
    office.at(daemon, day(12, 13, 7))
    office.at(daemon, day(12, 13, 9))
    evidence = office.folder / "data" / "evidence"
    with (evidence / "2021-12-13.warc.gz").open("ab") as file:
        file.write(b"half a record")

    def refuse(path: Path, data: bytes) -> None:
        path.write_bytes(data[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    restarted = office.daemon()
    with monkeypatch.context() as patch:
        patch.setattr(durable, "write", refuse)
        for minute in range(3):
            office.at(restarted, day(12, 13, 10) + minute * MINUTE)
    assert sum("暂时不能整理" in said for said in office.said) == 1
    assert list(evidence.glob("*.torn-*")) == []

    office.at(restarted, day(12, 13, 10) + 4 * MINUTE)

    with open_database(office.folder / "data" / "monitor.db") as db:
        assert audit(db, evidence).faults == ()
    assert len(list(evidence.glob("*.torn-*"))) == 1


@pytest.mark.parametrize("after", [False, True])
def test_a_reminder_that_is_made_a_day_late_is_the_same_week_s_and_stays_as_it_was_sent(
    office: Office, after: bool
) -> None:
    only(office, Task.REMIND, "每周四 09:00")
    thursday = day(12, 16, 10)
    office.at(office.daemon(), thursday - 24 * HOUR)
    office.at(Fault(ERRORS["full disk"], after).into(office.daemon()), thursday)
    office.at(office.daemon(), thursday + 24 * HOUR)

    (path,) = (office.folder / "out" / "reminders").iterdir()
    (told,) = notices_of(office, Kind.WEEKLY)
    assert path.name == "2021-12-16.txt"
    assert path.read_text("utf-8").strip() == told
    assert ("12月16日" in told) is after
    assert [one.outcome for one in log_of(office)] == ["ok"]
