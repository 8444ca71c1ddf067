"""A round of observations from a filled-in worklist.

All faults are reported in one pass, each with its row; with any fault nothing of it is kept. What
was seen stands on one sheet, the quarter's checklist on another; older worklists had both on one.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.model import Account, clock
from monitor.model.errors import SheetError
from monitor.model.period import last_whole_month
from monitor.parsing import tables
from monitor.parsing.tables import NoHeads, Sheet, SheetRow
from monitor.parsing.text import clean
from monitor.review import counted_posts, posts_column, worklist_columns
from monitor.review.answers import ReviewAnswers
from monitor.review.claims import FieldError, PersonClaim
from monitor.review.counted_posts import CountedPosts
from monitor.review.refusals import ImportRefused
from monitor.review.sheet_accounts import SheetAccounts
from monitor.review.sheet_rows import Filled, RowReader
from monitor.review.worklist_columns import (
    LATEST_FORM,
    OLD_FORM,
    REVIEW,
    REVIEW_FORM,
    CellKind,
)

PICTURES = (
    "表中插入的图片没有采用，请另存为图片文件，与本表放在同一目录，并在“截图文件”栏填写文件名"
)


@dataclass(frozen=True, slots=True)
class SheetImport:
    """A sheet and its filled-in rows. *blank*: the rows without a claim or an answer.

    *unreviewed*: the rows of the checklist's own sheet without an answer, where others have one.
    *faults*: why nothing of it may be kept; links of other rows are followed all the same, so
    that all faults are named at once. *pictures*: a remark that pictures in the sheet itself were
    not taken, empty where there are none.
    """

    sheet: Sheet
    rows: tuple[Filled, ...]
    blank: tuple[SheetRow, ...] = ()
    unreviewed: tuple[SheetRow, ...] = ()
    faults: tuple[str, ...] = ()
    pictures: str = ""

    @property
    def claims(self) -> tuple[PersonClaim, ...]:
        return tuple(row.claim for row in self.rows if row.claim is not None)

    @property
    def answers(self) -> tuple[ReviewAnswers, ...]:
        return tuple(row.checked for row in self.rows if row.checked is not None)

    @property
    def counts(self) -> tuple[CountedPosts, ...]:
        return tuple(row.counted for row in self.rows if row.counted is not None)

    @property
    def skipped_message(self) -> str:
        """Return which rows or pictures were not taken, empty where all were."""
        return "；".join(filter(None, (self._left_rows, self._left_reviews, self.pictures)))

    @property
    def _left_reviews(self) -> str:
        return f"{REVIEW}另有 {len(self.unreviewed)} 行没有填写" if self.unreviewed else ""

    @property
    def _left_rows(self) -> str:
        if not self.blank:
            return ""
        signed = [str(row.number) for row in self.blank if row["by"] or row["seen"]]
        some = f"，其中第 {'、'.join(signed)} 行已填查看人或查看时间" if signed else ""
        return f"另有 {len(self.blank)} 行没有填写所见，未登记{some}"

    def problems(self, refused: ImportRefused) -> SheetError:
        """Return why nothing was kept, each fault with its row."""
        rows = [filled.row for filled in self.rows if filled.claim is not None]
        followed = [
            self.sheet.problem(rows[fault.number], _column(self.sheet, fault.field), fault.message)
            for fault in refused.faults
        ]
        return SheetError([*self.faults, *followed])


def read(
    path: Path,
    accounts: Iterable[Account],
    now: datetime,
    *,
    by: str = "",
    valid_days: int | None = None,
) -> SheetImport:
    """Return the filled-in rows of *path*; raises SheetError with every fault.

    *by*: who looked, where a row does not say. Nobody looked later than the file was saved. Where
    a row has a link to follow, faults are returned instead, to be reported with the link's own.
    """
    looks, reviews = _looks(path), _reviews(path)
    if looks is None and reviews is None:
        what = "没有找到核查清单的表头，应有以下各列：账号名称、最新内容（链接或时间）"
        raise NoHeads([f"{path}: {what}；台账请用 accounts import 导入"])
    reader = RowReader(
        path=path,
        accounts=SheetAccounts.of(accounts),
        now=now,
        saved=tables.saved_at(path),
        by=by,
        valid_days=valid_days,
    )
    read_ = [_rows(sheet, reader) for sheet in (looks, reviews) if sheet is not None]
    rows = [row for part in read_ for row in part.rows]
    problems = [problem for part in read_ for problem in part.problems]
    pictures = PICTURES if tables.has_pictures(path) else ""
    if problems and pictures:
        problems.append(f"{path}: {pictures}")
    if problems and not any(row.claim is not None and row.claim.link is not None for row in rows):
        raise SheetError(problems)
    if not rows:
        raise SheetError([f"{path}: 没有填写任何观测"])
    parts = {part.sheet.label: part for part in read_}
    review = parts.get(REVIEW)
    return SheetImport(
        sheet=read_[0].sheet,
        rows=tuple(rows),
        blank=tuple(parts[""].blank) if "" in parts else (),
        unreviewed=tuple(review.blank) if review and review.rows else (),
        faults=tuple(problems),
        pictures=pictures,
    )


@dataclass(kw_only=True, slots=True)
class _ReadSheet:
    """One sheet of a worklist, row by row."""

    sheet: Sheet
    rows: list[Filled] = field(default_factory=list)
    blank: list[SheetRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _sheet(path: Path, form: Sequence[str]) -> Sheet:
    return tables.read(
        path,
        worklist_columns.titles(),
        form,
        moments=worklist_columns.names_of(CellKind.MOMENT, CellKind.EITHER),
        addresses=worklist_columns.names_of(CellKind.ADDRESS, CellKind.EITHER),
    )


def _looks(path: Path) -> Sheet | None:
    """Return the sheet of what was seen, in whichever form; None where there is none."""
    for form in (LATEST_FORM, OLD_FORM):
        with suppress(NoHeads):
            return _sheet(path, form)
    return None


def _reviews(path: Path) -> Sheet | None:
    """Return the sheet of the quarter's checklist; None where there is none."""
    with suppress(NoHeads):
        return tables.read(
            path,
            worklist_columns.review_titles(),
            REVIEW_FORM,
            moments=worklist_columns.names_of(CellKind.MOMENT),
            label=REVIEW,
        )
    return None


def _rows(sheet: Sheet, reader: RowReader) -> _ReadSheet:
    """Return what is filled in on *sheet*, with every fault."""
    part = _ReadSheet(sheet=sheet, problems=list(sheet.broken))
    reader.seen.clear()  # an account stands on both sheets
    read_row = reader.reviewed if sheet.label == REVIEW else reader.observed
    reader.month = posts_column.month_of(sheet.titles.get("posts", ""))
    if wrong := _month_fault(sheet, reader):
        part.problems.append(wrong)
    for row in sheet.rows:
        if row.is_foot and not reader.accounts.knows(row):
            continue
        try:
            filled = read_row(row)
        except FieldError as wrong:
            place = _column(sheet, wrong.field)
            part.problems.append(sheet.problem(row.number, place, str(wrong)))
            continue
        if filled is None:
            part.blank.append(row)
        else:
            part.rows.append(filled)
    return part


def _month_fault(sheet: Sheet, reader: RowReader) -> str:
    """Return why the posts of *sheet* are of no month, empty where they are, or none is told."""
    filled = next((row for row in sheet.rows if counted_posts.is_filled(row["posts"])), None)
    if filled is None:
        return _head_fault(sheet, reader)
    if reader.month is None:
        message = f"栏名没有写明是哪个月的条数，应写成“{_wanted_head(reader)}”"
    elif reader.month.first_day > clock.day(reader.now):
        message = f"栏名所写的{reader.month.label}尚未开始"
    else:
        return ""
    return sheet.problem(filled.number, "posts", message)


def _head_fault(sheet: Sheet, reader: RowReader) -> str:
    """Return which column tells of posts under a head that nobody knows, empty without one."""
    for row in sheet.rows:
        for title, text in row.more.items():
            if posts_column.TITLE in title and counted_posts.is_filled(text):
                message = f"看不懂栏名“{clean(title, 30)}”，应写成“{_wanted_head(reader)}”"
                return sheet.problem(row.number, title, message)
    return ""


def _wanted_head(reader: RowReader) -> str:
    return posts_column.head(last_whole_month(clock.day(reader.now)))


def _column(sheet: Sheet, field: str) -> str:
    """Return the column of *sheet* that holds a field of a claim."""
    joint = field in ("link", "newest") and field not in sheet.titles
    return "latest" if joint and "latest" in sheet.titles else field
