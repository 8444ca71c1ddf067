"""The looks of a run under way: errands out and back, what hangs, what is to stop.

A look that ends in nothing for too long is given up. Nothing can end its thread, but nobody waits
for it any more: its source has a gap, and the others go on.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event

from monitor.app.looks.carried_answers import KnownAnswers
from monitor.app.looks.errand_run import PendingErrand, Work
from monitor.app.looks.errands import Assignment, Errand, ErrandResult, RunSettings, SourceLook
from monitor.app.looks.gathering import Gathering
from monitor.app.looks.host_groups import HostGroup, HostGroups, asked_hosts
from monitor.app.looks.look_runner import LookResult
from monitor.app.looks.queue import Queue
from monitor.evidence.prepared import Places, append_all
from monitor.evidence.writing import Evidence
from monitor.http.pace import Pace
from monitor.model import Account
from monitor.sources import Source, labels
from monitor.system.threads import Threads

TURN = 1.0  # seconds without any look's end after which the caller has its turn
HANGING = 20  # turns in which one small answer is being read: then it never ends
GRACE = 5.0  # seconds that those in hand have left when the run is to stop
HOME, AWAY = 0, 1  # lanes: this process, and others


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who does the looking: *work* on threads of this process, of which *most* are at it."""

    work: Work
    pool: Executor
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookNetwork:
    """What an errand over the network needs, and where its records are put."""

    settings: RunSettings
    answers: KnownAnswers
    evidence: Evidence

    def hosts(self, source: Source) -> frozenset[str]:
        """Return the hosts that *source* may ask."""
        return asked_hosts(source, self.settings.network.endpoints)

    def pace(self) -> Pace:
        """Return what keeps the intervals between errands."""
        return Pace(self.settings.network.pace, self.settings.network.default_pace)


@dataclass(slots=True, kw_only=True)
class _Flight:
    """An errand under way; *hand* where it is in this process."""

    group: HostGroup
    errand: Errand
    lane: int
    hand: PendingErrand | None = None


class LookPool:
    """Looks at accounts, group by group; *network*: None where a recording answers."""

    def __init__(
        self,
        accounts: Sequence[Account],
        crew: Crew,
        *,
        stop: Event,
        network: LookNetwork | None = None,
    ) -> None:
        self.crew = crew
        self.stop = stop
        self.network = network
        self.pace = network.pace() if network else Pace({}, timedelta(0))
        self.bare = [account for account in accounts if not account.sources]
        self.gathering = Gathering(accounts)
        self.groups = HostGroups(
            _assignments(accounts), network.hosts if network else _nobody, self.pace.interval
        )
        self.queue = Queue(self.groups.all(), self.pace, self._lane)
        self.flying: dict[Future[ErrandResult], _Flight] = {}
        self.ended: SimpleQueue[Future[ErrandResult]] = SimpleQueue()
        self.turn_at = time.monotonic() + TURN
        self.stop_at: float | None = None

    def examine(self, looked: LookResult, sources: frozenset[str]) -> None:
        """Have *looked* examined through *sources*; the result comes among the looks."""
        ours = dict(labels(looked.account.sources))
        wanted = [seen for seen in looked.observations if seen.source in sources]
        self.gathering.begin(looked, len(wanted))
        for seen in wanted:
            source = ours[seen.source]
            self.queue.add(
                self.groups.of(source),
                Assignment(account=looked.account.id, label=seen.source, source=source, seen=seen),
            )

    @property
    def is_busy(self) -> bool:
        """Say whether looks are under way, or still to come."""
        return bool(self.flying or (self.queue.left and not self.stop.is_set()))

    def ended_ones(self) -> Iterator[LookResult | None]:
        """Yield looks as they end, until none is under way; None where a turn passes."""
        while self.bare and not self.stop.is_set():
            yield LookResult(account=self.bare.pop(), observations=())
        while self.is_busy:
            self._submit()
            yield from self._next()
            if time.monotonic() >= self.turn_at:
                yield from self._hanging()
                self.turn_at = time.monotonic() + TURN
                yield None
            if self.stop.is_set():
                self._stopping()

    def _lane(self, group: HostGroup) -> int:
        return HOME

    def _submit(self) -> None:
        """Send out errands while somebody is free to go."""
        while len(self.flying) < self.crew.most and not self.stop.is_set():
            taken = self.queue.take(HOME, self.crew.most)
            if taken is None:
                return
            group, assignments = taken
            errand = self._errand(group, assignments)
            hand = PendingErrand(errand=errand, stop=self.stop)
            flight = _Flight(group=group, errand=errand, lane=HOME, hand=hand)
            future = self.crew.pool.submit(self.crew.work, hand)
            self.flying[future] = flight
            future.add_done_callback(self.ended.put)

    def _errand(self, group: HostGroup, assignments: tuple[Assignment, ...]) -> Errand:
        if self.network is None:
            return Errand(assignments=assignments)
        return Errand(
            assignments=assignments,
            settings=self.network.settings,
            answers=self.network.answers.of(assignments),
            waits=self.pace.left_of(group.asked),
        )

    def _next(self) -> Iterator[LookResult]:
        """Yield the accounts that the next errand completes, if one ends before the turn does."""
        until = max(self.turn_at - time.monotonic(), 0.01)
        try:
            future = self.ended.get(timeout=max(self.queue.next_due_in(until), 0.001))
        except Empty:
            return
        flight = self.flying.pop(future, None)
        if flight is not None and not future.cancelled():
            yield from self._taken(flight, future.result())

    def _taken(self, flight: _Flight, result: ErrandResult) -> Iterator[LookResult]:
        """Keep what an errand brought back; yield the accounts that it completes."""
        assignments = flight.errand.assignments
        left = [each for each, look in zip(assignments, result.looks, strict=True) if look is None]
        self.queue.ended(flight.group, result.waits, left)
        places = append_all(result.members, self.network.evidence) if self.network else Places(())
        for assignment, look in zip(assignments, result.looks, strict=True):
            whole = look and self.gathering.add(assignment, _placed(look, places))
            if whole:
                yield whole

    def _hanging(self) -> Iterator[LookResult]:
        """Yield what was seen besides looks that hang, and give up waiting for those."""
        for future, flight in list(self.flying.items()):
            hanging = flight.hand.hanging(HANGING) if flight.hand else ()
            if flight.hand is not None and hanging:
                del self.flying[future]
                if isinstance(self.crew.pool, Threads):
                    self.crew.pool.give_up()
                yield from self._taken(flight, flight.hand.give_up(hanging))

    def _stopping(self) -> None:
        """Cancel what has not begun; what is in hand has a little time left."""
        for future in self.flying:
            future.cancel()
        now = time.monotonic()
        self.stop_at = self.stop_at or now + GRACE
        if now >= self.stop_at:
            self.flying.clear()


def _assignments(accounts: Iterable[Account]) -> Iterator[Assignment]:
    for account in accounts:
        for label, source in labels(account.sources):
            yield Assignment(account=account.id, label=label, source=source)


def _nobody(source: Source) -> frozenset[str]:
    """Return no host: a recording is asked, which anybody may do at any time."""
    return frozenset()


def _placed(look: SourceLook, places: Places) -> SourceLook:
    """Return *look* with the places of its records in files."""
    seen = look.observation
    return SourceLook(
        observation=replace(seen, evidence=places.of(seen.evidence)),
        validators=tuple(map(places.of_validator, look.validators)),
    )
