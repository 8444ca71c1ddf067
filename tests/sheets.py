"""A worklist as a clerk fills it in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from monitor.review.worklist_columns import CHECKLIST, CLEAR

LATEST = "最新内容（链接或时间）"
WORDS = {"最新内容时间": LATEST, "最新内容链接": LATEST}
REVIEWED = {column.title for column in (CLEAR, *CHECKLIST)}
Told = Mapping[str, Mapping[str, Any]]  # 账号名称（平台） or its name alone → title → word


def fill(path: Path, told: Told) -> None:
    """Write what was seen on the first sheet and what was answered on the second."""
    book = load_workbook(path)
    for page in book.worksheets[:2]:
        _fill(page, told)
    book.save(path)


def _fill(page: Worksheet, told: Told) -> None:
    titles = [str(cell.value) for cell in page[1]]
    if "账号名称" not in titles:
        return
    for row in page.iter_rows(min_row=2):
        cells = dict(zip(titles, row, strict=True))
        name, platform = cells["账号名称"].value, cells["平台"].value
        words = told.get(f"{name}（{platform}）", told.get(str(name), {}))
        here = REVIEWED if CLEAR.title in titles else {LATEST, "自何时起未发布"}
        if here & {WORDS.get(title, title) for title in words}:
            for title, word in words.items():
                if (cell := cells.get(WORDS.get(title, title))) is not None:
                    cell.value = word
