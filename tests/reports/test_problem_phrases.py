"""What was wrong, in a sentence and in a list: never cut, never ended before a look shows it."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.figures import AccountFigures, PeriodFinding
from monitor.model import State, Verdict
from reports import problem_phrases
from tests.figures.builders import figures, history, registered
from tests.reports.papers import paper

LONG = (
    "标题将“住房和城乡建设局”误写为“主房和城乡建设局”，正文第三段亦有两处，已电话告知，请尽快更正"
)


def finding(check: str = "S01", detail: str = "", **values: Any) -> PeriodFinding:
    about = "" if check == "U02" else "wording"
    return PeriodFinding(
        check=check, title="安全问题", message="未见严重表述错误（2021年11月19日李经办核查）",
        about=about, detail=detail,
    ) if not values else PeriodFinding(check=check, title="账号异常", **values)  # fmt: skip


def failing(problem: PeriodFinding, **values: Any) -> AccountFigures:
    row = AccountFigures(
        account=registered(), verdict=Verdict.FAIL, closing_verdict=Verdict.FAIL,
        state=State.FRESH, problems=(problem,), failed_closing=(problem.check,),
    )  # fmt: skip
    return replace(row, **values)


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("短" * 40, True),
        ("短" * 41, False),
        ("迁移至https://a.example/b", False),
        ("（没有合上", False),
        ("（合上了）", True),
        ("“没有合上", False),
        ("话没说完…", False),
    ],
)
def test_a_sentence_takes_what_is_short_and_whole(text: str, fit: bool) -> None:
    assert problem_phrases.fits(text, problem_phrases.SENTENCE) is fit


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("", "（存在严重表述错误）"),
        ("已删除", "（存在严重表述错误：已删除）"),
        (LONG, "（存在严重表述错误，详见附件1）"),
    ],
)
def test_a_long_remark_stands_whole_in_the_annex(detail: str, said: str) -> None:
    row = failing(finding(detail=detail))

    assert said in problem_phrases.cases([row], "S01", "附件1")
    assert detail in problem_phrases.in_annex(row)


def test_without_an_annex_the_workbook_holds_it() -> None:
    assert "（存在严重表述错误，详见电子附表）" in problem_phrases.cases(
        [failing(finding(detail=LONG))], "S01"
    )


def test_nobody_outside_reads_who_looked() -> None:
    row = failing(finding(detail="错一字"))

    assert "李经办" not in problem_phrases.cases([row], "S01") + problem_phrases.in_annex(row)


def test_an_address_stays_out_of_the_sentence_and_whole_in_the_list() -> None:
    message = "账号已迁移：迁移至https://a.example/b。请核实。"
    row = failing(finding("U02", kind="account_moved", message=message))

    assert "（账号已迁移，详见附件1）" in problem_phrases.cases([row], "U02", "附件1")
    assert "https://a.example/b" in problem_phrases.in_annex(row)


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("f", "（20天未更新）"),
        ("fp", "；期末已恢复更新的有高台县财政局微信“高台财政”"),
        ("fd", "；期末已恢复更新的有高台县财政局微信“高台财政”"),
        ("fu", "；期末未能核实的有高台县财政局微信“高台财政”"),
    ],
)
def test_a_silence_is_over_only_where_the_last_look_shows_a_post(letters: str, said: str) -> None:
    (row,) = figures(history(letters)).accounts

    assert f"；{problem_phrases.cases([row], 'U01')}".endswith(said)


@pytest.mark.parametrize(
    ("check", "values", "said"),
    [
        # silent earlier; at the end only the wording is at fault, and nobody saw a post
        ("U01", {"failed_closing": ("S01",), "state": State.UNKNOWN}, "期末未能核实的有"),
        ("U01", {"failed_closing": ("S01",), "state": State.ABNORMAL}, "期末未能核实的有"),
        ("U01", {"failed_closing": ("S01",), "state": State.FRESH}, "期末已恢复更新的有"),
        # the wording was at fault earlier; at the end it is silent
        ("S01", {"failed_closing": ("U01",)}, "期末已整改的有"),
        ("S01", {"failed_closing": ("U01",), "unsure_closing": ("S01",)}, "期末未能核实的有"),
        ("S01", {"closing_verdict": Verdict.UNKNOWN, "failed_closing": ()}, "期末未能核实的有"),
        ("S01", {"closing_verdict": Verdict.PASS, "failed_closing": ()}, "期末已整改的有"),
    ],
)
def test_each_problem_ends_by_its_own_check(check: str, values: dict[str, Any], said: str) -> None:
    row = failing(replace(finding(), check=check), **values)

    assert problem_phrases.cases([row], check).startswith(said)


def test_the_body_of_a_paper_has_no_cut_and_no_open_bracket() -> None:
    for kind in ("quarter_city", "quarter_units"):
        value = figures(history("f", registered(name="长" * 300)), history("f"))
        body = "".join(b.text for b in paper(kind, value).blocks if b.kind == "paragraph")
        assert "…" not in body
