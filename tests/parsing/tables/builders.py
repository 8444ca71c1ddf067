"""Workbooks as people fill them in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook

from monitor.parsing.tables import read

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


def rewritten(path: Path, old: bytes, new: bytes, name: str = "xl/worksheets/sheet1.xml") -> None:
    """Change a part of a workbook as other programs would have written it."""
    with ZipFile(path) as made:
        parts = {part: made.read(part) for part in made.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with ZipFile(path, "w") as made:
        for part, data in parts.items():
            made.writestr(part, data)


def cells(path: Path, *required: str) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read(path, COLUMNS, required or ("name",)).rows]
