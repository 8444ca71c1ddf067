"""The sentences of the papers of one page, and what of them the month and the year print."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitor.cases.case import StepKind
from monitor.cases.wording_errors import WordingError
from monitor.figures import Figures, Tally
from monitor.figures.values import EarlierPeriod, Pending, UnitWordingErrors
from monitor.model import ChecklistItem, Platform, RunMode, Window
from reports.brief_sentences import checked, put_right
from tests.figures.builders import (
    CHECKS,
    QUARTER,
    case,
    figures,
    history,
    registered,
    spotchecks,
    step,
)
from tests.reports.covers import rows, sheet, strained
from tests.reports.papers import county, paper


def text(kind: str, value: Figures) -> str:
    return "\n".join(block.text for block in paper(kind, value).blocks)


@pytest.mark.parametrize(
    ("modes", "seen", "words"),
    [
        ("full", True, "本季度检查3次，检查账号1个：合格1个"),
        ("sample", True, "本季度检查3次（均为抽查），检查账号1个"),
        ("selected", True, "本季度未开展全面检查和抽查，检查账号1个"),
        ("full", False, "本季度的检查均未能看到账号，检查账号1个"),
    ],
)
def test_only_what_counts_as_a_check_is_counted(modes: str, seen: bool, words: str) -> None:
    runs = tuple(replace(run, mode=RunMode(modes)) for run in spotchecks(1))
    fields: dict[str, Any] = {} if seen else {"seen_in": frozenset[int]()}

    assert checked(figures(history("ppp", **fields), spotchecks=runs)).startswith(words)


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("uuu", "没有能够作出判定的账号，无法判定1个。"),
        ("ppp", "合格1个，不合格0个，无法判定0个。"),
    ],
)
def test_without_a_verdict_there_is_no_rate(letters: str, words: str) -> None:
    value = figures(history(letters))

    assert words in checked(value)
    for said in (rows(sheet(value))["总体情况"], text("month", value), text("year", value)):
        assert ("合格率" in said.replace("不计入合格率", "")) == (letters == "ppp")


def test_what_failed_before_is_accounted_for_to_the_last() -> None:
    gone = history("fppp", registered("gone"), departed=True)
    earlier = EarlierPeriod(period=QUARTER.before, tally=Tally(registered=9, passed=4, failed=5))
    value = figures(
        gone,
        *(history(said, registered(said)) for said in ("fppp", "ffff", "fpff")),
        before=earlier,
    )

    assert put_right(value) == (
        "上季度不合格的账号5个：已整改1个，整改后再次发生1个，未整改1个，"
        "已关停注销或整合1个，结论已更正或撤销1个。"
    )
    assert put_right(figures(history("ppp"))) == ""


def test_what_else_an_official_should_know_is_on_the_sheet_and_in_the_month() -> None:
    value = replace(
        figures(history("ppp"), history("ppp", registered("b"))),
        slips=(UnitWordingErrors(unit="甲局", found=3, grave=1, fixed=2),),
        pending=(Pending(account=registered(), items=(ChecklistItem.WORDING,)),),
        safety=1, reminded=35, alarmed=25,
    )  # fmt: skip
    said, month = rows(sheet(value)), text("month", value)

    assert "登记错敏信息3条，其中标明严重的1条，已整改2条。" in said["不合格"]
    assert "登记错敏信息3条，已整改2条。" in month
    for words in (said["未能查看"], month):
        assert "尚未作出结论的账号1个，未据此计为不合格。" in words
    assert "内容安全1个" in said["未能查看"]
    assert "本季度未经人工核查内容安全的账号1个。" in month
    assert "累计发出更新提醒35次、告警提醒25次。" in month


def test_a_month_is_not_blamed_for_what_is_asked_every_quarter() -> None:
    value = figures(history("ppp"))
    month = replace(value, period=replace(QUARTER, span=type(QUARTER.span).MONTH, month=12))

    assert "内容安全" in rows(sheet(value))["未能查看"]
    assert "内容安全" not in rows(sheet(month, "month"))["未能查看"]


def test_who_failed_and_left_is_told_on_the_sheet() -> None:
    gone = registered("gone", name="旧号")
    value = figures(history("ppp"), cases=(case(1, gone, step(StepKind.OPEN, 3)),))

    assert "另有1个账号检查不合格，后经关停备案或整合，不再计入。" in rows(sheet(value))["不合格"]


def test_posts_are_told_only_where_somebody_counts_them() -> None:
    whole = (Window(since=QUARTER.since, until=CHECKS[4]),)
    many = tuple(CHECKS.values())[1:]
    listed = history("ppp", registered("a", platform=Platform.WEIBO), windows=whole, published=many)
    least = history("ppp", registered("b"), published=many)
    unlisted = history("ppp", registered("c"))

    assert "各账号发布信息3条。" in text("month", figures(listed))
    some = figures(listed, least, unlisted)
    (table,) = (block.table for block in paper("year", some).blocks if block.table is not None)
    assert [row[-1] for row in table.rows] == ["不少于3", 3, "不少于6"]
    assert "可统计的2个账号发布信息不少于6条。" in text("month", some)
    assert "可统计的2个账号全年发布信息不少于6条。" in text("year", some)
    assert "发布信息" not in text("month", figures(unlisted))
    assert "发布条数不作统计。" in text("year", figures(unlisted))


def test_the_year_has_its_posts_by_platform() -> None:
    (table,) = (b.table for b in paper("year", county()).blocks if b.table is not None)
    told: list[Any] = [(row[0], row[-1]) for row in table.rows]

    assert told == [("微信", None), ("微博", 3), ("抖音", None), ("合计", 3)]
    assert [row[1] for row in table.rows] == [4, 1, 1, 6]


def test_columns_of_websites_are_no_filed_accounts() -> None:
    site = registered("w", platform=Platform.WEBSITE, filed=True)
    value = figures(history("ppp", site), history("ppp", registered("a", filed=True)))

    assert "账号1个（已报备1个）；一并检查的网站栏目1个。" in text("year", value)


@pytest.mark.parametrize("kind", ["month", "year"])
def test_a_paper_of_one_page_cuts_no_word(kind: str) -> None:
    assert "…" not in text(kind, strained())


def test_the_month_names_the_first_and_counts_all() -> None:
    value = figures(*(history("fff", registered(f"a{n:02}", name=f"第{n}号")) for n in range(40)))

    said = text("month", value)

    assert "期末仍不合格40个：高台县财政局微信“第0号”" in said and "等40个，详见附表。" in said


def test_errors_in_words_are_counted_from_the_lists() -> None:
    one = WordingError(unit="caizheng", unit_name="高台县财政局", text="错", veto=True,
                       found_on=date(2021, 11, 2), fixed_on=date(2021, 11, 3))  # fmt: skip

    said = rows(sheet(figures(history("ppp"), slips=(one,))))["不合格"]

    assert "登记错敏信息1条，其中标明严重的1条，已整改1条。" in said
