"""The column in which a month's posts are counted: its head names the month. Pure.

发布条数（2026年11月）: a sheet that comes back weeks later still tells of that month.
"""

import re
import unicodedata

from monitor.model.errors import ConfigError
from monitor.model.period import Period, Span
from monitor.model.period import read as read_period

TITLE = "发布条数"
REPORTED = "已填报"  # stands in a sheet where the month's count is known
_MONTH = re.compile(r"20\d\d(?:-\d\d|年\d{1,2}月)", re.ASCII)


def head(month: Period) -> str:
    """Return the head of the column in which the posts of *month* are counted."""
    return f"{TITLE}（{month.label}）"


def month_of(title: str) -> Period | None:
    """Return the month that a column's head names, None where it names none, or several."""
    found = _MONTH.findall("".join(unicodedata.normalize("NFKC", title).split()))
    if len(found) != 1:
        return None
    try:
        return read_period(found[0], Span.MONTH)
    except ConfigError:
        return None
