"""The measures of the sheet that is signed, in points: what its one page holds.

The lists in it are shortened until as much room is left to write on as an official needs.
"""

from collections.abc import Iterable

from reports.line_fitting import lines_of

MM = 72 / 25.4
TOP, BOTTOM, LEFT, RIGHT = 20 * MM, 18 * MM, 28 * MM, 26 * MM
HEIGHT, WIDTH = 297 * MM - TOP - BOTTOM, 210 * MM - LEFT - RIGHT
FONT, PITCH = 12.0, 16.5
LABEL, TEXT = 1.0, 6.4  # shares of the width
CELL_RIMS, ROW_RIMS = 10.8, 6.5  # beside and above and below the words of a cell
LINE = (WIDTH * TEXT / (LABEL + TEXT) - CELL_RIMS) / FONT  # characters
TITLE = 34.0 + 12.0
BELOW = 8.0 + 18.0  # the end of the table and the remark
SIGNATURE = 30.0  # the row that is signed
SPARE = 10.0  # programs break lines differently
LEAST, MOST = 28 * MM, 100 * MM  # of the row for instructions

Row = tuple[str, str]


def free(rows: Iterable[Row]) -> float:
    """Return how much of the page is left for instructions beside *rows* of label and text."""
    written = sum(height_of(text) for _, text in rows)
    return HEIGHT - TITLE - BELOW - SIGNATURE - SPARE - written


def height_of(text: str) -> float:
    """Return how tall a row of *text* is."""
    return lines_of(text, LINE) * PITCH + ROW_RIMS
