"""The register as the last check took it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import AccountSnapshot, clock
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import register_rows
from monitor.verdicts.clock_log import RUNS_SET_ASIDE

LAST = f"""
SELECT moment, registry FROM runs
WHERE moment <= ? AND coalesce(registry, '') <> '' AND id NOT IN ({RUNS_SET_ASIDE})
ORDER BY moment DESC, id DESC LIMIT 1
"""
TAKEN = """
SELECT r.accounts, s.sources FROM registries r
LEFT JOIN register_sources s ON s.registry = r.sha256 WHERE r.sha256 = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRegister:
    """The accounts of the last check's register; *sources*: a digest of each one's, by id."""

    checked_at: datetime
    accounts: tuple[AccountSnapshot, ...]
    sources: Mapping[str, str] = field(default_factory=dict)


def last_register(db: Database, now: datetime, *, other_than: str = "") -> LastRegister | None:
    """Return the register of the last check before *now*, None where there was no check.

    *other_than*: the hash of a register; None too where the last check was made by that one.
    """
    last = next(query(db, LAST, [clock.stamp(now + clock.CLOCK_SKEW)]), None)
    if last is None or last["registry"] == other_than:
        return None
    taken = next(query(db, TAKEN, [last["registry"]]), None)
    if taken is None:
        return None
    return LastRegister(
        checked_at=clock.unstamp(last["moment"]),
        accounts=register_rows.load(taken["accounts"]),
        sources=json.loads(taken["sources"] or "{}"),
    )
