"""Changes to accounts.yaml: what is meant and nothing else, whatever the file looks like."""

import os
import subprocess
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigError, RegistryError
from monitor.model import Account
from monitor.registry import load
from monitor.registry.editing import Editor
from monitor.registry.revising import Change, revise, write
from monitor.registry.scalars import written

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
            "accounts:\n  -\n    id: a\n    name: 甲\n    platform: app\n    unit: u",
            "accounts:\n  -\n    id: a\n    name: 甲\n    platform: app\n    unit: u\n"
            "  - id: c\n    name: 丙\n    platform: douyin\n    unit: u",
        ),
    ],
)
def test_a_new_account_looks_like_the_last_one(body: str, expected: str, tmp_path: Path) -> None:
    assert edited(tmp_path, body, Change(account="c", values=NEW, new=True)) == expected


def test_an_empty_list_takes_many(tmp_path: Path) -> None:
    changes = [Change(account=id, values={**NEW, "id": id}, new=True) for id in "cd"]

    text = edited(tmp_path, "accounts: []\n", *changes)

    assert text == f"accounts:\n{NEW_LINES}\n{NEW_LINES.replace('id: c', 'id: d')}\n"


def test_line_ends_and_the_mark_of_byte_order_stay(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    before = ("\ufeff" + HEAD + BLOCK).replace("\n", "\r\n").encode()
    path.write_bytes(before)

    write(revise(path, [Change(account="a", values={"status": "closing"})]))

    after = path.read_bytes()
    assert after == before.replace(b"unit: u\r\n", b"unit: u\r\n    status: closing\r\n")


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
    import yaml

    for flow, document in ((True, "{{k: {}, z: 1}}"), (False, "k: {}\n")):
        read = yaml.load(document.format(written(text, flow=flow)), Loader=yaml.BaseLoader)
        assert read["k"] == text


WORDS = ["甲", "no", "017", "13:30", "a: b", "x #y", "'", '"', "- a", "{", "~", "、", "a, b", "[x]"]
KEYS = ["name", "note", "url", "status", "verified", "functions"]
STATUSES = ["active", "closing", "changing", "frozen"]


def entry(dice: Random, number: int) -> str:
    """One account as some person may have written it."""
    pad, dash = " " * dice.choice([0, 1, 2, 4]), "-" + " " * dice.choice([1, 1, 3])
    values = {"id": f"a{number}", "name": dice.choice(WORDS), "platform": "wechat", "unit": "u"}
    if dice.random() < 0.5:
        values["note"] = dice.choice(WORDS)
    if dice.random() < 0.3:
        body = ", ".join(f"{k}: {written(v, flow=True)}" for k, v in values.items())
        return f"{pad}{dash}{{{body}}}{dice.choice(['', '   # 注'])}\n"
    inner = pad + " " * len(dash)
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
    if dice.random() < 0.2:
        text = text.rstrip("\n")
    return text.replace("\n", "\r\n") if dice.random() < 0.3 else text


def shown(account: Account) -> dict[str, object]:
    return {key: str(getattr(account, key) or "") for key in ("id", "unit", *KEYS)}


@settings(max_examples=EDITS, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_the_file_looks_like(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    dice = Random(seed)
    text = wild(dice)
    path = tmp_path_factory.getbasetemp() / f"{os.getpid()}.yaml"
    path.write_bytes(text.encode())
    before = load(path)
    target = dice.choice(before.accounts)
    key = dice.choice(KEYS)
    value: str = {
        "status": dice.choice(STATUSES),
        "url": "http://b.invalid/?a=1&b={x}#c",
    }.get(key, dice.choice(WORDS))
    new = dice.random() < 0.3
    change = (
        Change(account="neu", values={**NEW, "id": "neu", "note": value}, new=True)
        if new
        else Change(account=target.id, values={key: value})
    )

    write(revise(path, [change]))

    after = load(path)
    for account in after.accounts:
        was = next((one for one in before.accounts if one.id == account.id), None)
        if was is None:
            assert account.id == "neu" and account.note == value
        elif account.id == target.id and not new:
            assert shown(account) == {**shown(was), key: value}
        else:
            assert account == was
    old, made = text.split("\n"), path.read_bytes().decode().split("\n")
    steps = SequenceMatcher(None, old, made, autojunk=False).get_opcodes()
    touched = sum(end - start for kind, start, end, _, _ in steps if kind != "equal")
    assert touched <= 1  # of the old lines; all others stand as they were, in their order


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


def test_an_editor_without_changes_changes_nothing() -> None:
    assert Editor(HEAD + BLOCK).text == HEAD + BLOCK
