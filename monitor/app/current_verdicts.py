"""The verdicts that stand now: the latest of each account, unknown where its look grew too old."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Account, Assessment
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf, look_days
from monitor.verdicts.judge import expired
from monitor.verdicts.reader import VerdictReader


def current_verdicts(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> tuple[Assessment, ...]:
    """Return the verdicts that hold *now*; an account never checked has none."""
    return tuple(verdict for _, verdict in verdicts_with_runs(reader, registry, accounts, now))


def verdicts_with_runs(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> tuple[tuple[int, Assessment], ...]:
    """Return the current verdicts, each with the id of the run that gave it."""
    checks = ChecksOf(registry.policy)
    return tuple(
        (run, expired(latest, now, look_days(checks(account))))
        for account in accounts
        for run, latest in reader.verdicts(account, limit=1, until=now)
    )
