"""Which sources may be asked at the same time: none that could ask the same host.

Sources that may ask a common host form a group, of which one errand is under way at a time. A host
without an interval may be asked by many at once: it joins nothing, and what asks no other hosts
is cut up freely, host by host.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from monitor.app.looks.errands import Assignment
from monitor.http.live import NetworkSettings
from monitor.http.pace import Pace, site_of
from monitor.model import Account
from monitor.sources import Source, hosts_of, labels
from monitor.system.secret_names import names_in

OWN = ("token", "refresh_token", "secret", "client_secret", "app_secret", "cookie")


@dataclass(slots=True, kw_only=True)
class HostGroup:
    """Sources that may ask the same hosts, in their order; *busy* errands are under way.

    *interval*: the longest of its hosts, 0 where none of them minds. *due_at*: when the first of
    them may be asked again, by the monotonic clock.
    """

    hosts: frozenset[str] = frozenset()
    interval: float = 0.0
    waiting: deque[Assignment] = field(default_factory=deque)
    busy: int = 0
    due_at: float = 0.0

    @property
    def is_free(self) -> bool:
        """Say whether many errands may be under way at once."""
        return self.interval <= 0

    @property
    def is_ready(self) -> bool:
        """Say whether another errand may begin, as far as other errands are concerned."""
        return bool(self.waiting) and (self.is_free or not self.busy)

    @property
    def at_home(self) -> bool:
        """Say whether its next source is asked where the keys are."""
        return stays_home(self.waiting[0].source)

    def take(self, most: int) -> tuple[Assignment, ...]:
        """Take the next assignments, as long as they are of one kind: with keys, or without."""
        at_home, taken = self.at_home, [self.waiting.popleft()]
        while self.waiting and len(taken) < most and self.at_home is at_home:
            taken.append(self.waiting.popleft())
        return tuple(taken)


def stays_home(source: Source) -> bool:
    """Say whether asking *source* takes a key, or may renew one: keys leave no process."""
    return bool(names_in(source)) or any(getattr(source, name, "") for name in OWN)


def asked_hosts(source: Source, endpoints: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts that *source* may ask, and the one that stands in for them."""
    stand_in = urlsplit(endpoints.get(source.kind, "")).hostname
    return hosts_of(source) | ({stand_in} if stand_in else frozenset())


def assignments_of(accounts: Iterable[Account]) -> Iterator[Assignment]:
    """Yield the sources of *accounts*, to be looked at."""
    for account in accounts:
        for label, source in labels(account.sources):
            yield Assignment(account=account.id, label=label, source=source)


def groups_over(network: NetworkSettings, accounts: Iterable[Account]) -> "HostGroups":
    """Return the groups of what *accounts* are looked at through, over *network*."""
    return HostGroups(
        assignments_of(accounts),
        lambda source: asked_hosts(source, network.endpoints),
        Pace(network.pace, network.default_pace).interval,
    )


class HostGroups:
    """The groups of all sources that were added; *hosts* of a source, *interval* of a host."""

    def __init__(
        self,
        assignments: Iterable[Assignment],
        hosts: Callable[[Source], frozenset[str]],
        interval: Callable[[str], float],
    ) -> None:
        self._hosts = hosts
        self._interval = interval
        self._parents: dict[str, str] = {}
        self._spans: dict[str, float] = {}
        self._groups: dict[tuple[bool, str], HostGroup] = {}
        asked = [(each, hosts(each.source)) for each in assignments]
        for host in frozenset().union(*(named for _, named in asked)):
            self._note(host)
        for _, named in asked:
            paced = self._paced(named)
            for host in paced[1:]:
                self._parents[self._root(host)] = self._root(paced[0])
        for assignment, named in asked:
            self._of(named).waiting.append(assignment)

    def of(self, source: Source) -> HostGroup:
        """Return the group of *source*."""
        return self._of(self._hosts(source))

    def _of(self, hosts: frozenset[str]) -> HostGroup:
        paced, named = self._paced(hosts), frozenset(map(site_of, hosts))
        key = (True, self._root(paced[0])) if paced else (False, min(named, default=""))
        group = self._groups.setdefault(key, HostGroup())
        if not named <= group.hosts:
            group.hosts |= named
            group.interval = max(group.interval, *(self._spans[host] for host in named))
        return group

    def all(self) -> tuple[HostGroup, ...]:
        """Return all groups, in the order of their first sources."""
        return tuple(self._groups.values())

    def _note(self, host: str) -> None:
        """Note how long *host* wants to be left alone, by whatever name."""
        name = site_of(host)
        self._spans[name] = max(self._spans.get(name, 0.0), self._interval(host))

    def _paced(self, hosts: frozenset[str]) -> list[str]:
        """Return those of *hosts* that want to be left alone for a while."""
        return sorted(host for host in map(site_of, hosts) if self._spans[host] > 0)

    def _root(self, host: str) -> str:
        parents = self._parents
        while (parent := parents.setdefault(host, host)) != host:
            parents[host] = host = parents.setdefault(parent, parent)
        return host
