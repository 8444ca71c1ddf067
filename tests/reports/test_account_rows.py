"""The table of accounts on screens of every width."""

import pytest
from rich.cells import cell_len

from monitor.model import Verdict
from reports import account_rows, check_screen
from reports.account_rows import NARROW, SLIM, WIDE, ScreenRow
from tests.reports.builders import everyone, inspection_of, printed


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


@pytest.mark.parametrize(("number", "told"), [(1000, False), (1001, True)])
def test_a_screen_shows_a_thousand_accounts_and_counts_the_others(
    number: int, *, told: bool
) -> None:
    some = everyone()[:1] * number

    left = account_rows.beyond(some)

    assert [line.plain.startswith("其余 1 个账号未逐一列出") for line in left] == [True] * told
    assert "--unit" in "".join(line.plain for line in left) or not told


@pytest.mark.parametrize("number", [1000, 1003])
def test_a_check_of_a_province_lists_the_worst_thousand(number: int) -> None:
    failing = [one for one in everyone() if one.verdict is Verdict.FAIL][:1] * number

    shown = printed(check_screen.render(inspection_of(failing)), 200)

    assert shown.count(failing[0].account.name) == 1000
    assert ("其余 3 个账号未逐一列出" in shown) == (number > 1000)
