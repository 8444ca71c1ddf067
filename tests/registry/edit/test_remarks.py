"""Remarks and blank lines within and around a field stay."""

from pathlib import Path

import pytest

from monitor.registry.edit.revise import Change
from monitor.registry.edit.scalars import Value
from tests.registry.edit.builders import BLOCK, edited

NESTED = """\
accounts:
  - id: a
    name: 甲
    platform: wechat
    unit: u
    contact:          # 负责人
      name: 张三      # 主任
      phone: "138"    # 办公室，9时后
    closing: {notice_on: 2021-12-01,   # 见网站
              frozen_on: 2021-12-02}   # 平台通知
"""
BRACES = """\
accounts:
  - {id: a, name: 甲, # 名，别名
     platform: wechat, unit: u, # 单位, 主办
     note: x,   # 备注, 一
     url, functions: 发布 # 功能
    }
"""


@pytest.mark.parametrize(
    ("body", "key", "value", "old", "new"),
    [
        (NESTED, "contact", {"name": "张三", "phone": "139"}, '"138"', "139"),
        (NESTED, "contact", {"name": "李四", "phone": "138"}, "张三", "李四"),
        (NESTED, "contact", {"name": "张三"}, '\n      phone: "138"    # 办公室，9时后', ""),
        (
            NESTED,
            "contact",
            {"name": "张三", "phone": "138", "confirmed_on": "2021-12-30"},
            "9时后\n",
            "9时后\n      confirmed_on: 2021-12-30\n",
        ),
        (
            NESTED,
            "closing",
            {"notice_on": "2021-12-01", "frozen_on": "2021-12-02", "filed_on": "2021-12-30"},
            "frozen_on: 2021-12-02}",
            "frozen_on: 2021-12-02, filed_on: 2021-12-30}",
        ),
        (
            NESTED,
            "closing",
            {"notice_on": "2021-12-01"},
            ",   # 见网站\n              frozen_on: 2021-12-02}",
            "   # 见网站\n              }",
        ),
        (BRACES, "note", None, "note: x,   #", "#"),
        (BRACES, "functions", None, ", functions: 发布 #", " #"),
        (BRACES, "url", "http://b/", "url,", "url: http://b/,"),
        (BRACES, "url", None, "url, ", ""),
        ("accounts:\n  - {id: a, name: 甲, platform: app, unit: u, # x, y\n"
         "     note: z} # 末\n", "note", None, ", # x, y\n     note: z}", " # x, y\n     }"),
        (BLOCK, "name", "乙: #1", "", ""),
        (
            NESTED.replace("      name: 张三      # 主任\n", "").replace(
                "    closing", "      name: 甲\n    closing"
            ),
            "contact",
            {"name": "乙"},
            '          # 负责人\n      phone: "138"    # 办公室，9时后\n      name: 甲',
            " {name: 乙}",
        ),
        ("accounts:\n  - {id: a, name: 甲, platform: app, unit: u # x, y\n     , note: z} # 末\n",
         "note", None, ", note: z", ""),
        (NESTED.replace("platform", "note: ~  # 无\n    platform"), "note", "~", "~  #", '"~"  #'),
        (BLOCK.replace(">-\n", ">-   # 见附件\n"), "note", "一行",
         ">-   # 见附件\n      多行\n      文字\n", "一行   # 见附件\n"),
        (BLOCK.replace("文字\n", "文字\n\n\n"), "note", None,
         "\n    note: >-\n      多行\n      文字", ""),
        (BLOCK.replace("文字\n", "文字\n\n"), "phone", None, "", ""),
    ],
)  # fmt: skip
def test_remarks_and_lines_within_and_around_a_field_stay(
    body: str, key: str, value: Value | None, old: str, new: str, tmp_path: Path
) -> None:
    id = "b" if value == "乙: #1" else "a"

    text = edited(tmp_path, body, Change(account=id, values={key: value}))

    assert text == body.replace(old, new, 1)
