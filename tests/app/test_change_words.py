"""A change in words: what was and what will be, and whose verdict may turn."""

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import checks
from checks import CHECKS
from monitor.app import change_words
from monitor.model import Closing, Contact, Status, Unit
from monitor.registry.edit.revise import Change
from tests.builders import account

UNITS = {"u": "某局", "v": "某镇"}
# no form has them; duplicates follow from the others
READ = {"sources", "policy", "duplicates", "duplicates_total"}


def test_every_field_that_a_check_reads_is_known_to_change_its_verdict() -> None:
    """A check that reads another field of an entry must be named for it."""
    read: dict[str, set[str]] = {}
    for path in Path(checks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("account"):
                read.setdefault(node.attr, set()).add(path.stem)
    known = {
        name: {check.__module__.rpartition(".")[2] for check in which}
        for name, which in change_words.READ_BY.items()
    }

    assert "opened_on" in read
    assert {
        name: which - known.get(name, set())
        for name, which in read.items()
        if name not in READ and which - known.get(name, set())
    } == {}
    assert {check for which in change_words.READ_BY.values() for check in which} <= set(CHECKS)


STEPS: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {"note": "甲"}, ["备注：— → 甲"]),
    ({"note": "甲"}, {"note": None}, ["备注：甲 → —"]),
    ({}, {"required": "true"}, ["抽样必查：否 → 是"]),
    ({"filed": True}, {"filed": "false"}, ["备案情况：已备案 → 未备案"]),
    ({}, {"unit": "v"}, ["主办单位：某局 → 某镇"]),
    (
        {"contact": Contact(name="张三", phone="1", confirmed_on=date(2021, 1, 1))},
        {"contact": {"name": "李四", "phone": "1", "confirmed_on": "2021-12-31"}},
        ["负责人：张三 → 李四", "核实日期：2021-01-01 → 2021-12-31"],
    ),
    ({"note": "字" * 500}, {"note": "字" * 501},
     [f"备注：{'字' * 399}… → {'字' * 399}…（后文有改动）"]),
    ({"contact": Contact(name="张三")}, {"contact": None}, ["负责人：张三 → —"]),
    (
        {"closing": Closing(notice_on=date(2021, 12, 1))},
        {"closing": {"notice_on": "2021-12-01", "filed_on": "2021-12-30"}, "status": "closed"},
        ["关停注销进度：停更公告 2021-12-01 → 停更公告 2021-12-01，关停备案 2021-12-30",
         "状态：正常 → 已注销已备案"],
    ),
    ({"closing": Closing(notice_on=date(2021, 12, 1))}, {"closing": None},
     ["关停注销进度：停更公告 2021-12-01 → —"]),
]  # fmt: skip


@pytest.mark.parametrize(("has", "values", "told"), STEPS)
def test_each_field_is_told_from_what_to_what(
    has: dict[str, Any], values: dict[str, Any], told: list[str]
) -> None:
    entry = account("a", unit=Unit(id="u", name="某局"), **has)

    assert list(change_words.every_step(entry, Change(account="a", values=values), UNITS)) == told


EFFECTS: list[tuple[Status | None, dict[str, Any], list[str]]] = [
    (Status.ACTIVE, {"note": "甲"}, ["不影响检查结论"]),
    (
        Status.ACTIVE,
        {"filed": "true", "name": "乙"},
        ["可能影响结论：名称不符、未备案，自下次检查起"],
    ),
    (Status.ACTIVE, {"status": "closed"}, ["保存后不再检查、不再计入统计"]),
    (Status.ACTIVE, {"status": "merged"}, ["保存后不再检查、不再计入统计"]),
    (Status.CLOSED, {"status": None}, ["保存后纳入检查和统计"]),
    (Status.CLOSED, {"note": "甲"}, []),
    (None, {"note": "甲"}, ["保存后纳入检查和统计"]),
    (None, {"status": "closed"}, []),
]


@pytest.mark.parametrize(("status", "values", "told"), EFFECTS)
def test_what_a_change_may_do_to_verdicts_is_told(
    status: Status | None, values: dict[str, Any], told: list[str]
) -> None:
    entry = account("a", status=status) if status else None

    said = list(change_words.effects(entry, Change(account="a", values=values)))

    assert said == told
