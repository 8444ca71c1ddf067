"""What a row of a ledger comes to: a new account, a change, nothing, a fault with its cell."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from monitor.model import Account, Contact, Platform, Status, Unit
from monitor.model.errors import SheetError
from monitor.registry import lifecycle
from monitor.registry.ledger.importer import Ledger, read
from tests.builders import account

TODAY = date(2021, 12, 31)
TREASURY = Unit(id="cz", name="高台县财政局", kind="department")
FORESTS = Unit(id="lc", name="高台县林草局", kind="department")
HEAD = ("账号标识", "账号名称", "平台", "主办单位", "开设日期", "备案情况", "粉丝数", "负责人",
        "联系电话", "状态", "备注", "主管单位")  # fmt: skip
KNOWN = account("cz-weixin", name="高台财政", unit=TREASURY)
Changes = list[tuple[str, dict[str, Any]]]


def row(
    name: str = "高台财政", platform: str = "微信", unit: str = "财政局", **overrides: str
) -> list[str]:
    cells = {"账号名称": name, "平台": platform, "主办单位": unit} | overrides
    return [cells.get(title, "") for title in HEAD]


def taken(
    folder: Path, rows: Sequence[Sequence[str]], *accounts: Account, **overrides: Any
) -> Ledger:
    path = folder / "台账.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *rows])
    values: dict[str, Any] = {
        "spell": lambda name: "x" if name else "",
        "county": "高台县",
    } | overrides
    return read(path, accounts, (TREASURY, FORESTS), TODAY, **values)


def changes(
    folder: Path, *rows: Sequence[str], known: Sequence[Account] = (KNOWN,), **options: Any
) -> Changes:
    return [
        (change.account, dict(change.values))
        for change in taken(folder, rows, *known, **options).changes
    ]


def faults(
    folder: Path, *rows: Sequence[str], known: Sequence[Account] = (KNOWN,), **options: Any
) -> list[str]:
    with pytest.raises(SheetError) as failed:
        taken(folder, rows, *known, **({"strict": True} | options))
    return [line.rpartition("台账.csv:")[2] for line in str(failed.value).splitlines()]


NEW = {"platform": "wechat", "unit": "cz", "name": "新号"}


def test_a_name_that_nobody_has_is_a_new_account(tmp_path: Path) -> None:
    (change,) = taken(tmp_path, [row("新号", 备注="说明", 主管单位="县政府")], KNOWN).changes

    assert change.new and change.account == "x-wechat"
    assert change.values == {"id": "x-wechat", **NEW, "note": "说明", "supervisor": "县政府"}


def test_names_that_sound_alike_get_numbers(tmp_path: Path) -> None:
    rows = [row(f"新号{n}") for n in "甲乙丙"]

    found = changes(tmp_path, *rows, known=(account("x-wechat", name="旧", unit=TREASURY),))

    assert [id for id, _ in found] == ["x-wechat-2", "x-wechat-3", "x-wechat-4"]


@pytest.mark.parametrize(
    ("sound", "id"),
    [
        ("", "zhanghao-wechat"),
        ("a" * 50, f"{'a' * 50}-wechat"),
        ("a" * 52, f"{'a' * 52}-wechat"),
        ("a" * 59, "a" * 59),  # no dash at the end
        ("a" * 70, "a" * 60),
    ],
)
def test_an_identifier_is_short_and_ends_in_no_dash(tmp_path: Path, sound: str, id: str) -> None:
    ((made, _),) = changes(tmp_path, row("新号"), spell=lambda name: sound if name else "")

    assert made == id


def test_a_long_identifier_with_a_number_stays_short(tmp_path: Path) -> None:
    taken_ids = [account(id, name=id, unit=TREASURY) for id in ("a" * 60, f"{'a' * 56}-2")]

    ((made, _),) = changes(tmp_path, row("新号"), known=taken_ids, spell=lambda _: "a" * 70)

    assert made == f"{'a' * 56}-3"
    dashed = account(f"{'a' * 55}-bbbb", name="b", unit=TREASURY)
    ((made, _),) = changes(
        tmp_path, row("新号"), known=[dashed], spell=lambda _: f"{'a' * 55}-bbbb-"
    )
    assert not made.startswith("-") and "--" not in made


def test_an_account_elsewhere_is_called_by_the_sound_of_its_platform(tmp_path: Path) -> None:
    sounds = {"百家号": "baijia", "新号": "xin"}

    ((id, values),) = changes(
        tmp_path,
        row("新号", "百家号", 备注="百家号；说明"),
        spell=lambda name: sounds.get(name, ""),
    )
    ((_, bare),) = changes(tmp_path, row("新号", "百家号"))

    assert (id, values["platform"], values["note"]) == ("xin-baijia", "other", "百家号；说明")
    assert bare["note"] == "百家号"


def test_what_the_register_has_already_is_counted_and_changes_nothing(tmp_path: Path) -> None:
    ledger = taken(tmp_path, [row()], KNOWN)

    assert (ledger.changes, ledger.same, ledger.skipped, ledger.gone) == ((), ("cz-weixin",), 0, ())


def test_only_what_differs_is_changed(tmp_path: Path) -> None:
    rows = row(备案情况="是", 粉丝数="1.2万", 开设日期="2016-05-17", 备注="新")

    ((id, values),) = changes(tmp_path, rows)

    assert (id, values) == (
        "cz-weixin",
        {"filed": "true", "followers": "12000", "opened_on": "2016-05-17", "note": "新"},
    )


@pytest.mark.parametrize(
    ("known", "written", "expected"),
    [
        ("2016-05-17", "2016-05", {}),
        ("2016-05-17", "2016-06", {"opened_on": "2016-06-01"}),
        ("2016-05-17", "2016-05-18", {"opened_on": "2016-05-18"}),
        (None, "2016-05", {"opened_on": "2016-05-01"}),
    ],
)
def test_a_month_without_its_day_takes_no_day_away(
    tmp_path: Path, known: str | None, written: str, expected: dict[str, str]
) -> None:
    opened = date.fromisoformat(known) if known else None
    one = account("cz-weixin", name="高台财政", unit=TREASURY, opened_on=opened)

    found = changes(tmp_path, row(开设日期=written), known=[one])

    assert [values for _, values in found] == ([expected] if expected else [])


def test_a_name_in_other_spaces_is_the_same_and_by_its_identifier_a_new_one(tmp_path: Path) -> None:
    assert changes(tmp_path, row("高台 财政")) == []
    assert changes(tmp_path, row("高台财政发布", 账号标识="cz-weixin")) == [
        ("cz-weixin", {"name": "高台财政发布"})
    ]


def test_the_name_of_a_platform_elsewhere_is_no_new_note(tmp_path: Path) -> None:
    one = account("b", name="高台财政", unit=TREASURY, platform=Platform.OTHER, note="百家号；老")

    assert changes(tmp_path, row(platform="百家号"), known=[one]) == []
    assert changes(tmp_path, row(platform="百家号", 备注="新"), known=[one]) == [
        ("b", {"note": "百家号；新"})
    ]


PERSON = Contact(name="李四", phone="0936-6621234")
CONFIRMED = Contact(name="李四", phone="0936-6621234", confirmed_on=date(2021, 3, 1))


@pytest.mark.parametrize(
    ("had", "cells", "expected"),
    [
        (None, {"负责人": "李四"}, {"name": "李四"}),
        (
            None,
            {"负责人": "李四", "联系电话": "13900001111"},
            {"name": "李四", "phone": "13900001111"},
        ),
        (PERSON, {"负责人": "李四"}, None),
        (PERSON, {"负责人": "王五"}, {"name": "王五"}),
        (
            PERSON,
            {"负责人": "李四", "联系电话": "13900001111"},
            {"name": "李四", "phone": "13900001111"},
        ),
        (CONFIRMED, {"负责人": "李四"}, None),
        (CONFIRMED, {"负责人": "王五"}, {"name": "王五", "confirmed_on": "2021-12-31"}),
        (
            CONFIRMED,
            {"负责人": "李四", "联系电话": "13900001111"},
            {"name": "李四", "phone": "13900001111", "confirmed_on": "2021-03-01"},
        ),
    ],
)
def test_a_contact_is_changed_without_losing_what_the_ledger_leaves_out(
    tmp_path: Path, had: Contact | None, cells: dict[str, str], expected: dict[str, str] | None
) -> None:
    one = account("cz-weixin", name="高台财政", unit=TREASURY, contact=had)

    found = changes(tmp_path, row(**cells), known=[one])

    assert [values for _, values in found] == ([{"contact": expected}] if expected else [])


def test_an_account_of_that_name_of_another_unit_is_asked_about(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, row(unit="林草局"))

    assert fault == (
        "第2行:主办单位: 名单中同名账号 cz-weixin 属于高台县财政局；"
        "单位有变更的请先用 accounts set 登记，另有账号的请用 accounts add 增加"
    )


def test_a_namesake_that_has_its_own_row_or_has_gone_is_none(tmp_path: Path) -> None:
    gone = account("cz-weixin", name="高台财政", unit=TREASURY, status=Status.CLOSED)

    assert [id for id, _ in changes(tmp_path, row(unit="林草局"), row())] == ["x-wechat"]
    assert [id for id, _ in changes(tmp_path, row(unit="林草局"), known=[gone])] == ["x-wechat"]


def test_of_two_of_one_name_and_unit_the_one_in_use_is_meant(tmp_path: Path) -> None:
    gone = account("a", name="高台财政", unit=TREASURY, status=Status.CLOSED)

    for known in ((gone, KNOWN), (KNOWN, gone)):
        found = changes(tmp_path, row(备注="新"), known=known)
        assert found == [("cz-weixin", {"note": "新"})]


def test_a_row_of_an_account_that_has_gone_is_told_unless_it_says_so(tmp_path: Path) -> None:
    gone = account("cz-weixin", name="高台财政", unit=TREASURY, status=Status.CLOSED)

    assert taken(tmp_path, [row()], gone).gone == (2,)
    assert taken(tmp_path, [row(状态="关停已备案")], gone).gone == ()


def test_the_same_row_twice_is_skipped_and_another_of_one_account_is_a_fault(
    tmp_path: Path,
) -> None:
    ledger = taken(tmp_path, [row(), row(), row("新号"), row("新号")], KNOWN)
    (fault,) = faults(tmp_path, row("新号"), row("新号", 备注="另"))

    assert (ledger.same, ledger.skipped, len(ledger.changes)) == (("cz-weixin",), 2, 1)
    assert fault == "第3行:账号名称: 与第 2 行是同一账号，但内容不同"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"name": ""}, "第2行:账号名称: 不能为空"),
        ({"platform": ""}, "第2行:平台: 不能为空"),
        ({"unit": ""}, "第2行:主办单位: 不能为空，请逐行填写"),
        ({"账号标识": "nobody"}, "第2行:账号标识: 名单中没有账号 nobody"),
        ({"联系电话": "13900001111"}, "第2行:联系电话: 填写了电话，没有填写负责人"),
        ({"负责人": "李四13900001111"}, "第2行:负责人: 含有号码，请把电话填入联系电话一列"),
        ({"负责人": "李四", "联系电话": "见附件"}, "第2行:联系电话: 联系电话“见附件”不像电话号码"),
        ({"unit": "民政局"}, "第2行:主办单位: 名单中没有单位“民政局”；新单位可加 --add-units"),
        (
            {"unit": "高台县财政"},
            "第2行:主办单位: 名单中没有单位“高台县财政”，"
            "是否为 高台县财政局；新单位可加 --add-units",
        ),
    ],
)
def test_each_fault_names_its_cell(tmp_path: Path, cells: dict[str, str], sentence: str) -> None:
    assert faults(tmp_path, row(**cells)) == [sentence]


def test_all_faults_of_all_rows_are_said_and_a_fault_has_no_second(tmp_path: Path) -> None:
    rows = row("", "口琴", "民政局"), row("新号", "口琴"), row("新号2", unit="民政局")

    assert len(faults(tmp_path, *rows)) == 5


def test_what_comes_in_gone_or_comes_back_needs_a_reason(tmp_path: Path) -> None:
    gone = account("cz-weixin", name="高台财政", unit=TREASURY, status=Status.CLOSED)
    new, back = row("新号", 状态="注销已备案"), row(状态="正常")

    assert faults(tmp_path, new) == ["第2行:状态: 新增的账号已在关停或整合的，须用 --reason 说明"]
    assert faults(tmp_path, new, reason="  ") != []
    assert [values["status"] for _, values in changes(tmp_path, new, reason="补录")] == ["closed"]
    assert faults(tmp_path, back, known=[gone])[0].startswith("第2行:状态: ")
    ((_, values),) = changes(tmp_path, back, known=[gone], reason="恢复")
    assert values == {"status": "active", **lifecycle.anew(gone, Status.ACTIVE)}
    assert len(values) > 1
    assert [v["status"] for _, v in changes(tmp_path, row("新号", 状态="冻结"), reason="补录")] == [
        "frozen"
    ]


def test_a_unit_that_nobody_knows_is_added_once_if_wanted(tmp_path: Path) -> None:
    rows = [row("甲", unit="民政局"), row("乙", unit="民政局"), row("丙", unit="高台县教育局")]
    sounds = {"民政局": "mz", "高台县教育局": ""}

    ledger = taken(tmp_path, rows, add_units=True, spell=lambda name: sounds.get(name, "n"))

    assert [(unit.id, unit.name, unit.kind) for unit in ledger.units] == [
        ("mz", "民政局", "department"), ("danwei", "高台县教育局", "department")
    ]  # fmt: skip
    assert [change.values["unit"] for change in ledger.changes] == ["mz", "mz", "danwei"]


def test_words_that_mean_two_units_are_no_new_unit(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("账号名称,平台,主办单位\n甲,微信,新华\n", "utf-8")
    two = (Unit(id="a", name="高台县新华"), Unit(id="b", name="新华人民政府"))

    with pytest.raises(SheetError, match="是否为 高台县新华、新华人民政府，请写全称"):
        read(path, (), two, TODAY, spell=lambda _: "n", county="高台县", add_units=True)


def test_a_cell_that_is_odd_in_the_register_too_is_no_news(tmp_path: Path) -> None:
    odd = account(
        "cz-weixin", name="高台财政", unit=TREASURY, contact=Contact(name="李四", phone="见门牌")
    )
    cells = {"账号标识": "cz-weixin", "负责人": "李四", "联系电话": "见门牌"}

    assert changes(tmp_path, row(**cells), known=[odd]) == []
    assert len(faults(tmp_path, row(**{**cells, "联系电话": "见门柱"}), known=[odd])) == 1


def test_columns_that_nobody_knows_are_named_where_they_say_anything(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_text(
        "序号,账号名称,平台,主办单位,级别,空列\n1,高台财政,微信,财政局,科级,\n,合计,,,1个,\n",
        "utf-8",
    )

    ledger = read(path, [KNOWN], [TREASURY], TODAY, spell=lambda _: "", county="高台县")

    assert (ledger.unknown, ledger.feet) == (("级别",), (3,))


def test_a_stroke_is_a_blank_cell(tmp_path: Path) -> None:
    assert [values for _, values in changes(tmp_path, row("新号", 备注="—", 粉丝数="/"))] == [
        {"id": "x-wechat", **NEW}
    ]


def test_an_account_is_one_by_its_identifier_whatever_it_is_called(tmp_path: Path) -> None:
    rows = [row(name, 账号标识="cz-weixin") for name in ("高台财政", "高台财政发布")]

    assert faults(tmp_path, *rows) == ["第3行:账号名称: 与第 2 行是同一账号，但内容不同"]


def test_a_namesake_without_a_row_is_no_fault_of_who_has_one(tmp_path: Path) -> None:
    other = account("lc-weixin", name="高台财政", unit=FORESTS)

    assert changes(tmp_path, row(备注="新"), known=(KNOWN, other)) == [
        ("cz-weixin", {"note": "新"})
    ]


def test_a_contact_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    cells = {"负责人": "李四13900001111", "联系电话": "13900001111"}

    assert len(faults(tmp_path, row(**cells))) == 1


def test_units_that_sound_alike_get_numbers(tmp_path: Path) -> None:
    rows = [row("甲", unit="民政局"), row("乙", unit="民正局")]

    ledger = taken(tmp_path, rows, add_units=True, spell=lambda _: "mz")

    assert [unit.id for unit in ledger.units] == ["mz", "mz-2"]


@pytest.mark.parametrize(("text", "filed"), [("已备案", "true"), ("未备案", "false")])
def test_what_is_said_of_the_filing_is_taken(tmp_path: Path, text: str, filed: str) -> None:
    assert changes(tmp_path, row(备案情况=text)) == [("cz-weixin", {"filed": filed})]


def test_totals_are_told_by_their_rows_and_an_account_called_so_is_one(tmp_path: Path) -> None:
    feet = row("合计", "", "")
    rows = [feet, *(row(f"甲{n}") for n in range(30)), feet, row("合计")]

    ledger = taken(tmp_path, rows)

    assert ledger.feet == (2, 33)
    assert ledger.changes[-1].values["name"] == "合计" and len(ledger.changes) == 31


def test_a_date_and_an_address_are_read_as_people_see_them(tmp_path: Path) -> None:
    """A spreadsheet keeps a date as a number of days, and an address behind other words."""
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    page = book.active
    assert page is not None
    page.append(["账号名称", "平台", "主办单位", "开设日期", "链接"])
    page.append(["新号", "网站", "财政局", 41_045, "点击查看"])
    page["E2"].hyperlink = "https://a.invalid/col/"
    book.save(path := tmp_path / "台账.xlsx")

    (change,) = read(path, [], [TREASURY], TODAY, spell=lambda _: "x", county="高台县").changes

    assert change.values["opened_on"] == "2016-05-17"
    assert change.values["url"] == "https://a.invalid/col/"
