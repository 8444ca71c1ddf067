"""Wording errors for people and programs: whose they are, whether they were put right."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

from monitor.cases.wording_errors import WordingError, WordingErrorList
from monitor.parsing.text import clean
from reports.prose import Prose

TITLES = (
    "编号", "单位", "账号", "类别", "单项否决", "错误内容", "建议", "发现日期", "整改日期", "链接",
    "撤销", "经办人",
)  # fmt: skip
VETO = {True: "是", False: "否", None: ""}


def table(slips: Iterable[WordingError]) -> Table:
    """Return the errors in the order given."""
    grid = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold", expand=True)
    grid.add_column("编号")
    for title, ratio in (("单位", 3), ("账号", 3), ("内容", 5)):
        grid.add_column(title, ratio=ratio, overflow="fold")
    grid.add_column("发现", min_width=10)  # a date stays in one piece
    grid.add_column("整改", min_width=10, max_width=20, overflow="fold")
    for error in slips:
        kind = f"{error.category}：" if error.category else ""
        grave = "【严重】" if error.veto else ""
        text = f"{grave}{kind}{error.text}"
        account = error.account or "—"
        row = (str(error.id), error.unit_name, account, text, str(error.found_on), state(error))
        grid.add_row(*(Prose(clean(cell)) for cell in row))
    return grid


def described(slip: WordingError) -> dict[str, Any]:
    """Return one error for programs."""
    return {
        "id": slip.id,
        "unit": slip.unit,
        "account": slip.account,
        "category": slip.category,
        "veto": slip.veto,
        "text": slip.text,
        "advice": slip.advice,
        "found_on": slip.found_on.isoformat(),
        "fixed_on": slip.fixed_on.isoformat() if slip.fixed_on else None,
        "url": slip.url,
        "withdrawn": slip.withdrawn,
        "by": slip.by,
    }


def state(slip: WordingError) -> str:
    """Return whether an error was put right, and when; or why it is none."""
    if slip.withdrawn:
        return f"已撤销（{slip.withdrawn}）"
    return str(slip.fixed_on or "未整改")


def cells(slip: WordingError) -> tuple[str | int, ...]:
    """Return one error as a row below ``TITLES``, whole, for a table to calculate with."""
    return (
        slip.id,
        slip.unit_name,
        slip.account,
        slip.category,
        VETO[slip.veto],
        slip.text,
        slip.advice,
        slip.found_on.isoformat(),
        slip.fixed_on.isoformat() if slip.fixed_on else "",
        slip.url,
        slip.withdrawn,
        slip.by,
    )


def remarks(listed: WordingErrorList) -> Iterator[str]:
    """Yield what of a list was left out."""
    if listed.feet:
        rows = "、".join(map(str, listed.feet))
        yield f"第 {rows} 行是合计、填报人一类，不是错敏信息，没有读取。"
    if listed.unknown:
        yield f"以下各列没有用到：{'、'.join(listed.unknown)}。"


def counted(listed: WordingErrorList, new: int, changed: int) -> str:
    """Return what a list comes to, in one sentence without its end."""
    same = len(listed.errors) - new - changed
    return f"新增 {new} 条，更新 {changed} 条，未变 {same} 条"
