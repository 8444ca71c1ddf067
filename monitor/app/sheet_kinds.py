"""Which of the office's sheets a file is, where somebody gave the wrong one to a command."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.model.errors import SheetError
from monitor.parsing import tables
from monitor.parsing.tables.cells import folded
from monitor.registry.ledger.columns import COLUMNS
from monitor.registry.ledger.row_values import REQUIRED
from monitor.review import worklist_columns
from monitor.review.worklist_columns import CHECKLIST, CLAIM

# what only a worklist asks: its rows are read by hand, so a similar title proves nothing
EITHER = ("posts", "note")  # columns that ledgers have, too
ASKED = (("name", "latest"), ("name", "clear"), ("id", "none_since"))


def is_worklist(path: Path) -> bool:
    """Say whether *path* is a worklist (核查清单), filled in or not."""
    columns = {**worklist_columns.titles(), **worklist_columns.review_titles()}
    return any(_asks(path, columns, form) for form in ASKED)


def is_ledger(path: Path) -> bool:
    """Say whether *path* is a ledger (台账) in which nobody could have written what was seen."""
    if is_worklist(path):
        return False
    try:
        sheet = tables.read(path, COLUMNS, REQUIRED, optional=tuple(COLUMNS))
    except SheetError:
        return False
    asked = {folded(column.title) for column in (*CLAIM, *CHECKLIST) if column.name not in EITHER}
    heads = [*sheet.titles.values(), *(title for row in sheet.rows[:1] for title in row.more)]
    return not asked & set(map(folded, heads))


def _asks(path: Path, columns: Mapping[str, Sequence[str]], form: Sequence[str]) -> bool:
    try:
        sheet = tables.read(path, columns, form, optional=tuple(columns))
    except SheetError:
        return False
    own = {folded(title) for title in columns[form[-1]]}
    return folded(sheet.titles[form[-1]]) in own
