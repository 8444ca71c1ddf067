"""What is known of an account day by day: its posts, what was vouched for, when anybody looked."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Precision, Window, clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import examination_rows
from monitor.verdicts.clock_log import RUNS_SET_ASIDE

SET_ASIDE = (
    f"coalesce(run, 0) NOT IN ({RUNS_SET_ASIDE}) "
    "AND id NOT IN (SELECT \"row\" FROM set_aside WHERE kind = 'look')"
)
# an item that was dated anew was published when it was first said to be; one that a later look no
# longer showed may never have been there
POSTS = """
SELECT min(published_at) AS at, precision FROM posts
WHERE account = ? AND gone_at IS NULL GROUP BY key HAVING at BETWEEN ? AND ?
"""
LOOKS = f"""
SELECT taken_at, "by", usable FROM observations
WHERE account = ? AND taken_at BETWEEN ? AND ? AND {SET_ASIDE} ORDER BY taken_at, id
"""
WINDOWS = f"""
SELECT window_since, window_until, examination FROM observations
WHERE account = ? AND window_until >= ? AND taken_at <= ? AND misdated IS NULL AND {SET_ASIDE}
"""
COARSE = frozenset({Precision.WEEK, Precision.MONTH})  # of which no day is known


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDays:
    """*posts*: when items were published of which the day is known; *coarse*: how many others.

    *windows*: between which moments somebody vouches that nothing is missing. *looks*: when, and
    by whom (empty: a program), those that showed nothing among them.
    """

    posts: tuple[datetime, ...] = ()
    coarse: int = 0
    windows: tuple[Window, ...] = ()
    looks: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class YearReader:
    """Posts and looks in the database, by account."""

    db: Database

    def known_days(self, account: str, since: datetime, until: datetime) -> KnownDays:
        """Return what is known of *account* between two moments."""
        bounds = [account, clock.stamp(since), clock.stamp(until)]
        posts = [
            (clock.unstamp(row["at"]), row["precision"] in COARSE)
            for row in query(self.db, POSTS, bounds)
        ]
        looks = query(self.db, LOOKS, bounds)
        return KnownDays(
            posts=tuple(at for at, coarse in posts if not coarse),
            coarse=sum(coarse for _, coarse in posts),
            looks=tuple((clock.unstamp(row["taken_at"]), row["by"] or "") for row in looks),
            windows=tuple(self._windows(bounds)),
        )

    def _windows(self, bounds: list[str]) -> list[Window]:
        """Return what was vouched for; what a closer look refuted vouches for nothing."""
        windows = []
        for row in query(self.db, WINDOWS, bounds):
            examination = examination_rows.load(row["examination"])
            if examination is None or not examination.refuted:
                since, until = (
                    clock.unstamp(row["window_since"]),
                    clock.unstamp(row["window_until"]),
                )
                windows.append(Window(since=since, until=until))
        return windows
