"""The month's posts in the worklist: handed out, filled in, taken back, all of it or none."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from monitor.figures.post_count_store import PostCountStore
from monitor.model.clock import BEIJING
from monitor.system.database import open_database
from tests.cli.observe.builders import by_hand
from tests.office import LOOPBACK, Office, account, make_office
from tests.sheets import LATEST

JANUARY = datetime(2022, 1, 6, 9, tzinfo=BEIJING)
HEAD = "发布条数（2021年12月）"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    accounts = [
        account("a", "高台发布"),
        account("b", "高台抖音", "douyin"),
        account("c", "高台网", "website", sources=[{"kind": "feed", "url": "https://a.invalid/"}]),
    ]
    return make_office(tmp_path, accounts, opened_at=JANUARY)


def sheet(office: Office, days: float = 0) -> Path:
    office.at(days, "worklist", "--out", path := office.folder / f"清单{days}.xlsx")
    return path


def write(path: Path, told: dict[str, dict[str, Any]], head: str = "") -> None:
    book = load_workbook(path)
    page = book.worksheets[0]
    titles = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        for title, word in told.get(str(row[0].value), {}).items():
            row[titles.index(title)].value = word
    if head:
        page.cell(1, titles.index(HEAD) + 1).value = head
    book.save(path)


def cells(path: Path, title: str = HEAD) -> dict[str, Any]:
    heads, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return {str(row[0]): row[heads.index(title)] for row in rows}


def entered(office: Office) -> list[tuple[str, str, int, str]]:
    with open_database(office.database) as db:
        found = PostCountStore(db).by_account().values()
    return [(c.account, c.month.name, c.posts, c.by) for counts in found for c in counts]


def imported(office: Office, path: Path, days: float = 0.1, *words: str) -> Any:
    return office.at(days, "observe", "--import", path, "--by", "张三", *words)


def test_a_clerk_enters_the_counts_of_the_month_that_the_head_names(office: Office) -> None:
    path = sheet(office)
    assert cells(path) == {"高台发布": None, "高台抖音": None, "高台网": "—"}
    seen = {LATEST: datetime(2022, 1, 5, 9, tzinfo=BEIJING).replace(tzinfo=None)}
    write(path, {"高台发布": {HEAD: 12, **seen}, "高台抖音": {HEAD: 0}})

    done = imported(office, path)

    assert done.code == 0, done.err
    assert entered(office) == [("a", "2021-12", 12, "张三"), ("b", "2021-12", 0, "张三")]
    first, second, third = done.err.splitlines()
    assert first == "1 个账号已登记；2021年12月发布条数已登记 2 个账号，共 12 条。"
    assert second == "登记后判定：合格 1 个（monitor status）。"
    assert third == "另有 1 行没有填写所见，未登记。"


def test_what_is_known_is_not_asked_again_and_can_be_put_right(office: Office) -> None:
    path = sheet(office)
    write(path, {"高台发布": {HEAD: 12}})
    imported(office, path)

    again = imported(office, path)
    marked = cells(sheet(office, 1))
    write(corrected := sheet(office, 2), {"高台发布": {HEAD: 13}})
    imported(office, corrected, 2.1)

    assert "1 个账号的发布条数此前已登记，不再重复" in again.err
    assert marked["高台发布"] == "已填报" and marked["高台抖音"] is None
    assert entered(office) == [("a", "2021-12", 12, "张三"), ("a", "2021-12", 13, "张三")]


def test_a_mark_that_the_program_wrote_is_no_count(office: Office) -> None:
    path = sheet(office)
    write(path, {"高台发布": {HEAD: 12}})
    imported(office, path)
    later = sheet(office, 1)
    write(later, {"高台抖音": {HEAD: 4}})

    done = imported(office, later, 1.1)

    assert done.code == 0 and "已登记 1 个账号，共 4 条" in done.err


def test_a_sheet_that_comes_back_later_still_tells_of_its_month(office: Office) -> None:
    write(path := sheet(office), {"高台发布": {HEAD: 7}})

    imported(office, path, 60)

    assert entered(office) == [("a", "2021-12", 7, "张三")]
    assert "发布条数（2022年2月）" in str(cells_heads(sheet(office, 60)))


def cells_heads(path: Path) -> Iterable[Any]:
    return [cell.value for cell in load_workbook(path).worksheets[0][1]]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({HEAD: "约20"}, f"第2行:{HEAD}: 看不懂条数“约20”"),
        ({HEAD: -3}, f"第2行:{HEAD}: 看不懂条数“-3”"),
        ({HEAD: 2.5}, f"第2行:{HEAD}: 看不懂条数“2.5”"),
        ({HEAD: 100_001}, f"第2行:{HEAD}: 看不懂条数“100001”"),
        ({HEAD: "#REF!"}, f"第2行:{HEAD}: 公式出错"),
        ({HEAD: 0, LATEST: "2021-12-30 09:00"}, f"第2行:{HEAD}: 本行所填最新内容发布于2021年12月"),
    ],
)
def test_a_wrong_count_is_named_with_its_cell_and_nothing_is_kept(
    office: Office, told: dict[str, Any], sentence: str
) -> None:
    path = sheet(office)
    write(path, {"高台发布": told, "高台抖音": {HEAD: 5, LATEST: "2022-01-05 09:00"}})

    done = imported(office, path)

    assert done.code == 2 and sentence in done.err, done.err
    assert entered(office) == [] and by_hand(office) == 0


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("发布条数", f"栏名没有写明是哪个月的条数，应写成“{HEAD}”"),
        ("本月发布条数", "栏名没有写明是哪个月的条数"),
        ("发布条数（2022年2月）", "栏名所写的2022年2月尚未开始"),
        ("截至2021年12月发布条数", f"看不懂栏名“截至2021年12月发布条数”，应写成“{HEAD}”"),
    ],
)
def test_a_head_without_a_month_that_has_begun_is_refused_once(
    office: Office, head: str, sentence: str
) -> None:
    path = sheet(office)
    write(path, {"高台发布": {HEAD: 12}, "高台抖音": {HEAD: 3}}, head)

    done = imported(office, path)

    assert done.code == 2 and done.err.count(sentence) == 1
    assert entered(office) == []


def test_a_column_of_another_kind_of_sheet_that_is_blank_hurts_nobody(office: Office) -> None:
    path = sheet(office)
    write(path, {"高台发布": {LATEST: "2022-01-05 09:00"}}, "发布条数")

    assert imported(office, path).code == 0


def test_a_month_that_is_not_over_is_taken_and_told(office: Office) -> None:
    path = sheet(office)
    write(path, {"高台发布": {HEAD: 2}}, "发布条数（2022年1月）")

    done = imported(office, path)

    assert entered(office) == [("a", "2022-01", 2, "张三")]
    assert "2022年1月尚未结束，请于月末之后再填报一次，否则不计入" in done.err


def test_counts_and_looks_are_kept_together_or_not_at_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(office)
    write(path, {"高台发布": {HEAD: 12, LATEST: "2022-01-05 09:00"}})

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(PostCountStore, "add", full)
        done = imported(office, path)

    assert done.code == 2 and by_hand(office) == 0
    assert imported(office, path).code == 0
    assert by_hand(office) == 1 and len(entered(office)) == 1


def test_scripts_are_told_the_counts(office: Office) -> None:
    write(path := sheet(office), {"高台发布": {HEAD: 12}})

    done = office.at(0.1, "observe", "--import", path, "--by", "张三", "--json")

    assert '"month": "2021-12"' in done.out and '"posts": 12' in done.out


def test_a_link_that_cannot_be_followed_keeps_the_counts_out(tmp_path: Path) -> None:
    accounts = [account("a", "高台发布"), account("b", "高台抖音", "douyin")]
    nowhere = {"wechat_article": "http://127.0.0.1:9"}
    office = make_office(tmp_path, accounts, endpoints=nowhere, opened_at=JANUARY, **LOOPBACK)
    link = {LATEST: "https://mp.weixin.qq.com/s/AAAAAAAAAAAAAAAAAAAAAA"}
    write(path := sheet(office), {"高台发布": link, "高台抖音": {HEAD: 5}})

    done = imported(office, path)

    assert done.code == 2 and "链接未能核实" in done.err, done.err
    assert entered(office) == []
