"""The columns of the worklist's sheets, as they are handed out and as they are taken back.

A column has a title, a width, a kind, what the program puts there, the guide for whoever fills
it in, and its other titles in returned sheets. What was seen stands on the first sheet; what the
checklist asks once a quarter on a second one. Older programs had all of it on one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.model import ChecklistItem, clock
from monitor.model.period import Period
from monitor.review import posts_column
from monitor.review.worklist_tasks import Need, WorklistTask
from monitor.verdicts.checklist_rules import DONE


class CellKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    MOMENT = "moment"  # a date or time as people write it, or as a spreadsheet keeps it
    ADDRESS = "address"  # a link; what the cell leads to counts, too
    EITHER = "either"  # a link or a moment, whichever the person has
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistColumn:
    """One column. *filled*: what the program puts into its cells, which else stay empty.

    *guide*: what a person shall fill in. *aliases*: its other titles in returned sheets.
    *imported*: its cells are read from returned sheets. *handed_out*: it is in the sheets that are
    handed out.
    """

    name: str
    title: str
    width: float = 1.2
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


def _reason(task: WorklistTask) -> str:
    """Return why a person must look; what is true of every account is not said of each."""
    is_routine = task.need in (Need.ROUND, Need.NEVER)
    return task.need.label if is_routine else f"{task.need.label}：{task.why}"


def _of_item(item: ChecklistItem) -> WorklistColumn:
    return WorklistColumn(
        name=item.value,
        title=item.label,
        width=1.5,
        kind=CellKind.YES_NO,
        filled=lambda task: "" if item in task.items else DONE,
        guide="只在有问题的事项填“否”；六项均无问题的不必逐项填写。",
    )


ID = WorklistColumn(
    name="id",
    title="账号标识",
    width=2.0,
    left=True,
    filled=lambda task: task.account.id,
    aliases=("标识", "id", "account"),
    handed_out=False,  # but where two accounts bear one name on one platform
)
NAME = WorklistColumn(
    name="name",
    title="账号名称",
    width=2.0,
    left=True,
    filled=lambda task: task.account.name,
    aliases=("名称", "name"),
)
PLATFORM = WorklistColumn(
    name="platform",
    title="平台",
    width=0.9,
    filled=lambda task: task.account.platform_label,
    aliases=("platform",),
)
NEWEST_KNOWN = WorklistColumn(
    name="newest_known", title="最近所见", width=1.2, filled=newest_day, imported=False
)
# what the program fills in
GIVEN = (
    NAME,
    PLATFORM,
    WorklistColumn(
        name="unit",
        title="单位",
        width=2.3,
        left=True,
        filled=lambda task: task.account.unit.name,
        aliases=("unit",),
    ),
    WorklistColumn(
        name="why",
        title="为何核查",
        width=1.8,
        left=True,
        filled=_reason,
        imported=False,
    ),
    WorklistColumn(
        name="open",
        title="打开",
        filled=lambda task: task.url or task.hint,
        imported=False,
        handed_out=False,
    ),
    NEWEST_KNOWN,
    ID,
)
# what a person fills in, by the names of the fields of ``ClaimFields``
CLAIM = (
    WorklistColumn(
        name="latest",
        title="最新内容（链接或时间）",
        width=2.0,
        kind=CellKind.EITHER,
        left=True,
        guide="打开账号，复制最新一条内容的链接粘贴在此，时间由程序核实；没有链接的填写该条内容的"
        "时间，如 2021-12-30 09:00。",
    ),
    WorklistColumn(
        name="link",
        title="最新内容链接",
        kind=CellKind.ADDRESS,
        aliases=("链接", "link", "url"),
        handed_out=False,
    ),
    WorklistColumn(
        name="newest",
        title="最新内容时间",
        kind=CellKind.MOMENT,
        aliases=("最新发布时间", "最近更新时间", "newest"),
        handed_out=False,
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
        width=0.9,
        guide="查看人姓名；各行为同一人的，可在导入时用 --by 写明。",
        aliases=("核查人", "by"),
    ),
    WorklistColumn(
        name="seen",
        title="查看时间",
        guide="查看账号的时间，不填的按本表最后保存的时间。",
        kind=CellKind.MOMENT,
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
        name="posts",
        title=posts_column.TITLE,
        width=1.0,
        filled=lambda task: task.counted,
        guide="主页上栏名所写月份发布的条数，填整数，没有发布的填 0，没有数过的留空；每月填一次，"
        "填“—”的由程序统计。",
        aliases=("本月发布条数", "上月发布条数", "发布数量", "posts"),
    ),
    WorklistColumn(
        name="note",
        title="备注",
        width=1.6,
        left=True,
        guide="情况说明；核对事项答“否”的必填。多项答“否”的，同一备注记入各项，请逐项写明。",
        aliases=("note",),
    ),
)
POSTS = next(column for column in CLAIM if column.name == "posts")
CLEAR = WorklistColumn(
    name="clear",
    title="本季无异常",
    width=0.9,
    kind=CellKind.YES_NO,
    guide="每季度一次：六项均核对无问题的填“是”；有问题的填“否”，并在有问题的事项填“否”、写备注。",
    aliases=("clear",),
)
CHECKLIST = tuple(map(_of_item, ChecklistItem))
COLUMNS = (*GIVEN, *CLAIM, *CHECKLIST)  # of the first sheet; older ones had the checklist, too
_SIGNED = tuple(column for column in CLAIM if column.name in ("by", "seen", "note"))
_PROVED = tuple(column for column in CLAIM if column.name in ("screenshot", "shot"))
REVIEW_COLUMNS = (NAME, PLATFORM, CLEAR, *CHECKLIST, *_SIGNED, ID)
HANDED_OUT = tuple(column for column in (*GIVEN, *CLAIM) if column.handed_out)
REVIEWED = tuple(column for column in REVIEW_COLUMNS if column.handed_out)
MOST = 12  # columns that can be read on a page across
REVIEW = "季度核对"  # the second sheet
LATEST_FORM, OLD_FORM, REVIEW_FORM = ("name", "latest"), ("id",), ("name", "clear")


def with_ids(
    columns: tuple[WorklistColumn, ...], tasks: Iterable[WorklistTask]
) -> tuple[WorklistColumn, ...]:
    """Return *columns*, and that of the ids where two accounts bear one name on one platform.

    What nobody fills in, and can do without, makes room for it: more columns do not print.
    """
    accounts = {task.account.id: task.account for task in tasks}.values()
    bearers = Counter((account.name, account.platform) for account in accounts)
    if all(number == 1 for number in bearers.values()):
        return columns
    whole = len(columns) < MOST
    return (*(column for column in columns if whole or column is not NEWEST_KNOWN), ID)


def of_month(
    columns: tuple[WorklistColumn, ...], month: Period | None
) -> tuple[WorklistColumn, ...]:
    """Return *columns* with the month in which posts are counted, without that where it is None."""
    return tuple(
        replace(column, title=posts_column.head(month)) if column is POSTS and month else column
        for column in columns
        if column is not POSTS or month
    )


def titles(columns: Iterable[WorklistColumn] = COLUMNS) -> Mapping[str, tuple[str, ...]]:
    """Return the titles of each imported column, its own first, by the column's name."""
    return {column.name: (column.title, *column.aliases) for column in columns if column.imported}


def review_titles() -> Mapping[str, tuple[str, ...]]:
    """Return the titles of the second sheet's columns; a screenshot may be added there, too."""
    return titles((*REVIEW_COLUMNS, *_PROVED))


def names_of(*kinds: CellKind) -> tuple[str, ...]:
    """Return the names of the imported columns whose cells hold one of *kinds*."""
    return tuple(column.name for column in COLUMNS if column.imported and column.kind in kinds)
