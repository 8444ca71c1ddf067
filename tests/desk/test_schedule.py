"""日程: what comes and what was done, what is amiss, keys by name alone, and the backup."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import backup, key_list
from monitor.app.background import BROKEN, Background
from monitor.app.people_store import Role
from monitor.app.task_run_store import TaskRunStore
from monitor.model.errors import MonitorError
from monitor.registry import load
from monitor.system.database import open_database
from monitor.system.secrets import Secrets
from tests.builders import NOON
from tests.desk.builders import Browser, added, text
from tests.office import Office, account, make_office
from tests.running import wait_until

FEED = {"kind": "feed", "url": "http://127.0.0.1:9/feed", "own": True}
WEIBO = {
    "kind": "weibo_open", "uid": "1", "token": "${WEIBO_TOKEN}", "token_until": "2022-01-10",
}  # fmt: skip


def test_it_says_what_comes_and_what_was_done(browser: Browser, office: Office) -> None:
    with open_database(office.database) as db:
        log = TaskRunStore(db)
        log.begin_duty("look", NOON, missed=0, at=NOON)
        log.finish_duty("look", NOON, at=NOON + timedelta(minutes=5), outcome="ok", note="3个账号")

    page = text(browser.get("/schedule"))

    assert "月度全面检查" in page and "每月最后工作日 10:00" in page
    assert "3个账号" in page and "没有运行过" in page
    assert "尚未备份过" in page


def test_what_the_doctor_finds_stands_there_the_worst_first(browser: Browser) -> None:
    page = browser.get("/schedule").text
    grades = re.findall(r'class="mark (\w+)"', page)

    assert "unknown" in grades and "pass" in grades
    assert grades == sorted(grades, key=["fail", "unknown", "pass"].index)


def test_reading_it_writes_nothing(browser: Browser, office: Office) -> None:
    assert browser.get("/schedule").status_code == 200
    assert not office.database.exists()


@pytest.fixture
def keyed(tmp_path: Path) -> Office:
    folder = tmp_path / "keyed"
    folder.mkdir()
    office = make_office(
        folder,
        [
            account("a", platform="weibo", sources=[WEIBO]),
            account("c", platform="weibo", sources=[{**WEIBO, "token_until": "2022-03-01"}]),
            account("b", sources=[{**FEED, "url": "http://127.0.0.1:9/${FEED_KEY}"}]),
        ],
    )
    (office.folder / "secrets.yaml").write_text("FEED_KEY: a-value-nobody-may-see\n")
    (office.folder / "secrets.yaml").chmod(0o600)
    added(office)
    return office


def test_keys_are_told_by_name_and_never_by_value(
    keyed: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEIBO_TOKEN", raising=False)
    browser = Browser.of(keyed)

    page = browser.get("/schedule")

    assert "WEIBO_TOKEN" in page.text and "2022年1月10日" in page.text
    assert text(page).index("未配置") < text(page).rindex("已配置")
    assert "a-value-nobody-may-see" not in page.text


def test_a_key_ends_with_the_first_of_its_grants(keyed: Office) -> None:
    registry = load(keyed.accounts_file)
    secrets = Secrets.load(keyed.folder, {}, registry.secret_names)

    rows = key_list.keys(registry, secrets, keyed.data, NOON)

    assert [(row.name, row.is_set, str(row.ends_on)) for row in rows] == [
        ("WEIBO_TOKEN", False, "2022-01-10"),
        ("FEED_KEY", True, "None"),
    ]


def backed_up(office: Office, tmp_path: Path) -> Path:
    open_database(office.database).close()
    backup.backup(office.data, office.accounts_file, tmp_path / "disk", NOON)
    return tmp_path / "disk"


def back_up(browser: Browser) -> int:
    token = browser.token()
    return browser.post("/schedule/backup", {"token": token}).status_code


def test_the_button_copies_beside_the_last_copy(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    disk = backed_up(office, tmp_path)

    assert back_up(browser) == 303
    wait_until(lambda: len([*disk.glob("*/backup.json")]) == 2)
    page = text(browser.get("/schedule"))

    assert "已开始备份" in page and str(disk) in page


def test_where_no_copy_was_made_the_page_says_how(browser: Browser) -> None:
    token = browser.token()
    answer = browser.post("/schedule/backup", {"token": token, "to": "/tmp"})

    assert answer.status_code == 422 and "monitor backup" in text(answer)


def test_a_copy_that_fails_is_told(browser: Browser, office: Office, tmp_path: Path) -> None:
    disk = backed_up(office, tmp_path)
    for path in disk.iterdir():
        path.rename(tmp_path / path.name)
    disk.rmdir()
    disk.write_text("a file in the folder's place")

    back_up(browser)
    wait_until(lambda: "没有完成" in text(browser.get("/schedule")))


def test_leaders_and_demonstrations_make_no_copy(office: Office, tmp_path: Path) -> None:
    backed_up(office, tmp_path)
    added(office, "lisi", "李四", Role.LEADER)
    leader = Browser.of(office, "lisi")
    shown = Browser.of(office, demo=NOON)

    assert back_up(leader) == 403 and back_up(shown) == 422
    assert "<button>备份到" not in leader.get("/schedule").text + shown.get("/schedule").text


def test_one_thing_at_a_time_is_done_in_the_background() -> None:
    held = Background()
    going = [True]

    def work() -> None:
        wait_until(lambda: not going)

    assert held.start(work) and not held.start(work)
    assert held.since is not None
    going.clear()
    wait_until(lambda: held.since is None)
    assert held.start(lambda: None)


@pytest.mark.parametrize(
    ("error", "why"), [(MonitorError("磁盘空间不足"), "磁盘空间不足"), (ValueError("x"), BROKEN)]
)
def test_a_failure_in_the_background_is_a_sentence(error: Exception, why: str) -> None:
    held = Background()

    def work() -> None:
        raise error

    held.start(work)
    wait_until(lambda: held.since is None)
    assert held.failure == why
