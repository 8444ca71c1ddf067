"""What the checks of the register found at each account's last look of a period.

They fail nobody: filing, duplicates and gaps in the register are tasks of the office and its units.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from monitor.figures.account_history_reader import COUNTS
from monitor.figures.values import RegisterFinding
from monitor.model import AccountSnapshot, clock
from monitor.model.codes import (
    DUPLICATE_ACCOUNT,
    INCOMPLETE_ENTRY,
    ORPHAN_UNIT,
    UNFILED_ACCOUNT,
)
from monitor.model.period import Period
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import finding_rows, verdict_rows

CHECKS = (DUPLICATE_ACCOUNT, UNFILED_ACCOUNT, INCOMPLETE_ENTRY, ORPHAN_UNIT)
_MARKS = ", ".join(f"'{check}'" for check in CHECKS)
LAST = f"""
SELECT a.account, max(a.run) AS run FROM assessments a JOIN runs r ON r.id = a.run
WHERE {COUNTS} AND r.moment BETWEEN ?1 AND ?2 GROUP BY a.account
"""
FOUND = f"""
{verdict_rows.STOOD} JOIN ({LAST}) l ON l.run = s.run AND l.account = s.account
WHERE s."check" IN ({_MARKS}) AND s.verdict = 'fail'
UNION ALL {verdict_rows.GIVEN} JOIN ({LAST}) l ON l.run = a.run AND l.account = a.account
WHERE c."check" IN ({_MARKS}) AND c.verdict = 'fail'
ORDER BY 2, 3
"""


@dataclass(frozen=True, slots=True)
class RegisterFindingsReader:
    """Findings on the register, read from the database."""

    db: Database

    def findings(
        self, period: Period, accounts: Iterable[AccountSnapshot]
    ) -> tuple[RegisterFinding, ...]:
        """Return what was found of *accounts* in *period*, each kind of an account once."""
        by_id = {account.id: account for account in accounts}
        rows = query(self.db, FOUND, [clock.stamp(period.since), clock.stamp(period.until)])
        found = (
            (row["account"], intern(row["check"]), kind)
            for row in rows
            if row["account"] in by_id
            for kind in _kinds(row["findings"], row["identities"])
        )
        return tuple(
            RegisterFinding(account=by_id[account], check=check, kind=kind)
            for account, check, kind in dict.fromkeys(found)
        )


@lru_cache(maxsize=1024)  # most accounts were told what others were told
def _kinds(findings: str, identities: str | None) -> tuple[str, ...]:
    return tuple(finding.kind for finding in finding_rows.load(findings, identities))
