"""What counties reported, added up: marked where it differs, refused where it does not hold."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.figures.pass_rate import Tally
from monitor.model import County, Jurisdiction, Platform, State, Verdict
from monitor.model.errors import MonitorError, RequestError
from monitor.model.period import read_any
from monitor.model.rate import Rate
from monitor.rollup.counts import CountyCounts, added_counts
from monitor.rollup.incoming import BundleHead, LineGroup
from monitor.rollup.sums import CountyData, RollupData, rolled_up
from monitor.rollup.values import ChainState, RollupPeriod
from tests.bundles.builders import MADE_AT, RULES, parts
from tests.rollup.cities import NOW, bundle, lines, make_city

WECHAT, WEIBO = Platform.WECHAT, Platform.WEIBO
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
OTHER_RULES = '{"checks": {"silent_account": {"max_days": 30}}}'


def group(county: str, number: int, verdict: Verdict | None = PASS, **known: Any) -> LineGroup:
    usual = LineGroup(
        county=county,
        platform="wechat",
        kind="town",
        verdict=verdict,
        state=State.FRESH,
        number=number,
    )
    return replace(usual, **known)


def county(code: str, *groups: LineGroup, **known: Any) -> CountyData:
    head = BundleHead(
        sha256=code * 10,
        code=code,
        name=f"{code}县",
        period=read_any("2026Q4"),
        version=1,
        made_at=MADE_AT,
        received_at=NOW,
        rules="sha256:1",
    )
    return CountyData(head=replace(head, **known), link=(ChainState.FIRST, ""), groups=groups)


def added(*counties: CountyData, expected: tuple[str, ...] = (), **known: Any) -> RollupPeriod:
    document = known.pop("ranking_document", "")
    data = RollupData(
        jurisdiction=Jurisdiction(name="某市", code="629900"),
        period=read_any("2026Q4"),
        made_at=NOW,
        expected=tuple(County(code=code, name=f"{code}县") for code in expected),
        received={one.head.code: one for one in counties},
        **known,
    )
    return rolled_up(data, ranking_document=document)


def test_a_rate_is_a_sum_of_counts_and_never_a_mean_of_rates() -> None:
    large = county("629901", group("629901", 100), group("629901", 300, None))
    small = county("629902", group("629902", 1), group("629902", 1, platform="weibo"))

    figures = added(large, small)

    assert figures.pass_rate == Rate(102, 102)
    assert figures.total.tally == Tally(registered=402, passed=102)
    assert figures.total.tally.looked_rate == Rate(102, 402)
    assert [(row.label, row.tally.registered) for row in figures.by_platform] == [
        ("微信", 401),
        ("微博", 1),
    ]


def test_the_largest_group_comes_first_and_equal_ones_by_name() -> None:
    groups = [
        group("629901", number, platform=platform, kind=kind)
        for number, platform, kind in (
            (2, "weibo", "town"),
            (2, "wechat", "office"),
            (3, "app", ""),
        )
    ]

    figures = added(county("629901", *groups))

    assert [row.label for row in figures.by_platform] == ["客户端", "微信", "微博"]
    assert [row.label for row in figures.by_kind] == ["其他单位", "县政府办公室", "镇（街道）"]


def test_counties_stand_in_the_order_of_the_register_and_strangers_last() -> None:
    figures = added(
        county("629901", group("629901", 1)),
        county("629999", group("629999", 1)),
        expected=("629902", "629901"),
    )

    assert [row.code for row in figures.counties] == ["629902", "629901", "629999"]


def test_a_list_that_does_not_agree_with_the_sums_is_refused() -> None:
    failed = county("629901", group("629901", 1, FAIL))

    with pytest.raises(MonitorError, match="不合格账号清单：合计 1，各项之和 0"):
        added(failed)


def test_the_accounts_of_one_county_from_two_senders_are_refused() -> None:
    own = county("629921", group("629921", 2))
    above = county("629900", group("629921", 2), group("629922", 1))

    with pytest.raises(MonitorError, match="629921 的账号同时由“629900县”和“629921县”报送"):
        added(own, above)


def test_two_counties_may_use_one_id(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629901", "甲县"), ("629902", "乙县")])
    city.add(bundle("629901", lines({(WECHAT, FAIL): 1})))
    city.add(bundle("629902", lines({(WECHAT, FAIL): 1})))

    keys = [line.key for line in city.figures().failing]

    assert keys == [("629901", "account-1"), ("629902", "account-1")]


def test_different_rules_are_marked_counted_and_not_compared(tmp_path: Path) -> None:
    city = make_city(tmp_path, [(f"62990{n}", f"{n}县") for n in range(1, 4)])
    other = replace(parts(lines({(WECHAT, PASS): 5})), rules=OTHER_RULES)
    city.add(bundle("629901", whole=other))
    city.add(bundle("629902", lines({(WECHAT, PASS): 1})))
    city.add(bundle("629903", lines({(WECHAT, PASS): 1})))

    figures = city.figures()

    assert [(row.policy, row.differs) for row in figures.counties] == [
        ("乙", True),
        ("甲", False),
        ("甲", False),
    ]
    assert [(one.label, one.text, one.counties) for one in figures.policies] == [
        ("甲", RULES, ("629902", "629903")),
        ("乙", OTHER_RULES, ("629901",)),
    ]
    assert figures.total.tally.registered == 7
    assert not figures.comparable
    assert city.figures(by_own_rules=True).comparable


def test_without_a_document_there_is_no_ranking() -> None:
    assert added(county("629901", group("629901", 1))).ranking is None


def test_a_ranking_gives_equal_rates_one_place_and_leaves_out_who_has_no_rate() -> None:
    figures = added(
        county("629901", group("629901", 3)),
        county("629902", group("629902", 2), group("629902", 1, None)),
        county("629903", group("629903", 2, UNKNOWN), group("629903", 1)),
        county("629904", group("629904", 2, None)),
        expected=("629904", "629905", "629903", "629902", "629901"),
        unknown=tuple(_line(number) for number in range(2)),
        ranking_document="某政办〔2026〕1号",
    )

    assert figures.ranking is not None
    assert figures.ranking.document == "某政办〔2026〕1号"
    assert figures.ranking.places == ((1, "629903"), (1, "629902"), (1, "629901"))


def test_a_ranking_puts_the_best_first() -> None:
    figures = added(
        county("629901", group("629901", 1), group("629901", 1, FAIL)),
        county("629902", group("629902", 2)),
        county("629903", group("629903", 2), group("629903", 2, FAIL)),
        failing=tuple(_line(number) for number in range(3)),
        ranking_document="某政办〔2026〕1号",
    )

    assert figures.ranking is not None
    assert figures.ranking.places == ((1, "629902"), (2, "629901"), (2, "629903"))


def test_counties_that_judge_by_different_rules_are_not_ranked() -> None:
    with pytest.raises(RequestError, match="不能比较"):
        added(
            county("629901", group("629901", 1)),
            county("629902", group("629902", 1), rules="sha256:2"),
            ranking_document="某政办〔2026〕1号",
        )


def test_counts_add_up_with_their_bases() -> None:
    total = added_counts(
        [
            CountyCounts(interaction=Rate(1, 2), slips=3, reminded=1, recheck={"fixed": 1}),
            CountyCounts(interaction=Rate(9, 10), slips=4, recheck={"fixed": 2, "open": 1}),
        ]
    )

    assert total.interaction == Rate(10, 12)
    assert (total.slips, total.reminded) == (7, 1)
    assert total.recheck == {"fixed": 3, "open": 1}


def _line(number: int) -> Any:
    return number  # only how many there are is asked
