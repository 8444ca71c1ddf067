"""The desk without a mouse, without script, enlarged, printed, and with what does not fit."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.desks import Desk, add_people, served
from tests.browser.windows import Opener, Window
from tests.builders import NOON
from tests.desk.builders import WORD
from tests.office import LOOPBACK, Office, account, make_office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LONG = "高台县巷道镇人民政府便民服务中心乡村振兴与基层治理工作综合信息发布平台甲乙丙丁戊"  # 40
ADDRESS = "https://example.org/" + "a-very-long-path-without-any-break" * 5 + "/index.html"  # 200


def press(window: Window, key: str, until: str, most: int = 40) -> list[str]:
    """Press *key* until the focus is on what *until* selects; returns what had it on the way."""
    passed: list[str] = []
    for _ in range(most):
        window.page.keyboard.press(key)
        passed.append(
            str(
                window.page.evaluate(
                    "(document.activeElement.innerText || document.activeElement.name || '').trim()"
                )
            )
        )
        if window.page.evaluate(f"document.activeElement.matches({until!r})"):
            return passed
    raise AssertionError(f"{until} not reached: {passed}")


def outlined(window: Window) -> bool:
    """Say whether it is seen where the focus is."""
    style = "getComputedStyle(document.activeElement)"
    return bool(
        window.page.evaluate(
            f"{style}.outlineStyle != 'none' && parseFloat({style}.outlineWidth) > 1"
        )
    )


def test_a_look_needs_no_mouse(office: Office, desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    window.open("/login")
    press(window, "Tab", "#name")
    window.page.keyboard.type("zhangsan")
    press(window, "Tab", "#password")
    window.page.keyboard.type(WORD)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/")

    window.open("/?at=weixin")
    assert press(window, "Tab", ".skip") == ["跳到正文"] and outlined(window)
    assert window.page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    window.page.keyboard.press("Enter")
    assert window.page.evaluate("document.activeElement.id") == "main"
    passed = press(window, "Tab", "#newest-weixin")
    assert "退出" not in passed  # the menu was skipped
    assert outlined(window)
    window.page.keyboard.type("昨天 16:20")
    press(window, "Tab", "#card-weixin button:not([type=button])")
    assert outlined(window)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    assert "已登记" in window.text()


def test_focus_goes_as_the_page_is_read(zhangsan: Window) -> None:
    """What comes later stands further down, or further right in the same line."""
    zhangsan.open("/?at=weixin")
    order: list[tuple[float, float]] = []
    for _ in range(60):
        zhangsan.page.keyboard.press("Tab")
        if zhangsan.page.evaluate("document.activeElement === document.body"):
            break
        x, y = zhangsan.page.evaluate(
            "(() => { const r = document.activeElement.getBoundingClientRect();"
            " return [r.left + scrollX, r.top + scrollY]; })()"
        )
        order.append((round(y / 20), x))
    assert len(order) > 10
    assert order[1:] == sorted(order[1:])  # the first is the skip link, which stands above all


def test_without_script_the_same_is_done(office: Office, desk: Desk, windows: Opener) -> None:
    window = windows(desk, "phone", java_script_enabled=False)
    window.log_in()
    window.open("/?at=weixin")
    window.page.get_by_label("最新内容的时间").fill("昨天 16:20")
    window.page.get_by_role("button", name="并看下一个").click()
    window.page.wait_for_url("**/?at=**")
    assert "高台发布（微信）：已登记。" in window.text()

    picture = office.screenshot()
    window.open("/?at=douyin")
    window.page.get_by_label("自何时起没有内容").fill("2021-12-10")
    window.page.locator("#screenshot-douyin").set_input_files(picture)
    window.page.get_by_role("button", name="并看下一个").click()
    assert "查看时间" in window.page.locator("#e-screenshot-douyin").inner_text()
    window.page.locator("#screenshot-douyin").set_input_files(picture)
    window.page.get_by_label("查看时间").fill("今天 9:30")
    window.page.get_by_role("button", name="并看下一个").click()
    assert "不合格" in window.text()


@pytest.mark.parametrize("width", [640, 320])  # a window of 1280 enlarged to 200 % and to 400 %
def test_enlarged_nothing_is_cut_off(width: int, desk: Desk, windows: Opener) -> None:
    window = windows(desk, viewport={"width": width, "height": 400}, device_scale_factor=2)
    window.log_in()
    window.open("/?at=weixin")

    assert window.overflow() == 0, window.widest()


def test_letters_of_twice_the_size_fit(zhangsan: Window) -> None:
    zhangsan.open("/?at=weixin")
    zhangsan.page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert zhangsan.overflow() == 0, zhangsan.widest()


def test_it_prints(zhangsan: Window) -> None:
    zhangsan.open("/")
    printed = zhangsan.page.pdf(format="A4")
    zhangsan.page.emulate_media(media="print")

    assert printed.startswith(b"%PDF") and len(printed) > 5_000
    assert not zhangsan.page.locator("header").is_visible()
    assert zhangsan.page.get_by_text("高台发布").first.is_visible()


@pytest.fixture
def wordy(chromium: "Browser", tmp_path: Path) -> Iterator[Desk]:
    """A desk over accounts whose names and addresses are as long as they get."""
    unit = {"id": "u", "name": LONG}
    accounts = [
        account(f"long-{n}", f"{LONG[:-1]}{n}", platform, url=ADDRESS)
        for n, platform in enumerate(("wechat", "weibo", "website"))
    ]
    office = make_office(tmp_path, accounts, units=[unit], **LOOPBACK)
    add_people(office.data)
    with served(tmp_path, NOON) as desk:
        yield desk


def test_names_and_addresses_of_any_length_fit_on_a_phone(wordy: Desk, windows: Opener) -> None:
    assert len(LONG) == 40 and len(ADDRESS) > 190
    window = windows(wordy, "phone")
    window.log_in()
    for place in ("/", "/?at=long-0"):
        window.open(place)
        assert window.overflow() == 0, window.widest()
        assert window.axe() == []
    window.page.get_by_label("分享链接或整段分享文字").fill(ADDRESS)
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="并看下一个").click()
    assert window.overflow() == 0, window.widest()
    window.shoot("today-long")
