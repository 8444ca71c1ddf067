"""This week's list of accounts that a person looks at: on the screen, in sheets to fill in."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Any

from rich.table import Table as Grid

from monitor.model import clock
from monitor.model.period import Period
from monitor.parsing.naming import AccountNames
from monitor.parsing.text import clean
from monitor.review.worklist_columns import (
    CHECKLIST,
    HANDED_OUT,
    NAME,
    REVIEW,
    REVIEWED,
    CellKind,
    WorklistColumn,
    newest_day,
    of_month,
    with_ids,
)
from monitor.review.worklist_tasks import LONGEST, Need, WorklistTask
from reports.document_model import Cell, Column, Link, Table
from reports.prose import Prose

MANY = 4  # accounts that lack the same, which then is said once
BLANK = 10  # columns of the screen to write on, as wide as a day
PAPERS = "登记待补正"
PUT_RIGHT = (
    "核实负责人后登记：monitor accounts contacts 账号标识 --confirm --by 姓名；"
    "补正名单：monitor accounts set 账号标识 字段=值 … --by 姓名。"
)
YES_OR_NO = ("是", "否")
OPEN = ("打开账号", "账号名称带链接的，点击即可打开；没有链接的，请在所列平台中搜索账号名称。")
IMPORT = (
    "导入",
    "最新内容和自何时起未发布每行只填一项，未查看的留空；账号名称、平台、单位请勿改动。"
    "导入：monitor observe --import 本文件 --by 姓名",
)


def screen(tasks: Sequence[WorklistTask], width: int) -> Grid:
    """Return the list for a screen *width* columns wide."""
    narrow = width < 110
    grid = Grid(box=None, pad_edge=False, padding=(0, 1), header_style="bold", expand=True)
    names = AccountNames.of(task.account for task in tasks)
    grid.add_column("账号", ratio=4, overflow="fold")
    if not narrow:
        grid.add_column("单位", ratio=3, overflow="fold")
    grid.add_column("最近所见", no_wrap=True, width=10)
    grid.add_column("为何核查", ratio=5, overflow="fold")
    grid.add_column("打开", ratio=4, overflow="fold")
    if not narrow:  # room to write on, where it is printed
        grid.add_column("所见", no_wrap=True, width=BLANK)
    for task in tasks:
        account = task.account
        row = [names.listed(account.id)]
        row += [] if narrow else [clean(account.unit.name)]
        row += [newest_day(task), task.why, task.url or task.hint]
        row += [] if narrow else ["_" * BLANK]
        grid.add_row(*map(Prose, row))
    return grid


def parted(tasks: Iterable[WorklistTask]) -> tuple[list[WorklistTask], list[WorklistTask]]:
    """Return the tasks to look at an account, and those to complete its entry in the register."""
    listed = tuple(tasks)
    looks = [task for task in listed if not task.is_paperwork]
    return looks, [task for task in listed if task.is_paperwork]


def shared(tasks: Iterable[WorklistTask]) -> dict[str, int]:
    """Return what the register lacks of many accounts, and of how many."""
    counted = Counter(reason for task in tasks for reason in task.reasons)
    return {reason: number for reason, number in counted.items() if number >= MANY}


def paperwork(tasks: Iterable[WorklistTask], width: int, once: Container[str] = ()) -> Grid | None:
    """Return the entries to complete, for a screen *width* columns wide; None where none is left.

    *once*: what is said of many accounts at once, and of none here.
    """
    narrow = width < 110
    grid = Grid(box=None, pad_edge=False, padding=(0, 1), header_style="bold", expand=True)
    grid.add_column("账号", ratio=4, overflow="fold")
    if not narrow:
        grid.add_column("单位", ratio=3, overflow="fold")
    grid.add_column("待补正", ratio=8, overflow="fold")
    listed = tuple(tasks)
    names = AccountNames.of(task.account for task in listed)
    for task in listed:
        why = clean("；".join(reason for reason in task.reasons if reason not in once), LONGEST)
        if not why:
            continue
        account = task.account
        row = [names.listed(account.id)]
        row += [] if narrow else [clean(account.unit.name)]
        grid.add_row(*map(Prose, (*row, why)))
    return grid if grid.row_count else None


def workbook(
    tasks: Sequence[WorklistTask], heading: str = "", month: Period | None = None
) -> bytes:
    """Return the sheets to fill in; ``monitor observe --import`` takes them back.

    *heading*: printed over each. *month*: in which posts are counted, None where they are not.
    Where the quarter's checklist is open, it has a sheet of its own.
    """
    from reports import xlsx  # the list on the screen needs no workbook

    tasks_to_look, papers = parted(tasks)
    looks = [task for task in tasks_to_look if task.need is not Need.CHECKLIST]
    reviews = _by_account(task for task in tasks_to_look if task.items)
    look_columns = of_month(with_ids(HANDED_OUT, looks), month)
    review_columns = with_ids(REVIEWED, reviews)
    guide = (Column(title="栏目", width=2), Column(title="怎么填", width=12, align="left"))
    shown = dict.fromkeys([*look_columns, *(review_columns if reviews else ())])
    guides = {_explained(column): column.guide for column in shown if column.guide}
    explained = (OPEN, *guides.items(), IMPORT)
    return xlsx.render(
        [
            _to_fill_in("worklist", "人工核查清单", look_columns, looks),
            *([_to_fill_in("review", REVIEW, review_columns, reviews)] if reviews else []),
            Table(name="how", caption="填写说明", columns=guide, rows=explained),
            *([_entries(papers)] if papers else []),
        ],
        heading=heading,
    )


def _explained(column: WorklistColumn) -> str:
    return "各核对事项" if column in CHECKLIST else column.title


def _to_fill_in(
    name: str,
    caption: str,
    columns: Sequence[WorklistColumn],
    tasks: Iterable[WorklistTask],
) -> Table:
    return Table(
        name=name,
        caption=caption,
        columns=tuple(
            Column(
                key=column.name,
                title=column.title,
                width=column.width,
                align="left" if column.left else "center",
                choices=YES_OR_NO if column.kind is CellKind.YES_NO else (),
            )
            for column in columns
        ),
        rows=tuple(tuple(_cell(column, task) for column in columns) for task in tasks),
        names=2,
    )


def _cell(column: WorklistColumn, task: WorklistTask) -> Cell:
    text = column.cell(task)
    return Link(text, task.url) if column is NAME and task.url else text


def _by_account(tasks: Iterable[WorklistTask]) -> list[WorklistTask]:
    """Return one task for each account, the first of them."""
    by_account: dict[str, WorklistTask] = {}
    for task in tasks:
        by_account.setdefault(task.account.id, task)
    return list(by_account.values())


def _entries(tasks: Iterable[WorklistTask]) -> Table:
    """Return the entries to complete, under headings that no import takes for the worklist's."""
    heads = {"账号": 2.2, "平台": 1, "单位": 2.4, "名单标识": 2.2, "待补正": 6.0}
    return Table(
        name="papers",
        caption=PAPERS,
        columns=tuple(Column(title=t, width=w, align="left") for t, w in heads.items()),
        rows=tuple(
            (
                task.account.name,
                task.account.platform.label,
                task.account.unit.name,
                task.account.id,
                task.why,
            )
            for task in tasks
        ),
    )


def described(task: WorklistTask) -> dict[str, Any]:
    """Return *task* for scripts."""
    account = task.account
    return {
        "account": account.id,
        "name": account.name,
        "platform": account.platform.value,
        "unit": account.unit.name,
        "need": task.need.value,
        "why": task.why,
        "url": task.url,
        "hint": task.hint,
        "newest_post_at": clock.iso(task.newest_at) if task.newest_at else None,
        "checklist": [item.value for item in task.items],
    }
