"""The script that looks for what is ugly on a page finds it, and the papers hold none of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cases.case import StepKind
from monitor.figures import Figures
from monitor.model import Platform
from reports import word
from tests import hand_county
from tests.figures.builders import MADE_AT, case, figures, history, registered, step
from tests.pages import MISSING, body_pages, faults, pages
from tests.reports.papers import paper
from tests.running import run

CLEAN = "甲（乙）“丙”\n第二行\n第三行\n — 1 —\n"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([CLEAN], []),
        (["话没说完…\n第二行\n第三行\n—1—"], ["第1页：有省略号“…”：话没说完…"]),
        (["甲（乙\n第二行\n第三行\n—1—"], ["“（”1个，“）”0个"]),
        ([CLEAN, "独行\n\n  — 2 —\n"], ["第2页：只有1行"]),
        ([CLEAN, "两行\n两行\n  — 2 —\n"], []),
        ([CLEAN, "平台 登记数\n合计 6\n — 2 —\n"], ["第2页：合计单独成页"]),
        ([CLEAN, "平台 登记数\n微信 6\n合计 6\n — 2 —\n"], []),
        ([CLEAN, "\n — 2 —\n"], ["第2页：空白页"]),
    ],
)
def test_what_is_ugly_on_a_page_is_named(texts: list[str], found: list[str]) -> None:
    assert faults(texts) == found


def test_the_body_ends_where_the_first_annex_begins() -> None:
    assert body_pages([CLEAN, "附件：1.清单\n", "附件 1\n清单\n"]) == 2
    assert body_pages([CLEAN, CLEAN]) == 2


def county() -> Figures:
    """Fifty-five accounts, three of ten failing, one unseen, ten cases: a bad quarter."""
    platforms = (Platform.WECHAT, Platform.WEIBO, Platform.DOUYIN, Platform.CHANNELS)
    accounts = [
        registered(
            f"a{n:02}", name=f"云河第{n}号发布", platform=platforms[n % 4],
            unit=f"云河县第{n // 2}农业农村局", unit_id=f"u{n // 2}", filed=n % 11 > 0,
        )
        for n in range(55)
    ]  # fmt: skip
    letters = ("fppf", "pppp", "zzzz", "pppu", "ppdp", "pfpp", "pppp", "pppp", "pppp", "pppp")
    cases = (
        case(n, accounts[5 * n], step(StepKind.OPEN, 2), step(StepKind.NOTIFY, 2))
        for n in range(1, 11)
    )
    histories = (history(letters[n % 10], one) for n, one in enumerate(accounts))
    return replace(
        figures(*histories, cases=tuple(cases)),
        register_order=tuple(account.id for account in accounts),
    )


@pytest.mark.long
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_papers_of_a_county_are_four_pages_and_their_lists(tmp_path: Path) -> None:
    documents = []
    for kind in ("quarter_city", "quarter_units"):
        path = tmp_path / f"{kind}.docx"
        path.write_bytes(word.render(paper(kind, county()), made_at=MADE_AT))
        documents.append(path)

    for texts in pages(documents, tmp_path):
        assert faults(texts) == []
        assert body_pages(texts) <= 4
        assert len(texts) <= 8


@pytest.mark.long
@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_the_papers_of_both_counties_hold_nothing_ugly(quarter: Path, tmp_path: Path) -> None:
    """The sample county, and one that was looked at by hand only for thirteen weeks."""
    (tmp_path / "hand").mkdir()
    office = hand_county.county(tmp_path / "hand")
    hand_county.live(office)
    documents = []
    for audience in ("city", "units"):
        words = ("report", "quarter", "--for", audience, "--format", "docx", "--out")
        run(quarter, *words, tmp_path / audience, "2021Q4", "--date", "2022-01-04")
        office.at(88, *words, tmp_path / f"hand-{audience}", "2026Q4")
        for folder in (audience, f"hand-{audience}"):
            (made,) = (tmp_path / folder).rglob("*.docx")
            documents.append(made.rename(tmp_path / f"{folder}.docx"))

    for texts in pages(documents, tmp_path):
        assert faults(texts) == []
        assert body_pages(texts) <= 4
        assert len(texts) <= 8
