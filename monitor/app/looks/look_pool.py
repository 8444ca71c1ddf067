"""The looks of a run under way: errands out and back, what hangs, what breaks, what is to stop.

A look that ends in nothing for too long is given up. Nothing can end its thread, but nobody waits
for it any more: its source has a gap, and the others go on. Where a worker dies, what it had in
hand is looked at again: nothing of it has been kept.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event

from monitor.app.looks import errand_run
from monitor.app.looks.carried_answers import KnownAnswers
from monitor.app.looks.crew import Away, Crew, SideBySide
from monitor.app.looks.errand_run import PendingErrand
from monitor.app.looks.errands import Assignment, Errand, ErrandResult, RunSettings, SourceLook
from monitor.app.looks.gathering import Gathering
from monitor.app.looks.host_groups import HostGroup, HostGroups, assignments_of
from monitor.app.looks.look_runner import LookResult, never_seen
from monitor.app.looks.queue import Queue
from monitor.app.looks.suspicion import Suspect, Suspects
from monitor.evidence.prepared import Places, append_all
from monitor.evidence.writing import Evidence
from monitor.http.pace import Pace
from monitor.model import Account, clock
from monitor.sources import Source, labels
from monitor.system.threads import Threads

log = logging.getLogger(__name__)

GRACE = 5.0  # seconds that those in hand have left when the run is to stop
HOME, FREE, AWAY = "home", "free", "away"  # lanes: with hosts that mind, that do not; elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class LookNetwork:
    """What an errand over the network needs, and where its records are put."""

    settings: RunSettings
    answers: KnownAnswers
    evidence: Evidence

    def pace(self) -> Pace:
        """Return what keeps the intervals between errands."""
        return Pace(self.settings.network.pace, self.settings.network.default_pace)


@dataclass(slots=True, kw_only=True)
class _Flight:
    """An errand under way on *lane*; *hand* where it is in this process.

    *times*: how often a worker may have died of it.
    """

    group: HostGroup
    errand: Errand
    lane: str
    hand: PendingErrand | None = None
    times: int = 0


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
        self.stop = stop
        self.network = network
        self.pace = network.pace() if network else Pace({}, timedelta(0))
        self.bare = [account for account in accounts if not account.sources]
        self.gathering = Gathering(accounts)
        self.groups = groups or HostGroups(assignments_of(accounts), _nobody, self.pace.interval)
        self.queue = Queue(self.groups.all(), self.pace, self._lane)
        self.suspects = Suspects()
        self.side_by_side = SideBySide(crew.grows)
        self.flying: dict[Future[ErrandResult], _Flight] = {}
        self.ended: SimpleQueue[Future[ErrandResult]] = SimpleQueue()
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
                self.turn_at = time.monotonic() + errand_run.TURN
                yield None
            if self.stop.is_set():
                self._stopping()

    def _lane(self, group: HostGroup) -> str:
        if self.crew.away is not None and group.is_free and not group.at_home:
            return AWAY
        return FREE if group.is_free else HOME

    def _submit(self) -> None:
        """Send out errands while somebody is free to go."""
        away = self.crew.away
        if away is not None and self._may_try():
            suspect = self.suspects.waiting.popleft()
            self._send(suspect.group, suspect.assignments, AWAY, suspect.times)
        rooms = {HOME: self.crew.most, FREE: min(self.crew.most, self.crew.free)}
        if away is not None and not self.suspects.waiting and not self._tried(AWAY):
            rooms[AWAY] = away.most
        for lane, most in rooms.items():
            while not self.stop.is_set() and self._flying_on(lane) < most:
                taken = self.queue.take(lane, most * self.side_by_side.now)
                if taken is None:
                    break
                self._send(*taken, lane)

    def _may_try(self) -> bool:
        """Say whether a suspect may be tried: alone, so that it is known who a worker dies of."""
        alone = not self._flying_on(AWAY)
        return bool(self.suspects.waiting) and alone and not self.stop.is_set()

    def _tried(self, lane: str) -> bool:
        return any(flight.times and flight.lane == lane for flight in self.flying.values())

    def _flying_on(self, lane: str) -> int:
        return sum(flight.lane == lane for flight in self.flying.values())

    def _send(
        self, group: HostGroup, assignments: tuple[Assignment, ...], lane: str, times: int = 0
    ) -> None:
        errand, away = self._errand(group, assignments), self.crew.away
        flight = _Flight(group=group, errand=errand, lane=lane, times=times)
        if lane == AWAY and away is not None:
            try:
                future = away.pool.submit(away.work, errand)
            except away.broken:  # one has died at rest
                self._renew(away)
                future = away.pool.submit(away.work, errand)
        else:
            flight.hand = PendingErrand(errand=errand, stop=self.stop)
            future = self.crew.pool.submit(self.crew.work, flight.hand)
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
            side_by_side=self.side_by_side.now if group.is_free else 1,
        )

    def _next(self) -> Iterator[LookResult]:
        """Yield the accounts that the next errand completes, if one ends before the turn does."""
        until = max(self.turn_at - time.monotonic(), 0.01)
        try:
            future = self.ended.get(timeout=max(self.queue.next_due_in(until), 0.001))
        except Empty:
            return
        flight = self.flying.pop(future, None)
        if flight is None or future.cancelled():
            return
        away = self.crew.away
        if away is not None and isinstance(future.exception(), away.broken):
            yield from self._broken(flight, away)
            return
        result = future.result()
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

    def _broken(self, flight: _Flight, away: Away) -> Iterator[LookResult]:
        """Have what was in hand tried again, and give up what surely costs a worker."""
        lost = [flight]
        if away.renew is not None:  # all of them fell with the one
            fallen = [f for f, other in self.flying.items() if other.lane == AWAY]
            lost += [self.flying.pop(future) for future in fallen]
            self._renew(away)
        log.warning("a worker has died; %d errands are tried again", len(lost))
        for each in lost:
            for host in each.group.asked:
                self.pace.sent(host, time.monotonic())  # who knows when it was asked
            suspect = Suspect(
                group=each.group, assignments=each.errand.assignments, times=each.times + 1
            )
            yield from self._never_seen(each, self.suspects.add(suspect))

    def _never_seen(
        self, flight: _Flight, assignments: tuple[Assignment, ...]
    ) -> Iterator[LookResult]:
        if not assignments:
            return
        looks = []
        for each in assignments:
            log.error("reading an answer of %s ended its process twice; given up", each.account)
            looks.append(SourceLook(observation=never_seen(each, clock.now())))
        yield from self._taken(flight, ErrandResult(looks=tuple(looks)))

    def _renew(self, away: Away) -> None:
        if away.renew is not None:
            away.renew()

    def _hanging(self) -> Iterator[LookResult]:
        """Yield what was seen besides looks that hang, and give up waiting for those."""
        for future, flight in list(self.flying.items()):
            hanging = flight.hand.hanging(errand_run.HANGING) if flight.hand else ()
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
