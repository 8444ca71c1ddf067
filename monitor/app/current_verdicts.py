"""The verdicts that stand now: of the latest run, or of what people entered since.

What a person enters is judged at once, by the same pure code and the same history as in a check,
as of the moment they speak of. That verdict is no run: it counts as no check of a quarter, opens no
case, and can be made again from the entry, which the chain seals; the next check keeps it. So it
need not wait for a check under way, whose run must stay the last one in the chain of runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Account, Assessment, SpotCheck, Verdict
from monitor.registry import Registry
from monitor.registry.rules import ChecksOf
from monitor.system.connection import Database
from monitor.verdicts.entries_reader import EntriesReader, LastEntries
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


def entered_since(
    reader: VerdictReader, accounts: Sequence[Account], now: datetime
) -> dict[str, datetime]:
    """Return of which accounts people entered, or withdrew, what their latest verdict knows not.

    By when it was entered, not by when they say they looked: a look written down at ten and entered
    at noon is news to a check of eleven. Each comes with the moment as of which it is judged.
    """
    entries = EntriesReader(reader.db).last(now)
    touched = [account for account in accounts if account.id in entries]
    return _entered(reader.db, touched, _stored(reader, touched, now), entries)


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
    known = _stored(reader, accounts, now)
    moments = _entered(reader.db, accounts, known, EntriesReader(reader.db).last(now))
    entered = _judged(reader.db, accounts, moments, checks) if moments else {}
    for account in accounts:
        if account.id in entered:
            judged = entered[account.id]
            yield CurrentVerdict(assessment=as_known(judged, now, checks(account)), run=None)
        elif account.id in known:
            run, stored = known[account.id]
            yield CurrentVerdict(assessment=as_known(stored, now, checks(account)), run=run)


def _stored(
    reader: VerdictReader, accounts: Sequence[Account], now: datetime
) -> Mapping[str, tuple[int, Assessment]]:
    """Return the latest verdicts of runs with these, by account."""
    latest = reader.latest_with_runs(accounts, until=now)
    return {verdict.account.id: (run, verdict) for run, verdict in latest}


def _entered(
    db: Database,
    accounts: Sequence[Account],
    known: Mapping[str, tuple[int, Assessment]],
    entries: Mapping[str, LastEntries],
) -> dict[str, datetime]:
    """Return of what people entered after the verdicts that are *known*, as of when it speaks."""
    cutoffs = {run: cutoff_of(db, run) for run in {run for run, _ in known.values()}}
    moments = {}
    for account in accounts:
        latest, last = known.get(account.id), entries.get(account.id)
        cutoff = cutoffs[latest[0]] if latest else UNKNOWN_TO_ALL
        if last is not None and last.are_after(cutoff):
            moments[account.id] = max(last.at, latest[1].taken_at) if latest else last.at
    return moments


def _judged(
    db: Database,
    accounts: Sequence[Account],
    moments: Mapping[str, datetime],
    checks: ChecksOf,
) -> Mapping[str, Assessment]:
    """Return the verdicts on what is known of the accounts at their *moments*."""
    from monitor.app import entry_verdict  # knows all sources; seldom needed

    asked = (
        entry_verdict.EntryToJudge(account=a, checks=checks(a), at=moments[a.id])
        for a in accounts
        if a.id in moments
    )
    return entry_verdict.verdicts_on(db, asked)


def lapsed_passes(
    reader: VerdictReader, spot_check: SpotCheck, now: datetime
) -> tuple[Account, ...]:
    """Return the accounts that *spot_check* could not judge since what a person saw expired.

    They passed the time before.
    """
    by_hand = reader.seen_by_hand()
    return tuple(
        assessment.account
        for assessment in spot_check.assessments
        if assessment.verdict is Verdict.UNKNOWN
        and assessment.account.id in by_hand
        and _has_lapsed(reader, assessment.account, spot_check.run.moment, now)
    )


def _has_lapsed(reader: VerdictReader, account: Account, moment: datetime, now: datetime) -> bool:
    before = reader.verdicts(account, limit=2, until=now)[1:]
    if not any(assessment.verdict is Verdict.PASS for _, assessment in before):
        return False
    expiry = next((seen.expires_at for seen in reader.history(account.id) if seen.by), None)
    return expiry is not None and expiry < moment
