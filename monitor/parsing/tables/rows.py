"""The filled-in rows of a table, each cell with its field and its place."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from monitor.model.errors import SheetError
from monitor.parsing.dates.moment import Moment
from monitor.parsing.tables import files, header_row
from monitor.parsing.tables.cells import (
    ERRORS,
    UNCOMPUTED,
    lines_of,
    moment,
    plain,
    written,
)
from monitor.parsing.tables.hyperlinks import shown

_FOOT = re.compile(
    r"(合计|总计|共计|小计|总数)([:：\d共].*)?$"
    r"|(填报|填表|制表|审核|审批|复核|分管|负责|经办|联系|单位|备注|注|说明|日期)\S{0,5}[:：]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One filled-in row: texts by field, those of columns nobody knows by their title.

    *moments*: of the fields whose cells hold a date or time, which then need no reading.
    *unread*: why optional cells cannot be read, by field; they count as blank. *is_foot*: it
    begins as totals, signatures and remarks below a table do.
    """

    number: int
    cells: Mapping[str, str]
    more: Mapping[str, str]
    moments: Mapping[str, Moment] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    is_foot: bool = False

    def __getitem__(self, field: str) -> str:
        return self.cells.get(field, "")

    def entered(self, field: str) -> str | Moment:
        """Return a field's moment where its cell holds one, its text where it holds words."""
        return self.moments.get(field) or self[field]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of a file, and the title that each field has there.

    *broken*: what is wrong with rows that cannot be read at all; these are not among *rows*.
    Whoever reads on reports them with what else is wrong. *hidden*: rows that people do not see.
    *label*: which of a workbook's sheets it is, where several are read.
    """

    path: Path
    titles: Mapping[str, str]
    rows: tuple[SheetRow, ...] = ()
    broken: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    label: str = ""

    def problem(self, row: int, field: str, message: str) -> str:
        """Return *message* with its place in the file."""
        title = self.titles.get(field, "")
        where = f"{self.path}:{self.label}第{row}行"
        return f"{where}:{title}: {message}" if title else f"{where}: {message}"


class NoHeads(SheetError):
    """A file has no table with the columns that are wanted."""


def read(
    path: Path,
    columns: header_row.Columns,
    required: Sequence[str],
    *,
    moments: Container[str] = (),
    addresses: Container[str] = (),
    optional: Container[str] = (),
    label: str = "",
) -> Sheet:
    """Return the filled-in rows of *path*; raises SheetError where it is no such table.

    *required*: fields whose columns must be there, else NoHeads is raised. *moments*: those that
    tell times, in which a number is a spreadsheet's count of days. *addresses*: those in which a
    cell's link counts. *optional*: those whose cells may be left out where they cannot be read.
    *label*: what the sheet is called in messages.
    """
    page = files.page(path, lambda top: header_row.find(top, columns, required[:2]) is not None)
    lines = page.lines
    at, places = _heads_of(path, lines, columns, required)
    titles = {field: plain(lines[at][place]) for field, place in places.items()}
    others = {
        place: title
        for place, cell in enumerate(lines[at])
        if place not in places.values() and (title := plain(cell))
    }
    sheet = Sheet(path=path, titles=titles, label=label)
    rows: list[SheetRow] = []
    broken: list[str] = []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        foot = is_foot(next(filter(None, map(plain, line)), ""))
        if foot:
            line = ["" if cell == UNCOMPUTED else cell for cell in line]
        texts = {field: _text(line, place) for field, place in places.items()}
        for name in (name for name in places if name in addresses):
            address = page.addresses.get((number, places[name]), "")
            texts[name] = shown(texts[name], address)
        if not any(texts.values()) or header_row.is_head(texts, titles, columns):
            continue
        unread = {name: why for name, text in texts.items() if (why := _unread(text))}
        if faults := {name: why for name, why in unread.items() if name not in optional}:
            broken += [sheet.problem(number, name, why) for name, why in faults.items()]
            continue
        texts |= dict.fromkeys(unread, "")
        if "name" in places and places["name"] < len(line) and lines_of(line[places["name"]]) > 1:
            broken.append(sheet.problem(number, "name", "一格内有多行，请分成几行填写"))
            continue
        typed: dict[str, Moment] = {}
        dated = [name for name in places if name in moments and name not in unread]
        for name in dated:
            try:
                cell = _moment(line, places[name], page.since)
            except ValueError as error:
                unread[name] = str(error)
                texts[name] = ""
                continue
            if isinstance(cell, Moment):
                typed[name] = cell
            if "://" not in texts[name]:  # a cell that leads to an address is no time
                texts[name] = written(cell) if isinstance(cell, Moment) else cell
        faults = {name: unread[name] for name in dated if name in unread and name not in optional}
        if faults and not foot:
            broken += [sheet.problem(number, name, why) for name, why in faults.items()]
            continue
        more = {title: _text(line, place) for place, title in others.items()}
        rows.append(
            SheetRow(
                number=number, cells=texts, more=more, moments=typed, unread=unread, is_foot=foot
            )
        )
    hidden = {row.number for row in rows} & set(page.hidden)
    return replace(sheet, rows=tuple(rows), broken=tuple(broken), hidden=tuple(sorted(hidden)))


def _heads_of(
    path: Path, lines: list[files.Line], columns: header_row.Columns, required: Sequence[str]
) -> tuple[int, dict[str, int]]:
    located = header_row.find(lines, columns, required)
    if located is None:
        wanted = "、".join(columns[field][0] for field in required)
        message = f"没有找到表头，应有以下各列：{wanted}"
        if likest := header_row.lacking(lines, columns, required):
            lacks = "、".join(columns[field][0] for field in likest[1])
            message += f"；第{likest[0] + 1}行没有：{lacks}"
        raise NoHeads([f"{path}: {message}"])
    at, places = located
    titles = [plain(cell) for cell in lines[at]]
    for place in places.values():
        if titles.count(titles[place]) > 1:  # whose telephone it is, nobody can tell
            message = f"有两列都是“{titles[place]}”，无法分清，请改名或删去不用的一列"
            raise SheetError([f"{path}:第{at + 1}行: {message}"])
    return located


def is_foot(first: str) -> bool:
    """Say whether a row whose first text is *first* is totals or signatures below a table."""
    return _FOOT.match("".join(first.split())) is not None


def _unread(text: str) -> str:
    """Return why a cell holds no value, empty where it does."""
    if text == UNCOMPUTED:
        return "公式没有计算结果，请改填文字后另存"
    return f"公式出错（{text}）" if text in ERRORS else ""


def _moment(line: files.Line, place: int, since: timedelta | None) -> Moment | str:
    """Return what a cell that tells a time holds; raises ValueError where it may mean two."""
    return moment(line[place], since) if place < len(line) else ""


def _text(line: files.Line, place: int) -> str:
    return plain(line[place]) if place < len(line) else ""
