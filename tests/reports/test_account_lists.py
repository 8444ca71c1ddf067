"""What is wrong with an account in a word or two, and where it stands in a row."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.figures import AccountFigures, PeriodFinding
from monitor.model import ChecklistItem, Platform, State, Verdict, codes
from reports.account_lists import by_unit, with_fault
from tests.figures.builders import figures, history, registered


def failing(*problems: PeriodFinding, **fields: Any) -> AccountFigures:
    values: dict[str, Any] = {
        "verdict": Verdict.FAIL, "closing_verdict": Verdict.FAIL, "state": State.STALE,
        "idle_days": 20, "problems": problems,
    } | fields  # fmt: skip
    return AccountFigures(account=registered(), **values)


def problem(check: str, about: str = "") -> PeriodFinding:
    return PeriodFinding(check=check, title=f"{check}项", message="……", about=about)


SILENT = problem(codes.SILENT_ACCOUNT)
WORDS = problem(codes.UNSAFE_CONTENT, ChecklistItem.WORDING.value)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (failing(SILENT), "20天未更新"),
        (failing(SILENT, idle_days=None, silent_days=30), "不少于30天未更新"),
        (failing(SILENT, idle_days=None, state=State.EMPTY), "从未发布"),
        (failing(SILENT, idle_days=None), "U01项"),
        (failing(SILENT, closing_verdict=Verdict.PASS), "U01项"),
        (failing(SILENT, state=State.ABNORMAL), "U01项"),
        (failing(problem(codes.ABNORMAL_ACCOUNT)), "U02项"),
        (failing(WORDS), "存在严重表述错误"),
        (failing(WORDS, WORDS, SILENT), "存在严重表述错误、20天未更新"),
        (failing(problem(codes.UNSAFE_CONTENT)), "S01项"),
        (failing(problem(codes.POOR_INTERACTION, ChecklistItem.INTERACTION.value)), "S02项"),
    ],
)
def test_a_fault_is_told_in_a_word_or_two(row: AccountFigures, fault: str) -> None:
    assert with_fault(row) == f"微信“高台财政”（{fault}）"


def test_accounts_of_a_unit_stand_together_whatever_lies_between() -> None:
    rows = [
        AccountFigures(account=registered(id, name=id, unit=unit), verdict=None)
        for id, unit in (("c", "乙局"), ("a", "甲局"), ("b", "乙局"), ("new", "丙局"))
    ]
    weibo = replace(rows[2], account=replace(rows[2].account, platform=Platform.WEIBO))
    value = replace(figures(history()), register_order=("a", "b", "c"))

    said = "".join(by_unit([*rows[:2], weibo, rows[3]], value))

    assert said == "甲局微信“a”；乙局微博“b”、微信“c”；丙局微信“new”"
