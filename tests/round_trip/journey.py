"""The whole way of a county: ledger, worklist, verdicts, cases, letters, report, marks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import time_machine
from openpyxl import load_workbook

from monitor.model.clock import BEIJING
from tests.running import Done, run

BY = ("--by", "张三")
NAME = "2021Q4政务新媒体检查情况报告"


@dataclass(frozen=True, kw_only=True)
class Trip:
    """How each step ended, by its name, in the folder of the office."""

    folder: Path
    done: dict[str, Done] = field(default_factory=dict)
    asked: list[object] = field(default_factory=list)

    def do(self, step: str, day: str, *words: object) -> Done:
        with time_machine.travel(datetime.fromisoformat(day).replace(tzinfo=BEIJING), tick=False):
            self.done[step] = run(self.folder, *words)
        return self.done[step]

    def value(self, step: str) -> Any:
        return json.loads(self.done[step].out)

    def verdicts(self, step: str) -> dict[str, str]:
        return {called(account): account["verdict"] for account in self.value(step)["accounts"]}

    def paper(self, pattern: str) -> Any:
        (path,) = (self.folder / "out").rglob(pattern)
        return docx.Document(str(path))


LABELS = {"wechat": "微信", "weibo": "微博", "douyin": "抖音", "channels": "视频号",
          "xiaohongshu": "小红书", "app": "客户端"}  # fmt: skip


def called(one: Mapping[str, Any]) -> str:
    return f"{one['name']}（{LABELS[one['platform']]}）"


def words(paper: Any) -> str:
    return "\n".join(paragraph.text.replace("\u200b", "") for paragraph in paper.paragraphs)


def rows(paper: Any, *heads: str) -> list[dict[str, str]]:
    """Return the rows of the table that has these heads."""
    for table in paper.tables:
        titles = [cell.text for cell in table.rows[0].cells]
        if set(heads) <= set(titles):
            cells = ([c.text.replace("\u2011", "-") for c in row.cells] for row in table.rows[1:])
            return [dict(zip(titles, row, strict=True)) for row in cells]
    raise AssertionError(f"no table with {heads}")


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    titles, *found = load_workbook(path)[name].values
    return [dict(zip(map(str, titles), row, strict=True)) for row in found]
