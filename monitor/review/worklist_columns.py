"""The columns of the worklist sheet, as it is handed out and as it is taken back.

A column has a title, a width, a kind, what the program puts there, the guide for whoever fills
it in, and its other titles in returned sheets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import ChecklistItem, clock
from monitor.review.worklist_tasks import WorklistTask
from monitor.verdicts.checklist_rules import DONE


class CellKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    MOMENT = "moment"  # a date or time as people write it, or as a spreadsheet keeps it
    ADDRESS = "address"  # a link; what the cell leads to counts, too
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistColumn:
    """One column. *filled*: what the program puts into its cells, which else stay empty.

    *guide*: what a person shall fill in. *aliases*: its other titles in returned sheets.
    *imported*: its cells are read from returned sheets. *handed_out*: it is in the sheet that is
    handed out.
    """

    name: str
    title: str
    width: float = 2.0
    kind: CellKind = CellKind.TEXT
    left: bool = False
    filled: Callable[[WorklistTask], str] | None = None
    guide: str = ""
    aliases: tuple[str, ...] = ()
    imported: bool = True
    handed_out: bool = True

    def cell(self, task: WorklistTask) -> str:
        return self.filled(task) if self.filled else ""


def newest_day(task: WorklistTask) -> str:
    """Return the day of the newest known post, a dash where there is none."""
    return f"{clock.beijing(task.newest_at):%Y-%m-%d}" if task.newest_at else "—"


def _of_item(item: ChecklistItem) -> WorklistColumn:
    return WorklistColumn(
        name=item.value,
        title=item.label,
        width=1.6,
        kind=CellKind.YES_NO,
        filled=lambda task: "" if item in task.items else DONE,
        guide="安全和互动核对，每季度一次，填“是”或“否”；“是”为正常。未核对的留空。",
    )


# what the program fills in
GIVEN = (
    WorklistColumn(
        name="id",
        title="账号标识",
        width=2.2,
        left=True,
        filled=lambda task: task.account.id,
        aliases=("标识", "id", "account"),
    ),
    WorklistColumn(
        name="name",
        title="账号名称",
        width=2.2,
        left=True,
        filled=lambda task: task.account.name,
        aliases=("名称", "name"),
    ),
    WorklistColumn(
        name="platform",
        title="平台",
        width=1,
        filled=lambda task: task.account.platform.label,
        imported=False,
    ),
    WorklistColumn(
        name="unit",
        title="单位",
        width=2.4,
        left=True,
        filled=lambda task: task.account.unit.name,
        imported=False,
    ),
    WorklistColumn(
        name="why",
        title="为何核查",
        width=3.6,
        left=True,
        filled=lambda task: f"{task.need.label}：{task.why}",
        imported=False,
    ),
    WorklistColumn(
        name="open",
        title="打开",
        width=3.2,
        left=True,
        filled=lambda task: task.url or task.hint,
        imported=False,
    ),
    WorklistColumn(
        name="newest_known", title="最近所见", width=1.3, filled=newest_day, imported=False
    ),
)
# what a person fills in, by the names of the fields of ``ClaimFields``
CLAIM = (
    WorklistColumn(
        name="link",
        title="最新内容链接",
        width=3.4,
        kind=CellKind.ADDRESS,
        left=True,
        guide="打开账号，复制最新一条内容的链接粘贴在此，时间由程序核实。优先填写此项。",
        aliases=("链接", "link", "url"),
    ),
    WorklistColumn(
        name="newest",
        title="最新内容时间",
        kind=CellKind.MOMENT,
        guide="没有链接时填写所见最新一条内容的时间，如 2021-12-30 09:00。",
        aliases=("最新发布时间", "最近更新时间", "newest"),
    ),
    WorklistColumn(
        name="none_since",
        title="自何时起未发布",
        kind=CellKind.MOMENT,
        guide="主页上自某时起没有内容时填写该时间，从未发布的写“从未”，须附截图。",
        aliases=("无更新起始时间", "nonesince"),
    ),
    WorklistColumn(
        name="screenshot",
        title="截图文件",
        guide="账号主页截图的文件名，与本表放在同一目录。附截图方可认定不更新。",
        aliases=("截图", "screenshot"),
    ),
    WorklistColumn(
        name="by",
        title="查看人",
        width=1.2,
        guide="查看人姓名，必填。",
        aliases=("核查人", "by"),
    ),
    WorklistColumn(
        name="seen",
        title="查看时间",
        kind=CellKind.MOMENT,
        guide="查看账号的时间，不填的按本表最后保存的时间。",
        aliases=("核查时间", "seen"),
    ),
    WorklistColumn(
        name="shot",
        title="截图时间",
        kind=CellKind.MOMENT,
        aliases=("截图保存时间", "shot"),
        handed_out=False,
    ),
    WorklistColumn(
        name="note",
        title="备注",
        left=True,
        guide="情况说明；核对事项答“否”的必填。多项答“否”的，同一备注记入各项，请逐项写明。",
        aliases=("note",),
    ),
)
CHECKLIST = tuple(map(_of_item, ChecklistItem))
COLUMNS = (*GIVEN, *CLAIM, *CHECKLIST)
HANDED_OUT = tuple(column for column in COLUMNS if column.handed_out)


def titles() -> Mapping[str, tuple[str, ...]]:
    """Return the titles of each imported column, its own first, by the column's name.

    A heading that is near to two columns goes to the first: “最新内容” is a time, not a link.
    """
    imported = [column for column in COLUMNS if column.imported]
    before_link = ("id", "name", "newest")
    ordered = sorted(imported, key=lambda column: column.name not in before_link)
    return {column.name: (column.title, *column.aliases) for column in ordered}


def names_of(kind: CellKind) -> tuple[str, ...]:
    """Return the names of the imported columns whose cells hold *kind*."""
    return tuple(column.name for column in COLUMNS if column.imported and column.kind is kind)
