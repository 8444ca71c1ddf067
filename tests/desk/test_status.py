"""状态: what `monitor status` tells, row by row; filters, pages, the table to calculate with."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from werkzeug.test import TestResponse

from monitor.app.people_store import Role
from monitor.model import clock
from tests.builders import NOON
from tests.desk.builders import Browser, added, shot, text
from tests.office import LOOPBACK, PNG, Office, account, make_office

EVIL = '<script>alert("1")</script>'


def names(page: TestResponse) -> list[str]:
    """The accounts of a page, in its order."""
    return re.findall(r'<td class="head"><a href="/accounts/([^"]+)">', page.text)


def numbers(page: TestResponse) -> dict[str, int]:
    """The counts above the table, by the words of each."""
    found = re.findall(r'<a href="/status[^"]*"[^>]*>([^<]+) <strong>(\d+)</strong>', page.text)
    return {words: int(number) for words, number in found}


def cell(page: TestResponse, id: str, title: str) -> str:
    row = page.text.partition(f'href="/accounts/{id}"')[2].partition("</tr>")[0]
    found = re.search(rf'data-label="{title}">(.*?)</td>', row, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


@pytest.fixture
def seen(browser: Browser, office: Office) -> Office:
    """One fails, one passes, one is to be viewed, one was never looked at."""
    proof = {"screenshot": shot(PNG), "seen": "今天 11:00"}
    browser.look("weixin", none_since="2021-12-01", **proof)
    browser.look("douyin", newest="2021-12-29")
    browser.look("toutiao", newest="2021-12-22", seen="2021-12-25")
    return office


def test_every_account_has_its_row_the_worst_first(browser: Browser, seen: Office) -> None:
    page = browser.get("/status")

    assert names(page) == ["weixin", "lanmu", "toutiao", "douyin"]
    assert numbers(page) == {
        "不合格": 1, "无法判定": 0, "合格": 2, "尚未检查": 1,
        "超期未更新": 1, "待查看": 1, "正常": 1,
    }  # fmt: skip
    assert cell(page, "weixin", "结论") == "✗ 不合格（超期未更新）"
    assert cell(page, "lanmu", "结论") == "？ 尚未检查"
    assert cell(page, "toutiao", "结论") == "• 合格（待查看）"
    assert cell(page, "douyin", "结论") == "✓ 合格（正常）"
    assert cell(page, "toutiao", "说明") == "最近所见12月22日，12月25日查看，此后未查看"
    assert cell(page, "douyin", "最近更新") == "2021-12-29 （2 天）"
    assert cell(page, "lanmu", "截至") == ""


def test_every_number_is_that_of_the_command(browser: Browser, seen: Office) -> None:
    seen.run("check")
    for id in ("weixin", "douyin"):
        browser.look(id, newest="昨天")
    for words in ((), ("--platform", "douyin"), ("--unit", "u")):
        told = seen.json("status", *words)
        query = "&".join(f"{words[n][2:]}={words[n + 1]}" for n in range(0, len(words), 2))
        page = browser.get(f"/status?{query}")

        stated = numbers(page)
        assert [stated[words] for words in ("不合格", "无法判定", "合格", "尚未检查")] == [
            *(told["summary"][key] for key in ("fail", "unknown", "pass")),
            len(told["never_checked"]),
        ]
        assert stated.get("待查看", 0) == told["summary"]["states"]["to_view"]
        rows = [row["id"] for row in told["accounts"]]
        assert [id for id in names(page) if id not in told["never_checked"]] == rows
        for row in told["accounts"]:
            at = clock.unstamp(row["as_of"])
            assert cell(page, row["id"], "截至") == clock.show(at)
        assert all(sentence in text(page) for sentence in told["troubles"])


CHOSEN = [
    ("state=fail", ["weixin"]),
    ("state=pass", ["toutiao", "douyin"]),
    ("state=unknown", []),
    ("state=never", ["lanmu"]),
    ("state=stale", ["weixin"]),
    ("state=to_view", ["toutiao"]),
    ("state=fresh", ["douyin"]),
    ("state=nonsense", []),
    ("state=&unit=&platform=&q=", ["weixin", "lanmu", "toutiao", "douyin"]),
    ("unit=u", ["weixin", "lanmu", "toutiao", "douyin"]),
    ("unit=u2", []),
    ("platform=douyin", ["douyin"]),
    ("platform=weibo", []),  # only a closed account is on it
    ("q=抖音", ["douyin"]),
    ("q=ＤＯＵＹＩＮ", ["douyin"]),
    ("q=高台", ["weixin", "lanmu", "toutiao", "douyin"]),
    ("q=高台&state=pass&platform=toutiao", ["toutiao"]),
    ("q=甲", []),
    ("q=%25", []),
]


def test_rows_are_chosen_by_what_the_address_says(browser: Browser, seen: Office) -> None:
    for query, ids in CHOSEN:
        page = browser.get(f"/status?{query}")

        assert page.status_code == 200 and names(page) == ids, query
        assert ("没有符合以上条件的账号" in text(page)) is (not ids), query
        table = browser.get(f"/status?{query}&format=csv")
        assert [row[1] for row in list(csv.reader(io.StringIO(table.text)))[1:]] == ids, query


def test_what_was_chosen_stands_in_the_form_and_the_links(browser: Browser, seen: Office) -> None:
    page = browser.get("/status?q=高台&platform=douyin&state=pass&page=1").text

    assert '<option value="pass" selected>合格</option>' in page
    assert '<option value="douyin" selected>抖音</option>' in page
    assert 'name="q" type="search" maxlength="80" value="高台"' in page
    assert "/status?q=%E9%AB%98%E5%8F%B0&amp;platform=douyin&amp;state=fail" in page


def test_an_empty_register_says_so(tmp_path: Path) -> None:
    office = make_office(tmp_path, [])
    with time_machine.travel(NOON, tick=False):
        added(office)
        browser = Browser.of(office)

        assert "名单中还没有账号" in text(browser.get("/status"))


def test_a_closed_account_is_not_among_them(browser: Browser, office: Office) -> None:
    page = browser.get("/status")

    assert "guan" not in names(page) and "登记账号 4 个" in text(page)


def test_a_database_that_is_not_there_yet_stays_away(browser: Browser, office: Office) -> None:
    assert numbers(browser.get("/status"))["尚未检查"] == 4
    assert not office.database.exists()


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Browser]:
    """The desk of an office with 101 accounts, one of which has a name to be run."""
    entries = [account(f"a{n:03}", f"账号{n}") for n in range(99)]
    entries += [account("evil", f"{EVIL}" + "长" * 150), account("sum", "=1+1")]
    units = [{"id": "u", "name": f"@某局{EVIL}"}]
    office = make_office(tmp_path, entries, units=units, **LOOPBACK)
    with time_machine.travel(NOON, tick=False):
        added(office)
        added(office, "lisi", "李四", Role.LEADER)
        browser = Browser.of(office)
        yield browser


def test_a_page_has_a_hundred_rows_and_the_next_one_the_rest(many: Browser) -> None:
    first, second = many.get("/status?state=never"), many.get("/status?state=never&page=2")

    assert (len(names(first)), len(names(second))) == (100, 1)
    assert "第 1/2 页" in text(first) and "上一页" not in text(first)
    assert 'href="/status?state=never&amp;page=2" rel="next"' in first.text
    assert "第 2/2 页" in text(second) and "下一页" not in text(second)
    chosen = many.get("/status?q=账号")
    assert len(names(chosen)) == 99 and "翻页" not in chosen.text


def test_no_text_from_outside_is_a_page_or_a_formula(many: Browser) -> None:
    page = many.get("/status?q=script")
    rows = list(csv.reader(io.StringIO(many.get("/status?format=csv").text.lstrip("\ufeff"))))

    assert EVIL not in page.text and EVIL in text(page)
    assert "长" * 80 in page.text and "长" * 120 not in page.text
    cells = [cell for row in rows for cell in row]
    assert len(rows) == 102 and "'=1+1" in cells and f"'@某局{EVIL}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_table_is_a_file_that_excel_reads(browser: Browser, seen: Office) -> None:
    answer = browser.get("/status?format=csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:6] == ["账号", "标识", "单位", "平台", "结论", "说明"]
    assert rows[1][:5] == ["高台发布", "weixin", "某局", "微信", "不合格（超期未更新）"]


def test_who_leads_sees_it_all_without_what_only_duty_does(
    office: Office, stranger: Browser
) -> None:
    added(office, "lisi", "李四", Role.LEADER)
    stranger.log_in("lisi")

    page = stranger.get("/status")

    assert len(names(page)) == 4 and "下载表格" in text(page)
    assert "登记所见" not in text(page)


def test_each_row_leads_to_its_card(browser: Browser) -> None:
    assert 'href="/?at=weixin#card-weixin">登记所见' in browser.get("/status").text
