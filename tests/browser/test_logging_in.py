"""Logging in: no word on what was wrong, who guesses waits, a restart forgets nobody."""

import pytest

from tests.browser.desks import Desk
from tests.browser.windows import Opener, Window
from tests.desk.builders import WORD

pytestmark = pytest.mark.browser


def typed(window: Window, name: str, password: str) -> str:
    """Log in with these words; returns what was told beside them."""
    window.page.get_by_label("用户名").fill(name)
    window.page.get_by_label("密码").fill(password)
    window.page.get_by_role("button", name="登录").click()
    return str(window.page.get_by_role("alert").inner_text())


def test_a_wrong_name_and_a_wrong_password_are_told_alike(desk: Desk, windows: Opener) -> None:
    window = windows(desk, "phone")
    window.open("/?at=douyin")
    wrong = typed(window, "zhangsan", "错了错了错了错了错了")

    assert typed(window, "nobody", WORD) == wrong
    assert window.axe() == [] and window.overflow() == 0
    assert "有误" in window.page.title() or "未能" in window.page.title()
    window.shoot("login-wrong")


def test_the_sixth_try_waits_and_says_so(desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    window.open("/login")
    wrong = {typed(window, "zhangsan", f"错了错了错了错了错了{n}") for n in range(5)}
    sixth = typed(window, "zhangsan", WORD)

    assert len(wrong) == 1 and sixth not in wrong and "分钟" in sixth
    assert "/login" in window.page.url
    window.log_in("lisi")  # nobody else waits


def test_a_restart_logs_nobody_out_and_leaving_does(desk: Desk, windows: Opener) -> None:
    window = windows(desk)
    window.log_in()
    window.page.wait_for_load_state("networkidle")
    desk.restart()
    window.open("/")
    assert "张三（值班员）" in window.text()

    window.page.get_by_role("button", name="退出").click()
    window.open("/")
    assert "/login" in window.page.url


def test_who_was_sent_to_the_door_comes_to_the_page_that_was_asked_for(
    desk: Desk, windows: Opener
) -> None:
    window = windows(desk)
    window.open("/?at=douyin")
    window.page.get_by_label("用户名").fill("zhangsan")
    window.page.get_by_label("密码").fill(WORD)
    window.page.get_by_role("button", name="登录").click()
    window.page.wait_for_url("**/?at=douyin")

    assert window.page.locator("#link-douyin").is_visible()
