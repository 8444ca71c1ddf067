"""The views of a copy: they tell what the commands tell, and are no rows that a seal must count."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Means, Platform, RunMode, State, Verdict
from monitor.system import migrations_views
from monitor.system.migrations_views import VIEWS
from tests.hand_office import silent_office
from tests.office import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose silent account was checked, found, notified, and renamed since."""
    made = silent_office(tmp_path_factory.mktemp("office"))
    made.at(1, "cases", "notify", "1", "--by", "李四")
    made.at(2, "accounts", "set", "caizheng-weixin", "name=高台财政发布", "--by", "王五",
            "--reason", "更名")  # fmt: skip
    made.at(3, "check")
    return made


@pytest.fixture
def copy(office: Office, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of its database, opened by another program."""
    office.at(3, "backup", tmp_path / "usb")
    (file,) = (tmp_path / "usb").rglob("monitor.db")
    with closing(sqlite3.connect(file)) as db:
        yield db


def rows(db: sqlite3.Connection, view: str) -> list[dict[str, Any]]:
    asked = db.execute(f'SELECT * FROM "{view}"')
    return [dict(zip([c[0] for c in asked.description], row, strict=True)) for row in asked]


def test_the_latest_verdicts_are_those_of_status(office: Office, copy: sqlite3.Connection) -> None:
    told = json.loads(office.at(3, "status", "--json").out)["accounts"]

    found = {row["账号标识"]: row for row in rows(copy, "v_最近结论")}
    assert {id: row["结论"] for id, row in found.items()} == {
        account["id"]: Verdict(account["verdict"]).label for account in told
    }
    silent = found["caizheng-weixin"]
    assert (silent["账号"], silent["平台"], silent["单位"]) == (
        "高台财政发布",
        "微信",
        "高台县财政局",
    )
    assert silent["更新状态"] == "超期未更新" and silent["截至"] == "2021-12-06 10:00"
    assert silent["最近内容时间"] == "2021-10-08 23:59"
    assert silent["问题"] == told[0]["findings"][0]["message"] and not silent["无法判定的原因"]
    unseen = found["minzheng-douyin"]
    assert unseen["结论"] == "无法判定" and unseen["无法判定的原因"] and not unseen["问题"]


def test_every_verdict_look_case_and_change_has_its_row(copy: sqlite3.Connection) -> None:
    every = rows(copy, "v_历次结论")
    assert sorted((row["检查编号"], row["账号标识"]) for row in every) == [
        (1, "caizheng-weixin"), (1, "minzheng-douyin"),
        (2, "caizheng-weixin"), (2, "minzheng-douyin"),
    ]  # fmt: skip
    assert {row["检查方式"] for row in every} == {"全面检查"}
    assert {row["因时钟不准不计"] for row in every} == {"否"}

    look = rows(copy, "v_观测")[0]
    assert (look["查看人"], look["登记方式"], look["看到了"]) == ("张三", "命令行", "是")
    assert look["来源担保至"] == "2021-12-06 10:00"

    (case,) = rows(copy, "v_整改")
    assert (case["阶段"], case["最近一步经办人"]) == ("整改中", "李四")
    assert case["立案时间"] == "2021-12-06 10:00" and case["最近一次定的期限"] == "2021-12-14"

    (change,) = rows(copy, "v_名单变更")
    assert (change["经办人"], change["理由"], change["现名"]) == ("王五", "更名", "高台财政发布")
    assert change["已写入名单"] == "是"
    assert rows(copy, "v_报告") == []


def test_a_run_by_a_wrong_clock_is_marked_and_is_no_latest_verdict(
    copy: sqlite3.Connection,
) -> None:
    copy.execute("INSERT INTO set_aside VALUES ('run', 2, 2)")

    assert {row["检查编号"] for row in rows(copy, "v_最近结论")} == {1}
    marked = {row["检查编号"] for row in rows(copy, "v_历次结论") if row["因时钟不准不计"] == "是"}
    assert marked == {2}


@pytest.mark.parametrize(
    ("gaps", "told"),
    [("[]", None), ('[["feed","network","连不上"],["weibo","config","有误"]]', "连不上；有误")],
)
@pytest.mark.parametrize("shared", [False, True], ids=["in its row", "said once"])
def test_why_nothing_was_seen_is_told(
    gaps: str, told: str | None, shared: bool, copy: sqlite3.Connection
) -> None:
    if shared:
        copy.execute("INSERT INTO texts (id, hash, text) VALUES (900, 1, ?)", [gaps])
    copy.execute("UPDATE observations SET gaps = ?", ["#900" if shared else gaps])

    assert {row["没有看到的原因"] for row in rows(copy, "v_观测")} == {told}


def test_findings_of_earlier_programs_are_told(copy: sqlite3.Connection) -> None:
    copy.execute("UPDATE assessments SET results = NULL, name = '甲', platform = 'later'")
    copy.execute(
        'INSERT INTO results (run, account, "check", verdict, findings, advisory) '
        "VALUES (2, 'caizheng-weixin', 'U01', 'fail', '[[\"已停更\", []]]', 0)"
    )
    copy.execute("DELETE FROM registries")

    found = {row["账号标识"]: row for row in rows(copy, "v_最近结论")}
    assert found["caizheng-weixin"]["问题"] == "已停更"
    assert found["caizheng-weixin"]["账号"] == "甲"
    assert found["caizheng-weixin"]["平台"] == "later", "a code that is not known stands for itself"


@pytest.mark.parametrize("view", VIEWS)
def test_nobody_can_write_through_a_view(view: str, copy: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="it is a view"):
        copy.execute(f'DELETE FROM "{view}"')


def test_seals_cover_the_wording_of_views_and_none_of_their_rows(office: Office) -> None:
    assert office.faults() == ()
    with closing(sqlite3.connect(office.database)) as db:
        sealed = {table for (table,) in db.execute('SELECT DISTINCT "table" FROM link_rows')}
    assert not sealed & VIEWS.keys() and "sqlite_schema" in sealed


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (migrations_views.PLATFORMS, Platform),
        (migrations_views.VERDICTS, Verdict),
        (migrations_views.STATES, State),
        (migrations_views.MODES, RunMode),
        (migrations_views.MEANS, Means),
    ],
)
def test_every_code_of_today_has_a_word(words: dict[str, str], members: type[Verdict]) -> None:
    assert words.keys() == {member.value for member in members}
