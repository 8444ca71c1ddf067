"""The charts: every account stands in them, and a bar is as long as its number."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from monitor.figures import Figures, Tally
from monitor.figures.values import EarlierPeriod
from monitor.model import Platform
from reports import bars_svg, charts, html
from reports.charts import Bar, Part
from tests.figures.builders import QUARTER, figures, history, registered
from tests.reports.papers import paper


def on_platforms(number: int) -> Figures:
    """One account more on each platform than on the next."""
    platforms = list(Platform)[:number]
    return figures(
        *(
            history("ppp", registered(f"{platform}-{n}", platform=platform))
            for size, platform in enumerate(reversed(platforms), 1)
            for n in range(size)
        )
    )


def periods(number: int) -> tuple[EarlierPeriod, ...]:
    past, period = [], QUARTER
    for n in range(number):
        period = period.before
        tally = Tally(registered=10, passed=10 - n, failed=n)
        past.append(EarlierPeriod(period=period, tally=tally))
    return tuple(past)


@pytest.mark.parametrize(("number", "bars"), [(10, 10), (11, 10), (14, 10)])
def test_the_smaller_groups_are_put_together_and_none_is_dropped(number: int, bars: int) -> None:
    value = on_platforms(number)

    rows = charts.grouped(value.by_platform)

    assert len(rows) == bars
    assert sum(row.tally.looked for row in rows) == value.total.tally.looked
    assert (f"其余{number - 9}类" in str(charts.by_platform(value))) is (number > 10)


@pytest.mark.parametrize(("number", "drawn"), [(0, False), (1, False), (2, True)])
def test_platforms_are_compared_where_there_are_several(number: int, drawn: bool) -> None:
    assert (charts.by_platform(on_platforms(number)) is not None) is drawn


def test_the_shares_of_a_platform_are_those_of_its_verdicts() -> None:
    accounts = ("ppp", "ppp", "fff", "uuu")
    others = history("ppp", registered("x", platform=Platform.WEIBO))
    chart = charts.by_platform(
        figures(*(history(w, registered(f"a{n}")) for n, w in enumerate(accounts)), others)
    )

    assert chart is not None
    wechat, weibo = chart.bars
    assert [(p.kind, p.share, p.text) for p in wechat.parts] == [
        ("pass", 50.0, "2"), ("fail", 25.0, "1"), ("unknown", 25.0, "1")
    ]  # fmt: skip
    assert (wechat.value, weibo.value) == ("4个", "1个")
    assert "合格3个，不合格1个，无法判定1个" in chart.told


def test_a_platform_that_nobody_looked_at_has_no_shares() -> None:
    looked, other = on_platforms(2), history("---", registered("x", platform=Platform.OTHER))
    value = replace(looked, by_platform=(*looked.by_platform, *figures(other).by_platform))

    chart = charts.by_platform(value)

    assert chart is not None and len(chart.bars) == 2


def test_who_is_silent_longest_stands_first_and_fills_the_line() -> None:
    chart = charts.silent(
        figures(*(history(w, registered(f"a{n}")) for n, w in enumerate(("fff", "zzz", "ppp"))))
    )

    assert chart is not None
    assert [(bar.value, bar.parts[0].share) for bar in chart.bars] == [
        ("100天", 100.0),
        ("20天", 20.0),
    ]
    assert "高台县财政局" in chart.bars[0].label and "“高台财政”（微信）" in chart.bars[0].label
    assert "超过14天未更新或者从未发布的账号2个。" in chart.told


@pytest.mark.parametrize(("number", "said"), [(20, False), (21, True)])
def test_beyond_twenty_the_chart_says_what_it_leaves_out(number: int, said: bool) -> None:
    chart = charts.silent(figures(*(history("fff", registered(f"a{n}")) for n in range(number))))

    assert chart is not None and len(chart.bars) == 20
    assert f"账号{number}个" in chart.told and ("最长的20个" in chart.told) is said


@pytest.mark.parametrize(("kept", "bars"), [(0, 0), (1, 2), (7, 8), (9, 8)])
def test_the_rate_is_shown_of_eight_periods_at_most_the_latest_last(kept: int, bars: int) -> None:
    value = replace(figures(history("ppp")), history=periods(kept))

    chart = charts.trend(value)

    assert (len(chart.bars) if chart else 0) == bars
    if chart:
        assert chart.bars[-1].label == "2021年第四季度" and chart.bars[-1].value == "100%（1/1）"
        assert chart.bars[-2].label == "2021年第三季度"


def test_a_period_without_a_verdict_has_no_rate() -> None:
    nobody = EarlierPeriod(period=QUARTER.before, tally=Tally(registered=3, unknown=3))

    assert charts.trend(replace(figures(history("ppp")), history=(nobody,))) is None
    assert charts.trend(replace(figures(history("uuu")), history=periods(1))) is None


def test_bars_of_one_chart_begin_and_end_in_line() -> None:
    value = figures(
        history("fff", registered("a", name="一")), history("zzz", registered("b", name="二" * 20))
    )
    soup = BeautifulSoup(html.render(paper("month", value), value), "html.parser")

    for part in ("b", "em"):
        assert len({bar.find(part)["style"] for bar in soup.select(".bar")}) == 1  # type: ignore[index]


def test_what_a_label_holds_is_escaped() -> None:
    value = figures(history("fff", registered(name="<script>\ud800", unit="<b>&")))

    text = html.render(paper("month", value), value)

    assert "<script>" not in text and "&lt;script&gt;" in text and "&lt;b&gt;&amp;" in text


def test_a_silence_of_unknown_beginning_is_a_minimum() -> None:
    account = replace(
        figures(history("fff")).accounts[0], idle_days=None, silent_days=104
    )  # what else it is does not matter
    value = replace(figures(history("fff")), accounts=(account,))

    chart = charts.silent(value)

    assert chart is not None and chart.bars[0].value == "不少于104天"


COUNTED = Tally(registered=10, passed=6, failed=3, unknown=1)


def test_quarters_are_drawn_from_the_first_to_the_last_that_is_kept() -> None:
    points = [("一", None), ("二", COUNTED), ("三", None), ("四", Tally(registered=3)),
              ("五", COUNTED), ("六", None)]  # fmt: skip

    chart = charts.quarters(points)

    assert chart is not None and charts.quarters([("一", None)]) is None
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("二", "66.7%（6/9）"), ("三", "没有留存数据"), ("四", "没有检查"), ("五", "66.7%（6/9）")
    ]  # fmt: skip
    assert [(p.kind, p.share, p.text) for p in chart.bars[0].parts] == [
        ("pass", 60.0, "6"), ("fail", 30.0, "3"), ("unknown", 10.0, "1")
    ]  # fmt: skip
    assert chart.told.startswith("五检查10个：合格6个，不合格3个，无法判定1个。")


def test_the_parts_of_a_bar_follow_each_other_and_need_no_style() -> None:
    chart = charts.quarters([("一", COUNTED)])
    assert chart is not None

    drawn = BeautifulSoup(bars_svg.track(chart.bars[0]), "html.parser")

    assert [(r["x"], r["width"], r["fill"]) for r in drawn.select("rect[x]")] == [
        ("0.00%", "60.00%", "#2e7d32"),
        ("60.00%", "30.00%", "#c62828"),
        ("90.00%", "10.00%", "#607d8b"),
    ]
    assert [text.text for text in drawn.select("text")] == ["6", "3", "1"]
    assert "style" not in str(drawn) and "class" in str(drawn)


@pytest.mark.parametrize(("share", "numbers"), [(8.0, 1), (7.99, 0)])
def test_a_number_stands_in_a_part_that_has_room_for_it(share: float, numbers: int) -> None:
    bar = Bar("一", (Part("<b>", "fail", share, "4"),), "4个")

    drawn = bars_svg.track(bar)

    assert drawn.count("<text") == numbers and "<title>&lt;b&gt;4</title>" in drawn
