"""What `monitor accounts import` answers: account by account, and which sheet is the wrong one."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.accounts_ledger.builders import imported, ledger, row
from tests.office import Office


def test_a_dry_run_speaks_of_accounts(office: Office) -> None:
    imported(office, ledger(office, row("高台微博", "微博", "财政局")))
    before = office.accounts_file.read_bytes()
    path = ledger(
        office,
        row("高台财政", "服务号", "财政局", "2017-09-01", "否", 12345, "王五", "13900000000"),
        row("高台抖音", "抖音", "财政局", status="变更待报"),
        row("高台微博", "微博", "财政局"),
    )

    done = imported(office, path, "--dry-run")

    assert done.out == (
        "新增 1 个账号：\n"
        "  高台抖音（抖音）　高台县财政局　变更待报\n"
        "变更 1 个账号：\n"
        "  高台财政（微信）　高台县财政局\n"
        "    开设日期：— → 2017-09-01\n"
        "    备案情况：— → 未备案\n"
        "    粉丝数：— → 12345\n"
        "    公众号类型：— → 服务号\n"
        "    负责人：— → 王五\n"
        "    联系电话：— → 13900000000\n"
        "不变 1 个账号：\n"
        "  高台微博（微博）　高台县财政局\n"
    )
    assert "以上为将作的修改，尚未保存" in done.err
    assert "新增 1 个，变更 1 个，不变 1 个" in done.err
    assert office.accounts_file.read_bytes() == before


def test_what_stays_is_not_listed_where_all_is_saved(office: Office) -> None:
    nothing_new = row("高台财政", "微信", "财政局", "", "", "", "", "", "")

    done = imported(office, ledger(office, nothing_new))

    assert done.out == "" and "不变 1 个" in done.err


def test_a_changed_unit_and_state_are_told_by_their_names(office: Office) -> None:
    path = office.folder / "台账.csv"
    path.write_text(
        "账号标识,账号名称,平台,主办单位,状态\n"
        "caizheng-weixin,高台财政发布,微信,高台县民政局,变更待报\n",
        "utf-8",
    )

    done = imported(office, path, "--add-units")

    assert done.out.splitlines() == [
        "变更 1 个账号：",
        "  高台财政（微信）　高台县财政局",
        "    主办单位：高台县财政局 → 高台县民政局",
        "    账号名称：高台财政 → 高台财政发布",
        "    状态：正常 → 变更待报",
        "新增 1 个单位：高台县民政局",
    ]


def test_cells_that_cannot_be_read_stop_nobody_and_are_listed(office: Office) -> None:
    path = ledger(
        office,
        row(unit="财政局", opened="2015年", fans="约5000"),
        row("高台抖音", "抖音", "财政局", fans="=1+1"),
    )

    done = imported(office, path)
    strict = imported(office, path, "--strict")

    assert done.code == 0 and len(office.register().accounts) == 3
    assert done.out.splitlines()[3:] == [
        "没有读出 3 格，新账号留空，已有账号保持原样，请在台账中改正后再导入"
        "（加 --strict 的，有一格则全部不导入）：",
        "  第 4 行“高台民政”开通时间：看不懂日期“2015年”，应写成 2016-05-01",
        "  第 4 行“高台民政”粉丝数：看不懂数字“约5000”",
        "  第 5 行“高台抖音”粉丝数：公式没有计算结果，请改填文字后另存",
    ]
    assert "3 格没有读出" in done.err
    assert strict.code == 2 and strict.err.count("台账.xlsx:") == 3


@pytest.mark.parametrize("filled", [False, True])
def test_a_worklist_is_no_ledger_and_is_told_its_command(office: Office, *, filled: bool) -> None:
    before = office.accounts_file.read_bytes()
    path = office.folder / "核查清单.xlsx"
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["账号名称", "平台", "单位", "最新内容（链接或时间）", "查看人"])
    page.append(["高台财政", "微信", "高台县财政局", "2021-12-30" if filled else None, None])
    book.save(path)

    done = imported(office, path)

    assert done.code == 2 and done.out == ""
    assert done.err.strip().endswith(
        "是核查清单，不是台账；登记所见请用 monitor observe --import 核查清单.xlsx --by 姓名。"
    )
    assert office.accounts_file.read_bytes() == before


def test_the_worklist_that_the_program_writes_is_known_as_one(office: Office) -> None:
    office.run("worklist", "--out", path := office.folder / "清单.xlsx")

    done = imported(office, path)
    compared = office.run("accounts", "compare", path)

    assert done.code == 2 and "是核查清单，不是台账" in done.err
    assert compared.code == 2 and "是核查清单，不是报送系统导出的名册" in compared.err


def test_a_ledger_that_tells_of_posts_is_still_a_ledger(office: Office) -> None:
    path = office.folder / "台账.csv"
    path.write_text(
        "账号名称,平台,主办单位,最近更新时间,更新内容\n甲,微博,财政局,2021-12-01,通知\n", "utf-8"
    )

    done = imported(office, path)

    assert done.code == 0 and "以下各列没有用到：最近更新时间、更新内容" in done.err


def _exported(office: Office) -> Path:
    office.run("accounts", "export", path := office.folder / "台账.xlsx")
    return path


def _of_the_office(office: Office) -> Path:
    return ledger(office, row(unit="财政局"))


@pytest.mark.parametrize("made", [_exported, _of_the_office])
def test_a_ledger_is_no_worklist_and_is_told_its_command(office: Office, made: object) -> None:
    assert callable(made)
    path = made(office)

    done = office.run("observe", "--import", path, "--by", "张三")

    assert done.code == 2 and done.out == ""
    assert done.err.strip().endswith(
        "是台账，不是核查清单；导入名单请用 monitor accounts import 台账.xlsx --by 姓名。"
    )


def test_a_worklist_without_rows_is_one_still(office: Office) -> None:
    path = office.folder / "清单.csv"
    path.write_text("账号名称,平台,单位,最新内容,查看人\n", "utf-8")

    done = office.run("observe", "--import", path, "--by", "张三")

    assert done.code == 2 and "没有填写任何观测" in done.err and "台账" not in done.err


def test_an_older_worklist_with_a_fault_is_told_its_fault(office: Office) -> None:
    path = office.folder / "清单.csv"
    path.write_text(
        "账号标识,账号名称,平台,主办单位,最新内容时间\n"
        "caizheng-weixin,高台财政,微信,高台县财政局,2021.13.5\n",
        "utf-8",
    )

    done = office.run("observe", "--import", path, "--by", "张三")

    assert done.code == 2 and "第2行:最新内容时间: 看不懂时间" in done.err


def test_an_account_that_comes_back_is_told_by_its_state_alone(office: Office) -> None:
    office.run("accounts", "close", "caizheng-weixin", "--notice-on", "2021-12-01", "--by", "张三")
    path = ledger(office, row("高台财政", "微信", "财政局", "", "", "", "", ""))

    done = imported(office, path, "--reason", "恢复运行")

    assert done.out.splitlines()[2:] == ["    状态：拟关停 → 正常"], done.err


def test_a_sheet_of_another_kind_is_refused_as_before(office: Office) -> None:
    path = office.folder / "a.csv"
    path.write_text("甲,乙\n1,2\n", "utf-8")

    done = office.run("observe", "--import", path, "--by", "张三")

    assert done.code == 2 and "没有找到核查清单的表头" in done.err and "是台账" not in done.err
