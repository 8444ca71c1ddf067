"""The table of accounts on screens of every width."""

import pytest
from rich.cells import cell_len

from reports import account_rows
from reports.account_rows import NARROW, SLIM, WIDE, ScreenRow
from tests.reports.builders import everyone, printed


@pytest.mark.parametrize("width", [40, 41, 59, 60, 61, 80, NARROW - 1, NARROW, 121, 200, 301])
def test_the_columns_fill_the_screen(width: int) -> None:
    columns = WIDE if width >= NARROW else SLIM

    widths = account_rows.widths_of(columns, width)

    assert sum(widths) + 2 * (len(widths) - 1) == width


@pytest.mark.parametrize("width", [40, 60, NARROW])
def test_nothing_that_is_said_is_lost(width: int) -> None:
    shown = printed(account_rows.rows(everyone()), width)

    lines = shown.split("\n")
    assert max(map(cell_len, lines)) <= width
    last = account_rows.widths_of(WIDE if width >= NARROW else SLIM, width)[-1]
    for row in (ScreenRow.of(assessment, "", {}) for assessment in everyone()):
        told = "".join(line[-cells:].strip() for line in lines for cells in [_signs(line, last)])
        assert "".join(row.why.split()) in "".join(told.split())


def _signs(line: str, cells: int) -> int:
    """Return how many signs at the end of *line* fill so many cells."""
    return next((n for n in range(1, len(line)) if cell_len(line[-n:]) >= cells), len(line) or 1)
