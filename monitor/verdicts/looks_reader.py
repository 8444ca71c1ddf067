"""How many looks of late showed something, and why the others did not."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from monitor.model import clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import gap_rows, texts

SEEN = "seen"
LOOKS = (
    "SELECT usable, gaps, count(*) AS looks FROM observations "
    "WHERE run IN (SELECT id FROM runs WHERE moment > ? AND moment <= ?) GROUP BY usable, gaps"
)


@dataclass(frozen=True, slots=True)
class LooksReader:
    """Looks by programs, counted."""

    db: Database

    def by_outcome(self, since: datetime, until: datetime) -> dict[str, int]:
        """Return how many looks of the runs after *since* came to what.

        A look that showed something counts as seen, any other by the first reason.
        """
        span = [clock.stamp(since), clock.stamp(until + clock.CLOCK_SKEW)]
        found: Counter[str] = Counter()
        for row in texts.resolve_texts(self.db, list(query(self.db, LOOKS, span))):
            gaps = gap_rows.load(row["gaps"])
            outcome = SEEN if row["usable"] or not gaps else gaps[0][1].outcome.value
            found[outcome] += row["looks"]
        return dict(found)
