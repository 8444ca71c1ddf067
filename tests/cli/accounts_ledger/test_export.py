"""`monitor accounts export`: the ledger comes back as it went."""

from openpyxl import load_workbook

from tests.cli.accounts_ledger.builders import REGISTER, imported, ledger, row
from tests.office import Office


def test_what_is_exported_comes_back_the_same(office: Office) -> None:
    imported(office, ledger(office, row(), row("高台抖音", "抖音号", opened="", filed="否")),
          "--add-units")  # fmt: skip
    out = office.folder / "导出.xlsx"

    assert office.run("accounts", "export", out).code == 0
    assert "不变 3 个" in imported(office, out, "--dry-run").err
    heads = [cell.value for cell in load_workbook(out).worksheets[0][1]]
    assert heads[:4] == ["账号标识", "账号名称", "平台", "账号主体/主办单位"]


def test_an_exported_ledger_tells_no_from_not_known(office: Office) -> None:
    office.run("accounts", "set", "caizheng-weixin", "filed=false", "followers=0", "--by", "张三")
    office.run("accounts", "add", "b", "--name", "乙", "--platform", "weibo", "--unit", "caizheng",
        "--by", "张三")  # fmt: skip
    office.run("accounts", "export", out := office.folder / "导出.xlsx")

    heads, *rows = load_workbook(out).worksheets[0].iter_rows(values_only=True)
    places = [heads.index(title) for title in ("备案情况", "粉丝数")]
    shown = [[cells[place] for place in places] for cells in rows]
    assert shown == [["未备案", 0], [None, None]]


def test_an_odd_entry_comes_back_as_it_was(office: Office) -> None:
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
    office.write(REGISTER + made)
    out = office.folder / "导出.xlsx"
    office.run("accounts", "export", out)

    done = imported(office, out)

    assert "不变 7 个" in done.err and "无需修改" in done.err, done.err + done.out


def test_the_kinds_of_wechat_and_the_platforms_own_ids_come_back(office: Office) -> None:
    path = office.folder / "台账.csv"
    path.write_text(
        "账号名称,平台,主办单位,账号ID,链接地址\n高台财政,订阅号,财政局,gh_1,\n"
        "高台财政,服务号,财政局,gh_2,https://a.invalid/1\n",
        "utf-8",
    )
    imported(office, path)
    office.run("accounts", "export", out := office.folder / "导出.xlsx")

    again = [imported(office, sheet, "--dry-run").err for sheet in (path, out)]

    assert all("变更 0 个，不变 2 个" in text for text in again)
    heads, *rows = load_workbook(out).worksheets[0].iter_rows(values_only=True)
    places = [heads.index(title) for title in ("平台", "账号ID", "链接")]
    assert [[cells[place] for place in places] for cells in rows] == [
        ["微信订阅号", "gh_1", None], ["微信服务号", "gh_2", "https://a.invalid/1"]
    ]  # fmt: skip
    assert not any(account.duplicates for account in office.register().accounts)
