"""The whole way of a county with programs that look, and people where a wall stands."""

from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from monitor.model.clock import BEIJING
from tests.county import register
from tests.county.server import County, serving
from tests.office import account, make_office
from tests.round_trip.journey import BY, NAME, Trip, rows, sheet, words
from tests.sheets import fill

COUNTY = {"name": "高台县", "office": "高台县人民政府办公室"}
UNITS = (
    {"id": "caizheng", "name": "高台县财政局", "kind": "department"},
    {"id": "gongan", "name": "高台县公安局", "kind": "department"},
    {"id": "chengguan", "name": "城关镇人民政府", "kind": "town"},
)


def watched_by_key(unit: str, name: str) -> dict[str, Any]:
    source = {"kind": "wechat_official", "appid": f"wxdemo{unit}", "secret": "${KEY}"}
    return account(f"{unit}-weixin", name, unit=unit, sources=[source])


ACCOUNTS = (
    watched_by_key("caizheng", "高台财政"),
    watched_by_key("chengguan", "城关镇微讯"),
    account(
        "gongan-weibo",
        "高台公安示例",
        "weibo",
        unit="gongan",
        sources=[{"kind": "weibo_public", "uid": "9000000002"}],
    ),
)
SILENT, POSTED = "2021-10-02 10:00", "2021-10-14 10:00"  # 高台财政 published nothing in September
LINK = "https://m.weibo.cn/detail/4687000000000000"  # 2021-09-30 in its upper bits


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """A county with keys: programs look, people where a login wall stands."""
    trip = Trip(folder=tmp_path_factory.mktemp("watched"))
    county = County(register.accounts(), datetime.fromisoformat(SILENT).replace(tzinfo=BEIJING))
    with serving(county) as (origin, _):
        make_office(
            trip.folder,
            ACCOUNTS,
            units=UNITS,
            secrets={"KEY": "secret-of-demo"},
            jurisdiction=COUNTY,
            pace={"default": 0},
            endpoints={"wechat_official": origin, "weibo_public": origin},
        )
        trip.do("first", SILENT, "check", "--json")
        trip.do("sheet", SILENT, "worklist", "--out", trip.folder / "清单.xlsx")
        link = {"最新内容链接": LINK, "查看人": "李四"}
        fill(trip.folder / "清单.xlsx", {"高台公安示例（微博）": link})
        trip.do("observe", SILENT, "observe", "--import", trip.folder / "清单.xlsx")
        trip.do("check", "2021-10-02 11:00", "check", "--json")
        trip.do("cases", SILENT, "cases", "list", "--json")
        trip.do("notice", "2021-10-08 09:00", "report", "notice", "caizheng-weixin")
        trip.do("notify", "2021-10-08 09:10", "cases", "notify", "1", *BY)
        county.moment = datetime.fromisoformat(POSTED).replace(tzinfo=BEIJING)
        trip.do("check again", POSTED, "check", "--json")
        trip.do("all cases", POSTED, "cases", "list", "--all", "--json")
    trip.do("report", "2021-10-15 09:00", "report", "quarter", "2021Q4", "--annexes", "all")
    trip.do("score", "2021-10-15 09:00", "score", "--year", "2021", "--quarter", "4", "--json")
    return trip


def test_a_wall_is_no_silence_and_a_link_in_the_sheet_clears(watched: Trip) -> None:
    listed = sheet(watched.folder / "清单.xlsx", "人工核查清单")

    assert watched.verdicts("first")["高台公安示例（微博）"] == "unknown"
    assert listed[0]["账号名称"] == "高台公安示例"
    page = load_workbook(watched.folder / "清单.xlsx").worksheets[0]
    assert page["A2"].hyperlink.target == "https://weibo.com/u/9000000002"
    assert watched.verdicts("check") == {
        "高台财政（微信）": "fail", "城关镇微讯（微信）": "pass", "高台公安示例（微博）": "pass"
    }  # fmt: skip


def test_what_a_program_found_goes_the_same_way(watched: Trip) -> None:
    (case,) = watched.value("cases")["cases"]
    assert (case["account"], case["stage"]) == ("caizheng-weixin", "found")
    letter = words(watched.paper("整改通知书*.docx"))
    assert "“高台财政”（微信）：截至2021年10月1日" in letter and ".warc.gz" not in letter

    (closed,) = watched.value("all cases")["cases"]
    assert closed["stage"] == "closed"
    assert [step["move"] for step in closed["steps"]] == ["open", "notify", "passed", "close"]


def test_a_case_closed_by_a_program_stands_in_the_quarter_and_in_the_marks(watched: Trip) -> None:
    paper = watched.paper(f"{NAME}.docx")
    (case,) = rows(paper, "编号", "整改期限")
    assert (case["账号名称"], case["进展"]) == ("高台财政", "已销号")
    (failing,) = rows(paper, "未更新天数", "首次发现")
    assert (failing["账号名称"], failing["期末情况"]) == ("高台财政", "已恢复")

    units = {unit["unit"]: unit for unit in watched.value("score")["units"]}
    assert {id: row["total"] for id, row in units.items()} == {
        "caizheng": "9", "gongan": "10", "chengguan": "10"
    }  # fmt: skip
    (mark,) = units["caizheng"]["marks"]
    assert mark["evidence"] and mark["checks"] == [1, 2]
