"""What a paper of a period leaves out, in sentences: what nobody would miss by reading it."""

from datetime import datetime

from monitor.app.current_verdicts import entered_since
from monitor.app.lost_accounts import lost_accounts
from monitor.model.period import Period
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader


def caveats(db: Database, registry: Registry, period: Period, now: datetime) -> tuple[str, ...]:
    """Return what whoever makes the paper of *period* must know, a sentence each."""
    lost = lost_accounts(db, registry, now)
    return (
        *([f"{lost.text}。{lost.question}"] if lost else []),
        *unchecked(db, registry, period, now),
    )


def unchecked(db: Database, registry: Registry, period: Period, now: datetime) -> tuple[str, ...]:
    """Say how many accounts had something entered of which no check of *period* knows.

    Its figures count checks alone: neither what clears an account nor what is against it is in.
    """
    until = min(now, period.until)
    entered = entered_since(VerdictReader(db), registry.judged, until)
    number = sum(at >= period.since for at in entered.values())
    if not number:
        return ()
    then = "，检查一次再生成" if now <= period.until else ""
    return (f"{number}个账号登记所见之后尚未检查，所登记的未计入本期结论{then}。",)
