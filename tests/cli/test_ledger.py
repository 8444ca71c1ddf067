"""`monitor accounts import|export`: the messy ledgers of real offices, all or nothing."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook, load_workbook

from monitor.clock import BEIJING
from monitor.ledger import words
from monitor.model import Platform, Status
from monitor.registry import load
from monitor.registry.values import Registry
from reports.pages import qr
from tests.builders import NOON
from tests.running import Done, run

REGISTER = """\
jurisdiction: {name: 高台县}   # 演示
units:
  - {id: caizheng, name: 高台县财政局, kind: department}
accounts:
  # 财政
  - id: caizheng-weixin
    name: 高台财政
    platform: wechat
    unit: caizheng   # 主办
"""
HEAD = ["序号", "账号名称（全称）", "平台", "账号主体/主办单位", "开通时间", "是否备案", "粉丝数",
        "联系人", "联系电话", "运行状态", "级别"]  # fmt: skip
ENGLISH = ["No.", "Account Name", "Platform", "Organizer", "Opened", "Filed", "Followers",
           "Contact", "Phone", "Status", "Level"]  # fmt: skip


ROWS = 5000
OPENED = datetime(2017, 9, 1, tzinfo=BEIJING).replace(tzinfo=None)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")
    with time_machine.travel(NOON, tick=False):
        yield tmp_path


def ledger(folder: Path, *rows: list[Any]) -> Path:
    path = folder / "台账.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["高台县政务新媒体账号台账"])
    sheet.merge_cells("A1:K1")
    for row in (HEAD, ENGLISH, *rows):
        sheet.append(row)
    book.save(path)
    return path


def row(name: str = "高台民政", platform: str = "微信公众号", unit: str = "高台县民政局",
        opened: Any = "2016.5", filed: Any = "已备案", fans: Any = "1.2万", who: str = "李四",
        phone: Any = "１３８００００００００", status: str = "正常运行") -> list[Any]:  # fmt: skip
    return [1, name, platform, unit, opened, filed, fans, who, phone, status, "科级"]


def taken(folder: Path, path: Path, *words: str) -> Done:
    return run(folder, "accounts", "import", path, "--by", "张三", *words)


def registered(folder: Path) -> Registry:
    return load(folder / "accounts.yaml")


def test_a_messy_ledger_gives_the_right_accounts(office: Path) -> None:
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

    done = taken(office, path, "--add-units", "--reason", "首次导入")

    assert done.code == 0, done.err
    assert "新增 3 个，修改 1 个，相同 0 个，新增单位 1 个（类别按名称推定" in done.err
    assert "重复行 1 行" in done.err
    assert "以下各列没有用到：级别" in done.err
    registry = registered(office)
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
    text = (office / "accounts.yaml").read_text("utf-8")
    assert "# 演示" in text and "  # 财政\n" in text and "unit: caizheng   # 主办\n" in text
    (entry,) = json.loads(run(office, "accounts", "log", "gaotaiweibo-weibo", "--json").out)
    assert run(office, "accounts", "log", "gaotaiweibo").code == 2
    assert (entry["action"], entry["reason"]) == ("import", "首次导入")


def test_totals_and_signatures_below_a_ledger_are_no_accounts(office: Path) -> None:
    path = ledger(
        office,
        row(unit="财政局"),
        row("合计更新", unit="财政局"),
        ["合 计", None, None, None, None, None, 24000],
        [None, "合计 2 个"],
        ["填报人：李四", None, "审核人：王五"],
        ["注：粉丝数截至12月底"],
    )

    done = taken(office, path)

    assert "新增 2 个" in done.err, done.err
    assert "第 6、7、8 行是合计、填报人一类，不是账号，没有读取" in done.err


def test_a_line_that_only_begins_like_a_total_is_not_left_out(office: Path) -> None:
    whole = ["合计", *row("合计", unit="财政局")[1:]]

    assert "新增 1 个" in taken(office, ledger(office, whole)).err
    assert taken(office, ledger(office, row("填报：甲", platform="", unit="财政局"))).code == 2


def test_what_is_in_already_is_left_alone(office: Path) -> None:
    path = ledger(office, row())
    taken(office, path, "--add-units")
    before = (office / "accounts.yaml").read_bytes()

    done = taken(office, path)

    assert "相同 1 个" in done.err and "无需修改" in done.err
    assert (office / "accounts.yaml").read_bytes() == before


def test_every_fault_is_named_with_its_cell_and_nothing_is_taken(office: Path) -> None:
    before = (office / "accounts.yaml").read_bytes()
    path = ledger(
        office,
        row(platform="朋友圈"),
        row(name="", unit=""),
        row(unit="高台县财证局"),
        row(opened="2016-02-30"),
        row(opened="去年"),
        row(opened="2099-01-01"),
        row(filed="可能"),
        row(fans="很多"),
        row(phone="见附件"),
        row(who=""),
        row(status="休眠"),
        row(who="李四13800000000"),
        row("高台财政", unit="财政局", status="已注销"),
        row("甲", unit="财政局"),
        row("甲", unit="财政局", fans=5),
        row("乙", unit="财政局", fans="=1+1"),
    )

    done = taken(office, path)

    assert done.code == 2
    lines = [line.rpartition("台账.xlsx:")[2] for line in done.err.splitlines()]
    starts = (
        "第19行:粉丝数: 公式没有计算结果",
        "第4行:平台: 不认识的平台“朋友圈”",
        "第4行:账号主体/主办单位: 名单中没有单位“高台县民政局”",
        "第5行:账号名称（全称）: 不能为空",
        "第5行:账号主体/主办单位: 不能为空",
        "第6行:账号主体/主办单位: 名单中没有单位“高台县财证局”，是否为 高台县财政局",
        "第7行:开通时间: 日期“2016-02-30”不存在",
        "第8行:开通时间: 看不懂日期“去年”",
        "第9行:开通时间: 日期“2099-01-01”不合理",
        "第10行:是否备案: 看不懂“可能”",
        "第11行:粉丝数: 看不懂数字“很多”",
        "第12行:联系电话: 联系电话“见附件”不像电话号码",
        "第13行:联系电话: 填写了电话，没有填写负责人",
        "第14行:运行状态: 不认识的状态“休眠”",
        "第15行:联系人: 含有号码，请把电话填入联系电话一列",
        "第16行:运行状态: 状态“已注销待备案”须用 accounts close 登记",
        "第18行:账号名称（全称）: 与第 17 行是同一账号，但内容不同",
    )
    for start in starts:
        assert any(line.startswith(start) for line in lines), start
    assert (office / "accounts.yaml").read_bytes() == before


def test_a_dry_run_shows_and_saves_nothing(office: Path) -> None:
    before = (office / "accounts.yaml").read_bytes()

    done = taken(office, ledger(office, row()), "--add-units", "--dry-run")

    assert "+    name: 高台民政" in done.out and "新增 1 个" in done.err
    assert (office / "accounts.yaml").read_bytes() == before


def test_five_thousand_rows_are_taken_whole(office: Path) -> None:
    rows = [row(f"账号{n}", phone="", who="", unit=f"第{n % 300}单位") for n in range(ROWS)]

    done = taken(office, ledger(office, *rows), "--add-units", "--dry-run")

    assert done.code == 0 and f"新增 {ROWS} 个" in done.err and "新增单位 300 个" in done.err


def test_what_is_exported_comes_back_the_same(office: Path) -> None:
    taken(office, ledger(office, row(), row("高台抖音", "抖音号", opened="", filed="否")),
          "--add-units")  # fmt: skip
    out = office / "导出.xlsx"

    assert run(office, "accounts", "export", out).code == 0
    assert "相同 3 个" in taken(office, out, "--dry-run").err
    heads = [cell.value for cell in load_workbook(out).worksheets[0][1]]
    assert heads[:4] == ["账号标识", "账号名称", "平台", "账号主体/主办单位"]


def test_an_exported_ledger_tells_no_from_not_known(office: Path) -> None:
    run(office, "accounts", "set", "caizheng-weixin", "filed=false", "followers=0", "--by", "张三")
    run(office, "accounts", "add", "b", "--name", "乙", "--platform", "weibo", "--unit", "caizheng",
        "--by", "张三")  # fmt: skip
    run(office, "accounts", "export", out := office / "导出.xlsx")

    heads, *rows = load_workbook(out).worksheets[0].iter_rows(values_only=True)
    places = [heads.index(title) for title in ("备案情况", "粉丝数")]
    shown = [[cells[place] for place in places] for cells in rows]
    assert shown == [["未备案", 0], [None, None]]


def test_an_odd_entry_comes_back_as_it_was(office: Path) -> None:
    """What the register says is no news, and no fault of the sheet that repeats it."""
    entries = (
        "opened_on: 1999-05-01, contact: {name: 张 三, phone: 138 0000 0000}",
        'note: "=1+1", contact: {name: 李四, phone: 见值班表, confirmed_on: 2021-06-01}',
        'note: "一\\n二", filed: false, followers: 0, contact: {name: "13800000000"}',
        "status: cancelled, closing: {notice_on: 2021-01-01, cancelled_on: 2021-02-01}",
        "status: merged, merged_into: caizheng-weixin, url: https://a.invalid/高台",
        "status: unlisted, note: 百家号；代管",
    )
    made = "".join(
        f'  - {{id: b{n}, name: "合计  {n}", platform: other, unit: caizheng, {entry}}}\n'
        for n, entry in enumerate(entries)
    )
    (office / "accounts.yaml").write_text(REGISTER + made, "utf-8")
    out = office / "导出.xlsx"
    run(office, "accounts", "export", out)

    done = taken(office, out)

    assert "相同 7 个" in done.err and "无需修改" in done.err, done.err + done.out


def test_a_file_that_is_no_ledger_is_one_sentence(office: Path) -> None:
    path = office / "a.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")

    done = taken(office, path)

    assert done.code == 2 and "应有以下各列：账号名称、平台、主办单位" in done.err
    assert run(office, "accounts", "export", office / "a.csv").code == 2


def test_a_board_of_codes_is_printed_by_unit(office: Path) -> None:
    run(office, "accounts", "set", "caizheng-weixin", "url=https://a.invalid/<b>", "--by", "张三")
    run(office, "accounts", "add", "b", "--name", "甲<i>", "--platform", "weibo", "--unit",
        "caizheng", "--by", "张三")  # fmt: skip

    done = run(office, "accounts", "qrcodes", "--out", office / "b.html")

    page = (office / "b.html").read_text("utf-8")
    assert "其中 1 个没有登记 url" in done.err
    assert page.count("<svg") == 1 and page.count("请搜索名称") == 1
    assert "高台县财政局" in page and "甲&lt;i&gt;" in page and "<script" not in page
    assert run(office, "accounts", "qrcodes", "--out", office / "b.png").code == 2


def test_a_board_follows_the_register_and_leaves_out_what_is_being_closed(office: Path) -> None:
    (office / "accounts.yaml").write_text(
        "jurisdiction: {name: 高台县}\n"
        "units: [{id: z, name: 甲局}, {id: a, name: 乙局}]\n"
        "accounts:\n"
        "  - {id: 1, name: 一号, platform: wechat, unit: a}\n"
        "  - {id: 2, name: 二号, platform: douyin, unit: z}\n"
        "  - {id: 3, name: 三号, platform: wechat, unit: z}\n"
        "  - {id: 4, name: 四号, platform: weibo, unit: z, status: cancelled}\n",
        "utf-8",
    )

    done = run(office, "accounts", "qrcodes", "--out", office / "b.html")

    page = (office / "b.html").read_text("utf-8")
    places = [page.index(word) for word in ("甲局", "三号", "二号", "乙局", "一号")]
    assert places == sorted(places) and "四号" not in page
    assert "3 个账号的二维码展板" in done.err and "另有 1 个在关停中，没有列入" in done.err


def test_a_code_of_a_chinese_address_has_only_letters_that_every_reader_knows() -> None:
    assert qr("https://a.invalid/高台?x=%E5%8F%B0&y=1") == qr(
        "https://a.invalid/%E9%AB%98%E5%8F%B0?x=%E5%8F%B0&y=1"
    )


EXPORT = "账号名称,账号类型,主办单位,运行状态\n"


@pytest.mark.parametrize(
    ("change", "lines", "expected"),
    [
        ([], "高台财政,微信公众号,高台县财政局,正常\n", []),
        ([], "高台 财政,订阅号,,\n", []),
        ([], "", ["unfiled"]),
        ([], "高台财政,微信,,正常\n高台民政,抖音,高台县民政局,正常\n", ["unknown"]),
        ([], "高台财政,微信,,正常\n高台民政,抖音,高台县民政局,已注销\n", []),
        ([], "高台财政,微信,,已注销\n", ["closed_there"]),
        (["filed=false"], "高台财政,微信,,正常\n", ["flag"]),
    ],
)
def test_the_register_is_held_against_the_national_one(
    office: Path, change: list[str], lines: str, expected: list[str]
) -> None:
    if change:
        run(office, "accounts", "set", "caizheng-weixin", *change, "--by", "张三")
    path = office / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + (lines or "甲,微信,,已注销\n"), "utf-8")

    done = run(office, "accounts", "compare", path, "--json")

    found = [one["difference"] for one in json.loads(done.out)["differences"]]
    assert (found, done.code) == (expected, int(bool(expected)))
    shown = run(office, "accounts", "compare", path).out
    assert ("一致" in shown) is (not expected)


def test_what_is_closed_here_and_alive_there_is_named(office: Path) -> None:
    run(office, "accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01",
        "--cancelled-on", "2021-12-20", "--by", "张三")  # fmt: skip
    path = office / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + "高台财政,微信,,正常\n", "utf-8")

    done = run(office, "accounts", "compare", path)

    assert "名单已注销、系统仍在用" in done.out and "caizheng-weixin" in done.out


def test_of_two_entries_of_one_name_the_one_in_use_counts(office: Path) -> None:
    """百家号 and 搜狐号 of one name are two accounts; a successor answers for its namesake."""
    taken(
        office,
        ledger(
            office, row(platform="百家号", unit="财政局"), row(platform="搜狐号", unit="财政局")
        ),
    )
    run(office, "accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01",
        "--cancelled-on", "2021-12-20", "--by", "张三")  # fmt: skip
    run(office, "accounts", "add", "caizheng-xin", "--name", "高台财政", "--platform", "wechat",
        "--unit", "caizheng", "--by", "张三")  # fmt: skip
    path = office / "export.csv"
    lines = "高台财政,微信,,正常\n高台财政,微信,,已注销\n高台民政,百家号,,正常\n"
    path.write_text(EXPORT.replace("账号类型", "平台") + lines, "utf-8")

    found = json.loads(run(office, "accounts", "compare", path, "--json").out)["differences"]

    assert [(one["difference"], one["account"]) for one in found] == [
        ("unfiled", "gaotaiminzheng-souhuhao")
    ]


def test_an_export_with_a_nameless_line_is_refused(office: Path) -> None:
    path = office / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + ",微信,,正常\n", "utf-8")

    done = run(office, "accounts", "compare", path)

    assert done.code == 2 and "第2行:" in done.err and "不能为空" in done.err


def test_an_export_with_an_unknown_platform_is_refused(office: Path) -> None:
    path = office / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + "高台财政,朋友圈,,正常\n", "utf-8")

    done = run(office, "accounts", "compare", path)

    assert done.code == 2 and "第2行:平台: 不认识的平台“朋友圈”" in done.err


def test_platforms_that_are_none_of_ours_are_told_apart(office: Path) -> None:
    """百家号, 搜狐号 and 企鹅号 of one name are three accounts, and no unit's duplicates."""
    path = ledger(
        office,
        *(row(platform=name, unit="财政局") for name in ("百家号", "搜狐号", "企鹅号", "百家号")),
    )

    assert "新增 3 个" in (done := taken(office, path)).err and "重复行 1 行" in done.err
    made = {a.id: a for a in registered(office).accounts if a.platform is Platform.OTHER}
    assert {a.note for a in made.values()} == {"百家号", "搜狐号", "企鹅号"}
    assert not any(a.twins for a in made.values())
    assert "相同 3 个" in taken(office, path).err


def test_a_name_is_no_telephone(office: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["账号名称", "平台", "主办单位", "负责人姓名", "负责人电话"])
    page.append(["高台国库", "微博", "财政局", "李四", "13900001111"])
    book.save(path := office / "a.xlsx")

    assert taken(office, path).code == 0
    contact = next(a.contact for a in registered(office).accounts if a.name == "高台国库")
    assert contact is not None and (contact.name, contact.phone) == ("李四", "13900001111")


def test_a_second_sheet_that_is_a_ledger_is_not_passed_over(office: Path) -> None:
    path = ledger(office, row(unit="财政局"))
    book = load_workbook(path)
    book.create_sheet("说明").append(["本表由各单位填写"])
    book.create_sheet("微博").append(HEAD)
    book.save(path)

    done = taken(office, path)

    assert done.code == 2 and "另有工作表“微博”也是清单" in done.err


def test_what_was_confirmed_stays_when_the_number_changes(office: Path) -> None:
    run(office, "accounts", "set", "caizheng-weixin", "contact.name=李四", "contact.phone=1234567",
        "contact.confirmed_on=2021-12-01", "note=移交", "--by", "张三")  # fmt: skip

    taken(office, ledger(office, row("高台财政", unit="财政局", phone="7654321", status="")))

    contact = registered(office).account("caizheng-weixin").contact
    assert contact is not None
    assert (contact.phone, str(contact.confirmed_on)) == ("7654321", "2021-12-01")


@pytest.mark.parametrize(
    ("text", "said"), [("2016.1", "可能是1月，也可能是10月"), ("2016.10", ""), ("2016.01", "")]
)
def test_a_month_that_lost_its_nought_is_asked_for(text: str, said: str) -> None:
    if said:
        with pytest.raises(ValueError, match=said):
            words.day(text, date(2021, 12, 31))
    else:
        assert words.day(text, date(2021, 12, 31)).year == 2016


@pytest.mark.parametrize("word", ["关停", "已关闭", "已关停", "已注销"])
def test_nothing_leaves_the_count_by_a_word_that_does_not_say_so(word: str) -> None:
    assert words.status(word) is Status.CANCELLED


@pytest.mark.parametrize(
    ("text", "unit"),
    [("清河镇", "qinghe"), ("县财政局", "caizheng"), ("财政局", "caizheng"), ("政府办", None),
     ("人民政府", None), ("卫生院", None), ("高台县人民政府", None)],
)  # fmt: skip
def test_a_short_name_is_the_units_and_nobody_elses(
    office: Path, text: str, unit: str | None
) -> None:
    """Without the county in front or 人民政府 behind; any other ending may be another unit."""
    path = office / "accounts.yaml"
    more = "".join(
        f"  - {{id: {id}, name: {name}}}\n"
        for id, name in (("qinghe", "清河镇人民政府"), ("yuan", "宣化镇卫生院"),
                         ("zfb", "高台县人民政府办公室"))
    )  # fmt: skip
    path.write_text(path.read_text("utf-8").replace("accounts:", f"{more}accounts:", 1), "utf-8")

    done = taken(office, ledger(office, row(unit=text)))
    added = taken(office, ledger(office, row(unit=text)), "--add-units")

    assert done.code == (0 if unit else 2) and added.code == 0
    last = registered(office).accounts[-1]
    assert last.unit.id == unit if unit else last.unit.name == text


def test_what_comes_in_closed_or_comes_back_is_asked_why(office: Path) -> None:
    new = ledger(office, row(unit="财政局", status="注销已备案"))
    assert "须用 --reason 说明" in taken(office, new).err
    assert taken(office, new, "--reason", "补录").code == 0

    back = ledger(office, row(unit="财政局", status="正常"))
    assert "须用 --reason 说明" in taken(office, back).err
    assert taken(office, back, "--reason", "恢复运行").code == 0
    assert registered(office).accounts[-1].status is Status.ACTIVE


def test_a_row_of_an_account_that_has_left_is_named(office: Path) -> None:
    run(office, "accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01",
        "--cancelled-on", "2021-12-10", "--filed-on", "2021-12-20", "--by", "张三")  # fmt: skip

    done = taken(office, ledger(office, row("高台财政", unit="财政局", status="")))

    assert "第 4 行的账号在名单中已关停备案或整合，不在统计之列" in done.err


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (row("甲\n乙", unit="财政局"), "第4行:账号名称（全称）: 一格内有多行"),
        (row(unit="财政局", who="#N/A"), "第4行:联系人: 公式出错（#N/A）"),
        (["说明：新开", "丙", "微博", None], "第4行:账号主体/主办单位: 不能为空"),
    ],
)
def test_a_cell_that_hides_something_is_a_fault(office: Path, cells: list[Any], said: str) -> None:
    done = taken(office, ledger(office, cells))

    assert done.code == 2 and said in done.err


def test_a_total_that_was_never_computed_is_a_total(office: Path) -> None:
    total = ["合计", None, None, None, None, None, "=SUM(G4:G4)"]

    assert taken(office, ledger(office, row(unit="财政局"), total)).code == 0
    path = office / "export.csv"
    lines = "高台财政,微信,,正常\n高台民政,微信,,正常\n合计,2,,\n"
    path.write_text(EXPORT.replace("账号类型", "平台") + lines, "utf-8")
    assert run(office, "accounts", "compare", path).code == 0


TWO = REGISTER.replace("department}\n", "department}\n  - {id: minzheng, name: 高台县民政局}\n")


def test_two_units_may_have_accounts_of_one_name(office: Path) -> None:
    (office / "accounts.yaml").write_text(TWO, "utf-8")
    own, other = row("高台财政", unit="财政局"), row("高台财政", unit="民政局")
    path = office / "export.csv"
    path.write_text(
        EXPORT.replace("账号类型", "平台") + "高台财政,微信,高台县财政局,正常\n", "utf-8"
    )

    alone = taken(office, ledger(office, other))
    both = taken(office, ledger(office, other, own))
    again = taken(office, ledger(office, own, other))
    found = json.loads(run(office, "accounts", "compare", path, "--json").out)["differences"]

    assert alone.code == 2 and "同名账号 caizheng-weixin 属于高台县财政局" in alone.err
    assert "新增 1 个，修改 1 个" in both.err and "相同 2 个" in again.err
    units = {one.id: one.unit.id for one in registered(office).accounts}
    assert units["caizheng-weixin"] == "caizheng" and sorted(units.values())[-1] == "minzheng"
    assert [(one["difference"], one["unit"]) for one in found] == [("unfiled", "高台县民政局")]


def test_what_a_ledger_leaves_out_is_not_lost(office: Path) -> None:
    """The day of a month, a note, and that somebody was confirmed to answer."""
    (office / "accounts.yaml").write_text(
        TWO + "    opened_on: 2016-05-17\n    contact: {name: 张三, confirmed_on: 2021-06-01}\n"
        "  - {id: b, name: 高台财政, platform: other, unit: caizheng, note: 百家号；代管}\n",
        "utf-8",
    )
    path = ledger(office, row("高台财政", unit="财政局"), row("高台财政", "百家号", "财政局"))

    assert taken(office, path).code == 0

    one, other = registered(office).account("caizheng-weixin"), registered(office).account("b")
    assert str(one.opened_on) == "2016-05-17" and other.note == "百家号；代管"
    assert one.contact is not None
    assert (one.contact.name, str(one.contact.confirmed_on)) == ("李四", "2021-12-31")


def test_the_sheet_that_people_see_is_read(office: Path) -> None:
    path = ledger(office, row(unit="财政局"))
    book = load_workbook(path)
    old = book.create_sheet("去年", 0)
    for cells in (HEAD, row("旧号", unit="财政局")):
        old.append(cells)
    old.sheet_state = "hidden"
    book.active = 1
    book.save(path)
    hidden = taken(office, path)
    book.create_sheet("已关停").append(["账号名称", "平台", "关停日期"])
    book.save(path)
    closed = taken(office, path)

    assert hidden.code == 0 and "旧号" not in {one.name for one in registered(office).accounts}
    assert closed.code == 2 and "另有工作表“已关停”也是清单" in closed.err


def test_rows_that_people_do_not_see_are_taken_and_told(office: Path) -> None:
    path = ledger(office, row(unit="财政局"), row("旧号", unit="财政局"))
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[5].hidden = True
    book.save(path)

    done = taken(office, path)

    assert "新增 2 个" in done.err and "有 1 行是隐藏的，也已读取，如第 5 行" in done.err


def test_units_merged_down_and_cells_that_say_nothing(office: Path) -> None:
    path = ledger(
        office,
        row("高台财政", "新浪微博", "高台县 财政局", opened="/", filed="——", fans="-", who="—",
            phone="／", status="·"),
        row("高台财政", "抖音号", "", fans=3),
    )  # fmt: skip
    book = load_workbook(path)
    book.worksheets[0].merge_cells("D4:D5")
    book.save(path)

    assert taken(office, path).code == 0
    weibo, douyin = registered(office).accounts[-2:]
    assert (weibo.unit.id, weibo.opened_on, weibo.filed, weibo.followers, weibo.contact) == (
        "caizheng", None, None, None, None
    )  # fmt: skip
    assert (douyin.unit.id, douyin.followers) == ("caizheng", 3)


def test_a_head_may_count_followers_in_ten_thousands(office: Path) -> None:
    path = office / "a.csv"
    path.write_text(
        "账号名称,账号类型,单位名称,粉丝数（万）\n甲,微博,财政局,1.2\n乙,微博,财政局,3万\n", "utf-8"
    )

    assert taken(office, path).code == 0
    assert [one.followers for one in registered(office).accounts[-2:]] == [12000, 30000]


def test_a_name_with_other_spaces_is_no_new_name(office: Path) -> None:
    done = taken(office, ledger(office, row("高台 财政", unit="财政局")))

    assert "修改 1 个" in done.err and registered(office).accounts[0].name == "高台财政"


def test_what_the_national_export_shows_is_entered_on_request(office: Path) -> None:
    more = "".join(
        f"  - {{id: {id}, name: {name}, platform: weibo, unit: caizheng, {filed}}}\n"
        for id, name, filed in (
            ("here", "甲", "filed: false"),
            ("closed", "乙", "filed: true"),
            ("kept", "丙", "filed: true"),
            ("gone", "丁", "status: cancelled, closing: {cancelled_on: 2021-12-01}"),
            ("new", "戊", "status: active"),
        )
    )
    (office / "accounts.yaml").write_text(REGISTER + more, "utf-8")
    path = office / "export.csv"
    path.write_text(
        "账号名称,服务类型,服务主体,状态\n甲,微博,,正常\n乙,微博,,已注销\n丙,微博,—,—\n丁,微博,,正常\n",
        "utf-8",
    )
    before = (office / "accounts.yaml").read_bytes()

    for said in ([], ["--save"], ["--save", "--json", "--by", "张三"]):
        assert run(office, "accounts", "compare", path, *said).code == (2 if said else 1)
    dry = run(office, "accounts", "compare", path, "--save", "--by", "张三", "--dry-run")
    assert dry.code == 1 and (office / "accounts.yaml").read_bytes() == before
    done = run(office, "accounts", "compare", path, "--save", "--by", "张三", "--reason", "核对")

    assert done.code == 1 and "系统已注销、名单仍在管" in done.out
    assert {one.id: one.filed for one in registered(office).accounts} == {
        "caizheng-weixin": False, "here": True, "closed": False, "kept": True, "gone": None,
        "new": False,
    }  # fmt: skip
    (entry,) = json.loads(run(office, "accounts", "log", "closed", "--json").out)
    assert (entry["action"], entry["by"], entry["reason"]) == ("compare", "张三", "核对")
    again = run(office, "accounts", "compare", path, "--save", "--by", "张三")
    assert "无需修改" in again.err


@pytest.mark.parametrize(
    ("status", "lines", "expected"),
    [
        ("active", "高台财政,微信,财政局,\n", []),  # the only bearer, its unit in other words
        ("active", "高台财政,微信,,\n合计更新,微信,财政局,\n", ["unknown"]),
        ("cancelled", "高台财政,微信,,\n", []),  # nobody says that it is still in use there
        ("cancelled", "甲,微博,,已注销\n", []),
    ],
)
def test_where_the_export_says_nothing_against_it_there_is_no_difference(
    office: Path, status: str, lines: str, expected: list[str]
) -> None:
    (office / "accounts.yaml").write_text(f"{REGISTER}    status: {status}\n", "utf-8")
    path = office / "export.csv"
    path.write_text(EXPORT.replace("账号类型", "平台") + lines, "utf-8")

    found = json.loads(run(office, "accounts", "compare", path, "--json").out)["differences"]

    assert [one["difference"] for one in found] == expected


def test_an_identifier_that_nobody_has_is_a_fault_not_a_new_account(office: Path) -> None:
    path = office / "a.csv"
    path.write_text("账号标识,账号名称,平台,主办单位\ncaizheng-weixn,甲,微博,财政局\n", "utf-8")

    done = taken(office, path)

    assert done.code == 2 and "第2行:账号标识: 名单中没有账号 caizheng-weixn" in done.err
