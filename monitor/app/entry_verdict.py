"""Accounts judged by all that is stored of them; nothing is looked at, nothing is kept."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.app.internal_failures import NOBODYS, all_renderable, failure_gap
from monitor.model import Account, Assessment, Check
from monitor.registry.rules import look_days
from monitor.sources import labels
from monitor.system.connection import Database
from monitor.verdicts.judge import inspect, unjudged
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.merge import merge
from monitor.verdicts.run_values import LookHistory

log = logging.getLogger(__name__)

FAILURE = "程序判定该账号时出错"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryToJudge:
    """An account to be judged by *checks*, by what is known of it *at* a moment."""

    account: Account
    checks: Sequence[Check]
    at: datetime


def verdicts_on(db: Database, asked: Iterable[EntryToJudge]) -> dict[str, Assessment]:
    """Return the verdicts on *asked*, by account; what is stored of all is read together."""
    by_days: dict[int, list[EntryToJudge]] = {}
    for entry in asked:
        by_days.setdefault(look_days(entry.checks), []).append(entry)
    judged: dict[str, Assessment] = {}
    for days, entries in by_days.items():
        histories = _histories(db, entries, days)
        for entry in entries:
            judged[entry.account.id] = _judged(db, entry, days, histories)
    checks = {entry.account.id: entry.checks for entries in by_days.values() for entry in entries}
    told = all_renderable(
        tuple(judged.values()), lambda account: checks[account.id], failure=FAILURE
    )
    return {assessment.account.id: assessment for assessment in told}


def _histories(
    db: Database, entries: Sequence[EntryToJudge], days: int
) -> Mapping[str, LookHistory] | None:
    """Return what is stored of the accounts, None where one of them cannot be read."""
    try:
        return _read(db, entries, days)
    except NOBODYS:
        raise
    except Exception:  # noqa: BLE001  # each is read by itself then, and told if it is the one
        return None


def _read(db: Database, entries: Sequence[EntryToJudge], days: int) -> Mapping[str, LookHistory]:
    moments = {entry.account.id: entry.at for entry in entries}
    return HistoryReader(db).histories_at(moments, timedelta(days=days))


def _judged(
    db: Database,
    entry: EntryToJudge,
    days: int,
    histories: Mapping[str, LookHistory] | None,
) -> Assessment:
    """Judge one account; where the program fails at it, it alone is unknown."""
    account, checks, at = entry.account, entry.checks, entry.at
    try:
        known = _read(db, [entry], days) if histories is None else histories
        history = known.get(account.id, LookHistory())
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
        return inspect(snapshot, checks)
    except NOBODYS:
        raise
    except Exception:
        log.exception("what was entered of %s cannot be judged", account.id)
        return _unjudged(entry)


def _unjudged(entry: EntryToJudge) -> Assessment:
    gap = failure_gap(FAILURE)
    return unjudged(entry.account, entry.checks, entry.at, gap)
