"""Reads a period's data as values: one pass over the accounts, in bounded memory."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.cases.case_store import CaseStore
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.figures import AccountHistory, PeriodData, PeriodRun
from monitor.figures.account_history_reader import COUNTS, AccountHistoryReader
from monitor.model import Account, AccountSnapshot, RunMode, clock
from monitor.model.period import Period
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import register_rows
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.clock_log import RUNS_SET_ASIDE

RUNS = f"""
SELECT r.*, (SELECT count(*) FROM assessments a WHERE a.run = r.id) AS looked
FROM runs r WHERE {COUNTS} AND moment BETWEEN ? AND ? ORDER BY moment, id
"""


@dataclass(frozen=True, slots=True)
class PeriodReader:
    """A period's data, read from the database."""

    db: Database

    def past(
        self, period: Period, added: Iterable[Account] = (), *, now: datetime = clock.END
    ) -> PeriodData:
        """Return the data of *period*, with the period before for comparison.

        *added*: accounts registered since its last check, perhaps; nobody has looked at them, and
        they are listed all the same. Nothing happened later than *now*.
        """
        latest = min(period.until, now + clock.CLOCK_SKEW)
        since, until = clock.stamp(period.since), clock.stamp(latest)
        runs = self._spotchecks(since, until)
        at_the_end = self._registry("moment <= ?", until)
        before = self._registry("moment < ?", since)
        register = self._register(at_the_end)
        earlier = register if before == at_the_end else self._register(before)
        judged = {account.id for account in register if account.judged}
        anew = {account.id: account for account in added if account.id not in judged}
        register = (
            *(account for account in register if account.id not in anew),
            *map(register_rows.registered, anew.values()),
        )
        return PeriodData(
            spotchecks=runs,
            register=register,
            register_before=earlier or None,
            histories=AccountHistoryReader(self.db).histories(period, register, earlier, now),
            cases=CaseStore(self.db).cases(),
            answers=AnswerStore(self.db).answers(period.since, latest),
            slips=WordingErrorStore(self.db).wording_errors(),
        )

    def looks(self, period: Period, *, now: datetime) -> Iterator[AccountHistory] | None:
        """Return what the accounts' verdicts in *period* follow from, None where nobody looked."""
        latest = min(period.until, now + clock.CLOCK_SKEW)
        since, until = clock.stamp(period.since), clock.stamp(latest)
        if not self._spotchecks(since, until):
            return None
        register = self._register(self._registry("moment <= ?", until))
        return AccountHistoryReader(self.db).looks(period, register, now)

    def runs(self, period: Period) -> frozenset[int]:
        """Return the numbers of the checks that count for *period*.

        A paper made earlier could not know of some of them.
        """
        counted = self._ask(RUNS, clock.stamp(period.since), clock.stamp(period.until))
        return frozenset(row["id"] for row in counted)

    def _spotchecks(self, since: str, until: str) -> tuple[PeriodRun, ...]:
        return tuple(map(_spotcheck, self._ask(RUNS, since, until)))

    def _registry(self, which: str, moment: str) -> str:
        """Return the hash of the register at the start of the last run that *which* selects."""
        rows = self._ask(
            f"SELECT registry FROM runs WHERE {which} AND id NOT IN ({RUNS_SET_ASIDE}) "
            "ORDER BY moment DESC, id DESC LIMIT 1",
            moment,
        )
        return next((row["registry"] for row in rows), None) or ""

    def _register(self, sha256: str) -> tuple[AccountSnapshot, ...]:
        rows = self._ask("SELECT accounts FROM registries WHERE sha256 = ?", sha256)
        return next((register_rows.load(row["accounts"]) for row in rows), ())

    def _ask(self, sql: str, *values: str) -> Iterator[sqlite3.Row]:
        return query(self.db, sql, values)


def _spotcheck(row: sqlite3.Row) -> PeriodRun:
    return PeriodRun(
        id=row["id"],
        moment=clock.unstamp(row["moment"]),
        mode=RunMode(row["mode"]),
        registered=row["registered"],
        looked=row["looked"],
        sample=row["sample"] or "",
        seed=row["seed"],
        rules=row["rules"] or "",
        interrupted=bool(row["interrupted"]),
    )
