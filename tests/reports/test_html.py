"""The page: self-contained, escaped, the same bytes for the same figures."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from monitor.figures import Figures
from reports import charts, html
from reports.document_model import Column, Table
from reports.html_environment import environment
from tests.conftest import Golden
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
    names = [name for name, _ in charts.charts(county())]

    assert names == ["各平台判定情况（个）", "期末未更新天数分布（个）"]
    assert charts.charts(nothing()) == ()


def test_a_trend_needs_two_periods() -> None:
    from dataclasses import replace

    from monitor.figures import Tally
    from monitor.figures.values import EarlierPeriod
    from tests.figures.builders import QUARTER

    before = EarlierPeriod(period=QUARTER.before, tally=Tally(registered=4, passed=3, failed=1))

    with_trend = charts.charts(replace(county(), before=before))

    assert "合格率变化（%）" in [name for name, _ in with_trend]
    assert "2021年第三季度" in with_trend[-1][1]


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

    assert {path.suffix for path in folder.iterdir()} == {".txt", ".html", ".svg"}


def test_a_template_fills_in_what_a_page_can_hold_and_escapes_it() -> None:
    filled = environment().from_string("{{ text }}|{{ markup }}|{{ number }}")

    made = filled.render(text="\ud83c<b>\uffff\x07", markup=Markup("<i>"), number=7)

    assert made == "&lt;b&gt;|<i>|7"
