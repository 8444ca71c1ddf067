"""How a messy ledger is read: its lines, cells, sheets, and what in it is no account."""

import os
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from monitor.model import Status
from monitor.model.clock import BEIJING
from monitor.parsing import vocabulary
from tests.cli.accounts_ledger.builders import EXPORT, HEAD, imported, ledger, row
from tests.office import Office

ROWS = int(os.environ.get("MONITOR_ROWS", "600"))  # 5000 for a province
OPENED = datetime(2017, 9, 1, tzinfo=BEIJING).replace(tzinfo=None)


def test_a_messy_ledger_gives_the_right_accounts(office: Office) -> None:
    path = ledger(
        office,
        row(),
        row("高台财政 ", "订阅号", "财政局", OPENED,
            "√", 12345, phone=13900000000.0),
        row("高台抖音", "抖音号", "高台县民政局", 42491, "否", "1,234", status="变更待报"),
        row("高台微博", "新浪微博", "高台县民政局", "２０１６年５月１日", None, None, status=""),
        row(),
        [None] * 11,
    )  # fmt: skip

    done = imported(office, path, "--add-units", "--reason", "首次导入")

    assert done.code == 0, done.err
    assert "新增 3 个，变更 1 个，不变 0 个，新增单位 1 个（类别按名称推定" in done.err
    assert "重复行 1 行" in done.err
    assert "以下各列没有用到：级别" in done.err
    registry = office.register()
    shown = {a.id: (a.name, a.unit.name, str(a.opened_on), a.filed, a.followers, a.status.value)
             for a in registry.accounts}  # fmt: skip
    assert shown == {
        "caizheng-weixin": ("高台财政", "高台县财政局", "2017-09-01", True, 12345, "active"),
        "gaotaiminzheng-wechat": (
            "高台民政", "高台县民政局", "2016-05-01", True, 12000, "active"
        ),
        "gaotaidouyin-douyin": (
            "高台抖音", "高台县民政局", "2016-05-01", False, 1234, "changing"
        ),
        "gaotaiweibo-weibo": ("高台微博", "高台县民政局", "2016-05-01", None, None, "active"),
    }  # fmt: skip
    contact = registry.account("gaotaiminzheng-wechat").contact
    assert contact is not None and (contact.name, contact.phone) == ("李四", "13800000000")
    text = office.text()
    assert "# 演示" in text and "  # 财政\n" in text and "unit: caizheng   # 主办\n" in text
    (entry,) = office.json("accounts", "log", "gaotaiweibo-weibo")
    assert office.run("accounts", "log", "gaotaiweibo").code == 2
    assert (entry["action"], entry["reason"]) == ("import", "首次导入")


def test_a_unit_whose_kind_its_name_does_not_tell_is_named(office: Office) -> None:
    path = ledger(
        office,
        row("甲", unit="高台县气象局"),
        row("乙", unit="高台县消防救援大队"),
        row("丙", unit="高台县水电公司"),
    )

    told = imported(office, path, "--add-units").err
    again = imported(office, path, "--add-units").err

    assert "写明 kind：高台县消防救援大队、高台县水电公司。" in told
    assert "kind" not in again


def test_totals_and_signatures_below_a_ledger_are_no_accounts(office: Office) -> None:
    path = ledger(
        office,
        row(unit="财政局"),
        row("合计更新", unit="财政局"),
        ["合 计", None, None, None, None, None, 24000],
        [None, "合计 2 个"],
        ["填报人：李四", None, "审核人：王五"],
        ["注：粉丝数截至12月底"],
    )

    done = imported(office, path)

    assert "新增 2 个" in done.err, done.err
    assert "第 6、7、8 行是合计、填报人一类，不是账号，没有读取" in done.err


def test_a_line_that_only_begins_like_a_total_is_not_left_out(office: Office) -> None:
    whole = ["合计", *row("合计", unit="财政局")[1:]]

    assert "新增 1 个" in imported(office, ledger(office, whole)).err
    assert imported(office, ledger(office, row("填报：甲", platform="", unit="财政局"))).code == 2


@pytest.mark.long
def test_hundreds_of_rows_are_taken_whole(office: Office) -> None:
    rows = [row(f"账号{n}", phone="", who="", unit=f"第{n % 300}单位") for n in range(ROWS)]

    done = imported(office, ledger(office, *rows), "--add-units", "--dry-run")

    assert done.code == 0 and f"新增 {ROWS} 个" in done.err and "新增单位 300 个" in done.err


def test_a_name_is_no_telephone(office: Office) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["账号名称", "平台", "主办单位", "负责人姓名", "负责人电话"])
    page.append(["高台国库", "微博", "财政局", "李四", "13900001111"])
    book.save(path := office.folder / "a.xlsx")

    assert imported(office, path).code == 0
    contact = next(a.contact for a in office.register().accounts if a.name == "高台国库")
    assert contact is not None and (contact.name, contact.phone) == ("李四", "13900001111")


def test_a_second_sheet_that_is_a_ledger_is_not_passed_over(office: Office) -> None:
    path = ledger(office, row(unit="财政局"))
    book = load_workbook(path)
    book.create_sheet("说明").append(["本表由各单位填写"])
    book.create_sheet("微博").append(HEAD)
    book.save(path)

    done = imported(office, path)

    assert done.code == 2 and "另有工作表“微博”也是清单" in done.err


@pytest.mark.parametrize(
    ("text", "sentence"), [("2016.1", "可能是1月，也可能是10月"), ("2016.10", ""), ("2016.01", "")]
)
def test_a_month_that_lost_its_nought_is_asked_for(text: str, sentence: str) -> None:
    if sentence:
        with pytest.raises(ValueError, match=sentence):
            vocabulary.day(text, date(2021, 12, 31))
    else:
        assert vocabulary.day(text, date(2021, 12, 31)).year == 2016


@pytest.mark.parametrize("word", ["关停", "已关闭", "已关停", "已注销"])
def test_nothing_leaves_the_count_by_a_word_that_does_not_say_so(word: str) -> None:
    assert vocabulary.status(word) is Status.CANCELLED


def test_a_total_that_was_never_computed_is_a_total(office: Office) -> None:
    total = ["合计", None, None, None, None, None, "=SUM(G4:G4)"]

    assert imported(office, ledger(office, row(unit="财政局"), total)).code == 0
    path = office.folder / "export.csv"
    lines = "高台财政,微信,,正常\n高台民政,微信,,正常\n合计,2,,\n"
    path.write_text(EXPORT.replace("账号类型", "平台") + lines, "utf-8")
    assert office.run("accounts", "compare", path).code == 0


def test_the_sheet_that_people_see_is_read(office: Office) -> None:
    path = ledger(office, row(unit="财政局"))
    book = load_workbook(path)
    old = book.create_sheet("去年", 0)
    for cells in (HEAD, row("旧号", unit="财政局")):
        old.append(cells)
    old.sheet_state = "hidden"
    book.active = 1
    book.save(path)
    hidden = imported(office, path)
    book.create_sheet("已关停").append(["账号名称", "平台", "关停日期"])
    book.save(path)
    closed = imported(office, path)

    assert hidden.code == 0 and "旧号" not in {
        account.name for account in office.register().accounts
    }
    assert closed.code == 2 and "另有工作表“已关停”也是清单" in closed.err


def test_rows_that_people_do_not_see_are_taken_and_told(office: Office) -> None:
    path = ledger(office, row(unit="财政局"), row("旧号", unit="财政局"))
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[5].hidden = True
    book.save(path)

    done = imported(office, path)

    assert "新增 2 个" in done.err and "有 1 行是隐藏的，也已读取，如第 5 行" in done.err


def test_units_merged_down_and_cells_that_say_nothing(office: Office) -> None:
    path = ledger(
        office,
        row("高台财政", "新浪微博", "高台县 财政局", opened="/", filed="——", fans="-", who="—",
            phone="／", status="·"),
        row("高台财政", "抖音号", "", fans=3),
    )  # fmt: skip
    book = load_workbook(path)
    book.worksheets[0].merge_cells("D4:D5")
    book.save(path)

    assert imported(office, path).code == 0
    weibo, douyin = office.register().accounts[-2:]
    assert (weibo.unit.id, weibo.opened_on, weibo.filed, weibo.followers, weibo.contact) == (
        "caizheng", None, None, None, None
    )  # fmt: skip
    assert (douyin.unit.id, douyin.followers) == ("caizheng", 3)


def test_a_head_may_count_followers_in_ten_thousands(office: Office) -> None:
    path = office.folder / "a.csv"
    path.write_text(
        "账号名称,账号类型,单位名称,粉丝数（万）\n甲,微博,财政局,1.2\n乙,微博,财政局,3万\n", "utf-8"
    )

    assert imported(office, path).code == 0
    assert [account.followers for account in office.register().accounts[-2:]] == [12000, 30000]
