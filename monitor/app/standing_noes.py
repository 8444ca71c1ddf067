"""The noes that stand against accounts, so that no yes passes over one that nobody saw."""

from collections.abc import Collection, Mapping
from datetime import datetime

from monitor.model import Answer, clock
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.checklist_rules import current


def standing_noes(
    db: Database, accounts: Collection[str], now: datetime
) -> Mapping[str, tuple[Answer, ...]]:
    """Return, by account, the items of the checklist that were last answered with a no."""
    given = AnswerStore(db).answers(clock.BEGINNING, now, accounts=accounts)
    return {id: tuple(a for a in current(given.get(id, ()), now) if not a.good) for id in accounts}
