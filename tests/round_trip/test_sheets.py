"""Sheets as old machines and other programs save them, through every command that takes one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.builders import NOON, ago
from tests.office import Office, account, make_office

GROUP = str(int(ago(3).timestamp()) << 32)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    unit = {"id": "u", "name": "河湾县某局"}
    office = make_office(tmp_path, [account("douyin", "河湾抖音", "douyin")], units=[unit])
    office.screenshot()
    with time_machine.travel(NOON, tick=False):
        yield office


def counted(moment: datetime) -> float:
    """Return *moment* as such a workbook counts it: days since the first of 1904."""
    since = datetime(1904, 1, 1, tzinfo=moment.tzinfo) - timedelta(hours=8)
    return round((moment - since) / timedelta(days=1), 5)


def sheet(office: Office, head: Sequence[str], row: Sequence[Any], **links: str) -> Path:
    """Save a workbook that counts from 1904, its cells linked as *links* say."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.append(list(head))
    page.append(list(row))
    for cell, address in links.items():
        page[cell].hyperlink = address
    book.save(path := office.folder / "a.xlsx")
    return path


def test_a_look_of_two_days_ago_is_none_of_four_years_ago(office: Office) -> None:
    path = sheet(
        office,
        ["账号标识", "最新内容时间", "截图文件", "查看人", "查看时间"],
        ["douyin", counted(ago(2)), "a.png", "张三", counted(ago(0.1))],
    )

    assert office.run("observe", "--import", path).code == 0

    (account,) = office.json("check")["accounts"]
    assert (account["verdict"], account["newest_post_at"]) == ("pass", "2021-12-29T12:00:00+08:00")


def test_a_look_at_what_a_cell_links_to(office: Office) -> None:
    path = sheet(
        office,
        ["账号标识", "最新内容链接", "查看人"],
        ["douyin", "最新视频", "张三"],
        B2=f"https://www.douyin.com/video/{GROUP}",
    )

    assert office.run("observe", "--import", path).code == 0

    (account,) = office.json("check")["accounts"]
    assert (account["verdict"], account["newest_post_at"]) == ("pass", "2021-12-28T12:00:00+08:00")


def test_an_error_is_found_on_its_day_and_at_its_address(office: Office) -> None:
    path = sheet(
        office,
        ["责任单位", "错误表述", "发现时间", "链接"],
        ["河湾县某局", "人民_x0007_政俯", counted(ago(10)), "查看"],
        D2="https://a.invalid/1",
    )

    assert office.run("slips", "import", path).code == 0

    (error,) = office.json("slips", "list")
    assert (error["found_on"], error["url"], error["text"]) == (
        "2021-12-21", "https://a.invalid/1", "人民政俯"
    )  # fmt: skip


def test_an_account_is_opened_on_its_day_and_at_its_address(office: Office) -> None:
    path = sheet(
        office,
        ["账号名称", "平台", "主办单位", "开设日期", "网址"],
        ["河湾_x0007_发布", "网站", "河湾县某局", counted(ago(400)), "打开"],
        E2="https://a.invalid/",
    )

    assert office.run("accounts", "import", path, "--by", "张三").code == 0

    text = office.text()
    assert "name: 河湾发布" in text and "opened_on: 2020-11-26" in text
    assert "https://a.invalid/" in text
