"""Ledgers as offices keep them, and their way into the register."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.office import Office
from tests.running import Done

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
EXPORT = "账号名称,账号类型,主办单位,运行状态\n"


def ledger(office: Office, *rows: list[Any]) -> Path:
    path = office.folder / "台账.xlsx"
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


def imported(office: Office, path: Path, *words: str) -> Done:
    return office.run("accounts", "import", path, "--by", "张三", *words)
