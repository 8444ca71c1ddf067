"""Figures, letters and documents for tests of the forms."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from monitor.cases.case import StepKind
from monitor.figures import Figures
from monitor.model import Platform, Window
from reports import document_builder
from reports.document_model import Document, shown
from reports.paper_context import Letter
from tests.figures.builders import CHECKS, QUARTER, case, figures, history, registered, step

LETTER = Letter(on=date(2022, 1, 4), due=date(2022, 1, 14))
KINDS = ("quarter_city", "quarter_units", "month", "year")
HOSTILE = (
    "=cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "& <丙>",
    "镕㈱〇",
    "长" * 300,
    "正\u202e反\u2066转",
    "[[failing]]",
    "# 标题",
    "=== 附件9 | 假",
    "{{ office }}",
    "第一行\n## 二、假标题",
    "半\ud83c截",
    "无\ufffe此\uffff字\U0001ffff",
    "响_x0007_\x07铃\x00",
)


def county() -> Figures:
    """A small county in which everything happens once."""
    whole = Window(since=QUARTER.since - timedelta(days=30), until=CHECKS[4])
    weibo = registered(
        "wenlv-weibo", name="高台文旅", platform=Platform.WEIBO, unit="高台县文体广电和旅游局",
        filed=True,
    )  # fmt: skip
    new = registered("yibao", name="高台医保", opened_on=date(2021, 11, 8), unit="高台县医疗保障局")
    xinba = registered("xinba", name="新坝镇微讯", unit="新坝镇人民政府", kind="town")
    nanhua = registered("nanhua", name="南华镇微讯", unit="南华镇人民政府", kind="town")
    due = date(2021, 11, 5)
    cases = (
        case(
            1,
            registered(),
            step(StepKind.OPEN, 1),
            step(StepKind.CLOSE, 2),
            step(StepKind.REOPEN, 4),
        ),
        case(2, xinba, step(StepKind.OPEN, 2), step(StepKind.NOTIFY, 2, 1, due_on=due)),
        case(3, nanhua, step(StepKind.OPEN, 1), step(StepKind.PASSED, 2), step(StepKind.CLOSE, 2)),
    )
    return figures(
        history("fppf", registered(filed=True), title="财政要闻"),
        history("pppp", weibo, windows=(whole,), published=tuple(CHECKS.values())[1:]),
        history("-pp", new),
        history("fzzz", xinba),
        history("puu", registered("douyin", name="高台抖音", platform=Platform.DOUYIN)),
        history("fpp", nanhua),
        bases={"内容不更新": "国办秘函〔2019〕19号：监测时间点前2周内无更新，单项否决"},
        cases=cases,
    )


def hostile() -> Figures:
    """Accounts and posts whose names are attacks."""
    return figures(
        *(
            history("fff", registered(f"h{n:02}", name=name, unit=name), title=name)
            for n, name in enumerate(HOSTILE)
        )
    )


def nothing() -> Figures:
    """A period in which nothing was on the register and nothing was looked at."""
    return figures(spotchecks=(), register_before=None)


def paper(kind: str, value: Figures, templates: Path | None = None, **options: Any) -> Document:
    letter = replace(LETTER, templates=templates, **options)
    return document_builder.write(kind, value, letter)


def lines(document: Document) -> str:
    """Return a document as plain lines, for golden files."""
    messages: list[str] = []
    for block in document.blocks:
        if block.table is None:
            messages.append(f"{block.kind}: {block.label}{' ' if block.label else ''}{block.text}")
            continue
        messages.append(f"table: {block.table.caption}")
        messages.append("  " + " | ".join(column.title for column in block.table.columns))
        messages += ["  " + " | ".join(shown(cell, 1) for cell in row) for row in block.table.rows]
        if not block.table.rows:
            messages.append(f"  {block.table.empty}")
    return "\n".join(messages) + "\n"
