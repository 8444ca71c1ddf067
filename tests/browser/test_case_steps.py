"""A case on its page, from 通知 to 销号: every step that there is, terms in working days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.desks import Desk, add_people, served
from tests.browser.windows import Opener, Window
from tests.cli.cases.builders import listed
from tests.desk.builders import WORD
from tests.hand_office import MONDAY, silent_office
from tests.office import Office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)


@pytest.fixture
def silent(chromium: "Browser", tmp_path: Path) -> Iterator[tuple[Office, Desk]]:
    """The desk of an office that found one account silent, a day later."""
    office = silent_office(tmp_path)
    add_people(office.data)
    with served(tmp_path, MONDAY + DAY) as desk:
        yield office, desk


def step(window: Window, number: int, move: str, **fields: str) -> str:
    """Take one step in its form on the page of a case; returns what a reader sees then."""
    window.open(f"/cases/{number}")
    form = window.page.locator(f"#{move}")
    if not form.locator("button").is_visible():
        form.locator("summary").click()
    return send(window, move, **fields)


def send(window: Window, move: str, **fields: str) -> str:
    form = window.page.locator(f"#{move}")
    for name, text in fields.items():
        form.locator(f"[name={name}]").fill(text)
    with window.page.expect_navigation():
        form.locator("button").click()
    assert window.overflow() == 0, window.widest()
    return window.text()


def go_on(desk: Desk, window: Window, at: datetime) -> None:
    """Let days pass; who comes back after the weekend logs in anew."""
    window.page.goto("about:blank")
    desk.restart(at)
    window.context.clear_cookies()
    window.log_in()


def open_by_hand(window: Window, name: str, problem: str) -> None:
    window.open("/cases/new")
    window.page.get_by_label("账号（名称或标识").fill(name)
    window.page.get_by_label("发现的问题").fill(problem)
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="立案").click()


def test_every_step_to_the_end_of_a_case(silent: tuple[Office, Desk], windows: Opener) -> None:
    office, desk = silent
    window = windows(desk, "phone")
    window.log_in()
    open_by_hand(window, "高台民政", "简介中的电话无人接听")
    open_by_hand(window, "高台财政", "评论区长期无人答复")

    # Tuesday: told, five working days from then; one put off, one exempted by its document
    window.open("/cases/1")
    assert "空着为 2021-12-14，即 5 个工作日" in window.text()
    told = step(window, 1, "notify")
    assert "通知已登记，现为整改中，期限 2021-12-14" in told and "还有 5 个工作日" in told
    told = step(window, 1, "extend", due="2021-12-15", reason="负责人出差")
    assert "还有 6 个工作日" in told and "负责人出差" in told
    document = {"document": "高政办发〔2021〕9号", "until": "2021-12-20", "reason": "机构改革"}
    told = step(window, 2, "exempt", **document, again="不是我的密码啊啊啊啊")
    assert "尚未登记" in told and "高政办发〔2021〕9号" not in told
    for name, text in document.items():  # nothing typed is lost but the password
        assert window.page.locator(f"#exempt [name={name}]").input_value() == text
    assert window.page.locator("#exempt [name=again]").input_value() == ""
    assert window.axe() == []
    window.shoot("case-refused")
    assert "高政办发〔2021〕9号" in send(window, "exempt", again=WORD)
    step(window, 3, "notify", due="2021-12-10")
    assert stages(office, 1) == {1: "notified", 2: "exempt", 3: "notified"}

    # the Monday after: one late; answered, seen again, closed by the recheck
    go_on(desk, window, MONDAY + 7 * DAY)
    window.open("/cases/1")
    assert "还有 2 个工作日" in window.text()
    window.open("/cases/3")
    assert "逾期3天" in window.text()
    step(window, 1, "rectify", text="已恢复更新")
    told = step(window, 1, "verify")
    assert "本问题未销号" in told and stages(office, 7)[1] == "rectified"
    window.open("/?at=caizheng-weixin")
    window.page.get_by_label("最新内容的时间").fill("昨天 16:20")
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="并看下一个").click()
    told = step(window, 1, "verify")
    assert "复查合格" in told and stages(office, 7)[1] == "closed"

    # what a person found is closed by a person, with the password
    step(window, 3, "rectify", text="已安排专人答复")
    window.open("/cases/3")
    assert window.page.locator("#verify").count() == 0
    told = step(window, 3, "close", reason="核实已答复", again="不是我的密码啊啊啊啊")
    assert "尚未登记" in told and stages(office, 7)[3] == "rectified"
    assert window.page.locator("#close [name=reason]").input_value() == "核实已答复"
    told = send(window, "close", again=WORD)
    assert "核实已答复" in told and window.page.locator("section.move").count() == 0
    window.shoot("case-closed")

    # the day after the exemption ran out it is to be put right again
    go_on(desk, window, MONDAY + 15 * DAY)
    assert stages(office, 15) == {1: "closed", 2: "found", 3: "closed"}
    window.open("/cases")
    assert "待通知（1）" in window.text() and "已销号（2）" in window.text()
    steps = [step for case in listed(office, 15, "--all") for step in case["steps"]]
    means = {(step["by"], step["via"]) for step in steps if step["by"] != "程序"}
    assert means == {("张三", "desk")}
    assert office.faults() == ()


def stages(office: Office, days: float) -> dict[int, str]:
    return {case["id"]: case["stage"] for case in listed(office, days, "--all")}
