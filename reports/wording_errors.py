"""Wording errors on the screen and for programs: whose they are, whether they were put right."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table

from monitor.cases.wording_errors import WordingError
from monitor.parsing.text import clean
from reports.prose import Prose


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
