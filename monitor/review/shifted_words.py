"""Times in words whose day has changed while their form lay open. Pure.

``昨天`` typed before midnight and sent after it, or by a tab of last week, means another day than
it would be read as: what was published on one day would count for the next.
"""

from datetime import datetime

from monitor.model import clock
from monitor.parsing import dates
from monitor.parsing.text import clean


def fault(text: str, shown_at: datetime, now: datetime) -> str:
    """Return why *text* must be written again, empty where it means the same on both days."""
    if clock.day(shown_at) == clock.day(now):
        return ""
    then, today = (dates.read(text.strip(), at, typed=True) for at in (shown_at, now))
    if then == today:
        return ""
    return (
        f"本页打开于{clock.show(shown_at)}，此后已过零点，“{clean(text, 30)}”须写成日期，"
        "或者按今天核对无误后再次登记"
    )
