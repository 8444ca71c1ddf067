"""The address behind a cell: of its hyperlink, or of the formula that makes one."""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from posixpath import basename, dirname
from typing import Any
from zipfile import ZipFile

from monitor.parsing.tables.cells import blank

Place = tuple[int, int]  # of a cell: its row from 1, its column from 0
Hyperlink = tuple[str, str, str]  # cells, id of the relation, place within what it leads to
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST = 1_000  # cells of one hyperlink
NOTHING = "无"
_TEXT = r'"((?:[^"]|"")*)"'
_FORMULA = re.compile(rf"=\s*HYPERLINK\s*\(\s*{_TEXT}\s*(?:\)|,\s*(?:{_TEXT})?)", re.IGNORECASE)


def of_formula(value: Any) -> tuple[str, str] | None:
    """Return the address and the words of ``=HYPERLINK("…","…")``, None of any other value.

    An address that is put together from other cells is none that we can tell.
    """
    match = _FORMULA.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    address, words = (part.replace('""', '"') for part in (match[1], match[2] or ""))
    return address, words or address


def hyperlink(element: Any) -> Hyperlink:
    """Return what an element ``hyperlink`` of a sheet says."""
    return element.get("ref") or "", element.get(RELATION) or "", element.get("location") or ""


def addresses(book: ZipFile, sheet: str, links: Iterable[Hyperlink]) -> dict[Place, str]:
    """Return the addresses of *links* by cell; *sheet* is the part of *book* that has them."""
    from openpyxl.worksheet.cell_range import CellRange

    targets = _targets(book, f"{dirname(sheet)}/_rels/{basename(sheet)}.rels")
    by_cell: dict[Place, str] = {}
    for ref, id, within in links:
        if target := targets.get(id):
            area = CellRange(ref)
            whole = f"{target}#{within}" if within and "#" not in target else target
            cells = (cell for row in area.rows for cell in row)
            by_cell |= {(row, column - 1): whole for row, column in islice(cells, MOST)}
    return by_cell


def _targets(book: ZipFile, part: str) -> Mapping[str, str]:
    from openpyxl.xml.functions import fromstring

    if part not in book.namelist():
        return {}
    relations = fromstring(book.read(part))
    return {relation.get("Id") or "": relation.get("Target") or "" for relation in relations}


def shown(text: str, address: str) -> str:
    """Return the address that a cell gives: the one that people see, or the one behind it."""
    if blank(text) or text == NOTHING or "://" in text:
        return text
    return address if address.lower().startswith(("http://", "https://")) else text
