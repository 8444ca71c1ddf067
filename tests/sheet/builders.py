"""Workbooks as people fill them in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from monitor.sheet import read

COLUMNS = {"name": ("账号名称", "名称"), "on": ("开设日期", "开通时间"), "phone": ("联系电话",)}


def book(path: Path, rows: Iterable[Iterable[Any]], *, merged: str = "") -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    made.save(path)
    return path


def cells(path: Path, *required: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read(path, COLUMNS, required or ("name",)).rows]
