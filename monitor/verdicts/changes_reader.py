"""When accounts came to fail and to pass again: two known verdicts in a row that differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.model import State, Verdict, clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import codec, verdict_rows
from monitor.verdicts.clock_log import RUNS_SET_ASIDE

# a verdict of unknown between two others changes nothing: nobody saw anything
CHANGES = f"""
WITH known AS (
SELECT a.account, a.run, a.verdict, a.state, a.as_of, r.moment,
lag(a.verdict) OVER (PARTITION BY a.account ORDER BY a.run) AS before
FROM runs r JOIN assessments a ON a.run = r.id
WHERE a.verdict IN ('pass', 'fail') AND r.moment >= :since AND r.moment <= :until
AND r.id NOT IN ({RUNS_SET_ASIDE}))
SELECT k.*, coalesce(k.before, (
SELECT e.verdict FROM assessments e WHERE e.account = k.account AND e.run < k.run
AND e.verdict IN ('pass', 'fail') AND e.run NOT IN ({RUNS_SET_ASIDE}) ORDER BY e.run DESC LIMIT 1
)) AS earlier FROM known k WHERE k.before IS NULL OR k.before <> k.verdict
ORDER BY k.run DESC, k.account
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """An account that came to fail, or that passes again, by the run of *moment*.

    *titles*: what was found wrong, by the titles of the checks.
    """

    account: str
    verdict: Verdict
    state: State
    moment: datetime
    as_of: datetime
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangesReader:
    """Changes of verdicts, read from the database."""

    db: Database

    def changes(self, since: datetime, until: datetime) -> Iterator[VerdictChange]:
        """Yield the changes that runs of *since* to *until* found, newest first."""
        span = {"since": clock.stamp(since), "until": clock.stamp(until + clock.CLOCK_SKEW)}
        for row in list(query(self.db, CHANGES, span)):
            verdict = Verdict(row["verdict"])
            if row["earlier"] == row["verdict"] or (row["earlier"] is None and verdict == "pass"):
                continue
            yield VerdictChange(
                account=row["account"],
                verdict=verdict,
                state=State(row["state"]),
                moment=clock.unstamp(row["moment"]),
                as_of=clock.unstamp(row["as_of"]),
                titles=self._titles(row["run"], row["account"]) if verdict == "fail" else (),
            )

    def _titles(self, run: int, account: str) -> tuple[str, ...]:
        rows = query(self.db, verdict_rows.OF_ONE, {"run": run, "account": account})
        wrong = (
            result.title
            for result in map(codec.result_of, rows)
            if result.findings and not result.advisory
        )
        return tuple(dict.fromkeys(wrong))
