"""`monitor checklist`: what only a person can check, and what comes of it."""

import json
from typing import Any

import pytest

from monitor.app.audit import audit
from monitor.model.clock import BEGINNING
from monitor.system.database import open_database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.writer import VerdictWriter
from tests.cli.checklist.builders import answer, asked, checked
from tests.office import Office


def test_a_no_fails_the_account_until_somebody_says_yes(office: Office) -> None:
    office.screenshot("s.png")
    done = office.at(-3, "checklist", "set", "a", "wording=否", "--by", "张三", "--note",
              "机构名称误写", "--screenshot", office.folder / "s.png")  # fmt: skip
    assert done.code == 0

    account = checked(office, -3)
    assert (account["verdict"], account["state"]) == ("fail", "fresh")
    assert account["findings"][0]["check"] == "S01" and "机构名称误写" in str(account["findings"])
    assert account["findings"][0]["evidence"] == ["2021-12-28-hand.warc.gz@0"]
    assert checked(office, 40)["verdict"] == "unknown"  # the next quarter, nobody looked again
    (case,) = json.loads(office.at(40, "cases", "list", "--json").out)["cases"]
    assert case["check"] == "S01"

    answer(office, 41, "a", "wording=是")
    assert checked(office, 42)["verdict"] == "pass"
    assert json.loads(office.at(42, "cases", "list", "--json").out)["cases"] == []
    with open_database(office.database) as db:
        assert audit(db, office.evidence).faults == ()


def test_what_nobody_checked_is_listed_and_fails_nobody(office: Office) -> None:
    assert checked(office, 0)["verdict"] == "pass"

    listed = json.loads(office.at(0, "checklist", "list", "--json").out)["accounts"]
    assert set(listed[0]["items"].values()) == {None}
    assert {id: len(items) for id, items in asked(office, 0).items()} == {"a": 6, "b": 6}
    answer(office, 0, "a", "all=是")
    assert list(asked(office, 0)) == ["b"]
    assert {id: len(items) for id, items in asked(office, 1).items()} == {"a": 6, "b": 6}
    assert "未查" in office.at(0, "checklist", "list", "--platform", "douyin").out


def test_the_support_of_interaction_stands_in_the_report(office: Office) -> None:
    checked(office, 0)
    answer(office, 0, "a", "interaction=是")
    answer(office, 0, "b", "interaction=否", "--note", "留言功能已关闭")
    answer(office, 0, "b", "wording=是")  # one of the four of safety

    figures = json.loads(office.at(0.1, "report", "quarter", "2021Q4", "--json").out)

    assert figures["interaction"] == {"part": 1, "whole": 2}
    assert figures["safety"] == 0
    shown = office.at(
        0.1, "report", "quarter", "2021Q4", "--format", "html", "--out", office.folder / "o"
    )
    assert shown.code == 0
    (page,) = (office.folder / "o").rglob("*.html")
    assert "互动回应功能支持率50.0%（1/2）" in page.read_text("utf-8")


def test_a_support_that_rests_on_some_accounts_says_how_many_are_left(office: Office) -> None:
    checked(office, 0)

    def said(out: str) -> str:
        office.at(
            0.1, "report", "quarter", "2021Q4", "--format", "html", "--out", office.folder / out
        )
        (page,) = (office.folder / out).rglob("*.html")
        return page.read_text("utf-8")

    none = said("none")
    assert "内容安全、互动功能未经人工核查；" in none and "支持率" not in none
    answer(office, 0, "b", "interaction=是")
    some = said("some")
    assert "互动回应功能支持率100%（1/1）。" in some
    assert "有1个账号的互动功能未经人工核查；" in some


def test_a_no_after_the_last_check_of_the_quarter_is_not_passed_over(office: Office) -> None:
    checked(office, 0)
    answer(office, 0.2, "a", "wording=否", "--note", "错别字")

    figures = json.loads(office.at(1, "report", "quarter", "2021Q4", "--json").out)
    office.at(1, "report", "quarter", "2021Q4", "--format", "html", "--out", office.folder / "o")
    (page,) = (office.folder / "o").rglob("*.html")

    assert figures["pending"] == [{"account": "a", "items": ["wording"]}]
    text = "有1个账号经人工核查有事项不符合要求，登记后本季度未再检查，尚未作出结论，"
    assert (
        f"{text}没有据此计为不合格：某局微信“高台发布”（“未见严重表述错误”）。"
        in page.read_text("utf-8")
    )


def test_a_no_of_the_wrong_account_is_taken_back_and_accuses_nobody(office: Office) -> None:
    withdraw = ("checklist", "withdraw", "a", "wording", "--by", "李四", "--reason", "点错账号")
    answer(office, -3, "a", "wording=否", "--note", "错别字")
    assert checked(office, -3)["verdict"] == "fail"
    assert office.at(-2, "score", "--year", "2021", "--json").out.count('"fault"') == 1

    assert office.at(-2, *withdraw[:-1], " ").code == 2
    assert office.at(-2, *withdraw).code == 0
    again = office.at(-2, *withdraw)

    assert again.code == 2 and "没有可以撤销的“否”" in again.err
    assert checked(office, -1)["verdict"] == "pass"
    (step,) = json.loads(office.at(0, "cases", "show", "1", "--json").out)["steps"][-1:]
    assert (step["move"], step["text"]) == ("refuted", "核对结果登记有误，已撤销，原结论不予采信")
    figures = json.loads(office.at(1, "report", "quarter", "2021Q4", "--json").out)
    assert {account["id"]: account["verdict"] for account in figures["accounts"]}["a"] == "pass"
    assert figures["pending"] == []
    assert '"fault"' not in office.at(1, "score", "--year", "2021", "--json").out
    shown = office.at(0, "checklist", "list").out.replace("\n", "")
    assert "错别字（2021年12月28日张三核查），已撤销（2021-12-29 李四：点错账号）" in shown


def test_what_was_kept_twice_at_once_is_taken_back_at_once(office: Office) -> None:
    """Nobody could say which of the two is meant; what was said at another time stands."""
    answer(office, -3, "a", "wording=否", "--note", "早先")
    answer(office, -2, "a", "wording=否", "--note", "错别字")
    with open_database(office.database) as db:
        VerdictWriter(db).append_by_hand(
            [], [], [("a", AnswerStore(db).answers(BEGINNING)["a"][-1])]
        )

    office.at(-1, "checklist", "withdraw", "a", "wording", "--by", "李四", "--reason", "点错")

    with open_database(office.database) as db:
        (left,) = AnswerStore(db).answers(BEGINNING)["a"]
    assert left.note == "早先"


def test_only_a_no_is_taken_back_and_signed_for(office: Office) -> None:
    words = ("checklist", "withdraw", "a", "links", "--reason", "点错账号", "--by")
    assert office.at(0, "checklist", "set", "a", "links=是", "--by", " ").code == 2
    answer(office, -2, "a", "links=否", "--note", "外链失效")
    answer(office, -1, "a", "links=是")

    assert office.at(0, *words, " ").code == 2
    assert office.at(0, *words, "李四").code == 0
    assert office.at(0, *words, "李四").code == 2

    items = json.loads(office.at(0, "checklist", "list", "--json").out)["accounts"][0]["items"]
    assert items["links"]["good"] is True


def test_what_is_taken_back_leaves_what_others_say(office: Office) -> None:
    answer(office, -5, "a", "wording=否", "--note", "错别字")
    answer(office, -4, "a", "wording=否", "secrets=否", "--note", "另有一处")
    assert checked(office, -3)["verdict"] == "fail"

    office.at(-2, "checklist", "withdraw", "a", "wording", "--by", "李四", "--reason", "重复")

    (left, other) = checked(office, -1)["findings"]
    assert "错别字" in left["message"] and "未见泄露国家秘密" in other["message"]
    figures = json.loads(office.at(1, "report", "quarter", "2021Q4", "--json").out)
    assert {account["id"]: account["verdict"] for account in figures["accounts"]}["a"] == "fail"


@pytest.mark.parametrize("words", [("wording＝否", "all=是"), ("all=是", "wording=否")])
def test_all_the_rest_is_in_order_takes_no_answer_back(
    office: Office, words: tuple[str, ...]
) -> None:
    assert answer(office, 0, "a", *words, "--note", "错别字").code == 0

    items = json.loads(office.at(0, "checklist", "list", "--json").out)["accounts"][0]["items"]
    assert {name for name, row in items.items() if not row["good"]} == {"wording"}


def test_the_list_says_when_by_whom_and_by_what_proof(office: Office) -> None:
    office.screenshot("s.png")
    office.at(-2, "checklist", "set", "a", "all=是", "wording=否", "--by", "张三", "--note",
       "机构名称误写", "--screenshot", office.folder / "s.png")  # fmt: skip

    shown = office.at(0, "checklist", "list").out
    text = "“未见严重表述错误”为否：机构名称误写（2021年12月29日张三核查，证据 "
    assert "12-29" in shown and "有证据" in shown and f"高台发布：{text}" in shown
    assert "2021年第四季度应于2021-12-31前核对完毕：已核完 1 个账号，未核完 1 个。" in shown
    later = office.at(3, "checklist", "list").out
    assert "，2022年第一季度尚未复核" in later and "已核完 0 个账号" in later


def test_an_earlier_quarter_stays_as_it_was_answered(office: Office) -> None:
    answer(office, -1, "a", "all=是")
    answer(office, 20, "a", "links=否", "--note", "外链失效后被占用")

    def told(*words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(office.at(21, "checklist", "list", *words).out)
        return found

    now, then = told("--json"), told("--json", "--quarter", "2021Q4")
    assert (now["quarter"], now["due_on"]) == ("2022Q1", "2022-03-31")
    assert now["accounts"][0]["items"]["links"]["good"] is False
    assert len(now["accounts"][0]["open"]) == 5
    assert then["quarter"] == "2021Q4" and then["accounts"][0]["open"] == []
    assert then["accounts"][0]["items"]["links"]["good"] is True
    assert office.at(21, "checklist", "list", "--quarter", "2022Q2").code == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a", "wording=否"], "--note"),
        (["a", "word=是"], "事项可为"),
        (["a", "wording=也许"], "应写成"),
        (["x", "wording=是"], "没有账号“x”。"),
        (["a"], "缺少参数"),
        (["a", "wording=是", "wording=否"], "wording 既答“是”又答“否”"),
        (["a", "all=是", "all=否"], "all 既答“是”又答“否”"),
    ],
)
def test_wrong_words_are_one_sentence(office: Office, words: list[str], sentence: str) -> None:
    done = answer(office, 0, *words)

    assert done.code == 2 and sentence in done.err


def test_one_answer_is_recorded_in_one_way_be_it_typed_or_in_a_sheet(office: Office) -> None:
    """The same person, the same words, the same limits."""
    sheet = office.folder / "list.csv"
    sheet.write_text("账号标识,查看人,未见严重表述错误,备注\na,张三,否,错别字\n", "utf-8")
    words = ("checklist", "set", "a", "wording=否", "--by", "张 三", "--note", "错" * 300)

    assert office.at(-1, *words).code == 0
    output = json.loads(office.at(0, "observe", "--import", sheet, "--json").out)
    unsigned = office.at(0, "checklist", "set", "a", "wording=是", "--by", "\u200b")

    assert (output["answers"], output["repeated"]) == ([], ["a"])
    items = json.loads(office.at(0, "checklist", "list", "--json").out)["accounts"][0]["items"]
    assert items["wording"]["by"] == "张三" and len(items["wording"]["note"]) == 200
    assert unsigned.code == 2 and "--by 的值无效：请写查看人姓名。" in unsigned.err
