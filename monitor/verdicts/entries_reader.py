"""What people entered of each account last, so that no verdict stands that knows less."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.model import clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts.run_cutoff import RunCutoff

LOOKS = """
SELECT account, max(id) AS id, max(taken_at) AS at FROM observations
WHERE run IS NULL AND "by" > '' AND taken_at <= ?
AND id NOT IN (SELECT "row" FROM set_aside WHERE kind = 'look') GROUP BY account
"""
ANSWERS = "SELECT account, max(id) AS id, max(at) AS at FROM answers WHERE at <= ? GROUP BY account"
WITHDRAWALS = """
SELECT a.account, max(w.id) AS id, max(a.at) AS at FROM withdrawals w
JOIN answers a ON a.id = w.answer WHERE a.at <= ? GROUP BY a.account
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastEntries:
    """The last rows that people entered of an account, and the latest moment they speak of."""

    look: int = 0
    answer: int = 0
    withdrawal: int = 0
    at: datetime = clock.BEGINNING

    def are_after(self, cutoff: RunCutoff) -> bool:
        """Say whether any was entered after *cutoff*."""
        return (
            self.look > cutoff.look
            or self.answer > cutoff.answer
            or self.withdrawal > cutoff.withdrawal
        )


@dataclass(frozen=True, slots=True)
class EntriesReader:
    """The entries by people, read from the database."""

    db: Database

    def last(self, now: datetime) -> dict[str, LastEntries]:
        """Return the last entries by account; what is dated later than *now* says nothing yet."""
        rows: dict[str, dict[str, int]] = {}
        latest: dict[str, datetime] = {}
        for account, at, kind, id in self._rows(now):
            rows.setdefault(account, {})[kind] = id
            latest[account] = max(at, latest.get(account, at))
        return {account: LastEntries(at=latest[account], **rows[account]) for account in rows}

    def _rows(self, now: datetime) -> Iterator[tuple[str, datetime, str, int]]:
        until = clock.stamp(min(now + clock.CLOCK_SKEW, clock.END))
        kinds = (("look", LOOKS), ("answer", ANSWERS), ("withdrawal", WITHDRAWALS))
        for kind, question in kinds:
            for row in query(self.db, question, [until]):
                yield row["account"], clock.unstamp(row["at"]), kind, row["id"]
