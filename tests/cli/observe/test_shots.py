"""A screenshot vouches for one look at one account."""

import json
import sqlite3
from contextlib import closing

import pytest
import time_machine

from tests.builders import ago
from tests.cli.observe.builders import by_hand
from tests.office import Office
from tests.running import Done


def vouched(office: Office, account: str, days_ago: float, *options: str, by: str = "李四") -> Done:
    """Say, with the picture of the folder, that an account is silent."""
    words = options or ("--none-since", "2021-11-20")
    with time_machine.travel(ago(days_ago), tick=False):
        return office.run(
            "observe", account, *words, "--screenshot", office.folder / "a.png", "--by", by
        )


def test_a_screenshot_of_one_account_condemns_no_other(office: Office) -> None:
    vouched(office, "weixin", 1)
    office.screenshot("b.png")
    done = vouched(office, "douyin", 0, by="张三")

    assert done.code == 2
    assert (
        "该截图已用于登记高台发布（微信）（2021年12月30日查看），每个账号须各附截图。" in done.err
    )
    assert by_hand(office) == 1 and office.faults() == ()
    assert office.check()["douyin"]["verdict"] == "unknown"


def test_a_screenshot_shows_nothing_of_the_days_after_it_was_first_put_forward(
    office: Office,
) -> None:
    first = vouched(office, "weixin", 15)
    office.screenshot()
    again = vouched(office, "weixin", 0)
    other = vouched(office, "weixin", 14, "--newest", "2021-12-10", by="张三")

    assert first.code == 0
    assert again.code == other.code == 2
    assert "该截图已用于登记2021年12月16日的查看，不能证明此后所见，请重新截图。" in again.err
    assert office.check()["weixin"]["verdict"] == "unknown"


def test_what_a_screenshot_showed_may_be_told_again_and_corrected_the_same_day(
    office: Office,
) -> None:
    vouched(office, "weixin", 0.2)
    later = vouched(office, "weixin", 0)
    corrected = vouched(office, "weixin", 0, "--newest", "2021-12-10")

    assert later.code == 0 and "该观测此前已登记，不再重复" in later.err
    assert corrected.code == 0 and "共 1 条" in corrected.err


def test_a_sheet_filled_in_further_on_another_day_is_taken(office: Office) -> None:
    """Its rows bear no time of their own: each time they seem to be of the day it was saved."""
    sheet = office.folder / "list.csv"
    heads = "账号标识,最新内容时间,截图文件,查看人"
    sheet.write_text(f"{heads}\nweixin,2021-12-10,a.png,张三\n", "utf-8")
    with time_machine.travel(ago(1), tick=False):
        office.run("observe", "--import", sheet)
    sheet.write_text(f"{heads}\nweixin,2021-12-10,a.png,张三\ndouyin,2021-12-30,,张三\n", "utf-8")
    done = office.run("observe", "--import", sheet)

    assert done.code == 0 and "1 个账号已登记" in done.err
    assert "高台发布（微信）：该观测此前已登记，不再重复。" in done.err


@pytest.mark.parametrize("order", [("weixin", "toutiao"), ("toutiao", "weixin")])
def test_beside_a_link_a_screenshot_vouches_for_nothing(
    office: Office, order: tuple[str, str]
) -> None:
    group = int(ago(3).timestamp()) << 32
    link = ("--link", f"https://www.toutiao.com/w/{group}/")
    more = {"weixin": (), "toutiao": link}

    done = [vouched(office, account, 0, *more[account]).code for account in order]

    assert done == [0, 0]


def reworded(office: Office) -> None:
    """Let the program have said of each look what it says, in other words."""
    with closing(sqlite3.connect(office.database)) as db, db:
        for id, kept in db.execute("SELECT id, notes FROM observations").fetchall():
            notes = [row | {"text": f"据称：{row['text']}"} for row in json.loads(kept)]
            notes.append({"kind": "plain", "text": "截图自带时间不详"})
            db.execute("UPDATE observations SET notes = ? WHERE id = ?", [json.dumps(notes), id])


SINCE = ("--none-since", "2021-11-20")


@pytest.mark.parametrize("more", [(), ("--note", "已电话核实")])
def test_a_look_that_was_told_of_in_other_words_is_the_same_look(
    office: Office, more: tuple[str, ...]
) -> None:
    vouched(office, "weixin", 0, *SINCE, *more)
    reworded(office)

    same = vouched(office, "weixin", 0, *SINCE, *more)
    corrected = vouched(office, "weixin", 0, *SINCE, "--note", "另有说明")

    assert "该观测此前已登记，不再重复" in same.err
    assert "共 1 条" in corrected.err


def test_a_claim_without_a_picture_is_known_whatever_was_said_of_it(office: Office) -> None:
    def claimed(note: str) -> Done:
        words = ("weixin", "--newest", "2021-12-10", "--note", note, "--by", "张三")
        with time_machine.travel(ago(0), tick=False):
            return office.run("observe", *words)

    claimed("已电话核实")
    reworded(office)

    assert "该观测此前已登记，不再重复" in claimed("已电话核实").err
    assert "共 1 条" in claimed("另有说明").err
