"""The table of the year's paper: accounts, verdicts and posts by platform, as yearly reports do."""

from collections.abc import Callable, Mapping

from monitor.figures import Figures, GroupRow
from monitor.parsing.text import clean
from reports.document_model import Cell, Column, Table

COLUMNS = (
    Column(title="平台", width=2.0, align="left"),
    Column(title="账号", width=1.2),
    Column(title="检查", width=1.2),
    Column(title="合格", width=1.2),
    Column(title="不合格", width=1.45),
    Column(title="无法判定", width=1.8),
    Column(title="合格率", width=3.8),
    Column(title="发布条数", width=2.2),
)


def platforms(figures: Figures) -> Table:
    """Return the table, the total last."""
    return Table(
        name="platforms_of_year",
        caption="各平台情况",
        columns=COLUMNS,
        rows=tuple(map(_row, (*figures.by_platform, figures.total))),
        total=True,
    )


def _row(row: GroupRow) -> tuple[Cell, ...]:
    tally, posts = row.tally, row.posts
    number: Cell = posts.number if posts.accounts else None
    return (
        clean(row.label),
        tally.registered,
        tally.looked,
        tally.passed,
        tally.failed,
        tally.unknown,
        tally.pass_rate,
        f"不少于{number}" if posts.least else number,
    )


MAKERS: Mapping[str, Callable[[Figures], Table]] = {"platforms_of_year": platforms}
