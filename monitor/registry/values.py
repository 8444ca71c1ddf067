"""accounts.yaml as a value: who is on the register and how this program may look."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from monitor.duties import Schedule
from monitor.model import Account, Jurisdiction, Unit
from monitor.notices import Outlet
from monitor.policy import Policy
from monitor.registry.fields import SECRET

DEFAULT_PACE = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True)
class Registry:
    """The register. No slots: its index of accounts is made once, on first use.

    *endpoints*: source kind → origin that stands in for the real one. *pace*: host → least
    time between two requests. *sha256*: of the file's bytes, in hexadecimal.
    """

    path: Path
    sha256: str
    jurisdiction: Jurisdiction
    units: tuple[Unit, ...]
    accounts: tuple[Account, ...]
    policy: Policy
    endpoints: Mapping[str, str] = field(default_factory=dict)
    pace: Mapping[str, timedelta] = field(default_factory=dict)
    default_pace: timedelta = DEFAULT_PACE
    allow_private: bool = False
    schedule: Schedule = field(default_factory=Schedule)
    channels: tuple[Outlet, ...] = ()

    @property
    def judged(self) -> tuple[Account, ...]:
        """Return the accounts that are judged, in the order of the file."""
        return tuple(account for account in self.accounts if account.judged)

    def account(self, id: str) -> Account:
        """Return the account called *id*; raises KeyError where there is none."""
        return self._by_id[id]

    @property
    def secret_names(self) -> frozenset[str]:
        """Return every NAME that a source refers to as ``${NAME}``."""
        holders = [*(account.sources for account in self.accounts)]
        holders += [(outlet.channel,) for outlet in self.channels]
        holders.append((self.schedule.ping,))
        texts = (text for holder in holders for text in _texts(holder))
        return frozenset(name for text in texts for name in re.findall(SECRET, text))

    @cached_property
    def _by_id(self) -> Mapping[str, Account]:
        return {account.id: account for account in self.accounts}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
