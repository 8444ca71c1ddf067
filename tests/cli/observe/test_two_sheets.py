"""The two sheets of a worklist: rows are known by their names, six answers by one word."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from monitor.model import ChecklistItem
from tests.cli.observe.builders import by_hand
from tests.office import UNIT, Office, account, make_office
from tests.sheets import LATEST, fill

LINKS = ChecklistItem.LINKS.label
ITEMS = tuple(item.label for item in ChecklistItem)
LOOKS = ("账号名称", "平台", "单位", LATEST, "自何时起未发布", "截图文件", "查看人")
REVIEW = (
    "账号名称",
    "平台",
    "本季无异常",
    *ITEMS,
    "查看人",
    "备注",
)


def saved(office: Office, *sheets: tuple[tuple[Any, ...], ...]) -> Path:
    book = Workbook()
    for rows in sheets:
        page = book.create_sheet()
        for row in rows:
            page.append(row)
    del book["Sheet"]
    path = office.folder / "清单.xlsx"
    book.save(path)
    return path


def reviewed(name: str, clear: str, note: str = "", **words: str) -> tuple[str, ...]:
    answers = (words.get(item.value, "") for item in ChecklistItem)
    return (name, "", clear, *answers, "张三", note)


def test_one_word_answers_all_six_questions(office: Office) -> None:
    sheet = saved(office, (LOOKS,), (REVIEW, reviewed("高台发布", "是")))

    done = office.json("observe", "--import", sheet)

    answers = [(answer["item"], answer["good"]) for answer in done["answers"]]
    assert answers == [(item.value, True) for item in ChecklistItem]


def test_what_was_answered_before_is_not_answered_by_the_one_word(office: Office) -> None:
    office.run("checklist", "set", "weixin", "wording=是", "--by", "李四")
    sheet = office.folder / "list.xlsx"
    office.run("worklist", "--out", sheet)
    fill(sheet, {"高台发布": {"本季无异常": "是", "查看人": "张三"}})

    done = office.json("observe", "--import", sheet)

    items = {answer["item"] for answer in done["answers"]}
    assert items == {item.value for item in ChecklistItem} - {"wording"}


def test_what_is_wrong_is_answered_by_itself_and_the_rest_stays_open(office: Office) -> None:
    row = reviewed("高台发布", "否", "有暗链", links="否", wording="是")
    sheet = saved(office, (LOOKS,), (REVIEW, row))

    done = office.json("observe", "--import", sheet)

    answers = {answer["item"]: answer["good"] for answer in done["answers"]}
    assert answers == {"links": False, "wording": True}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (reviewed("高台发布", "是", links="否"), f"{LINKS}: 与“本季无异常”填“是”不符，请核对"),
        (reviewed("高台发布", "否", "有"), "本季无异常: 填“否”的，须在有问题的事项填“否”"),
        (reviewed("高台发布", "大概"), "本季无异常: 只填“是”或“否”，不应为“大概”"),
        (reviewed("高台发布", "否", links="否"), "备注: 答“否”的须在备注中说明情况"),
        (reviewed("高台发布", "", "看过"), "备注: 没有填写核对结果，该行无法登记"),
        (reviewed("高台某号", "是"), "账号名称: 名单中没有名为“高台某号”的在管账号"),
    ],
)
def test_a_fault_of_the_second_sheet_is_told_with_its_name(
    row: tuple[str, ...], sentence: str, office: Office
) -> None:
    seen = (LOOKS, ("高台抖音", "抖音", "", "昨天", "", "", "张三"))

    done = office.run("observe", "--import", saved(office, seen, (REVIEW, row)))

    assert done.code == 2 and f"清单.xlsx:季度核对第2行:{sentence}" in done.err
    assert by_hand(office) == 0


def test_an_account_stands_once_on_each_sheet(office: Office) -> None:
    seen = (LOOKS, ("高台发布", "", "", "昨天", "", "", "张三"))
    row = reviewed("高台发布", "是")

    twice = office.run("observe", "--import", saved(office, seen, (REVIEW, row, row)))
    once = office.run("observe", "--import", saved(office, seen, (REVIEW, row)))

    assert "季度核对第3行:账号名称: 账号重复，第 2 行已经填写" in twice.err
    assert once.code == 0 and once.err.splitlines() == [
        "1 个账号已登记。",
        "1 个账号的安全和互动核对 6 项已登记。",
        "登记后判定：合格 1 个（monitor status）。",
    ]


@pytest.mark.parametrize(("by", "is_proved"), [("张三", True), ("李四", False)])
def test_a_screenshot_proves_the_same_persons_answers(
    by: str, is_proved: bool, office: Office
) -> None:
    seen = (LOOKS, ("高台发布", "", "", "昨天", "", "a.png", by))
    sheet = saved(office, seen, (REVIEW, reviewed("高台发布", "否", "无暗链", links="否")))

    done = office.json("observe", "--import", sheet)

    (place,) = done["observations"][0]["evidence"]
    proof = f"{place['file']}@{place['offset']}" if is_proved else ""
    assert [answer["evidence"] for answer in done["answers"]] == [proof]


def test_rows_that_were_left_blank_are_counted_on_a_sheet_that_was_begun(office: Office) -> None:
    seen = (LOOKS, ("高台发布", "", "", "昨天", "", "", "张三"), ("高台抖音", "抖音"))
    begun = (REVIEW, reviewed("高台发布", "是"), ("高台抖音", "抖音"))

    both = office.run("observe", "--import", saved(office, seen, begun))
    one = office.run("observe", "--import", saved(office, seen, (REVIEW, ("高台抖音", "抖音"))))

    assert "另有 1 行没有填写所见，未登记；季度核对另有 1 行没有填写。" in both.err
    assert "季度核对" not in one.err


@pytest.mark.parametrize(
    ("cell", "newest"),
    [("昨天", "2021-12-30"), ("2021-12-29 09:00", "2021-12-29"), ("12月28日", "2021-12-28")],
)
def test_one_column_holds_a_time(cell: str, newest: str, office: Office) -> None:
    sheet = saved(office, (LOOKS, ("高台抖音", "抖音", "", cell, "", "", "张三")))

    (seen,) = office.json("observe", "--import", sheet)["observations"]

    assert seen["newest_post_at"].startswith(newest)


def test_the_same_column_holds_a_link_as_text_or_behind_another_text(office: Office) -> None:
    place = "https://www.toutiao.com/w/7047000000000000000/"
    for text in (place, "最新一条"):
        row = ("高台头条", "头条号", "", text, "", "", f"张三{text}")
        sheet = saved(office, (LOOKS, row))
        book = load_workbook(sheet)
        book.worksheets[0]["D2"].hyperlink = place
        book.worksheets[0]["D2"].value = text
        book.save(sheet)

        (seen,) = office.json("observe", "--import", sheet)["observations"]

        assert seen["url"] == place


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (("高台发布", "微信", "", "哪天", "", ""), f"第2行:{LATEST}: 看不懂时间“哪天”"),
        (("高台头条", "头条号", "", "https://x.invalid/", "", ""), f"第2行:{LATEST}: "),
        (("高台发布", "微信", "", "昨天", "2021-12-01", ""), "第2行:自何时起未发布: "),
        (("高台发布", "微博", "", "昨天", "", ""), "第2行:平台: 名单中“高台发布”的平台是微信"),
        (("高台发布", "微星", "", "昨天", "", ""), "第2行:平台: 不认识的平台“微星”"),
        (("", "微信", "", "昨天", "", ""), "第2行:账号名称: 名单中没有在管账号"),
        (("高台旧号", "微博", "", "昨天", "", ""), "第2行:账号名称: 名单中没有名为“高台旧号”"),
    ],
)
def test_a_fault_of_the_first_sheet_is_told_with_its_column(
    cells: tuple[str, ...], sentence: str, office: Office
) -> None:
    done = office.run("observe", "--import", saved(office, (LOOKS, (*cells, "张三"))))

    assert done.code == 2 and sentence in done.err


def namesakes(folder: Path) -> Office:
    """An office with one name on two platforms, and twice on one of them."""
    accounts = (
        account("a", "云岭"),
        account("b", "云岭", "weibo"),
        account("c", "云岭", "weibo", unit="v"),
        account("d", "云岭", "weibo", unit="v"),
    )
    return make_office(folder, accounts, units=(UNIT, {"id": "v", "name": "某镇"}))


@pytest.mark.parametrize(
    ("platform", "unit", "chosen"),
    [("微信", "", "a"), ("公众号", "某局", "a"), ("微博", "某局", "b"), ("微博", "某镇", ""),
     ("微博", "", ""), ("", "", "")],
)  # fmt: skip
def test_a_name_that_several_bear_is_told_apart_by_platform_and_unit(
    platform: str, unit: str, chosen: str, tmp_path: Path
) -> None:
    office = namesakes(tmp_path)
    sheet = saved(office, (LOOKS, ("云岭", platform, unit, "昨天", "", "", "张三")))

    done = office.run("observe", "--import", sheet, "--json")

    if chosen:
        assert f'"account": "{chosen}"' in done.out
    else:
        assert done.code == 2 and "有同名账号，请加“账号标识”一栏写明是哪一个：" in done.err


def test_where_ids_are_needed_the_sheet_that_goes_out_has_them(tmp_path: Path) -> None:
    office = namesakes(tmp_path)
    sheet = office.folder / "清单.xlsx"
    office.run("worklist", "--out", sheet)
    fill(sheet, {"云岭（微博）": {LATEST: "昨天", "本季无异常": "是", "查看人": "张三"}})

    done = office.json("observe", "--import", sheet)

    assert [seen["account"] for seen in done["observations"]] == ["b", "c", "d"]
    assert len(done["answers"]) == 18


@pytest.mark.parametrize(("unit", "is_refused"), [("某镇", True), ("某局", False), ("别局", False)])
def test_another_units_account_is_not_taken_for_a_closed_one_of_its_name(
    unit: str, *, is_refused: bool, tmp_path: Path
) -> None:
    """A unit that is not on the register may be a short name of the right one."""
    closed = account("old", "云岭", unit="v", status="closed")
    accounts = [account("a", "云岭"), account("v", "某镇发布", unit="v"), closed]
    office = make_office(tmp_path, accounts, units=(UNIT, {"id": "v", "name": "某镇"}))
    sheet = saved(office, (LOOKS, ("云岭", "微信", unit, "昨天", "", "", "张三")))

    done = office.run("observe", "--import", sheet)

    assert (done.code == 2) is is_refused, done.err
    assert ("与名单不符，“云岭”的主办单位是某局" in done.err) is is_refused


def test_a_file_without_either_sheet_says_what_is_missing(office: Office) -> None:
    done = office.run("observe", "--import", saved(office, (("单位", "情况"), ("某局", "正常"))))

    assert done.code == 2 and "没有找到核查清单的表头" in done.err and "accounts import" in done.err


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        (20211225, 0, "1 个账号已登记"),
        (20211332, 2, f"第2行:{LATEST}: 看不懂"),
        (99999999, 2, f"第2行:{LATEST}: 看不懂"),
    ],
)
def test_a_day_typed_as_one_number_into_a_date_cell_is_the_day(
    office: Office, typed: int, code: int, sentence: str
) -> None:
    path = saved(office, (LOOKS, ("高台发布", "", "", typed, "", "", "张三")))
    book = load_workbook(path)
    book.worksheets[0]["D2"].number_format = "yyyy-mm-dd"
    book.save(path)

    done = office.run("observe", "--import", path)

    assert done.code == code and sentence in done.err, done.err
    assert "Cell" not in done.err and "VALUE" not in done.err
