"""Tables: the head of a column says which date of a row is that of publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from monitor.sources.webpage import labels
from monitor.sources.webpage.date_in_text import (
    FULL_DATE,
    NOTHING,
    Dated,
    PageTime,
    dated,
    of_label,
    unsure,
)
from monitor.sources.webpage.labels import Meaning
from monitor.sources.webpage.page import above, tags

HEADS = 6  # rows from the top among which the heads of columns stand
WIDEST, LONGEST = 60, 200  # columns and rows that one cell may span

Grid = list[dict[int, Tag]]  # of each row the cell that covers each column


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadedTable:
    """Rows with the cells that cover their columns, and the heads of those columns."""

    rows: dict[int, dict[int, Tag]]
    heads: dict[int, str]
    above: frozenset[int] = frozenset()  # the rows that are those heads

    def dated(self, row: Tag, seen: PageTime) -> Dated | None:
        """Return the date of publication in *row*, None where no head names dates."""
        meanings = {column: labels.cell(head) for column, head in self.heads.items()}
        if not any(meaning is not Meaning.NONE for meaning in meanings.values()):
            return None
        cells = self.rows.get(id(row), {})
        for meaning in (Meaning.PUBLISHED, Meaning.PLAIN, Meaning.DOCUMENT):
            columns = [n for n in cells if meanings.get(n) is meaning]
            date = self._date_of(meaning, columns, cells, seen) if columns else NOTHING
            if date.moment is not None or date.fault:
                return date
        return NOTHING

    def _date_of(
        self, meaning: Meaning, columns: Sequence[int], cells: dict[int, Tag], seen: PageTime
    ) -> Dated:
        head = f"表头“{labels.shown(self.heads[columns[0]])}”"
        dates = [dated(_texts(cells[n]), seen) for n in columns]
        moments = [date.moment for date in dates if date.moment is not None]
        if not moments:
            words = " ".join(_texts(cells[columns[0]]))[:30]
            return Dated(by=head, fault=f"{head}之下的“{words}”不是日期" if words else "")
        if meaning is Meaning.PUBLISHED:
            return of_label(head, moments)
        if meaning is Meaning.PLAIN:
            return unsure(head, moments)
        return Dated(moment=moments[0], by=head, meaning=meaning)


class Tables:
    """The tables of one page, each read once."""

    def __init__(self) -> None:
        self._read: dict[int, HeadedTable] = {}

    def dated(self, item: Tag, seen: PageTime) -> Dated | None:
        """Return the date of *item*, a row, by its heads; None where it is no row or has none."""
        table = self._around(item)
        return table.dated(item, seen) if table is not None else None

    def is_head(self, item: Tag) -> bool:
        """Say whether *item* is a row that only heads the columns of others."""
        table = self._around(item)
        return table is not None and id(item) in table.above

    def head_over(self, cell: Tag) -> str:
        """Return the head of the column in which *cell* stands, empty where it has none."""
        row = cell.parent
        if cell.name != "td" or row is None or row.name != "tr":
            return ""
        table = self._around(row)
        if table is None or id(row) in table.above:
            return ""
        cells = table.rows.get(id(row), {})
        return next((table.heads.get(n, "") for n, other in cells.items() if other is cell), "")

    def _around(self, item: Tag) -> HeadedTable | None:
        parent = above(item, "table") if item.name == "tr" else item.parent
        if parent is None:
            return None
        if id(parent) not in self._read:
            self._read[id(parent)] = _table(parent) if item.name == "tr" else _rows_of(parent)
        return self._read[id(parent)]


def _table(table: Tag) -> HeadedTable:
    rows = [row for row in tags(table, "tr") if above(row, "table") is table]
    grid = _grid(rows)
    top = [n for n in range(min(HEADS, len(rows))) if _is_head(rows[n])]
    heads = _heads([grid[n] for n in top])
    if not heads:
        heads = _heads_before(table)
    return HeadedTable(
        rows={id(row): cells for row, cells in zip(rows, grid, strict=True)},
        heads=heads,
        above=frozenset(id(rows[n]) for n in top) if heads else frozenset(),
    )


def _heads_before(table: Tag) -> dict[int, str]:
    """Return the heads in a table of one row just before *table*."""
    other = table.find_previous("table")
    if other is None or len(list(other.find_all("tr"))) != 1:
        return {}
    rows = list(other.find_all("tr"))
    return _heads(_grid(rows)) if _is_head(rows[0]) else {}


def _rows_of(parent: Tag) -> HeadedTable:
    """Read a table made of other tags: its first child, or the tag before, holds the heads."""
    children = _children(parent)
    first = children[0] if children else None
    before = parent.find_previous_sibling()
    heads: dict[int, str] = {}
    for row in (first, before):
        if row is not None and not heads and len(cells := _children(row)) > 1:
            heads = _heads([dict(enumerate(cells))]) if _is_head(row) else {}
    if not heads:
        return HeadedTable(rows={}, heads={})
    rows = {
        id(child): dict(enumerate(cells))
        for child in children
        if len(cells := _children(child)) == len(heads)
    }
    dating = (Meaning.PUBLISHED, Meaning.DOCUMENT, Meaning.PLAIN)
    names_dates = rows and any(labels.cell(head) in dating for head in heads.values())
    return HeadedTable(rows=rows, heads=heads if names_dates else {})


def _is_head(row: Tag) -> bool:
    """Say whether *row* heads columns: it names meanings of dates and bears no date."""
    if FULL_DATE.search(row.get_text(" ")):
        return False
    if above(row, "thead") is not None:
        return True
    cells = _children(row)
    if cells and all(cell.name == "th" for cell in cells):
        return True
    return any(labels.cell(_text_of(cell)) is not Meaning.NONE for cell in cells)


def _heads(rows: Sequence[dict[int, Tag]]) -> dict[int, str]:
    """Return the head of each column; a head over several columns comes first."""
    heads: dict[int, list[str]] = {}
    for cells in rows:
        for column, cell in cells.items():
            text = _text_of(cell)
            if text not in heads.setdefault(column, []):
                heads[column].append(text)
    joined = {column: "".join(texts) for column, texts in heads.items()}
    meant = [labels.cell(head) for head in joined.values()]
    return joined if any(meaning is not Meaning.NONE for meaning in meant) else {}


def _grid(rows: Sequence[Tag]) -> Grid:
    grid: Grid = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while column in grid[number]:
                column += 1
            wide, high = _span(cell, "colspan", WIDEST), _span(cell, "rowspan", LONGEST)
            for below in range(number, min(number + high, len(rows))):
                for beside in range(column, column + wide):
                    grid[below].setdefault(beside, cell)
            column += wide
    return grid


def _children(tag: Tag) -> list[Tag]:
    """Return the tags right within *tag*; faster than ``find_all`` without recursion."""
    return [child for child in tag.children if isinstance(child, Tag)]


def _cells(row: Tag) -> Iterator[Tag]:
    yield from (cell for cell in _children(row) if cell.name in ("td", "th"))


def _span(cell: Tag, name: str, most: int) -> int:
    value = str(cell.get(name, "")).strip()
    if not value.isascii() or not value.isdigit():
        return 1
    return min(max(int(value), 1), most)


def _text_of(cell: Tag) -> str:
    return "".join(cell.stripped_strings)


def _texts(cell: Tag) -> tuple[str, ...]:
    return tuple(cell.stripped_strings)
