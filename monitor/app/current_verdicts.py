"""The verdicts that stand now: the latest of each account, unknown where its look grew too old."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Account, Assessment, SpotCheck, Verdict
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf
from monitor.verdicts.judge import as_known, as_updating
from monitor.verdicts.reader import VerdictReader


def current_verdicts(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> tuple[Assessment, ...]:
    """Return the verdicts that hold *now*; an account never checked has none."""
    return tuple(verdict for _, verdict in verdicts_with_runs(reader, registry, accounts, now))


def current_updating(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> tuple[Assessment, ...]:
    """Return the verdicts that hold *now*, with the state of updating whatever else is unknown."""
    checks = ChecksOf(registry.policy)
    return tuple(
        as_updating(verdict, now, checks(verdict.account))
        for verdict in current_verdicts(reader, registry, accounts, now)
    )


def verdicts_with_runs(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> tuple[tuple[int, Assessment], ...]:
    """Return the current verdicts, each with the id of the run that gave it."""
    checks = ChecksOf(registry.policy)
    return tuple(
        (run, as_known(latest, now, checks(account)))
        for account in accounts
        for run, latest in reader.verdicts(account, limit=1, until=now)
    )


def lapsed_passes(
    reader: VerdictReader, spot_check: SpotCheck, now: datetime
) -> tuple[Account, ...]:
    """Return the accounts that *spot_check* could not judge since what a person saw expired.

    They passed the time before.
    """
    return tuple(
        assessment.account
        for assessment in spot_check.assessments
        if assessment.verdict is Verdict.UNKNOWN
        and _has_lapsed(reader, assessment.account, spot_check.run.moment, now)
    )


def _has_lapsed(reader: VerdictReader, account: Account, moment: datetime, now: datetime) -> bool:
    before = reader.verdicts(account, limit=2, until=now)[1:]
    if not any(assessment.verdict is Verdict.PASS for _, assessment in before):
        return False
    expiry = next((seen.expires_at for seen in reader.history(account.id) if seen.by), None)
    return expiry is not None and expiry < moment
