"""What a city's papers call its counties, and when there are too many of anything to be named."""

from dataclasses import replace

import pytest

from monitor.figures import Figures
from monitor.figures.city import CountyPart
from monitor.model import Platform
from reports import annexes, county_sentences, county_words, report_tables
from reports.document_model import Document
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
