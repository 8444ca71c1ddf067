"""The rows of a sheet that came back: what they say, and from when."""

import os

import pytest
import time_machine
from openpyxl import Workbook

from tests.builders import NOON, ago
from tests.office import Office


def test_a_sheet_vouches_for_the_time_it_was_filled_in(office: Office) -> None:
    """Nobody looked after it was saved, however late it is imported."""
    sheet = office.folder / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人,查看时间"
    rows = "weixin,2021-12-14,a.png,张三,\ndouyin,昨天,,张三,2021-12-28 15:00"
    sheet.write_text(f"{heads}\n{rows}\n", "utf-8")
    os.utime(sheet, (ago(4).timestamp(), ago(4).timestamp()))

    output = office.json("observe", "--import", sheet)["observations"]

    assert [row["taken_at"][:16] for row in output] == ["2021-12-27T12:00", "2021-12-28T15:00"]
    assert output[1]["newest_post_at"].startswith("2021-12-27")
    assert office.check()["weixin"]["verdict"] == "unknown"


def test_a_copied_workbook_vouches_for_the_time_it_was_saved(office: Office) -> None:
    """What came by mail has the time of its arrival, and says itself when it was saved."""
    book = Workbook()
    for line in (
        ["账号标识", "最新内容时间", "截图文件", "查看人"],
        ["weixin", "2021-12-14", "a.png", "张三"],
    ):
        book.worksheets[0].append(line)
    with time_machine.travel(ago(4), tick=False):
        book.save(office.folder / "list.xlsx")
    os.utime(office.folder / "list.xlsx", (NOON.timestamp(), NOON.timestamp()))

    output = office.json("observe", "--import", office.folder / "list.xlsx")

    assert output["observations"][0]["taken_at"][:16] == "2021-12-27T12:00"
    assert office.check()["weixin"]["verdict"] == "unknown"


def test_a_sheet_that_lay_too_long_asks_for_another_look(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text("账号标识,最新内容时间,查看人\nweixin,昨天,张三\n", "utf-8")
    os.utime(sheet, (ago(8).timestamp(), ago(8).timestamp()))

    done = office.run("observe", "--import", sheet)

    assert done.code == 2 and "已超过有效的 7 天" in done.err


def test_a_remark_without_an_answer_is_not_dropped_in_silence(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,最新内容时间,截图文件,查看人,备注\nweixin,昨天,,张三,\n"
        "douyin,,,张三,搜索不到该账号\ntoutiao,,a.png,张三,\nlanmu,,,张三,\n",
        "utf-8",
    )

    done = office.run("observe", "--import", sheet)

    assert done.code == 2
    assert "第3行:备注: 没有填写所见时间" in done.err
    assert "第4行:截图文件: 没有填写所见时间" in done.err
    assert "第5行" not in done.err


def test_a_row_that_is_signed_and_says_nothing_is_named(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,最新内容时间,查看人\nweixin,昨天,张三\ndouyin,,张三\ntoutiao,,\n", "utf-8"
    )

    done = office.run("observe", "--import", sheet)

    assert "另有 2 行没有填写所见，未登记，其中第 3 行已填查看人或查看时间。" in done.err


def test_a_screenshot_beside_a_link_is_told_to_prove_nothing(office: Office) -> None:
    group = int(ago(30).timestamp()) << 32
    done = office.run("observe", "toutiao", "--link", f"https://www.toutiao.com/w/{group}/",
               "--screenshot", office.folder / "a.png", "--by", "张三")  # fmt: skip

    assert "归属由张三确认" in done.err
    assert "链接只证明已发布；要认定不更新，须登记最新内容时间" in done.err


def test_what_was_written_down_yesterday_is_not_moved_to_the_day_of_the_import(
    office: Office,
) -> None:
    """A post published since may not be denied."""
    sheet = office.folder / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人,查看时间"
    sheet.write_text(f"{heads}\nweixin,2021-12-10,a.png,张三,昨天 15:00\n", "utf-8")
    os.utime(sheet, (ago(3).timestamp(), ago(3).timestamp()))

    (output,) = office.json("observe", "--import", sheet)["observations"]

    assert output["taken_at"].startswith("2021-12-27T15:00")


def test_strokes_stand_for_nothing_and_a_total_for_no_account(office: Office) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(
        "账号标识,链接,最新内容时间,自何时起未发布,截图文件,查看人,备注\n"
        "weixin,无,昨天,/,无,张三,—\ndouyin,／,-,——,/,,无\n合计,,2个,,,,\n",
        "utf-8",
    )

    done = office.run("observe", "--import", sheet)

    assert done.code == 0, done.err
    assert "1 个账号已登记" in done.err and "另有 1 行没有填写所见，未登记。" in done.err


@pytest.mark.parametrize("column", ["最新内容时间", "自何时起未发布"])
def test_nothing_said_in_words_is_not_taken_for_never(office: Office, column: str) -> None:
    sheet = office.folder / "list.csv"
    sheet.write_text(f"账号标识,{column},截图文件,查看人\nweixin,无,a.png,张三\n", "utf-8")

    done = office.run("observe", "--import", sheet)

    assert done.code == 2 and f"第2行:{column}: 看不懂时间“无”" in done.err
    assert ("从未发布的写“从未”" in done.err) == (column == "自何时起未发布")


def test_beside_links_one_screenshot_may_stand_twice(office: Office) -> None:
    """Beside a link it vouches for nothing."""
    group = int(ago(3).timestamp()) << 32
    sheet = office.folder / "list.csv"
    sheet.write_text(
        f"账号标识,链接,截图文件\ntoutiao,https://www.toutiao.com/w/{group}/,a.png\n"
        f"douyin,https://www.douyin.com/video/{group},a.png\n",
        "utf-8",
    )

    assert office.run("observe", "--import", sheet, "--by", "张三").code == 0
