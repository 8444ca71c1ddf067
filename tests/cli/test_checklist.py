"""`monitor checklist`: what only a person can check, and what comes of it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from monitor.audit import audit
from monitor.store import Store
from tests.builders import NOON
from tests.running import Done, run

REGISTER = """\
jurisdiction: {name: 高台县}
units: [{id: u, name: 某局}]
accounts:
  - {id: a, name: 高台发布, platform: wechat, unit: u}
  - {id: b, name: 高台抖音, platform: douyin, unit: u}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    return tmp_path


def at(folder: Path, days: float, *words: object) -> Done:
    with time_machine.travel(NOON + timedelta(days=days), tick=False):
        return run(folder, *words)


def checked(folder: Path, days: float) -> dict[str, Any]:
    at(folder, days, "observe", "a", "--newest", "昨天", "--by", "张三")
    said = json.loads(at(folder, days, "check", "a", "--json").out)
    found: dict[str, Any] = said["accounts"][0]
    return found


def answer(folder: Path, days: float, *words: str) -> Done:
    return at(folder, days, "checklist", "set", *words, "--by", "张三")


def test_a_no_fails_the_account_until_somebody_says_yes(office: Path) -> None:
    (office / "s.png").write_bytes(b"\x89PNG\r\n\x1a\n demo")
    done = at(office, -3, "checklist", "set", "a", "wording=否", "--by", "张三", "--note",
              "机构名称误写", "--screenshot", office / "s.png")  # fmt: skip
    assert done.code == 0

    said = checked(office, -3)
    assert (said["verdict"], said["state"]) == ("fail", "fresh")
    assert said["findings"][0]["check"] == "S01" and "机构名称误写" in str(said["findings"])
    assert checked(office, 40)["verdict"] == "fail"  # the next quarter
    (case,) = json.loads(at(office, 40, "cases", "list", "--json").out)["cases"]
    assert case["check"] == "S01"

    answer(office, 41, "a", "wording=是")
    assert checked(office, 42)["verdict"] == "pass"
    assert json.loads(at(office, 42, "cases", "list", "--json").out)["cases"] == []
    with Store(office / "data" / "monitor.db") as store:
        assert audit(store, office / "data" / "evidence").faults == ()


def test_what_nobody_checked_is_listed_and_fails_nobody(office: Path) -> None:
    assert checked(office, 0)["verdict"] == "pass"

    listed = json.loads(at(office, 0, "checklist", "list", "--json").out)["accounts"]
    assert set(listed[0]["items"].values()) == {None}
    assert "另有 2 个账号本季度的安全和互动尚未核对" in at(office, 0, "worklist").err
    answer(office, 0, "a", "all=是")
    assert "另有 1 个账号" in at(office, 0, "worklist").err
    assert "未查" in at(office, 0, "checklist", "list", "--platform", "douyin").out


def test_the_support_of_interaction_stands_in_the_report(office: Path) -> None:
    checked(office, 0)
    answer(office, 0, "a", "interaction=是")
    answer(office, 0, "b", "interaction=否", "--note", "留言功能已关闭")

    figures = json.loads(at(office, 0.1, "report", "quarter", "2021Q4", "--json").out)

    assert figures["interaction"] == {"part": 1, "whole": 2}
    shown = at(
        office, 0.1, "report", "quarter", "2021Q4", "--format", "html", "--out", office / "o"
    )
    assert shown.code == 0
    (page,) = (office / "o").rglob("*.html")
    assert "互动回应功能支持率50.0%（1/2）" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a", "wording=否"], "--note"),
        (["a", "word=是"], "事项可为"),
        (["a", "wording=也许"], "应写成"),
        (["x", "wording=是"], "没有账号 x"),
        (["a"], "缺少参数"),
    ],
)
def test_wrong_words_are_one_sentence(office: Path, words: list[str], said: str) -> None:
    done = answer(office, 0, *words)

    assert done.code == 2 and said in done.err
