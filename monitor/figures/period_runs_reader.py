"""Which checks count for a period: what a paper made earlier could not know of."""

from dataclasses import dataclass

from monitor.figures.period_reader import COUNTS
from monitor.model import clock
from monitor.model.period import Period
from monitor.system.connection import Database
from monitor.system.database import query


@dataclass(frozen=True, slots=True)
class PeriodRunsReader:
    """The checks of a period in the database."""

    db: Database

    def runs(self, period: Period) -> tuple[int, ...]:
        """Return the numbers of the checks that count for *period*."""
        sql = f"SELECT id FROM runs r WHERE {COUNTS} AND moment BETWEEN ? AND ? ORDER BY id"
        values = [clock.stamp(period.since), clock.stamp(period.until)]
        return tuple(row["id"] for row in query(self.db, sql, values))
