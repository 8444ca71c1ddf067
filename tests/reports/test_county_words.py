"""What a city's papers call its counties, and when there are too many of anything to be named."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.cases.case import StepKind
from monitor.figures import Figures
from monitor.figures.city import CountyPart
from monitor.figures.rectification import FIXED, OPEN, RECURRING
from monitor.figures.values import Rectified
from monitor.model import Platform
from monitor.model.rate import Rate
from reports import (
    annexes,
    caveats,
    charts,
    county_sentences,
    county_words,
    page_summary,
    rechecks,
    report_tables,
    supervision,
)
from reports.document_model import Document
from tests.figures.builders import case, step
from tests.reports.cities import city, counted_part, delivery
from tests.reports.papers import lines, paper

WECHAT = Platform.WECHAT


def of(*names: str) -> Figures:
    """A city of counties of these names, one account each."""
    return city([counted_part(f"6299{n:02}", name, {WECHAT: 1}) for n, name in enumerate(names)])


@pytest.mark.parametrize(
    ("names", "together", "members", "below"),
    [
        (("甲县", "乙县"), "县", "县", "各县人民政府"),
        (("甲区", "乙县"), "县（区）", "县（区）", "各县（区）人民政府"),
        (("甲区", "乙县", "丙市", "丁旗"), "县（市、区、旗）", "县（市、区、旗）",
         "各县（市、区、旗）人民政府"),
        (("甲县", "市直"), "县", "县和市直共", "各县人民政府，各有关单位"),
        (("甲市", "乙州"), "市（州）", "市（州）", "各市（州）人民政府"),
        (("甲市", "乙市"), "市", "市", "各市人民政府"),
        (("市直", "新城"), "有关单位", "有关单位", "各有关单位"),
    ],
)  # fmt: skip
def test_counties_are_called_by_what_there_are(
    names: tuple[str, ...], together: str, members: str, below: str
) -> None:
    figures = of(*names)

    assert county_words.together(figures) == together
    assert county_words.members(figures) == members
    assert county_words.below(figures) == below


def many(number: int) -> Figures:
    return of(*(f"第{n}县" for n in range(number)))


def text(document: Document) -> str:
    return lines(document)


@pytest.mark.parametrize(("number", "annexed"), [(12, False), (13, True)])
def test_the_table_of_counties_stands_in_the_body_where_it_has_room(
    number: int, annexed: bool
) -> None:
    figures = many(number)
    document = paper("rollup_units", figures)
    kinds = [block.kind for block in document.blocks]
    place = next(
        n for n, b in enumerate(document.blocks) if b.table and b.table.name == "by_county"
    )

    assert (place > kinds.index("signature")) is annexed
    assert ("检查情况见附件1" in text(document)) is annexed
    assert bool(annexes.labels("rollup_units", figures)["by_county"]) is annexed


@pytest.mark.parametrize(("number", "listed"), [(150, True), (151, False)])
def test_a_list_without_end_stands_in_the_spreadsheet_alone(number: int, listed: bool) -> None:
    figures = city([counted_part("629901", "甲县", {WECHAT: 200}, "f" * number)])
    told = text(paper("rollup_city", figures))

    assert bool(annexes.labels("rollup_city", figures)["failing"]) is listed
    where = "附件1" if listed else "电子附表"
    assert f"本季度检查不合格的账号{number}个，名单见{where}" in told
    sheets = {sheet.name: len(sheet.rows) for sheet in report_tables.workbook(figures)}
    assert (sheets["failing"], sheets["everyone"]) == (number, 200)


def test_every_account_stands_on_no_paper_of_a_city_but_in_its_spreadsheet() -> None:
    labels = annexes.labels("rollup_city", many(3), every=True)

    assert not labels["everyone"]
    assert labels["bundles"]


@pytest.mark.parametrize(("number", "single"), [(8, True), (9, False)])
def test_remarks_on_many_counties_are_counted(number: int, single: bool) -> None:
    parts = [
        counted_part(f"6299{n:02}", f"第{n}县", {WECHAT: 1}, delivery=delivery(n, version=2))
        for n in range(number)
    ]
    told = county_sentences.remarks(city(parts))

    assert (told == ("9个县报送了更正后的数据包，以后报送的为准",)) is not single
    assert len(told) == (number if single else 1)


@pytest.mark.parametrize(("number", "named"), [(12, True), (13, False)])
def test_numbers_by_county_are_told_while_there_is_room(number: int, named: bool) -> None:
    figures = many(number)
    ids = [entry.account.id for entry in figures.accounts]

    told = county_words.counted(figures, ids)

    assert told.startswith("第0县1个、第1县1个") is named
    assert (told == "涉及13个县") is not named


def test_a_county_that_was_looked_at_by_nobody_is_told() -> None:
    figures = city([counted_part("629901", "甲县", {WECHAT: 2}, "--"), *parts_of_one()])

    assert county_sentences.remarks(figures) == ("甲县本季度未开展检查",)


def parts_of_one() -> list[CountyPart]:
    return [counted_part("629902", "乙县", {WECHAT: 2})]


def test_no_remark_is_made_of_a_county_in_order() -> None:
    assert county_sentences.remarks(city(parts_of_one())) == ()


def test_all_files_signed_some_signed_and_none_signed_are_told_apart() -> None:
    first, second = (counted_part(f"62990{n}", f"第{n}县", {WECHAT: 1}) for n in (1, 2))
    signed = replace(first, delivery=delivery(1, signed=True))
    also = replace(second, delivery=delivery(2, signed=True))

    told = [
        str(county_sentences.phrases(city(pair))["reporting"])
        for pair in ([signed, also], [signed, second], [first, second])
    ]

    assert "均已报送（均经核对数字签名有效）" in told[0]
    assert "均已报送（经核对数字签名有效的1个）" in told[1]
    assert "签名" not in told[2]


def test_the_spreadsheet_says_whose_each_account_is() -> None:
    figures = city([counted_part("629901", "甲县", {WECHAT: 2}, "f"), *parts_of_one()])
    sheet = next(s for s in report_tables.workbook(figures) if s.name == "everyone")

    titles = [column.title for column in sheet.columns]
    assert titles[:3] == ["序号", "县", "主办单位"]
    assert [row[1] for row in sheet.rows] == ["甲县", "甲县", "乙县", "乙县"]
    assert sheet.names == 5


def test_a_county_in_order_at_every_check_is_praised_where_praise_is_asked_for() -> None:
    figures = city([counted_part("629901", "甲县", {WECHAT: 2}, "f"), *parts_of_one()])

    assert "通报表扬" not in text(paper("rollup_units", figures))
    assert "未办结问题的县：乙县。予以通报表扬" in text(paper("rollup_units", figures, praise=3))
    assert "通报表扬" not in text(paper("rollup_units", figures, praise=4))


@pytest.mark.parametrize("known", [True, False])
def test_nobody_says_that_no_account_moved_unless_every_county_knows_it(known: bool) -> None:
    first, second = parts_of_one()[0], counted_part("629901", "甲县", {WECHAT: 1})
    told = text(paper("rollup_city", city([first, replace(second, register_known_before=known)])))

    assert ("没有新开设、注销和更名的账号" in told) is known
    assert ("期初名单没有留存" in told) is not known


def test_who_is_not_put_right_is_named_and_all_others_are_counted() -> None:
    account = parts_of_one()[0].accounts[0].account
    rows = [
        Rectified(account=replace(account, name=name), outcome=outcome)
        for name, outcome in (("甲", OPEN), ("乙", RECURRING), ("丙", FIXED), ("丁", FIXED))
    ]

    told = rechecks.outcomes_of_many(rows)

    assert "未整改1个（财政局微信“甲”）" in told
    assert "整改后再次发生1个（财政局微信“乙”）" in told
    assert told.endswith("已整改2个")


def test_the_page_begins_with_what_the_city_must_ask_of_which_county() -> None:
    broken = delivery(1, broken="新数据包不含上期的封存码")
    figures = city(
        [
            counted_part("629901", "甲县", {WECHAT: 3}, "zu", delivery=broken),
            *parts_of_one(),
            CountyPart(code="629903", name="丙县"),
        ]
    )

    assert page_summary.decisions(figures) == (
        "未报送1个，须催报：丙县。",
        "数据链中断1个，须查明原因：甲县。",
        "僵尸账号1个，须定恢复更新还是关停：甲县1个。",
        "账号1个无法判定或者未检查，须人工查看：甲县1个。",
    )
    assert page_summary.decisions(city(parts_of_one())) == ()


def test_the_first_chart_shows_the_counties_in_the_order_of_the_papers() -> None:
    missing = CountyPart(code="629903", name="丙县")
    figures = city([counted_part("629901", "甲县", {WECHAT: 3}, "f"), *parts_of_one(), missing])

    first, *_ = charts.charts(figures)

    assert first.title == "各县判定情况"
    assert [bar.label for bar in first.bars] == ["甲县", "乙县"]
    assert "未报送的1个不在图中" in first.told
    assert charts.by_county(city([missing])) is None


def test_what_nobody_checked_is_told_once_only_where_both_lack_as_many() -> None:
    part = counted_part("629901", "甲县", {WECHAT: 4})
    same = city([replace(part, safety=1, interaction=Rate(1, 1))])
    other = city([replace(part, safety=1, interaction=Rate(2, 2))])

    assert "有3个账号的内容安全和互动功能未经人工核查" in caveats.caveats(same)
    assert "有3个账号的内容安全未经人工核查" in caveats.caveats(other)
    assert "有2个账号的互动功能未经人工核查" in caveats.caveats(other)


@pytest.mark.parametrize(("number", "named"), [(3, True), (4, False)])
def test_late_cases_are_named_while_they_are_few(number: int, named: bool) -> None:
    part = counted_part("629901", "甲县", {WECHAT: 5})
    due = step(StepKind.NOTIFY, 2, 1, due_on=date(2021, 11, 5))
    cases = tuple(
        case(n, row.account, step(StepKind.OPEN, 2), due)
        for n, row in enumerate(part.accounts[:number], 1)
    )

    told = supervision.overdue_names(city([replace(part, cases=cases)]))

    assert (told.count("逾期56天") == number) is named
    assert (told == f"{number}个，名单见电子附表") is not named
