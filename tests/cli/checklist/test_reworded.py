"""The program's sentences may be put otherwise at any time: nothing that was found changes."""

import json
from typing import Any

import pytest

from monitor.model import Answer, ChecklistItem
from monitor.verdicts import checklist
from tests.cli.checklist.builders import answer, checked
from tests.office import Office

WITHDRAW = ("checklist", "withdraw", "a", "wording", "--by", "李四", "--reason", "点错账号")


@pytest.fixture
def reworded(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What puts every sentence on answers otherwise from then on."""

    def reword() -> None:
        for item in ChecklistItem:
            monkeypatch.setattr(item, "label", f"第{len(item.value)}项")
        monkeypatch.setattr(checklist, "heading", lambda item: f"{item.label}有误")
        monkeypatch.setattr(checklist, "told", _told)

    return reword


def _told(no: Answer) -> str:
    return f"{no.by}认为{checklist.heading(no.item)}（{no.note}）"


def cases(office: Office, days: float) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        office.at(days, "cases", "list", "--all", "--json").out
    )["cases"]
    return found


def moves(office: Office, days: float) -> list[list[str]]:
    return [[step["move"] for step in case["steps"]] for case in cases(office, days)]


def figures(office: Office, days: float) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(office.at(days, "report", "quarter", "2021Q4", "--json").out)
    return made


def test_an_answer_is_taken_back_whatever_words_its_case_was_opened_in(
    office: Office, reworded: Any
) -> None:
    answer(office, -5, "a", "wording=否", "--note", "错别字")
    assert checked(office, -4)["verdict"] == "fail"
    reworded()

    assert office.at(-3, *WITHDRAW).code == 0

    assert checked(office, -2)["verdict"] == "pass"
    assert moves(office, -1) == [["open", "refuted"]]
    made = figures(office, 1)
    assert {account["id"]: account["verdict"] for account in made["accounts"]}["a"] == "pass"
    assert made["pending"] == [] and made["problems"] == []


def test_what_else_was_found_keeps_the_case_in_other_words_too(
    office: Office, reworded: Any
) -> None:
    answer(office, -5, "a", "wording=否", "secrets=否", "--note", "错别字")
    checked(office, -4)
    reworded()

    office.at(-3, *WITHDRAW)

    assert checked(office, -2)["verdict"] == "fail"
    assert moves(office, -1) == [["open"]]
    made = figures(office, 1)
    assert {account["id"]: account["verdict"] for account in made["accounts"]}["a"] == "fail"


def test_the_same_fault_in_other_words_of_ours_is_nothing_new(
    office: Office, reworded: Any
) -> None:
    answer(office, -5, "a", "wording=否", "--note", "错别字")
    checked(office, -4)
    reworded()

    checked(office, -3)
    assert moves(office, -3) == [["open"]]
    answer(office, -2, "a", "secrets=否", "--note", "泄密")
    checked(office, -1)

    assert moves(office, -1) == [["open", "more"]]


def test_a_no_that_was_taken_up_is_not_told_as_left_over(office: Office, reworded: Any) -> None:
    answer(office, -5, "a", "wording=否", "--note", "错别字")
    checked(office, -4)
    answer(office, -3, "b", "wording=否", "--note", "错别字")
    reworded()

    (pending,) = figures(office, 1)["pending"]

    assert (pending["account"], pending["items"]) == ("b", ["wording"])
