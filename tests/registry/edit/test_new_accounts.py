"""A new account looks like those that stand there."""

from pathlib import Path

import pytest

from monitor.registry.edit.revise import Change
from tests.registry.edit.builders import BLOCK, NEW, edited

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
