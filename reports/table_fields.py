"""Columns and rows of the tables of documents: what every list says of an account."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from monitor.cases.case import Case
from monitor.figures import AccountFigures, Figures, Rectified
from monitor.model import Platform
from monitor.parsing.text import clean
from reports import formatting
from reports.document_model import Cell, Column, Table

NARROW, WIDE = 0.8, 2.2
NAMES = 4  # columns that say which account a row is about
DATED = 1.7  # wide enough on paper for a date that may not be parted

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
AccountRow = AccountFigures | Rectified | Case  # of one account, whatever a table says of it
OfAccount = TypeVar("OfAccount", AccountFigures, Rectified, Case)


@dataclass(frozen=True, slots=True)
class Field(Generic[Row_contra]):
    """One column of a table, and the cell that a row has there."""

    column: Column
    cell: Callable[[Row_contra], Cell]


def in_register_order(rows: Iterable[OfAccount], figures: Figures) -> tuple[OfAccount, ...]:
    """Return *rows* in the order of the register's units; who has left it comes last."""
    place = figures.register_places
    return tuple(sorted(rows, key=lambda row: place.get(_id_of(row), len(place))))


def field_of(
    title: str, cell: Callable[[Row], Cell], width: float = 1.0, *, key: str = ""
) -> Field[Row]:
    return Field(Column(key=key, title=title, width=width), cell)


def words(title: str, cell: Callable[[Row], Cell], width: float, key: str = "") -> Field[Row]:
    return Field(Column(key=key, title=title, width=width, align="left"), cell)


def day(title: str, moment: Callable[[Row], datetime | None], *, key: str = "") -> Field[Row]:
    return field_of(title, lambda row: formatting.day(moment(row)), DATED, key=key)


def account_fields(
    *, unit: float = WIDE, platform: float = 0.9, name: float = 1.6
) -> tuple[Field[AccountRow], ...]:
    """Return the columns by which every list names an account, so wide."""
    return (
        words("主办单位", unit_of, unit, "unit"),
        field_of("平台", platform_of, platform, key="platform"),
        words("账号名称", name_of, name, "name"),
    )


def unit_of(row: AccountRow) -> str:
    return clean(row.unit_name if isinstance(row, Case) else row.account.unit)


def platform_of(row: AccountRow) -> str:
    return Platform(row.platform if isinstance(row, Case) else row.account.platform).label


def name_of(row: AccountRow) -> str:
    return clean(row.name if isinstance(row, Case) else row.account.name)


newest: Field[AccountFigures] = day("最后更新", lambda row: row.newest_at, key="newest")


def idle(width: float) -> Field[AccountFigures]:
    return field_of("未更新天数", formatting.idle, width, key="idle")


def numbered(
    name: str,
    caption: str,
    fields: Iterable[Field[Row]],
    rows: Iterable[Row],
    *,
    number: str = "序号",
    empty: str,
) -> Table:
    """Return a list whose rows are numbered under the heading *number*."""
    fields = tuple(fields)
    return Table(
        name=name,
        caption=caption,
        columns=(Column(key="number", title=number, width=NARROW), *columns_of(fields)),
        rows=tuple((at, *cells) for at, cells in enumerate(cells_of(fields, rows), 1)),
        empty=empty,
        names=NAMES if fields[0].column.key == "unit" else 0,
    )


def columns_of(fields: Iterable[Field[Row]]) -> tuple[Column, ...]:
    return tuple(field.column for field in fields)


def cells_of(fields: Sequence[Field[Row]], rows: Iterable[Row]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield tuple(field.cell(row) for field in fields)


def _id_of(row: AccountRow) -> str:
    return row.account if isinstance(row, Case) else row.account.id
