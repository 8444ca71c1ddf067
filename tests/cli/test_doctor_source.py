"""`monitor doctor --source`: what a source shows now, item by item, and why."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.builders import NOON
from tests.office import Office, account
from tests.running import Done
from tests.sites import site, website_office

TABLE = (
    "<html><body><table><tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr>"
    "<tr><td><a href='/a/top.html'>【置顶】办事须知</a></td>"
    "<td>2020-01-01</td><td>2020-02-01</td></tr>"
    "<tr><td><a href='/a/1.html'>云岭县关于做好冬春农田水利基本建设工作的通知</a></td>"
    "<td>2021-12-01</td><td>2021-12-28</td></tr>"
    "<tr><td><a href='/a/2.html'>云岭县水利简报</a></td><td>2021-12-01</td><td>2021-12-20</td></tr>"
    "<tr><td><a href='/a/3.html'>云岭县水利公报</a></td><td>2021-11-01</td><td>2021-12-12</td></tr>"
    "</table></body></html>"
)
LIST = (
    "<html><body><ul class='list'><li><a href='/202112/1.html'>甲</a>12-28</li>"
    "<li><a href='/202112/t20211229_2.html'>乙</a>2021-12-20</li>"
    "<li><a href='/a/3.html'>丙</a>2021年冬月</li></ul></body></html>"
)
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>云岭</title>"
    "<item><title>丁</title><link>http://a.invalid/1</link><guid>1</guid>"
    "<pubDate>Tue, 28 Dec 2021 09:00:00 +0800</pubDate></item>"
    "<item><title>戊</title><guid>2</guid><pubDate>辛丑年冬月</pubDate></item></channel></rss>"
)
PAGES = {
    "/table/": TABLE,
    "/list/": LIST,
    "/feed.xml": FEED,
    "/empty/": "<html><body>无</body></html>",
}
WEIBO = {"kind": "weibo_open", "uid": "1234567890", "token": "${WEIBO_YUNLING}"}


@dataclass(frozen=True, kw_only=True)
class Doctor:
    """The office, its command, and what the sites were asked for."""

    office: Office
    asked: list[str]

    def run(self, id: str, *options: str) -> Done:
        return self.office.run("doctor", "--source", id, *options)

    def seen(self, id: str) -> dict[str, Any]:
        (seen,) = json.loads(self.run(id, "--json").out)
        return dict(seen)


@pytest.fixture
def doctor(tmp_path: Path) -> Iterator[Doctor]:
    with site(PAGES) as (origin, asked):
        office = website_office(
            tmp_path,
            {
                "table": f'{{kind: webpage, url: "{origin}/table/"}}',
                "list": f'{{kind: webpage, url: "{origin}/list/", item: "ul.list li"}}',
                "feed": f'{{kind: feed, url: "{origin}/feed.xml"}}',
                "empty": f'{{kind: webpage, url: "{origin}/empty/", item: "li"}}',
            },
            account("locked", "云岭4", "weibo", unit="shuiwu", sources=[WEIBO]),
            account("lone", "云岭号", "other", unit="shuiwu"),
        )
        with time_machine.travel(NOON, tick=False):
            yield Doctor(office=office, asked=asked)


def test_each_item_is_shown_with_its_date_and_the_reason(doctor: Doctor) -> None:
    seen = doctor.seen("table")

    assert [(item["published_at"], item["why"], item["pinned"]) for item in seen["items"]] == [
        ("2020-02-01T23:59:59+08:00", "表头“发布日期”", True),
        ("2021-12-28T23:59:59+08:00", "表头“发布日期”", False),
        ("2021-12-20T23:59:59+08:00", "表头“发布日期”", False),
        ("2021-12-12T23:59:59+08:00", "表头“发布日期”", False),
    ]
    assert seen["window"] == {
        "since": "2021-12-12T23:59:59+08:00",
        "until": "2021-12-31T12:00:00+08:00",
    }
    assert (seen["refusal"], seen["gaps"]) == ("", [])


def test_what_was_refused_says_why_and_so_does_the_list(doctor: Doctor) -> None:
    seen = doctor.seen("list")

    assert seen["items"][0]["why"] == "列表日期，年份取自网址"
    assert "网址中的日期 2021-12-29" in seen["items"][1]["doubt"]
    assert seen["items"][2]["published_at"] is None
    assert seen["items"][2]["refused"] == "“2021年冬月”不是可识别的日期"
    assert seen["window"] is None
    assert "不据此认定未更新" in seen["refusal"]


def test_a_feed_is_shown_entry_by_entry_with_the_date_as_written(doctor: Doctor) -> None:
    seen = doctor.seen("feed")

    first, second = seen["items"]
    assert first["published_at"] == "2021-12-28T09:00:00+08:00"
    assert first["why"] == "发布时间“Tue, 28 Dec 2021 09:00:00 +0800”"
    assert second["refused"] == "发布时间“辛丑年冬月”不是可识别的日期"
    assert seen["refusal"]


@pytest.mark.parametrize(
    ("id", "code"),
    [
        ("table", 0),
        ("list", 0),
        ("feed", 0),
        ("empty", 3),
        ("locked", 3),
        ("lone", 2),
        ("nobody", 2),
    ],
)
def test_the_exit_code_says_whether_anything_was_seen(id: str, code: int, doctor: Doctor) -> None:
    assert doctor.run(id).code == code


def test_a_source_that_shows_nothing_says_what_is_wrong(doctor: Doctor) -> None:
    assert "没有找到内容条目" in doctor.run("empty").out
    assert "WEIBO_YUNLING" in doctor.run("locked").out


def test_nothing_is_stored(doctor: Doctor) -> None:
    doctor.run("table")

    assert [path.name for path in doctor.office.folder.iterdir()] == ["accounts.yaml"]


def test_a_feed_is_asked_for_once(doctor: Doctor) -> None:
    doctor.run("feed")

    assert doctor.asked == ["/feed.xml"]


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_is_readable_at_the_width_of_a_screen(
    columns: int, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(columns))

    text = doctor.run("table").out

    assert max(map(cell_len, text.splitlines())) <= columns
    assert "…" not in text
    for word in ("【置顶】办事须知", "表头“发布日期”", "2021-12-28", "/a/1.html", "内容齐全"):
        assert word in text


def test_doctor_without_it_asks_nobody(doctor: Doctor) -> None:
    doctor.office.run("doctor")

    assert doctor.asked == []
