"""The page: self-contained, escaped, the same bytes for the same figures."""

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from monitor.cases.case import StepKind
from monitor.figures import Figures
from reports import charts, html, page_summary
from reports.document_model import Column, Table
from reports.html_environment import environment
from tests.conftest import Golden
from tests.figures.builders import case, figures, history, registered, step
from tests.reports.papers import HOSTILE, KINDS, county, hostile, nothing, paper


def page(value: Figures, kind: str = "quarter_city") -> str:
    return html.render(paper(kind, value), value)


def test_the_text_of_the_whole_page(golden: Golden) -> None:
    soup = BeautifulSoup(page(county()), "html.parser")
    for svg in soup.find_all("svg"):
        svg.decompose()
    for style in soup.find_all("style"):
        style.decompose()

    golden.check("page.txt", "\n".join(soup.stripped_strings) + "\n")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [county, nothing, hostile])
def test_nothing_runs_and_nothing_is_fetched(kind: str, value: object) -> None:
    text = page(value(), kind)  # type: ignore[operator]
    soup = BeautifulSoup(text, "html.parser")

    assert not soup.find_all(["script", "link", "iframe", "img", "object", "embed"])
    assert "default-src 'none'" in text
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")]
        for name in ("src", "href", "xlink:href"):
            address = str(tag.get(name, ""))
            assert not address or address.startswith("#")
    assert "url(" not in text and "@import" not in text


def test_attacks_come_through_as_text() -> None:
    soup = BeautifulSoup(page(hostile()), "html.parser")
    text = soup.get_text()

    for harmless in HOSTILE[:4]:
        assert harmless in text
    assert "\u202e" not in text


def test_tags_are_balanced() -> None:
    text = re.sub(r"<svg.*?</svg>", "", page(county()), flags=re.S)

    for tag in ("section", "table", "div", "figure", "main"):
        assert text.count(f"<{tag}") == text.count(f"</{tag}>"), tag


def test_the_same_figures_give_the_same_page() -> None:
    assert page(county()) == page(county())


def test_charts_show_what_there_is() -> None:
    names = [chart.title for chart in charts.charts(county())]

    assert names == ["超期账号未更新天数", "各平台判定情况"]
    assert charts.charts(nothing()) == ()


def test_who_fails_stands_before_the_text_and_decisions_are_for_the_office() -> None:
    value = county()
    office = html.render(paper("quarter_city", value), value, for_office=True)
    units = html.render(paper("quarter_units", value), value)

    assert office.index("<h2>不合格账号</h2>") < office.index("需要研究决定和督办的事项")
    assert office.index("需要研究决定和督办的事项") < office.index("<figure>")
    assert office.index("<figure>") < office.index("一、总体情况")
    assert "<h2>不合格账号</h2>" in units and "需要研究决定" not in units


def test_who_still_fails_stands_before_who_recovered() -> None:
    still, again = (
        registered(n, name=n, unit=unit) for n, unit in (("甲", "甲局"), ("乙", "乙局"))
    )

    first, second = page_summary.failing_units(
        figures(history("fpp", again), history("fff", still))
    )

    assert (first.unit, first.accounts[0].problem, first.accounts[0].recovered) == (
        "甲局", "20天未更新", False
    )  # fmt: skip
    assert (second.unit, second.accounts[0].recovered) == ("乙局", True)
    assert second.accounts[0].state == "已恢复（正常）"


@pytest.mark.parametrize(
    ("units", "left"), [(100, ""), (101, "其余1个单位的2个账号见不合格账号清单。")]
)
def test_a_page_begins_with_as_many_units_as_people_read(units: int, left: str) -> None:
    failing = (registered(f"{n:03}{m}", unit=f"{n}局") for n in range(units) for m in "ab")
    value = figures(*(history("fff", account) for account in failing))

    page = html.render(paper("quarter_city", value), value)

    begins = page[: page.index("一、总体情况")]
    assert begins.count("<li><b>") == 100 and page_summary.beyond(value) == left
    assert ("其余1个单位" in begins) == bool(left)


def test_what_is_to_be_decided_is_named_late_ones_first() -> None:
    late = case(1, registered("a", name="甲"), step(StepKind.OPEN, 2),
                step(StepKind.NOTIFY, 2, due_on=date(2021, 11, 5)))  # fmt: skip
    unsent = case(2, registered("b", name="乙"), step(StepKind.OPEN, 4))
    value = figures(
        history("fff", registered("a", name="甲")),
        history("zzz", registered("b", name="乙")),
        history("uuu", registered("c", name="丙")),
        history("ppp", registered("d", name="丁")),
        cases=(late, unsent),
    )

    said = page_summary.decisions(value)

    assert [sentence.partition("：")[0] for sentence in said] == [
        "整改逾期1个，须催办",
        "僵尸账号1个，须定恢复更新还是关停",
        "问题1个尚未通知单位",
        "账号1个无法判定或者未检查，须人工查看",
    ]
    names = [next(name for name in "甲乙丙丁" if f"“{name}”" in sentence) for sentence in said]
    assert names == ["甲", "乙", "乙", "丙"]
    assert page_summary.decisions(figures(history("ppp"))) == ()


def test_a_caption_does_not_repeat_the_name_of_its_annex() -> None:
    soup = BeautifulSoup(page(county()), "html.parser")
    annexes = [annex for annex in soup.select("section.annex") if len(annex.select("table")) == 1]

    assert annexes
    for annex in annexes:
        (table,) = annex.select("table")
        caption = table.find("caption")
        named = caption.get_text() if caption else str(table["aria-label"])
        assert (named in annex.select("h2")[0].get_text()) is (caption is None)


def test_every_cell_bears_the_heading_of_its_column() -> None:
    soup = BeautifulSoup(page(county()), "html.parser")

    for table in soup.select("table"):
        heads = [head.get_text() for head in table.select("thead th")]
        for row in table.select("tbody tr") if heads else ():
            assert [cell["data-label"] for cell in row.select("td")] == heads


def test_a_long_table_goes_on_pages_by_unit() -> None:
    columns = (Column(title="序号"), Column(title="单位", align="left"))
    rows = tuple((n, f"单位{n % 7}") for n in range(25))
    table = Table(name="everyone", caption="账号", columns=columns, rows=rows)

    parts = list(html.split(table, most=10))

    assert [len(part.rows) for _, part in parts] == [10, 10, 5]
    assert sorted(row for _, part in parts for row in part.rows) == sorted(rows)
    assert parts[0][0] == "单位0至单位2"


def test_every_shipped_template_is_text_or_the_page() -> None:
    folder = Path(html.__file__).parent / "templates"

    # the last two stand inside a page of their own
    assert {path.suffix for path in folder.iterdir()} == {".txt", ".html", ".css", ".js"}


def test_a_template_fills_in_what_a_page_can_hold_and_escapes_it() -> None:
    filled = environment().from_string("{{ text }}|{{ markup }}|{{ number }}")

    made = filled.render(text="\ud83c<b>\uffff\x07", markup=Markup("<i>"), number=7)

    assert made == "&lt;b&gt;|<i>|7"
