"""Bulletins as they were printed: their figures, added up from bundles of invented counties.

The figures are facts of public bulletins, each named with its address; all names are invented.
"""

from pathlib import Path

import pytest

from monitor.bundles.manifest import CountersEntry, WordingEntry
from monitor.model import Platform, Verdict
from monitor.model.rate import Rate
from monitor.rollup.values import Reporting
from tests.bundles.builders import account_line
from tests.rollup.cities import bundle, lines, make_city

# 张掖市 2025年第三季度, to 25 September: 308 accounts, by type and by county, 42 wording errors
# http://www.pammythepig.com/zyszfxxgk/zfwj_5652/bmwj_5656/202509/t20250926_1459830.html (mirror)
BY_COUNTY = {"甲区": 67, "乙县": 30, "丙县": 50, "丁县": 41, "戊县": 24, "己县": 24, "市直": 72}
BY_PLATFORM = {
    Platform.WECHAT: 205,
    Platform.WEIBO: 16,
    Platform.TOUTIAO: 31,
    Platform.OTHER: 56,
}
SLIPS = {"甲区": 10, "乙县": 9, "丙县": 4, "丁县": 3, "戊县": 3, "己县": 7, "市直": 6}
# 贵州省 2025年第二季度: the four platforms, solved for whole numbers; 90.87 as printed
# https://www.xifeng.gov.cn/ztzl/rdzt/jczwgkbzhgfh/gzdt/202506/t20250630_88212708.html
GUIZHOU = {
    Platform.WECHAT: (203, 9, "95.57%"),
    Platform.WEIBO: (127, 10, "92.13%"),
    Platform.DOUYIN: (88, 8, "90.91%"),
    Platform.TOUTIAO: (53, 16, "69.81%"),
}


def test_308_accounts_add_up_by_county_and_by_platform_with_42_wording_errors(
    tmp_path: Path,
) -> None:
    codes = [(f"6299{place:02}", name) for place, name in enumerate(BY_COUNTY, 1)]
    city = make_city(tmp_path, codes)
    platforms = [platform for platform, number in BY_PLATFORM.items() for _ in range(number)]
    for code, name in codes:
        own = [platforms.pop() for _ in range(BY_COUNTY[name])]
        accounts = [account_line(place, platform=one) for place, one in enumerate(own)]
        wording = WordingEntry(found=SLIPS[name])
        city.add(bundle(code, accounts, name=name, counters=CountersEntry(wording=wording)))

    figures = city.figures()

    assert figures.total.tally.registered == 308
    assert {row.name: row.tally.registered for row in figures.counties} == BY_COUNTY
    assert {row.label: row.tally.registered for row in figures.by_platform} == {
        platform.label: number for platform, number in BY_PLATFORM.items()
    }
    assert figures.counts.slips == 42


def test_428_of_471_is_90_87_and_no_mean_of_the_four_rates(tmp_path: Path) -> None:
    city = make_city(
        tmp_path, [(f"6299{place:02}", one.label) for place, one in enumerate(GUIZHOU, 1)]
    )
    for place, (platform, (number, failed, _)) in enumerate(GUIZHOU.items(), 1):
        judged = {(platform, Verdict.PASS): number - failed, (platform, Verdict.FAIL): failed}
        city.add(bundle(f"6299{place:02}", lines(judged)))

    figures = city.figures(decimals=2)

    assert figures.pass_rate == Rate(428, 471)
    assert figures.pass_rate.text(2) == "90.87%"
    assert figures.failed_rate == Rate(43, 471)
    printed = [text for _, _, text in GUIZHOU.values()]
    assert [row.tally.pass_rate.text(2) for row in figures.counties] == printed
    assert [row.tally.pass_rate.text(2) for row in figures.by_platform] == printed


def test_1010_of_5038_is_20_0_and_not_20_1(tmp_path: Path) -> None:
    # 甘肃省 2020年第四季度: 5038 registered, 1010 spot-checked, 928 passed; printed 20.1%, 91.9%
    # https://yybnet.net/gansu/news/202102/11218999.html
    city = make_city(tmp_path, [("629901", "甲市"), ("629902", "乙市")])
    first = {
        (Platform.WECHAT, Verdict.PASS): 500,
        (Platform.WECHAT, Verdict.FAIL): 40,
        (Platform.WEIBO, None): 2000,
    }
    second = {
        (Platform.WECHAT, Verdict.PASS): 428,
        (Platform.WECHAT, Verdict.FAIL): 42,
        (Platform.WEIBO, None): 2028,
    }
    city.add(bundle("629901", lines(first)), bundle("629902", lines(second)))

    total = city.figures().total.tally

    assert (total.registered, total.looked, total.failed) == (5038, 1010, 82)
    assert total.looked_rate.text() == "20.0%"
    assert total.pass_rate.text() == "91.9%"


@pytest.mark.parametrize("given", [0, 1])
def test_a_county_that_did_not_report_is_a_row_of_its_own_and_in_no_rate(
    tmp_path: Path, given: int
) -> None:
    city = make_city(tmp_path, [("629901", "甲县"), ("629902", "乙县")])
    judged = {(Platform.WECHAT, Verdict.PASS): 3, (Platform.WECHAT, Verdict.FAIL): 1}
    city.add(bundle(f"62990{given + 1}", lines(judged)))

    figures = city.figures()

    assert [row.reporting for row in figures.counties].count(Reporting.MISSING) == 1
    assert figures.counties[1 - given].reporting is Reporting.MISSING
    assert figures.counties[1 - given].tally.pass_rate.value is None
    assert figures.pass_rate == Rate(3, 4)
    assert figures.reported_rate == Rate(1, 2)
