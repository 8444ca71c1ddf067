"""One account judged by all that is stored of it; nothing is looked at, nothing is kept."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.app.internal_failures import NOBODYS, failure_gap, render
from monitor.model import Account, Assessment, Check
from monitor.registry.rules import look_days
from monitor.sources import labels
from monitor.system.connection import Database
from monitor.verdicts.judge import inspect, unjudged
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.merge import merge
from monitor.verdicts.run_values import LookHistory

log = logging.getLogger(__name__)


def judged_at(db: Database, account: Account, checks: Sequence[Check], at: datetime) -> Assessment:
    """Judge *account* by all that is known of it *at* a moment; nothing is looked at."""
    try:
        days = look_days(checks)
        histories = HistoryReader(db).look_history([account.id], at, timedelta(days=days))
        history = histories.get(account.id, LookHistory())
        snapshot = merge(
            account,
            history.observations,
            moment=at,
            look_days=days,
            last_usable_at=history.last_usable_at,
            first_look_at=history.first_look_at or at,
            answers=history.answers,
            sources=frozenset(label for label, _ in labels(account.sources)),
            sightings=history.sightings,
        )
        assessment = inspect(snapshot, checks)
        render(assessment, {})
    except NOBODYS:
        raise
    except Exception:
        log.exception("what was entered of %s cannot be judged", account.id)
        return unjudged(account, checks, at, failure_gap("程序判定该账号时出错"))
    return assessment
