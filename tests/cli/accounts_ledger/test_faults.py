"""What is wrong with a ledger is named with its place, and nothing is imported."""

from typing import Any

import pytest

from monitor.model import Status
from tests.cli.accounts_ledger.builders import imported, ledger, row
from tests.office import Office


def test_every_fault_is_named_with_its_cell_and_nothing_is_taken(office: Office) -> None:
    before = office.accounts_file.read_bytes()
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

    done = imported(office, path, "--strict")

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
    assert office.accounts_file.read_bytes() == before


def test_a_dry_run_shows_and_saves_nothing(office: Office) -> None:
    before = office.accounts_file.read_bytes()

    done = imported(office, ledger(office, row()), "--add-units", "--dry-run")

    assert done.out.splitlines() == [
        "新增 1 个账号：",
        "  高台民政（微信）　高台县民政局",
        "新增 1 个单位：高台县民政局",
    ]
    assert "新增 1 个" in done.err
    assert office.accounts_file.read_bytes() == before


def test_a_file_that_is_no_ledger_is_one_sentence(office: Office) -> None:
    path = office.folder / "a.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")

    done = imported(office, path)

    assert done.code == 2 and "应有以下各列：账号名称、平台、主办单位" in done.err
    assert office.run("accounts", "export", office.folder / "a.csv").code == 2


def test_what_comes_in_closed_or_comes_back_is_asked_why(office: Office) -> None:
    new = ledger(office, row(unit="财政局", status="注销已备案"))
    assert "须用 --reason 说明" in imported(office, new).err
    assert imported(office, new, "--reason", "补录").code == 0

    back = ledger(office, row(unit="财政局", status="正常"))
    assert "须用 --reason 说明" in imported(office, back).err
    assert imported(office, back, "--reason", "恢复运行").code == 0
    assert office.register().accounts[-1].status is Status.ACTIVE


def test_a_row_of_an_account_that_has_left_is_named(office: Office) -> None:
    office.run("accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01",
        "--cancelled-on", "2021-12-10", "--filed-on", "2021-12-20", "--by", "张三")  # fmt: skip

    done = imported(office, ledger(office, row("高台财政", unit="财政局", status="")))

    assert "第 4 行的账号在名单中已关停备案或整合，不在统计之列" in done.err


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (row("甲\n乙", unit="财政局"), "第4行:账号名称（全称）: 一格内有多行"),
        (row(unit="财政局", who="#N/A"), "第4行:联系人: 公式出错（#N/A）"),
        (["说明：新开", "丙", "微博", None], "第4行:账号主体/主办单位: 不能为空"),
    ],
)
def test_a_cell_that_hides_something_is_a_fault(
    office: Office, cells: list[Any], sentence: str
) -> None:
    done = imported(office, ledger(office, cells), "--strict")

    assert done.code == 2 and sentence in done.err


def test_an_identifier_that_nobody_has_is_a_fault_not_a_new_account(office: Office) -> None:
    path = office.folder / "a.csv"
    path.write_text("账号标识,账号名称,平台,主办单位\ncaizheng-weixn,甲,微博,财政局\n", "utf-8")

    done = imported(office, path)

    assert done.code == 2 and "第2行:账号标识: 名单中没有账号 caizheng-weixn" in done.err
