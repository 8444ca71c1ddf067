"""A value that changes: the meant lines and no other, with the ends that lines have."""

from pathlib import Path

import pytest

from monitor.registry.edit.editor import Editor
from monitor.registry.edit.placing import write
from monitor.registry.edit.revise import Change, revise
from tests.registry.edit.builders import BLOCK, HEAD, edited


def test_a_value_is_spliced_into_its_place(tmp_path: Path) -> None:
    text = edited(tmp_path, BLOCK, Change(account="a", values={"name": "甲乙"}))

    assert text == BLOCK.replace("name: 甲   # 名称", "name: 甲乙   # 名称")


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


def test_one_field_goes_and_another_comes_in_one_change(tmp_path: Path) -> None:
    body = (
        "accounts:\n  - {id: a, # 标识\n     url: http://a/, name: 甲, platform: app, unit: u}\n"
        "  - id: b\n    name: 乙\n    platform: app\n    unit: u\n    url: http://b/\n"
    )
    values = {"url": None, "verified": "是"}

    text = edited(tmp_path, body, *(Change(account=id, values=values) for id in "ab"))

    assert text == body.replace("url: http://a/, ", "").replace(
        "unit: u}", "unit: u, verified: 是}"
    ).replace("url: http://b/", "verified: 是")


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

    text = edited(tmp_path, body.replace("\n", end), Change(account="a", values={"note": None}))

    assert text == body.removesuffix("\n  note: x # 末").replace("\n", end)


def test_an_editor_without_changes_changes_nothing() -> None:
    assert Editor(HEAD + BLOCK).text == HEAD + BLOCK
