"""The items of the checklist bear Chinese names, as input and on the screen."""

import json

import pytest

from monitor.model import ChecklistItem
from monitor.verdicts.checklist import SHORT, named
from tests.cli.checklist.builders import answer
from tests.office import Office


def test_every_item_has_a_short_name_of_its_own() -> None:
    assert set(SHORT) == set(ChecklistItem)
    assert len(set(SHORT.values())) == len(ChecklistItem)
    for item in ChecklistItem:
        assert named(SHORT[item]) is named(item.value) is item
    assert named("泄密") is None  # 泄密=是 could be meant either way


@pytest.mark.parametrize("words", [("表述＝否", "全部=是"), ("全部=是", "表述=否")])
def test_answers_are_given_by_chinese_names(office: Office, words: tuple[str, ...]) -> None:
    assert answer(office, 0, "a", *words, "--note", "错别字").code == 0

    items = json.loads(office.at(0, "checklist", "list", "--json").out)["accounts"][0]["items"]
    assert {name for name, row in items.items() if not row["good"]} == {"wording"}


def test_the_list_has_chinese_headings_and_says_which_key_each_is(office: Office) -> None:
    answer(office, 0, "a", "互动=是")

    heading, *lines = office.at(0, "checklist", "list").out.splitlines()

    assert heading.split() == ["账号", *SHORT.values()]
    assert "表述（wording）：未见严重表述错误" in lines


def test_a_no_is_taken_back_by_its_chinese_name(office: Office) -> None:
    answer(office, -1, "a", "链接=否", "--note", "外链失效")
    words = ("checklist", "withdraw", "a", "链接", "--by", "李四", "--reason", "点错账号")

    done = office.at(0, *words)

    assert done.code == 0, done.err


def test_an_item_nobody_knows_is_answered_with_the_names_there_are(office: Office) -> None:
    done = answer(office, 0, "a", "错字=否")
    undone = office.at(0, "checklist", "withdraw", "a", "错字", "--by", "李", "--reason", "误")

    known = "可为 表述、保密、链接、舆情、互动、诚信"
    assert done.code == undone.code == 2
    assert f"{known}、全部。" in done.err
    assert f"{known}。" in undone.err
