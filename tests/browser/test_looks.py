"""A look by hand on a phone: pasted, photographed, refused, sent twice; judged at once."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

from monitor.system.database import open_database
from tests.browser.desks import Desk, add_people, served
from tests.browser.windows import Opener, Window
from tests.builders import NOON, ago
from tests.cli.observe.builders import article, by_hand_office
from tests.office import PNG, Office
from tests.sites import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SHARED = (
    "【高台发布】关于做好节日值守的通知\nhttps://mp.weixin.qq.com/s/Demo_Short-1 复制此链接打开"
)


def saved(path: Path, hours_ago: float) -> Path:
    at = (NOON - timedelta(hours=hours_ago)).timestamp()
    os.utime(path, (at, at))
    return path


def send(window: Window) -> None:
    """Press the button of the card that is open, and wait for what it says."""
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="并看下一个").click()


def signed(office: Office) -> list[tuple[str, str]]:
    """Who entered what was seen of the account, and by what means."""
    return [(look["by"], look["via"]) for look in office.looks("weixin")]


@pytest.fixture
def linked(chromium: "Browser", tmp_path: Path) -> Iterator[tuple[Office, Desk]]:
    """A desk whose links of 微信 all lead to an article of 高台发布, three days old."""
    with site({}, otherwise=article("高台发布").decode()) as (origin, _):
        office = by_hand_office(tmp_path, origin)
        add_people(office.data)
        with served(office.folder, NOON) as desk:
            yield office, desk


def test_a_whole_share_text_settles_an_account(
    linked: tuple[Office, Desk], windows: Opener
) -> None:
    office, desk = linked
    window = windows(desk, "phone")
    window.log_in()
    window.open("/?at=weixin#card-weixin")
    window.page.get_by_label("分享链接或整段分享文字").fill(SHARED)
    window.page.get_by_text("安全、互动核对").click()
    window.page.get_by_label("6 项均正常").check()
    window.shoot("today-typed")
    send(window)

    assert "高台发布（微信）：已登记。" in window.text() and "合格" in window.text()
    assert window.page.locator("#card-weixin").count() == 0
    assert window.axe() == [] and window.overflow() == 0
    window.shoot("today-told")
    assert signed(office) == [("张三", "desk")]


def test_a_picture_vouches_until_it_was_saved_and_for_one_account_only(
    office: Office, desk: Desk, zhangsan: Window
) -> None:
    picture = saved(office.screenshot("主页.png"), 5)
    zhangsan.open("/?at=weixin")
    page = zhangsan.page
    page.get_by_label("自何时起没有内容").fill("2021-12-10")
    page.locator("#screenshot-weixin").set_input_files(picture)
    send(zhangsan)

    assert "不合格" in zhangsan.text()
    with time_machine.travel(NOON, tick=False):
        (told,) = (a for a in office.json("status")["accounts"] if a["id"] == "weixin")
        assert told["verdict"] == "fail"
    with open_database(office.database) as db:
        (row,) = db.query("SELECT window_until FROM observations")
    assert row["window_until"] == ago(5 / 24).isoformat(timespec="seconds")

    zhangsan.open("/?at=douyin")
    page.get_by_label("自何时起没有内容").fill("2021-12-10")
    page.locator("#screenshot-douyin").set_input_files(picture)
    send(zhangsan)
    assert "已用于登记高台发布（微信）" in page.locator("#e-screenshot-douyin").inner_text()
    assert page.locator("#none_since-douyin").input_value() == "2021-12-10"


FILES = [
    ("太大.png", PNG + b"x" * 25 * 1024**2, "20 MB"),
    ("相机.heic", b"\0\0\0\x18ftypheic" + b"\0" * 64, "截图键"),
    ("空.png", b"", "空"),
    ("网页.png", b"<html><script>alert(1)</script></html>", "不是 PNG"),
]


def test_a_file_that_is_no_picture_is_refused_in_a_sentence_and_all_else_stays(
    office: Office, desk: Desk, windows: Opener
) -> None:
    window = windows(desk, "phone")
    window.log_in()
    for name, data, words in FILES:
        path = office.folder / name
        path.write_bytes(data)
        window.open("/?at=weixin")
        window.page.get_by_label("自何时起没有内容").fill("2021-12-10")
        window.page.get_by_label("备注").fill("看了两遍")
        window.page.locator("#screenshot-weixin").set_input_files(saved(path, 0))
        send(window)

        assert words in window.page.locator("#e-screenshot-weixin").inner_text(), name
        assert window.page.locator("#none_since-weixin").input_value() == "2021-12-10"
        assert window.page.locator("#note-weixin").input_value() == "看了两遍"
        assert window.page.evaluate("document.activeElement.id") == "screenshot-weixin"
        assert window.axe() == [] and window.overflow() == 0
    window.shoot("today-refused")
    assert office.looks("weixin") == []


def test_a_double_click_enters_once(office: Office, zhangsan: Window) -> None:
    zhangsan.open("/?at=weixin")
    zhangsan.page.get_by_label("最新内容的时间").fill("昨天 16:20")
    posts: list[str] = []
    zhangsan.context.on("request", lambda r: posts.append(r.url) if r.method == "POST" else None)
    with zhangsan.page.expect_navigation():
        zhangsan.page.get_by_role("button", name="并看下一个").dblclick()
    zhangsan.page.wait_for_load_state()

    assert len(posts) == 1 and signed(office) == [("张三", "desk")]


def test_going_back_shows_no_stale_card(office: Office, zhangsan: Window) -> None:
    zhangsan.open("/?at=weixin")
    zhangsan.page.get_by_label("最新内容的时间").fill("昨天 16:20")
    send(zhangsan)
    assert "已登记" in zhangsan.text()
    zhangsan.open("/?at=douyin")
    zhangsan.page.go_back()

    assert "已登记" not in zhangsan.text()


def test_a_pasted_picture_goes_along_and_its_time_is_asked(
    office: Office, zhangsan: Window
) -> None:
    zhangsan.open("/?at=weixin")
    zhangsan.page.get_by_label("自何时起没有内容").fill("2021-12-10")
    zhangsan.page.evaluate(
        """bytes => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
          const event = new ClipboardEvent("paste", {bubbles: true, clipboardData: files});
          document.getElementById("note-weixin").dispatchEvent(event);
        }""",
        list(PNG),
    )
    assert zhangsan.page.evaluate("document.querySelector('#screenshot-weixin').files.length") == 1
    send(zhangsan)
    assert "查看时间" in zhangsan.page.locator("#e-screenshot-weixin").inner_text()

    zhangsan.page.locator("#screenshot-weixin").set_input_files(saved(office.screenshot(), 9))
    zhangsan.page.get_by_label("查看时间").fill("今天 9:30")
    send(zhangsan)
    assert "不合格" in zhangsan.text()
