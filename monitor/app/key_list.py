"""The keys that the register refers to: by name, whether there is one, when its grant ends.

Their values are never asked for here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from monitor.model import Account
from monitor.notices import credentials
from monitor.registry import Registry
from monitor.sources import labels
from monitor.system import token_store
from monitor.system.secret_names import names_in
from monitor.system.secrets import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """One key. *accounts*: that are seen by it; *ends_on*: None where nobody knows."""

    name: str
    is_set: bool
    accounts: tuple[Account, ...]
    ends_on: date | None


def keys(registry: Registry, secrets: Secrets, data: Path, now: datetime) -> tuple[KeyRow, ...]:
    """Return every key, those that lack or end first at the top."""
    endings = token_store.endings(data, credentials.given(registry.judged, secrets))
    used: dict[str, dict[str, Account]] = {name: {} for name in registry.secret_names}
    ends: dict[str, date] = {}
    for account in registry.judged:
        days = {label: until for _, label, until in credentials.ends_on(account, now, endings)}
        for name, label in _names(account):
            used.setdefault(name, {})[account.id] = account
            if label in days:
                ends[name] = min(days[label], ends.get(name, days[label]))
    rows = (
        KeyRow(
            name=name,
            is_set=secrets.has(name),
            accounts=tuple(accounts.values()),
            ends_on=ends.get(name),
        )
        for name, accounts in used.items()
    )
    return tuple(sorted(rows, key=_urgency))


def _names(account: Account) -> Iterator[tuple[str, str]]:
    for label, source in labels(account.sources):
        for name in sorted(names_in(source)):
            yield name, label


def _urgency(row: KeyRow) -> tuple[bool, date, str]:
    return row.is_set, row.ends_on or date.max, row.name
