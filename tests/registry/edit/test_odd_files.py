"""Whatever the file looks like, a change shows what was meant and nothing else."""

import os
import re
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

from monitor.model import Account, Closing, Contact
from monitor.registry import load
from monitor.registry.edit.placing import write
from monitor.registry.edit.revise import Change, revise
from monitor.registry.edit.scalars import Value, written
from tests.lengths import times
from tests.registry.edit.builders import HEAD, NEW

REMARK = re.compile(r"(?m)(?<!\S)# ?[注整完名末公关负订折见—][^\r\n]*")
EDITS = times("MONITOR_EDITS", 40, 200)  # 10000 for the whole property


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


def alone(account: Account) -> Account:
    """Return *account* without what follows from the others."""
    return replace(account, duplicates=(), duplicates_total=0)


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
            assert alone(account) == alone(was)
    old, made = text.split("\n"), path.read_bytes().decode().split("\n")
    steps = SequenceMatcher(None, old, made, autojunk=False).get_opcodes()
    touched = sum(end - start for kind, start, end, _, _ in steps if kind != "equal")
    unended = not text.endswith("\n") and "\r\n" in text  # the last line gets its end
    assert touched <= lines_of(text, change) + unended  # all others stand as they were, in order
    if change.new or None not in change.values.values():
        assert Counter(REMARK.findall(text)) == Counter(REMARK.findall(path.read_bytes().decode()))
