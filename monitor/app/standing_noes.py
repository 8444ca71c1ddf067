"""The noes that stand against an account, so that no yes passes over one that nobody saw."""

from datetime import datetime

from monitor.model import Account, Answer, clock
from monitor.system.connection import Database
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.checklist_rules import current


def standing_noes(db: Database, account: Account, now: datetime) -> tuple[Answer, ...]:
    """Return the items of the checklist that were last answered with a no."""
    given = AnswerStore(db).answers(clock.BEGINNING, now, accounts=[account.id])
    return tuple(a for a in current(given.get(account.id, ()), now) if not a.good)
