"""A city's figures from its counties': what is added, what is marked, what is left out."""

from dataclasses import replace

import pytest

from monitor.cases.case import StepKind
from monitor.figures import case_numbers
from monitor.figures.city import CountyPart, qualified
from monitor.figures.counties import corrections, differences
from monitor.figures.cross_footing import refuse_unless_sound
from monitor.figures.pass_rate import Tally
from monitor.model import Platform
from monitor.model.errors import MonitorError
from tests.figures.builders import CHECKS, case, step
from tests.reports.cities import city, counted_part, delivery

WECHAT, WEIBO = Platform.WECHAT, Platform.WEIBO


@pytest.mark.parametrize(
    ("unit", "county", "called"),
    [
        ("财政局", "云川县", "云川县财政局"),
        ("县财政局", "云川县", "云川县财政局"),
        ("云川县财政局", "云川县", "云川县财政局"),
        ("区政府办公室", "甘源区", "甘源区政府办公室"),
        ("城关镇人民政府", "云川县", "云川县城关镇人民政府"),
        ("县前镇人民政府", "云川县", "云川县县前镇人民政府"),
        ("区寿乡", "甘源区", "甘源区区寿乡"),
        ("市公安局", "市直", "市公安局"),
        ("云泽市公安局", "甘源区", "云泽市公安局"),
        ("财政局", "", "财政局"),
    ],
)
def test_units_are_called_by_their_county_once(unit: str, county: str, called: str) -> None:
    assert qualified(unit, county, "云泽市") == called


def test_a_later_version_puts_right_only_the_numbers_that_changed() -> None:
    was = Tally(registered=5, passed=4, failed=1)
    now = Tally(registered=5, passed=3, failed=1, unknown=1)

    assert corrections(was, now) == ("合格由4个更正为3个", "无法判定由0个更正为1个")
    assert corrections(was, was) == ()


def test_limits_differ_where_both_are_known_and_are_not_the_same() -> None:
    ours = {"remind_days": 7, "max_days": 14, "zombie_days": 90, "cancel_days": 365}

    assert differences({**ours, "cancel_days": 100}, ours) == ()
    assert differences({"max_days": 10}, ours) == ("不合格标准为10天（其他多为14天）",)
    assert differences({}, ours) == ()


def parts() -> list[CountyPart]:
    return [
        counted_part("629901", "甲县", {WECHAT: 3, WEIBO: 2}, {WECHAT: "f", WEIBO: "u"}, slips=2),
        counted_part("629902", "乙县", {WECHAT: 4}),
        CountyPart(code="629903", name="丙县"),
    ]


def test_the_order_of_counties_is_the_citys_and_of_accounts_the_counties() -> None:
    figures = city(parts())

    assert [county.name for county in figures.counties] == ["甲县", "乙县", "丙县"]
    assert figures.register_order[:2] == ("629901/wechat-0000", "629901/wechat-0001")
    assert [row.verdict for row in figures.accounts][:2] == ["fail", "unknown"]


def test_sums_of_the_table_of_counties_that_do_not_hold_are_refused() -> None:
    figures = city(parts())
    first, *others = figures.counties
    for wrong in (
        replace(first, tally=replace(first.tally, failed=2)),
        replace(first, platforms={**first.platforms, "微信": 2}),
        replace(first, platforms={"微信": 2, "微博": 3}),
    ):
        with pytest.raises(MonitorError, match="不能相互印证"):
            refuse_unless_sound(replace(figures, counties=(wrong, *others)))


def test_failures_that_a_county_has_corrected_since_are_counted_county_by_county() -> None:
    first = replace(parts()[0], failed_before=3)
    second = replace(parts()[1], failed_before=0)

    assert city([first, second]).dropped == 3  # and not what one would make of the city's sums


OPEN = case(1, parts()[1].accounts[0].account, step(StepKind.OPEN, 2))


@pytest.mark.parametrize(
    ("change", "at_ease"),
    [
        ({}, True),
        ({"accounts": ()}, False),
        ({"slips": replace(parts()[1].slips, found=1)}, False),
        ({"cases": (OPEN,)}, False),
        ({"cases": (replace(OPEN, steps=(*OPEN.steps, step(StepKind.CLOSE, 3))),)}, True),
    ],
)
def test_a_county_is_praised_only_where_nothing_is_left(
    change: dict[str, object], at_ease: bool
) -> None:
    part = replace(parts()[1], **change)  # type: ignore[arg-type]

    assert city([part]).counties[0].at_ease is at_ease


def test_the_terms_of_two_cases_of_one_number_rest_on_what_each_county_assumes() -> None:
    first, second = (
        replace(part, cases=(case(7, part.accounts[0].account, step(StepKind.OPEN, 2)),))
        for part in parts()[:2]
    )
    figures = city([replace(first, due_caveats={7: "按法定节假日推算"}), second])

    assert [figures.due_caveats.get(one.id, "") for one in figures.cases] == [
        "按法定节假日推算",
        "",
    ]
    assert [case_numbers.own(one.id) for one in figures.cases] == [7, 7]
    assert figures.cases[0].account == "629901/wechat-0000"


def test_the_figures_stand_on_the_last_day_on_which_any_county_looked() -> None:
    days = [CHECKS[2], CHECKS[3], None]
    counties = [replace(part, closing_at=day) for part, day in zip(parts(), days, strict=True)]

    assert city(counties).closing_at == CHECKS[3]
    assert city(counties[2:]).closing_at is None


def test_other_rules_with_the_same_limits_are_marked_all_the_same() -> None:
    (county,) = city([replace(parts()[1], differs=True)]).counties

    assert county.differs == ("检查规则与其他的不尽相同",)


def test_a_checksum_has_the_digits_that_papers_bear() -> None:
    assert delivery(1, sha256="sha256:" + "ab" * 32).checksum == "ab" * 8
