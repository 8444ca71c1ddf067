"""A table as CSV that Excel and WPS open as it is: Chinese legible, no cell a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from monitor.parsing.text import clean

BOM = "\ufeff"  # by which Excel and WPS know UTF-8
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")  # what a cell that is run begins with, either width
QUOTE = "'"  # before what only looks like one
LONGEST = 32_000  # characters that a cell may hold
MIME = "text/csv; charset=utf-8"


def render(titles: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return the table with *titles* in its first row; texts of *rows* may come from outside."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (BOM + stream.getvalue()).encode()


def _cell(value: str | int) -> str:
    """Return *value* in one line, a quotation mark before what would be run as a formula."""
    text = clean(str(value), LONGEST)
    return f"{QUOTE}{text}" if text.startswith(FORMULA) else text
