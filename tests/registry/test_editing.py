"""Changes to accounts.yaml: what is meant and nothing else, whatever the file looks like."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError, RegistryError
from monitor.model import Account, Closing, Contact
from monitor.registry import load
from monitor.registry.editing import Editor
from monitor.registry.revising import Change, revise, write
from monitor.registry.scalars import Value, written

REMARK = re.compile(r"(?m)(?<!\S)# ?[注整完名末公关负订折见—][^\r\n]*")
EDITS = int(os.environ.get("MONITOR_EDITS", "300"))  # 10000 for the whole property
HEAD = "jurisdiction: {name: 高台县}\nunits: [{id: u, name: 某局}, {id: v, name: 某镇}]\n"
BLOCK = """\
accounts:   # 名单
  # 城关
  - id: a      # 标识
    name: 甲   # 名称
    platform: wechat
    unit: u

    # 备注在下
    note: >-
      多行
      文字
  -   id: b
      name: "乙: #1"
      platform: weibo
      unit: v
      url:
      sources:
        - {kind: feed, url: "http://a/"}   # 订阅
"""


def edited(tmp_path: Path, body: str, *changes: Change) -> str:
    path = tmp_path / "accounts.yaml"
    path.write_bytes((HEAD + body).encode())
    write(revise(path, changes))
    return path.read_bytes().decode().removeprefix(HEAD)


def test_a_value_is_spliced_into_its_place(tmp_path: Path) -> None:
    said = edited(tmp_path, BLOCK, Change(account="a", values={"name": "甲乙"}))

    assert said == BLOCK.replace("name: 甲   # 名称", "name: 甲乙   # 名称")


@pytest.mark.parametrize(
    ("account", "key", "value", "old", "new"),
    [
        ("b", "name", "丙", 'name: "乙: #1"', "name: 丙"),
        ("b", "url", "http://b/", "url:\n", "url: http://b/\n"),
        ("a", "status", "closing", "unit: u\n", "unit: u\n    status: closing\n"),
        ("b", "status", "closing", "unit: v\n", "unit: v\n      status: closing\n"),
        ("a", "note", "一行", ">-\n      多行\n      文字\n", "一行\n"),
        ("a", "note", None, "\n    note: >-\n      多行\n      文字", ""),
        ("b", "url", None, "\n      url:", ""),
        ("b", "note", "x: y", "url:\n", 'url:\n      note: "x: y"\n'),
    ],
)
def test_only_the_meant_lines_differ(
    account: str, key: str, value: str | None, old: str, new: str, tmp_path: Path
) -> None:
    change = Change(account=account, values={key: value})

    assert edited(tmp_path, BLOCK, change) == BLOCK.replace(old, new, 1)


NEW = {"id": "c", "name": "丙", "platform": "douyin", "unit": "u"}
NEW_LINES = "  - id: c\n    name: 丙\n    platform: douyin\n    unit: u"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            BLOCK,
            f"{BLOCK.rstrip()}\n  -   id: c\n      name: 丙\n      platform: douyin\n"
            "      unit: u\n",
        ),
        (
            "accounts:\n- {id: a, name: 甲, platform: app, unit: u} # 末\n# 完\n",
            "accounts:\n- {id: a, name: 甲, platform: app, unit: u} # 末\n"
            "- {id: c, name: 丙, platform: douyin, unit: u}\n# 完\n",
        ),
        ("accounts: []", f"accounts:\n{NEW_LINES}"),
        ("accounts:   []  # 名单\n# 完\n", f"accounts:  # 名单\n{NEW_LINES}\n# 完\n"),
        ("accounts:\n", f"accounts:\n{NEW_LINES}\n"),
        ("accounts: # 名单: 空\n\n\n", f"accounts: # 名单: 空\n{NEW_LINES}\n\n\n"),
        (
            "accounts: [ # 名单\n]\n",
            "accounts: [ # 名单\n{id: c, name: 丙, platform: douyin, unit: u}]\n",
        ),
        (
            "accounts: [{id: a, name: 甲, platform: app, unit: u}]\n",
            "accounts: [{id: a, name: 甲, platform: app, unit: u}, "
            "{id: c, name: 丙, platform: douyin, unit: u}]\n",
        ),
        (
            "accounts: [\n  {id: a, name: 甲, platform: app, unit: u}, # 末, 一\n]\n",
            "accounts: [\n  {id: a, name: 甲, platform: app, unit: u}, # 末, 一\n"
            "  {id: c, name: 丙, platform: douyin, unit: u},\n]\n",
        ),
        (
            "accounts: [\n  {id: a, name: 甲, platform: app, unit: u} # 末, 一\n]\n",
            "accounts: [\n  {id: a, name: 甲, platform: app, unit: u}, # 末, 一\n"
            "  {id: c, name: 丙, platform: douyin, unit: u}\n]\n",
        ),
        (
            "accounts: [\n  {id: a, name: 甲, platform: app, unit: u}] # 末\n",
            "accounts: [\n  {id: a, name: 甲, platform: app, unit: u},\n"
            "  {id: c, name: 丙, platform: douyin, unit: u}] # 末\n",
        ),
        (
            "accounts:\n  -  # 城关 - 镇\n    id: a\n    name: 甲\n    platform: app\n"
            "    unit: u\n",
            "accounts:\n  -  # 城关 - 镇\n    id: a\n    name: 甲\n    platform: app\n    unit: u\n"
            "  - id: c\n    name: 丙\n    platform: douyin\n    unit: u\n",
        ),
        (
            "accounts:\n- {id: a, name: 甲, platform: app, unit: u}\n \n# 乙\n"
            "- {id: b, name: 甲, platform: app, unit: u}\n",
            "accounts:\n- {id: a, name: 甲, platform: app, unit: u}\n \n# 乙\n"
            "- {id: b, name: 甲, platform: app, unit: u}\n\n"
            "- {id: c, name: 丙, platform: douyin, unit: u}\n",
        ),
        (
            "accounts:\n- {id: a, name: 甲, platform: app, unit: u}\n\n"
            "- id: b\n  name: 甲\n  platform: app\n  unit: u\n  note: |+\n    文\n\n\n",
            "accounts:\n- {id: a, name: 甲, platform: app, unit: u}\n\n"
            "- id: b\n  name: 甲\n  platform: app\n  unit: u\n  note: |+\n    文\n\n\n"
            "- id: c\n  name: 丙\n  platform: douyin\n  unit: u\n",
        ),
        (
            "accounts:\n- id: b\n  name: 甲\n  platform: app\n  unit: u\n"
            "  note: | # 一+二\n    文\n\n\n",
            "accounts:\n- id: b\n  name: 甲\n  platform: app\n  unit: u\n"
            "  note: | # 一+二\n    文\n- id: c\n  name: 丙\n  platform: douyin\n"
            "  unit: u\n\n\n",
        ),
        (
            "accounts:\n  -\n    id: a\n    name: 甲\n    platform: app\n    unit: u",
            "accounts:\n  -\n    id: a\n    name: 甲\n    platform: app\n    unit: u\n"
            "  - id: c\n    name: 丙\n    platform: douyin\n    unit: u",
        ),
    ],
)
def test_a_new_account_looks_like_the_last_one(body: str, expected: str, tmp_path: Path) -> None:
    assert edited(tmp_path, body, Change(account="c", values=NEW, new=True)) == expected


def test_one_field_goes_and_another_comes_in_one_change(tmp_path: Path) -> None:
    body = (
        "accounts:\n  - {id: a, # 标识\n     url: http://a/, name: 甲, platform: app, unit: u}\n"
        "  - id: b\n    name: 乙\n    platform: app\n    unit: u\n    url: http://b/\n"
    )
    values = {"url": None, "verified": "是"}

    said = edited(tmp_path, body, *(Change(account=id, values=values) for id in "ab"))

    assert said == body.replace("url: http://a/, ", "").replace(
        "unit: u}", "unit: u, verified: 是}"
    ).replace("url: http://b/", "verified: 是")


def test_an_empty_list_takes_many(tmp_path: Path) -> None:
    changes = [Change(account=id, values={**NEW, "id": id}, new=True) for id in "cd"]

    text = edited(tmp_path, "accounts: []\n", *changes)

    assert text == f"accounts:\n{NEW_LINES}\n{NEW_LINES.replace('id: c', 'id: d')}\n"


def test_a_list_in_brackets_takes_many_on_lines_of_their_own(tmp_path: Path) -> None:
    changes = [Change(account=id, values={**NEW, "id": id}, new=True) for id in "cd"]
    first, line = (
        "  {id: a, name: 甲, platform: app, unit: u}",
        "  {id: c, name: 丙, platform: douyin, unit: u}",
    )

    text = edited(tmp_path, f"accounts: [\n{first}\n]\n", *changes)

    assert text == f"accounts: [\n{first},\n{line},\n{line.replace('id: c', 'id: d')}\n]\n"


def test_each_line_keeps_its_own_end(tmp_path: Path) -> None:
    """Windows and the rest may both have worked on a file."""
    body = BLOCK.replace("名称\n", "名称\r\n").replace("unit: v\n", "unit: v\r\n")

    low = edited(tmp_path, body, Change(account="a", values={"status": "closing"}))
    high = edited(tmp_path, body, Change(account="b", values={"status": "closing"}))

    assert low == body.replace("unit: u\n", "unit: u\n    status: closing\n")
    gone = edited(tmp_path, body, Change(account="b", values={"url": None}))

    assert gone == body.replace("      url:\n", "")
    assert high == body.replace("unit: v\r\n", "unit: v\r\n      status: closing\r\n")


def test_line_ends_and_the_mark_of_byte_order_stay(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    before = ("\ufeff" + HEAD + BLOCK).replace("\n", "\r\n").encode()
    path.write_bytes(before)

    write(revise(path, [Change(account="a", values={"status": "closing"})]))

    after = path.read_bytes()
    assert after == before.replace(b"unit: u\r\n", b"unit: u\r\n    status: closing\r\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_last_line_goes_whole(end: str, tmp_path: Path) -> None:
    body = "accounts:\n- id: a\n  name: 甲\n  platform: app\n  unit: u\n  note: x # 末"

    said = edited(tmp_path, body.replace("\n", end), Change(account="a", values={"note": None}))

    assert said == body.removesuffix("\n  note: x # 末").replace("\n", end)


def test_a_refused_change_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    for change, said in (
        (Change(account="a", values={"platform": "weixin"}), "不认识的平台"),
        (Change(account="a", values={"unit": "w"}), "units 中没有单位"),
        (Change(account="x", values={"name": "甲"}), "没有账号 x"),
        (Change(account="a", values=NEW, new=True), "已经用过"),
        (Change(account="a", values={"id": None}), "写在条目开头"),
    ):
        with pytest.raises(ConfigError, match=said):
            revise(path, [change])

    assert path.read_text("utf-8") == HEAD + BLOCK


def test_a_broken_register_is_mended_first(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK.replace("weibo", "wiebo"), "utf-8")

    with pytest.raises(RegistryError, match="是否为 weibo"):
        revise(path, [Change(account="a", values={"name": "丁"})])


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

    said = edited(tmp_path, body, Change(account=id, values={key: value}))

    assert said == body.replace(old, new, 1)


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    revision = revise(path, [Change(account="a", values={"name": "丁"})])
    path.write_text(HEAD + BLOCK + "# 另一人\n", "utf-8")

    with pytest.raises(ConfigError, match="刚刚被修改过"):
        write(revision)
    assert path.read_text("utf-8").endswith("# 另一人\n")


@given(st.text(max_size=12))
def test_a_written_text_reads_back(text: str) -> None:
    for flow, document in ((True, "{{k: {}, z: 1}}"), (False, "k: {}\n")):
        read = yaml.load(document.format(written(text, flow=flow)), Loader=yaml.BaseLoader)
        assert read["k"] == text


WORDS = ["甲", "no", "017", "13:30", "a: b", "x #y", "'", '"', "- a", "{", "~", "、", "a, b", "[x]"]
KEYS = ["name", "note", "url", "status", "verified", "functions"]
NOTICE = {"notice_on": "2021-12-01"}
CLOSING = {**NOTICE, "cancelled_on": "2021-12-20"}
STATUSES = ["active", "closing", "changing", "frozen"]


def entry(dice: Random, number: int) -> str:
    """One account as some person may have written it."""
    pad, dash = " " * dice.choice([0, 1, 2, 4]), "-" + " " * dice.choice([1, 1, 3])
    values: dict[str, Value] = {
        "id": f"a{number}",
        "name": dice.choice(WORDS),
        "platform": "wechat",
        "unit": "u",
    }
    if dice.random() < 0.5:
        values["note"] = dice.choice(WORDS)
    inner = pad + " " * len(dash)
    if dice.random() < 0.3:
        mark = dice.choice([", ", ", ", f", # 注, x\n{inner} ", f"\n{inner} ,  "])
        if dice.random() < 0.3:
            values["closing"] = NOTICE
        body = mark.join(f"{k}: {written(v, flow=True)}" for k, v in values.items())
        close = dice.choice(["", ", ", f" # 末, y\n{inner}"])
        return f"{pad}{dash}{{{body}{close}}}{dice.choice(['', '   # 注'])}\n"
    lines = []
    for key, value in values.items():
        remark = dice.choice(["", "", " # 注：a, b", "    # {x}"])
        lines.append(f"{key}:{' ' * dice.choice([1, 3])}{written(value, flow=False)}{remark}")
        if dice.random() < 0.2:
            lines.append(dice.choice(["# 整行注释", ""]))
    if dice.random() < 0.3:
        lines.append("note2:".replace("note2", "followers"))
    if dice.random() < 0.3:
        lines.append(f"contact:{' ' if dice.random() < 0.5 else '   '}{{name: 张三}}  # 负责人")
    if dice.random() < 0.3:
        within = [f"{inner}  # 公告后", f"{inner}  notice_on: 2021-12-01 # 见网站", ""]
        lines.append("closing: # 关停\n" + "\n".join(within[dice.choice([0, 1]) :]))
    if dice.random() < 0.2 and "note" not in values:
        lines.append(
            f"note: {dice.choice(['|', '>-  # 折', '|+'])}\n{inner}    文\n\n{inner}    字"
        )
    if dice.random() < 0.3:
        deep = " " * dice.choice([0, 2, 4])
        lines += ["sources:", f"{deep}- kind: feed", f"{deep}  url: http://a/  # 订阅"]
    text = f"{pad}{dash}{lines[0]}\n"
    return text + "".join(f"{inner}{line}\n" if line else "\n" for line in lines[1:])


def wild(dice: Random) -> str:
    """A register with odd indentation and comments everywhere; entries of one list agree."""
    for _ in range(50):
        entries = [entry(dice, number) for number in range(dice.randint(1, 4))]
        pads = {len(text) - len(text.lstrip(" ")) for text in entries}
        if len(pads) == 1:
            break
    else:
        entries = entries[:1]
    between = dice.choice(["", "  # ——\n", "\n"])
    text = f"{HEAD}accounts:{dice.choice(['', '  # 名单'])}\n{between.join(entries)}"
    text += dice.choice(["", "# 完\n", "\n\n"])
    if dice.random() < 0.2 and not text.rstrip("\n").endswith("    字"):
        text = text.rstrip("\n")  # a block text would read differently once it is not the last
    way = dice.random()
    if way < 0.3:
        return text.replace("\n", "\r\n")
    return re.sub("\n", lambda _: dice.choice(["\n", "\r\n"]), text) if way < 0.4 else text


def change_of(dice: Random, target: Account, id: str) -> Change:
    """A change as `accounts add`, `set` and `close` make them."""
    key = dice.choice([*KEYS, "closing", "contact"])
    word = dice.choice(WORDS)
    told: dict[str, Value] = {
        "status": dice.choice(STATUSES),
        "url": "http://b.invalid/?a=1&b={x}#c",
        "contact": {"name": word, "phone": dice.choice(["138 0000", "a, b"])},
    }
    if dice.random() < 0.25:
        return Change(account=id, values={**NEW, "id": id, "note": word}, new=True)
    if key == "closing":
        return Change(account=target.id, values={"status": "cancelled", "closing": CLOSING})
    if dice.random() < 0.2 and key != "name":
        return Change(account=target.id, values={key: None})
    return Change(account=target.id, values={key: told.get(key, word)})


def as_told(change: Change) -> dict[str, object]:
    """What an account that was changed shows of it."""
    said: dict[str, object] = {}
    for key, value in change.values.items():
        if key == "contact":
            said[key] = Contact(**value) if isinstance(value, dict) else None
        elif key == "closing":
            said[key] = Closing(notice_on=date(2021, 12, 1), cancelled_on=date(2021, 12, 20))
        else:
            said[key] = value or ("active" if key == "status" else "")
    return said


def lines_of(text: str, change: Change) -> int:
    """Count the lines on which the fields to be changed stand, by the parser's own marks."""
    root: Any = yaml.compose(text, Loader=yaml.BaseLoader)
    (accounts,) = (value for key, value in root.value if key.value == "accounts")
    lines: set[int] = set()
    for item in accounts.value:
        pairs = {key.value: (key, value) for key, value in item.value}
        if change.new or pairs["id"][1].value != change.account:
            continue
        if item.flow_style:
            return int(item.end_mark.line - item.start_mark.line + 1)
        for name in change.values.keys() & pairs.keys():
            key, value = pairs[name]
            last = value.end_mark.line - (value.end_mark.column == 0)
            lines |= set(range(key.start_mark.line, max(last, key.start_mark.line) + 1))
    return len(lines)


def shown(account: Account) -> dict[str, object]:
    said: dict[str, object] = {key: str(getattr(account, key) or "") for key in ("id", *KEYS)}
    return said | {"contact": account.contact, "closing": account.closing, "unit": account.unit}


@settings(max_examples=EDITS)
@given(st.integers(0, 2**32))
def test_whatever_the_file_looks_like(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    dice = Random(seed)
    text = wild(dice)
    path = tmp_path_factory.getbasetemp() / f"{os.getpid()}.yaml"
    path.write_bytes(text.encode())
    for number in range(dice.choice([1, 1, 3])):
        one_more(dice, path, f"neu{number}")


def one_more(dice: Random, path: Path, id: str) -> None:
    """Make one change more to the file and see what came of it."""
    text, before = path.read_bytes().decode(), load(path)
    change = change_of(dice, dice.choice(before.accounts), id)

    write(revise(path, [change]))

    after = load(path)
    for account in after.accounts:
        was = next((one for one in before.accounts if one.id == account.id), None)
        if was is None:
            assert account.id == id and account.note == change.values["note"]
        elif account.id == change.account:
            assert shown(account) == {**shown(was), **as_told(change)}
        else:
            assert replace(account, twins=()) == replace(was, twins=())
    old, made = text.split("\n"), path.read_bytes().decode().split("\n")
    steps = SequenceMatcher(None, old, made, autojunk=False).get_opcodes()
    touched = sum(end - start for kind, start, end, _, _ in steps if kind != "equal")
    unended = not text.endswith("\n") and "\r\n" in text  # the last line gets its end
    assert touched <= lines_of(text, change) + unended  # all others stand as they were, in order
    if change.new or None not in change.values.values():
        assert Counter(REMARK.findall(text)) == Counter(REMARK.findall(path.read_bytes().decode()))


KILLED = """
import sys
from pathlib import Path
from monitor.registry.revising import Change, revise, write
path = Path(sys.argv[1])
print("ready", flush=True)
for number in range(10**6):
    write(revise(path, [Change(account="a", values={"name": f"甲{number}"})]))
"""


def test_a_kill_during_an_edit_leaves_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    dice = Random(1)
    for _ in range(int(os.environ.get("MONITOR_KILLS", "4"))):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0, 0.05))
        process.kill()
        process.wait()
        process.stdout.close()
        name = load(path).account("a").name
        assert path.read_text("utf-8") == (HEAD + BLOCK).replace("name: 甲 ", f"name: {name} ")


def test_what_a_killed_edit_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".accounts.yaml.4242").write_text("half", "utf-8")
    (tmp_path / ".other.yaml.4242").write_text("another's", "utf-8")

    edited(tmp_path, BLOCK, Change(account="a", values={"name": "丁"}))

    left = {path.name for path in tmp_path.iterdir()} - {".accounts.yaml.lock"}
    assert left == {"accounts.yaml", ".other.yaml.4242"}


def test_an_editor_without_changes_changes_nothing() -> None:
    assert Editor(HEAD + BLOCK).text == HEAD + BLOCK
