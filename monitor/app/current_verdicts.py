"""The verdicts that stand now: of the latest run, or of what people entered since.

What a person enters is judged at once, by the same pure code and the same history as in a check,
as of the moment they speak of. That verdict is no run: it counts as no check of a quarter, opens no
case, and can be made again from the entry, which the chain seals; the next check keeps it. So it
need not wait for a check under way, whose run must stay the last one in the chain of runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Account, Assessment, SpotCheck, Verdict
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf
from monitor.verdicts.entries_reader import EntriesReader
from monitor.verdicts.judge import as_known, as_updating
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_cutoff import RunCutoff, cutoff_of

UNKNOWN_TO_ALL = RunCutoff(look=0, answer=0, withdrawal=0)  # before the first check


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentVerdict:
    """A verdict that holds now. *run*: which run gave it, None where an entry was judged since."""

    assessment: Assessment
    run: int | None


def current_verdicts(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> tuple[Assessment, ...]:
    """Return the verdicts that hold *now*; an account of which nothing is known has none."""
    found = verdicts_with_runs(reader, registry, accounts, now)
    return tuple(verdict.assessment for verdict in found)


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
) -> tuple[CurrentVerdict, ...]:
    """Return the verdicts that hold *now*, each with the run that gave it, unless none did."""
    return tuple(_current(reader, registry, accounts, now))


def verdicts_so_far(
    reader: VerdictReader, registry: Registry, account: Account, limit: int, now: datetime
) -> tuple[tuple[int | None, Assessment], ...]:
    """Return the latest verdicts of *account* with their runs, newest first.

    Before them stands that on what people entered since, of no run, where they entered anything.
    """
    stored = reader.verdicts(account, limit)
    current = verdicts_with_runs(reader, registry, [account], now) if account.judged else ()
    entered = [(None, verdict.assessment) for verdict in current if verdict.run is None]
    return (*entered, *stored)[:limit]


def _current(
    reader: VerdictReader, registry: Registry, accounts: Sequence[Account], now: datetime
) -> Iterator[CurrentVerdict]:
    checks = ChecksOf(registry.policy)
    entries = EntriesReader(reader.db).last(now)
    cutoffs: dict[int, RunCutoff] = {}
    for account in accounts:
        latest = next(iter(reader.verdicts(account, limit=1, until=now)), None)
        cutoff = UNKNOWN_TO_ALL
        if latest is not None:
            run = latest[0]
            cutoff = cutoffs.setdefault(run, cutoffs.get(run) or cutoff_of(reader.db, run))
        last = entries.get(account.id)
        if last is not None and last.are_after(cutoff):
            from monitor.app.entry_verdict import judged_at  # knows all sources; seldom needed

            at = max(last.at, latest[1].taken_at) if latest else last.at
            judged = judged_at(reader.db, account, checks(account), at)
            yield CurrentVerdict(assessment=as_known(judged, now, checks(account)), run=None)
        elif latest is not None:
            run, stored = latest
            yield CurrentVerdict(assessment=as_known(stored, now, checks(account)), run=run)


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
