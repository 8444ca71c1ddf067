"""Tables that bulletins printed come out of a city's papers: sums as sums, rates from counts."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from monitor.figures import Figures
from monitor.figures.city import CountyPart
from monitor.model import Platform
from reports import county_tables, report_tables
from reports.document_model import Document, Table, shown
from tests.reports.cities import city, counted_part
from tests.reports.papers import paper

WECHAT, WEIBO, TOUTIAO, OTHER = Platform.WECHAT, Platform.WEIBO, Platform.TOUTIAO, Platform.OTHER
# a city in the third quarter of 2025: accounts by platform, by county, wording errors by county
REGISTERED = {WECHAT: 205, WEIBO: 16, TOUTIAO: 31, OTHER: 56}
COUNTIES = {
    "甲州区": 67,
    "临丁县": 30,
    "高乙县": 50,
    "山丙县": 41,
    "民戊县": 24,
    "肃己县": 24,
    "市直": 72,
}
SLIPS = {"甲州区": 10, "临丁县": 9, "高乙县": 4, "山丙县": 3, "民戊县": 3, "肃己县": 7, "市直": 6}


def spread(
    platforms: Mapping[Platform, int], counties: Mapping[str, int]
) -> list[dict[Platform, int]]:
    """Return what each county may have, so that both ways add up."""
    left, shares = dict(platforms), []
    for number in counties.values():
        share: dict[Platform, int] = {}
        for platform in left:
            share[platform] = min(left[platform], number - sum(share.values()))
            left[platform] -= share[platform]
        shares.append(share)
    return shares


@cache
def registered() -> Figures:
    shares = spread(REGISTERED, COUNTIES)
    return city(
        [
            counted_part(f"6200{number:02}", name, share, slips=SLIPS[name])
            for number, (name, share) in enumerate(zip(COUNTIES, shares, strict=True))
        ]
    )


def table(document: Document, name: str) -> Table:
    return next(b.table for b in document.blocks if b.table is not None and b.table.name == name)


def printed(table: Table, decimals: int = 1) -> list[tuple[str, ...]]:
    return [tuple(shown(cell, decimals) for cell in row) for row in table.rows]


def text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


@pytest.mark.parametrize("kind", ["rollup_city", "rollup_units"])
def test_accounts_add_up_by_county_and_by_platform_to_308(kind: str) -> None:
    document = paper(kind, registered())

    rows = printed(table(document, "by_county"))
    assert {row[0]: int(row[1]) for row in rows[:-1]} == COUNTIES
    assert rows[-1][:2] == ("合计", "308")
    assert "登记在管的政务新媒体账号308个" in text(document)
    assert "微信205个、其他56个、今日头条31个、微博16个" in text(document)


def test_the_spreadsheet_adds_up_across_and_down() -> None:
    sheets = {sheet.name: sheet for sheet in report_tables.workbook(registered())}
    crossed = sheets["by_county_platform"]

    *rows, foot = crossed.rows
    numbers = [[int(str(cell)) for cell in row[1:]] for row in (*rows, foot)]
    assert all(sum(row[:-1]) == row[-1] for row in numbers)
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert sheets["counties"].rows[-1][1] == foot[-1] == 308
    titles = [column.title for column in sheets["counties"].columns]
    total = dict(zip(titles, sheets["counties"].rows[-1], strict=True))
    assert (total["检查次数"], total["错敏信息"]) == (3 * len(COUNTIES), 42)


def test_wording_errors_are_told_county_by_county_and_add_up_to_42() -> None:
    told = text(paper("rollup_city", registered()))

    assert (
        "登记错敏信息42条，按县（区）分：甲州区10条、临丁县9条、高乙县4条、山丙县3条、民戊县3条、"
        "肃己县7条、市直6条。"
    ) in told


@cache
def quarter_of_2025() -> Sequence[CountyPart]:
    """Four platforms of a province, each as a county of its own."""
    counts = {"微信县": (203, 9), "微博县": (127, 10), "抖音县": (88, 8), "头条县": (53, 16)}
    return [
        counted_part(f"5200{number:02}", name, {WECHAT: whole}, "f" * failed)
        for number, (name, (whole, failed)) in enumerate(counts.items())
    ]


def test_the_rate_of_all_is_that_of_the_sums_and_no_mean_of_rates() -> None:
    document = paper("rollup_city", city(quarter_of_2025(), decimals=2))

    assert [row[6] for row in printed(table(document, "by_county"), 2)] == [
        "95.57%（194/203）",
        "92.13%（117/127）",
        "90.91%（80/88）",
        "69.81%（37/53）",
        "90.87%（428/471）",  # the mean of the four is 87.10 %
    ]
    assert "合格率90.87%（428/471）" in text(document)


def test_what_was_not_looked_at_is_in_the_share_and_rounded_once() -> None:
    drawn = {"甲市": (2519, 505), "乙市": (2519, 505)}
    parts = [
        counted_part(f"6201{n:02}", name, {WECHAT: whole}, "p" * looked + "-" * (whole - looked))
        for n, (name, (whole, looked)) in enumerate(drawn.items())
    ]

    told = text(paper("rollup_city", city(parts)))

    assert "检查账号1010个，检查比例20.0%（1010/5038）" in told  # printed as 20.1 in its time
    assert "另有4028个账号本季度未抽到" in told


def unreported() -> Figures:
    sent = quarter_of_2025()[:2]
    return city([*sent, CountyPart(code="520009", name="没报县")])


def test_a_county_that_sent_nothing_is_a_row_and_in_no_number() -> None:
    with_it, without = unreported(), city(quarter_of_2025()[:2])
    document = paper("rollup_city", with_it)

    *_, missing, total = printed(table(document, "by_county"))
    assert missing == ("没报县", *["未报"] * 6)
    assert total == printed(table(paper("rollup_city", without), "by_county"))[-1]
    assert "应报送检查结果的县3个，已报送2个，未报送1个（没报县）" in text(document)
    assert "督促没报县尽快补报" in text(document)
    assert "未报送的不计入合计" in text(document)
    assert "未报送的不计入" not in text(paper("rollup_city", without))


@pytest.mark.parametrize("sheet", ["counties", "by_county_platform"])
def test_it_says_so_in_every_cell_of_the_spreadsheet(sheet: str) -> None:
    table = next(t for t in report_tables.workbook(unreported()) if t.name == sheet)

    assert set(table.rows[-2][1:]) == {"未报"}
    assert table.rows[-2][0] == "没报县"


def test_nobody_is_ranked_unless_a_document_orders_it() -> None:
    parts = [*reversed(quarter_of_2025()), CountyPart(code="520009", name="没报县")]
    order = "《关于开展考核的通知》（政办函〔2025〕3号）"

    usual, ranked = (city(parts, ordered_by=document) for document in ("", order))
    rows = {
        figures.ordered_by: [
            row[0] for row in table(paper("rollup_units", figures), "by_county").rows
        ]
        for figures in (usual, ranked)
    }

    assert rows[""] == ["头条县", "抖音县", "微博县", "微信县", "没报县", "合计"]
    assert rows[order] == ["微信县", "微博县", "抖音县", "头条县", "没报县", "合计"]
    assert order in text(paper("rollup_units", ranked))
    assert "排列不分先后" in text(paper("rollup_units", usual))


def test_other_limits_are_marked_counted_and_kept_out_of_an_order() -> None:
    parts: list[Any] = list(quarter_of_2025())
    parts[0] = counted_part("520000", "微信县", {WECHAT: 203}, "f" * 9, limits={"max_days": 10})
    figures = city(parts, ordered_by="《通知》")
    document = paper("rollup_units", figures)

    rows = [row[0] for row in table(document, "by_county").rows]
    assert rows[-2:] == ["微信县①", "合计"]
    assert "①微信县不合格标准为10天（其他多为14天），按其报送计数，不与其他县比较。" in text(
        document
    )
    assert figures.total.tally.registered == 471


def test_every_platform_that_no_county_has_is_no_column() -> None:
    headings = [column.title for column in county_tables.by_county_platform(registered()).columns]

    assert headings == ["县（区）", "微信", "其他", "今日头条", "微博", "合计"]
