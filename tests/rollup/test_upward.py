"""City to province: the same act again, and the same sums."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.app import rollup_paper
from monitor.app.paper_order import PaperOrder
from monitor.app.rollup_add import AddOutcome
from monitor.app.rollup_bundle import RollupMade, make
from monitor.app.rollup_paper import Received
from monitor.bundles import reading as bundles
from monitor.bundles.manifest import CountersEntry, Level, ShareEntry, WordingEntry
from monitor.figures.issues import IssueStore
from monitor.model import Platform, Verdict
from monitor.model.errors import RequestError
from monitor.model.period import read_any
from monitor.model.rate import Rate
from monitor.rollup.rollup_store import RollupStore, opened
from monitor.rollup.values import Reporting
from monitor.system.readonly import nothing_yet
from reports import rollup_json
from tests.bundles.builders import MADE_AT, account_line, parts
from tests.rollup.cities import NOW, PERIOD, City, Judged, bundle, lines, make_city

WECHAT, WEIBO, DOUYIN = Platform.WECHAT, Platform.WEIBO, Platform.DOUYIN
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
ADDED, SAME, REFUSED = AddOutcome
# per city, per county: accounts by platform and verdict
PROVINCE: dict[str, dict[str, Judged]] = {
    "629100": {
        "629121": {(WECHAT, PASS): 5, (WECHAT, FAIL): 1, (WEIBO, UNKNOWN): 2},
        "629122": {(WECHAT, PASS): 3, (DOUYIN, FAIL): 2},
        "629100": {(WECHAT, PASS): 7, (WEIBO, None): 1},  # the city's own offices
    },
    "629200": {"629221": {(WECHAT, FAIL): 4}},
    "629300": {
        "629321": {(DOUYIN, PASS): 9, (DOUYIN, UNKNOWN): 1},
        "629322": {(WECHAT, PASS): 1, (WEIBO, PASS): 1},
    },
}


def counters(number: int) -> CountersEntry:
    return CountersEntry(
        interaction=ShareEntry(part=number, whole=number + 1),
        wording=WordingEntry(found=number),
        reminded=1,
    )


def handed_up(city: City, now: datetime = NOW) -> RollupMade:
    with opened(city.data) as db:
        return make(RollupStore(db), city.registry, read_any(PERIOD), now)


def corrections_on_paper(province: City) -> tuple[str, ...]:
    order = PaperOrder(kind="rollup_city", period=read_any(PERIOD))
    with opened(province.data) as db:
        received = Received(RollupStore(db), IssueStore(nothing_yet()), province.registry)
        (county,) = rollup_paper.figures(received, order, NOW).counties
    assert county.delivery is not None
    return county.delivery.corrections


def county_bundles(city: str) -> dict[str, bytes]:
    return {
        code: bundle(code, lines(judged), counters=counters(len(judged)))
        for code, judged in PROVINCE[city].items()
    }


def make_city_of(folder: Path, code: str, *more: str) -> City:
    counties = [(own, f"{own}县") for own in (*PROVINCE[code], *more)]
    city = make_city(folder, counties, jurisdiction={"name": f"{code}市", "code": code})
    city.add(*county_bundles(code).values())
    return city


def test_three_cities_equal_the_sum_of_all_counties(tmp_path: Path) -> None:
    province = make_city(tmp_path / "province", [(code, f"{code}市") for code in PROVINCE])
    flat = make_city(
        tmp_path / "flat",
        [(own, f"{own}县") for counties in PROVINCE.values() for own in counties],
    )
    for code in PROVINCE:
        city = make_city_of(tmp_path / code, code)
        results = province.add(handed_up(city).content)
        assert [result.outcome for result in results] == [ADDED]
        flat.add(*county_bundles(code).values())

    above, below = province.figures(), flat.figures()

    assert above.total == below.total
    assert above.by_platform == below.by_platform
    assert above.by_kind == below.by_kind
    assert above.counts == below.counts
    assert above.counts.interaction == Rate(12, 18)
    assert above.states == below.states
    assert sorted(line.key for line in above.failing) == sorted(line.key for line in below.failing)
    assert sorted(line.key for line in above.unknown) == sorted(line.key for line in below.unknown)
    members = [member for row in above.counties for member in row.members]
    assert {m.code: m.tally for m in members} == {row.code: row.tally for row in below.counties}
    assert [group.counties for group in above.policies] == [
        group.counties for group in below.policies
    ]
    assert above.comparable


def test_a_county_that_did_not_report_is_named_above(tmp_path: Path) -> None:
    province = make_city(tmp_path / "province", [("629200", "乙市")])
    city = make_city_of(tmp_path / "city", "629200", "629299")

    made = handed_up(city)
    province.add(made.content)

    assert made.missing == ("629299县",)
    (row,) = province.figures().counties
    assert [(member.code, member.reporting) for member in row.members] == [
        ("629221", Reporting.REPORTED),
        ("629299", Reporting.MISSING),
    ]


def test_the_same_content_gives_the_same_file_and_other_content_a_further_version(
    tmp_path: Path,
) -> None:
    city = make_city_of(tmp_path, "629200", "629299")
    first = handed_up(city)

    again = handed_up(city, now=NOW + timedelta(days=3))
    assert (again.content, again.is_new) == (first.content, False)

    city.add(bundle("629299", lines({(WECHAT, PASS): 1})))
    second = handed_up(city)

    assert (second.made.version, second.missing) == (2, ())
    manifest = bundles.read(second.content).manifest
    assert (manifest.previous, manifest.level) == (first.made.sha256, Level.CITY)
    assert manifest.file_name == "629200-2026Q4-v2.monitor.zip"


def test_a_province_goes_on_in_the_same_way(tmp_path: Path) -> None:
    province = make_city(
        tmp_path / "province",
        [(code, f"{code}市") for code in PROVINCE],
        jurisdiction={"name": "某省", "code": "620000"},
    )
    for code in PROVINCE:
        province.add(handed_up(make_city_of(tmp_path / code, code)).content)

    whole = bundles.read(handed_up(province).content)

    assert whole.manifest.level is Level.PROVINCE
    assert len({line.key for line in whole.accounts}) == whole.manifest.counts.registered == 37
    assert len(whole.parts.counties) == 6


def test_what_a_city_handed_up_is_not_taken_for_its_own_offices(tmp_path: Path) -> None:
    city = make_city_of(tmp_path, "629100")
    before = rollup_json.render(city.figures())

    (result,) = city.add(handed_up(city).content)

    assert result.outcome is REFUSED
    assert rollup_json.render(city.figures())["counties"] == before["counties"]


@pytest.mark.parametrize("backwards", [False, True])
def test_a_citys_own_offices_do_not_stand_for_the_city(tmp_path: Path, backwards: bool) -> None:
    city = make_city_of(tmp_path / "city", "629100")
    province = make_city(tmp_path / "province", [("629100", "甲市")])
    own = bundle("629100", lines({(WECHAT, PASS): 7}), version=2)
    contents = [own, handed_up(city).content]

    province.add(*(reversed(contents) if backwards else contents))

    (row,) = province.figures().counties
    assert row.tally.registered == 21
    assert row.revised is None
    assert corrections_on_paper(province) == ()


def test_rules_that_differ_within_a_city_are_marked_above(tmp_path: Path) -> None:
    city = make_city_of(tmp_path / "city", "629200", "629299")
    other = replace(parts(lines({(WECHAT, PASS): 1})), rules='{"checks": {"a": 1}}')
    city.add(bundle("629299", whole=other))
    province = make_city(tmp_path / "province", [("629200", "乙市")])

    province.add(handed_up(city).content)

    figures = province.figures()
    assert not figures.comparable
    assert (figures.counties[0].policy, figures.counties[0].differs) == ("甲、乙", True)


def test_nothing_can_be_handed_up_before_anything_came_or_the_period_is_over(
    tmp_path: Path,
) -> None:
    empty = make_city(tmp_path / "empty", [("629121", "甲县")])
    with pytest.raises(RequestError, match="还没有收到数据包"):
        handed_up(empty)
    city = make_city_of(tmp_path / "city", "629200")
    with pytest.raises(RequestError, match="尚不能生成"):
        handed_up(city, now=NOW - timedelta(days=30))


def test_what_a_later_program_told_and_what_is_amiss_goes_up_too(tmp_path: Path) -> None:
    city = make_city(tmp_path, [("629221", "甲县")])
    line = account_line(1)
    object.__setattr__(line, "more", {"reach": 12})
    city.add(bundle("629221", [line]))
    city.add(bundle("629221", [line], version=2, made_at=MADE_AT + timedelta(hours=1)))

    whole = bundles.read(handed_up(city).content)

    assert [account.more for account in whole.accounts] == [{"reach": 12}]
    assert [county.remark.partition("：")[0] for county in whole.parts.counties] == ["数据链中断"]


def test_a_bundle_that_speaks_for_others_on_the_register_is_refused(tmp_path: Path) -> None:
    """One sender alone must not stop the sums of all."""
    city = make_city_of(tmp_path / "city", "629100")
    province = make_city(tmp_path / "province", [("629100", "甲市"), ("629121", "直管县")])
    own = county_bundles("629100")["629121"]

    results = province.add(own, handed_up(city).content)

    assert [result.outcome for result in results] == [ADDED, REFUSED]
    assert province.figures().total.tally.registered == 8


@pytest.mark.parametrize("kept", ["629100", "629121"])
def test_of_two_who_sent_the_same_accounts_the_one_on_the_register_counts(
    tmp_path: Path, kept: str
) -> None:
    city = make_city_of(tmp_path / "city", "629100")
    folder = tmp_path / "province"
    first = make_city(folder, [("629121", "直管县")])
    first.add(county_bundles("629100")["629121"])
    second = make_city(folder, [("629100", "甲市")])
    second.add(handed_up(city).content)
    province = make_city(folder, [(kept, "所列")])

    assert [row.code for row in province.figures().reported] == [kept]


def test_who_was_struck_off_still_counts_where_nobody_else_speaks_for_it(tmp_path: Path) -> None:
    city = make_city_of(tmp_path, "629100")
    narrower = make_city(tmp_path, [("629121", "甲县")])

    assert narrower.figures().total.tally == city.figures().total.tally
