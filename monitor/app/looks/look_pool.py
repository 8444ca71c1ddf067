"""The looks of a run under way: errands out and back, what hangs, what breaks, what is to stop.

A look that ends in nothing for too long is given up. Nothing can end its thread, but nobody waits
for it any more: its source has a gap, and the others go on. Where a worker dies, what it had in
hand is looked at again: nothing of it has been kept.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event

from monitor.app.looks import errand_run
from monitor.app.looks.crew import Away, Crew, SideBySide
from monitor.app.looks.errand_run import PendingErrand
from monitor.app.looks.errands import Assignment, Errand, ErrandResult, SourceLook
from monitor.app.looks.gathering import Gathering
from monitor.app.looks.host_groups import HostGroup, HostGroups, assignments_of
from monitor.app.looks.look_network import LookNetwork
from monitor.app.looks.look_runner import LookResult, never_seen
from monitor.app.looks.queue import Queue
from monitor.app.looks.suspicion import Suspect, Suspects
from monitor.evidence.prepared import Places, append_all
from monitor.http.pace import HostWaits, Pace
from monitor.model import Account, clock
from monitor.sources import Source, labels
from monitor.system.threads import Threads

log = logging.getLogger(__name__)

GRACE = 5.0  # seconds that those in hand have left when the run is to stop
HOME, FREE, AWAY = "home", "free", "away"  # lanes: with hosts that mind, that do not; elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flight:
    """An errand under way; *hand* where it is in this process."""

    group: HostGroup
    errand: Errand
    hand: PendingErrand | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trip:
    """What one worker has in hand, on *lane*; *times*: how often one may have died of it."""

    lane: str
    flights: tuple[_Flight, ...]
    times: int = 0


Taken = tuple[HostGroup, tuple[Assignment, ...]]
Results = tuple[ErrandResult, ...]


class LookPool:
    """Looks at accounts, *groups* of hosts by group; *network*: None where a recording answers."""

    def __init__(
        self,
        accounts: Sequence[Account],
        crew: Crew,
        *,
        stop: Event,
        groups: HostGroups | None = None,
        network: LookNetwork | None = None,
    ) -> None:
        self.crew = crew
        self.away = crew.away
        self.stop = stop
        self.network = network
        self.pace = network.pace() if network else Pace({}, timedelta(0))
        self.bare = [account for account in accounts if not account.sources]
        self.gathering = Gathering(accounts)
        self.groups = groups or HostGroups(assignments_of(accounts), _nobody, self.pace.interval)
        self.queue = Queue(self.groups.all(), self.pace, self._lane)
        self.suspects = Suspects()
        self.side_by_side = SideBySide(crew.grows)
        self.flying: dict[Future[Results], _Trip] = {}
        self.ended: SimpleQueue[Future[Results]] = SimpleQueue()
        self.turn_at = time.monotonic() + errand_run.TURN
        self.stop_at: float | None = None

    def examine(self, looked: LookResult, sources: frozenset[str]) -> None:
        """Have *looked* examined through *sources*; the result comes among the looks."""
        ours = dict(labels(looked.account.sources))
        wanted = [seen for seen in looked.observations if seen.source in sources]
        self.gathering.begin(looked, len(wanted))
        for seen in wanted:
            source = ours[seen.source]
            id = looked.account.id
            again = Assignment(account=id, label=seen.source, source=source, seen=seen)
            self.queue.add(self.groups.of(source), again)

    @property
    def is_busy(self) -> bool:
        """Say whether looks are under way, or still to come."""
        return bool(self.flying) or (self._is_left and not self.stop.is_set())

    @property
    def came_home(self) -> bool:
        """Say whether those elsewhere could look no longer, and this process went on."""
        return self.away is not self.crew.away

    @property
    def _is_left(self) -> bool:
        return bool(self.queue.left or self.suspects.waiting)

    def ended_ones(self) -> Iterator[LookResult | None]:
        """Yield looks as they end, until none is under way; None where a turn passes."""
        while self.bare and not self.stop.is_set():
            yield LookResult(account=self.bare.pop(), observations=())
        while self.is_busy:
            self._submit()
            yield from self._next()
            if time.monotonic() >= self.turn_at:
                yield from self._hanging()
                self._look_after_those_away()
                self.turn_at = time.monotonic() + errand_run.TURN
                yield None
            if self.stop.is_set():
                yield from self._stopping()

    def _lane(self, group: HostGroup) -> str:
        if self.away is not None and not group.at_home:
            return AWAY
        return FREE if group.is_free else HOME

    def _submit(self) -> None:
        """Send out errands while somebody is free to go."""
        rooms = {HOME: self.crew.most, FREE: min(self.crew.most, self.crew.free)}
        if self.away is not None:
            rooms[AWAY] = self._room_away(self.away)
        for lane, most in rooms.items():
            while not self.stop.is_set() and self._flying_on(lane) < most:
                taken = self._take(lane, most)
                if not taken:
                    break
                self._send(taken, lane)

    def _room_away(self, away: Away) -> int:
        """Return how many trips may be under way; a suspect goes alone.

        So it is known of whom a worker dies.
        """
        tried = any(trip.times for trip in self.flying.values())
        if self.suspects.waiting and not self._flying_on(AWAY) and not self.stop.is_set():
            suspect = self.suspects.waiting.popleft()
            self._send([(suspect.group, suspect.assignments)], AWAY, suspect.times)
            return 0
        return 0 if tried or self.suspects.waiting else away.most

    def _take(self, lane: str, most: int) -> list[Taken]:
        """Take what one worker of *lane* does next: of hosts that keep it waiting, several."""
        away, taken = self.away, list[Taken]()
        while next_one := self.queue.take(lane, most):
            taken.append(next_one)
            waits = away is not None and lane == AWAY and not next_one[0].is_free
            if away is None or not waits or len(taken) >= away.together:
                break
        return taken

    def _flying_on(self, lane: str) -> int:
        return sum(trip.lane == lane for trip in self.flying.values())

    def _send(self, taken: Sequence[Taken], lane: str, times: int = 0) -> None:
        away, hand = self.away if lane == AWAY else None, None
        errands = tuple(self._errand(*each, away) for each in taken)
        if away is not None:
            future = self._sent_away(away, errands)
        else:
            hand = PendingErrand(errand=errands[0], stop=self.stop)
            future = self.crew.pool.submit(self._at_home, hand)
        flights = tuple(
            _Flight(group=group, errand=errand, hand=hand)
            for (group, _), errand in zip(taken, errands, strict=True)
        )
        self.flying[future] = _Trip(lane=lane, flights=flights, times=times)
        future.add_done_callback(self.ended.put)

    def _sent_away(self, away: Away, errands: tuple[Errand, ...]) -> Future[Results]:
        try:
            return away.pool.submit(away.work, errands)
        except Exception as error:  # noqa: BLE001  # one has died at rest, or a cluster has gone
            future: Future[Results] = Future()
            future.set_exception(error)
            return future

    def _at_home(self, hand: PendingErrand) -> Results:
        return (self.crew.work(hand),)

    def _errand(
        self, group: HostGroup, assignments: tuple[Assignment, ...], away: Away | None
    ) -> Errand:
        if self.network is None:
            return Errand(assignments=assignments)
        settings = self.network.settings
        if away is not None and away.elsewhere:
            settings = replace(settings, folder=None)
        return Errand(
            assignments=assignments,
            settings=settings,
            answers=self.network.answers.of(assignments),
            waits=self.pace.left_of(group.hosts),
            side_by_side=self.side_by_side.now if group.is_free else 1,
        )

    def _next(self) -> Iterator[LookResult]:
        """Yield the accounts that the next errand completes, if one ends before the turn does."""
        until = max(self.turn_at - time.monotonic(), 0.01)
        try:
            future = self.ended.get(timeout=max(self.queue.next_due_in(until), 0.001))
        except Empty:
            return
        trip = self.flying.pop(future, None)
        if trip is None or (future.cancelled() and self.stop.is_set()):
            return
        failure = CancelledError() if future.cancelled() else future.exception()
        if self.away is not None and isinstance(failure, self.away.broken):
            yield from self._broken(trip, self.away)
            return
        if failure is not None and trip.lane == AWAY:
            self._come_home(trip, failure)
            return
        for flight, result in zip(trip.flights, future.result(), strict=True):
            if flight.group.is_free and len(flight.errand.assignments) > 1:
                self.side_by_side.learn(result)
            yield from self._taken(flight, result)

    def _taken(self, flight: _Flight, result: ErrandResult) -> Iterator[LookResult]:
        """Keep what an errand brought back; yield the accounts that it completes."""
        for record in result.logs:
            logging.getLogger(record.name).handle(record)
        done = list(zip(flight.errand.assignments, result.looks, strict=True))
        self.queue.ended(flight.group, result.waits, [each for each, look in done if look is None])
        places = append_all(result.members, self.network.evidence) if self.network else Places(())
        for assignment, look in done:
            whole = look and self.gathering.add(assignment, _placed(look, places))
            if whole:
                yield whole

    def _broken(self, trip: _Trip, away: Away) -> Iterator[LookResult]:
        """Have what was in hand tried again, and give up what surely costs a worker."""
        lost = [trip]
        if away.renew is not None:  # all of them fell with the one
            fallen = [future for future, other in self.flying.items() if other.lane == AWAY]
            lost += [self.flying.pop(future) for future in fallen]
            try:
                away.renew()
            except away.broken as error:  # nobody can begin there: nobody died of any answer
                for each in lost:
                    self._come_home(each, error)
                return
        log.warning("a worker has died; what %d had in hand is tried again", len(lost))
        for each in lost:
            for flight in each.flights:
                now = time.monotonic()
                for host in flight.group.hosts:
                    self.pace.asked(host, now, now)  # who knows when it really was
                suspect = Suspect(
                    group=flight.group, assignments=flight.errand.assignments, times=each.times + 1
                )
                yield from self._never_seen(flight, self.suspects.add(suspect))

    def _look_after_those_away(self) -> None:
        """Take back what nobody is left to do."""
        if self.away is None or not self._flying_on(AWAY) or not self.away.deserted():
            return
        for future in [future for future, trip in self.flying.items() if trip.lane == AWAY]:
            trip = self.flying.pop(future)
            future.cancel()
            self._come_home(trip, TimeoutError("nobody is left elsewhere"))

    def _come_home(self, trip: _Trip, failure: BaseException) -> None:
        """Do here what was to be done elsewhere: nobody there can do it."""
        log.error("nobody elsewhere can look, this process goes on", exc_info=failure)
        if self.away is not None:
            self.away = None
            self.queue.leave(AWAY)
            for suspect in self.suspects.taken():
                self.queue.ended(suspect.group, HostWaits(), suspect.assignments)
        for flight in trip.flights:
            self.queue.ended(flight.group, HostWaits(), flight.errand.assignments)

    def _never_seen(
        self, flight: _Flight, assignments: tuple[Assignment, ...]
    ) -> Iterator[LookResult]:
        """Give up *assignments*, all that *flight* had in hand."""
        if not assignments:
            return
        for each in assignments:
            log.error("reading an answer of %s ended its process twice; given up", each.account)
        gaps = (never_seen(each, clock.now()) for each in assignments)
        looks = tuple(SourceLook(observation=gap) for gap in gaps)
        yield from self._taken(flight, ErrandResult(looks=looks))

    def _hanging(self) -> Iterator[LookResult]:
        """Yield what was seen besides looks that hang, and give up waiting for those."""
        for future, trip in list(self.flying.items()):
            flight = trip.flights[0]
            hanging = flight.hand.hanging(errand_run.HANGING) if flight.hand else ()
            if flight.hand is not None and hanging:
                del self.flying[future]
                if isinstance(self.crew.pool, Threads):
                    self.crew.pool.give_up()
                yield from self._taken(flight, flight.hand.give_up(hanging))

    def _stopping(self) -> Iterator[LookResult]:
        """Cancel what has not begun; what is in hand has a little time left."""
        for future in self.flying:
            future.cancel()
        now = time.monotonic()
        self.stop_at = self.stop_at or now + GRACE
        if now >= self.stop_at:
            trips, self.flying = self.flying, {}
            for flight in (flight for trip in trips.values() for flight in trip.flights):
                if flight.hand is not None:
                    yield from self._taken(flight, flight.hand.give_up(()))


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
