"""accounts.yaml as a value: who is on the register and how this program may look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from monitor.cases.case import RectificationRules
from monitor.model import Account, County, Jurisdiction, Unit
from monitor.model.policy import Policy
from monitor.model.schedule import Schedule
from monitor.model.score_table import ScoreTable
from monitor.notices.notice import Route
from monitor.system.secret_names import names_in

DEFAULT_PACE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How the network is reached. *proxy* may hold a login, and ``${NAME}`` for it.

    *ca_file*: certificates trusted besides the usual ones. *legacy_tls*: hosts that may speak
    protocols of another time.
    """

    allow_private: bool = False
    proxy: str = ""
    ca_file: Path | None = None
    legacy_tls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamping:
    """Who stamps the head of the chain (RFC 3161). *ca_file*: the roots that its stamps end in."""

    authority: str = ""
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """A file that accounts.yaml names: its *name* below that folder, and how much it holds."""

    name: str
    sha256: str
    units: int
    accounts: int


@dataclass(frozen=True, kw_only=True)
class Registry:
    """The register. No slots: its index of accounts is made once, on first use.

    *endpoints*: source kind → origin that stands in for the real one. *pace*: host → least
    time between two requests. *sha256*: of the file's bytes, in hexadecimal; where it names other
    *files*, of their names and bytes as well. *patterns*: by which it names them. Its own units
    and accounts come first, then those of each file. *counties*: who sends this office its figures.
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
    network: Network = field(default_factory=Network)
    rectifying: RectificationRules = field(default_factory=RectificationRules)
    scheme: ScoreTable = field(default_factory=ScoreTable)
    schedule: Schedule = field(default_factory=Schedule)
    stamping: Stamping = field(default_factory=Stamping)
    channels: tuple[Route, ...] = ()
    counties: tuple[County, ...] = ()
    patterns: tuple[str, ...] = ()
    files: tuple[RegisterFile, ...] = ()

    @property
    def allow_private(self) -> bool:
        """Say whether loopback and inside addresses may be asked."""
        return self.network.allow_private

    @property
    def judged(self) -> tuple[Account, ...]:
        """Return the accounts that are judged, in the order of the file."""
        return tuple(account for account in self.accounts if account.judged)

    def account(self, id: str) -> Account:
        """Return the account called *id*; raises KeyError where there is none."""
        return self._by_id[id]

    def find(self, id: str) -> Account | None:
        """Return the account called *id*, None where there is none: *id* came from outside."""
        return self._by_id.get(id)

    @cached_property
    def secret_names(self) -> frozenset[str]:
        """Return every NAME that anything refers to as ``${NAME}``."""
        holders = [tuple(account.sources) for account in self.accounts]
        holders += [(route.channel,) for route in self.channels]
        holders += [(self.schedule.ping,), (self.network,)]
        return names_in(tuple(holders))

    @cached_property
    def _by_id(self) -> Mapping[str, Account]:
        return {account.id: account for account in self.accounts}
