"""What others do at the same moment: a check under way, a second person over the same entry."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.browser.desks import ROOT, Desk, add_people, served
from tests.browser.test_looks import send
from tests.browser.windows import Opener, Window
from tests.builders import NOON
from tests.loopback import listening
from tests.office import LOOPBACK, Office, account, feed_sources, make_office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LOOKED = ("weixin", "douyin")


@contextmanager
def slow_site(asked: Event, go_on: Event) -> Iterator[str]:
    """Serve a site whose every page waits until *go_on*, ten seconds at most."""

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            go_on.wait(10)
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(Slow) as origin:
        yield origin


@pytest.fixture
def sites(chromium: "Browser", tmp_path: Path) -> Iterator[tuple[Office, Event, Event]]:
    """An office that watches slow sites, and looks at two accounts by hand."""
    asked, go_on = Event(), Event()
    with slow_site(asked, go_on) as origin:
        watched = [
            account(f"zhan-{n}", f"高台网{n}", "website", sources=feed_sources(f"{origin}/{n}"))
            for n in range(3)
        ]
        by_hand = [account("weixin", "高台发布"), account("douyin", "高台抖音", "douyin")]
        office = make_office(tmp_path, [*watched, *by_hand], **LOOPBACK)
        add_people(office.data)
        yield office, asked, go_on
        go_on.set()


def test_while_a_check_runs_looks_are_kept_at_once(
    sites: tuple[Office, Event, Event], windows: Opener
) -> None:
    office, asked, go_on = sites
    held = [sys.executable, "-m", "tests.browser.held", NOON.isoformat()]
    with served(office.folder, NOON) as desk:
        window = windows(desk)
        window.log_in()
        with (office.folder / "check.log").open("wb") as said:
            check = subprocess.Popen(
                [*held, "-C", str(office.folder), "check"], cwd=ROOT, stdout=said, stderr=said
            )
        assert asked.wait(30)
        for id in LOOKED:
            window.open(f"/?at={id}")
            window.page.get_by_label("最新内容的时间").fill("昨天 16:20")
            send(window)
            assert "已登记" in window.text() and "合格" in window.text()
        window.open("/status")
        assert check.poll() is None  # it waited for none of this, and this not for it
        go_on.set()
        assert check.wait(60) == 3  # what the sites held back for ten seconds was not seen

        window.open("/status?state=pass")
        assert "高台发布" in window.text() and "高台抖音" in window.text()
    with time_machine.travel(NOON, tick=False):
        for id in LOOKED:
            shown = office.looks(id)
            assert [(look["by"], look["via"]) for look in shown] == [("张三", "desk")]
    assert office.faults() == ()


def change(window: Window, **fields: str) -> None:
    """Type into the entry that is open, and ask for what would change."""
    for name, text in fields.items():
        window.page.locator(f"#set-{name}").fill(text)
    press(window, "核对修改")


def press(window: Window, words: str) -> None:
    with window.page.expect_navigation():
        window.page.get_by_role("button", name=words, exact=True).click()


def test_of_two_who_edit_one_entry_the_second_sees_both_and_nothing_is_lost(
    office: Office, desk: Desk, windows: Opener
) -> None:
    first, second = windows(desk), windows(desk, "phone")
    first.log_in()
    second.log_in("lisi")
    for window in (first, second):
        window.open("/register/weixin")
    change(first, supervisor="县委网信办", note="张三的备注")
    press(first, "保存")
    assert "已保存" in first.text()

    change(second, functions="信息发布", note="李四的备注")
    assert "两人同时修改" in second.text() and "尚未保存" in second.text()
    rows = second.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('main table tbody tr')]"
        ".filter(r => r.querySelector('[data-label=您填的]'))"
        ".map(r => [r.cells[0].innerText, [...r.cells].slice(1).map(c => c.innerText)]))"
    )
    assert ["—", "张三的备注", "李四的备注"] in rows.values()
    assert ["—", "县委网信办", "没有改动"] in rows.values()
    assert ["—", "—", "信息发布"] in rows.values()
    assert second.overflow() == 0, second.widest()
    assert second.axe() == []
    second.shoot("register-clash")
    assert second.page.locator("#set-note").input_value() == "李四的备注"
    assert second.page.locator("#set-supervisor").input_value() == "县委网信办"
    kept = office.register().account("weixin")
    assert (kept.note, kept.functions) == ("张三的备注", "")

    press(second, "核对修改")
    press(second, "保存")
    kept = office.register().account("weixin")
    assert (kept.supervisor, kept.note) == ("县委网信办", "李四的备注")
    assert kept.functions == "信息发布"
    assert "张三" in second.text() and "李四" in second.text()  # 修改记录 has both
