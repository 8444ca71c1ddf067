"""Run an errand: ask its sources, look by look, and keep what they said as finished records."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Event, Lock

from monitor.app.examination import examined
from monitor.app.looks.carried_answers import CarriedAnswers
from monitor.app.looks.errands import Assignment, Errand, ErrandResult, SourceLook
from monitor.app.looks.look_runner import given_up, look_through
from monitor.evidence.prepared import Prepared
from monitor.http.client import Client, Look
from monitor.http.exchange import Exchange, HttpAnswer, Request, Transport
from monitor.http.live import LiveTransport
from monitor.http.pace import HostWaits, Pace
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.system.redact import Scrubber
from monitor.system.secrets import Keys
from monitor.system.threads import Threads, busy_seconds

log = logging.getLogger(__name__)

TURN = 1.0  # seconds without any look's end after which the caller has its turn
HANGING = 20  # turns in which one small answer is being read: then it never ends
LONGEST = 2.0  # seconds after which an errand begins no further look
ABANDONED = "检查已停止等待，不再访问"


@dataclass(slots=True, kw_only=True)
class PendingLook:
    """A look under way, once it is known: *look*, and for how many turns it has been idle."""

    look: Look | None = None
    turns: int = 0
    idle: int = 0

    def idle_turns(self) -> int:
        """Return for how many turns one answer has been read, in this process.

        Not the time: a program that was halted meanwhile has not been reading.
        """
        look = self.look
        same = look is not None and not look.away and look.turns == self.turns
        self.idle = self.idle + 1 if same else 0
        self.turns = look.turns if look is not None else 0
        return self.idle


@dataclass(slots=True, kw_only=True)
class PendingErrand:
    """An errand in hand, in this process: what it has given so far, and what is at work.

    *stop*: set where no further look is to begin. *abandoned*: nobody waits for it any more.
    """

    errand: Errand
    stop: Event = field(default_factory=Event)
    abandoned: bool = False
    looks: dict[int, SourceLook] = field(default_factory=dict)
    pending: dict[int, PendingLook] = field(default_factory=dict)
    prepared: Prepared | None = None
    pace: Pace | None = None
    begun_at: float = field(default_factory=time.monotonic)
    busy_seconds: float = 0.0
    _lock: Lock = field(default_factory=Lock)
    _next: int = 0

    def assignments(self) -> Iterator[tuple[int, Assignment]]:
        """Yield assignments, each to one caller; ends where the errand is to stop, or takes long.

        What is left is for others: nobody waits long for what was seen.
        """
        while not self.stop.is_set() and not self.abandoned:
            if self._next and time.monotonic() > self.begun_at + LONGEST:
                return
            with self._lock:
                number, self._next = self._next, self._next + 1
            if number >= len(self.errand.assignments):
                return
            yield number, self.errand.assignments[number]

    def hanging(self, turns: int) -> tuple[int, ...]:
        """Return the assignments whose answer has been read for so many *turns*."""
        return tuple(n for n, look in list(self.pending.items()) if look.idle_turns() >= turns)

    def give_up(self, hanging: tuple[int, ...]) -> ErrandResult:
        """Return what there is, with gaps for what hangs; what still runs asks nobody any more."""
        self.abandoned = True
        for number in hanging:
            assignment, look = self.errand.assignments[number], self.pending[number].look
            if look is not None and number not in self.looks:
                log.error("reading an answer of %s never ends; given up", assignment.account)
                self.looks[number] = SourceLook(observation=given_up(assignment, look))
        return self.result()

    def result(self) -> ErrandResult:
        """Return what the errand has given by now."""
        looks = dict(self.looks)
        return ErrandResult(
            looks=tuple(looks.get(number) for number in range(len(self.errand.assignments))),
            members=self.prepared.members() if self.prepared else (),
            waits=self.pace.left() if self.pace else HostWaits(),
            seconds=time.monotonic() - self.begun_at,
            busy_seconds=self.busy_seconds,
        )


Work = Callable[[PendingErrand], ErrandResult]


@dataclass(frozen=True, slots=True)
class Abandonable:
    """A transport that carries nothing more once its errand was given up."""

    transport: Transport
    hand: PendingErrand

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        if self.hand.abandoned:
            raise LookFailed(Outcome.INTERNAL, ABANDONED)
        return self.transport.send(request, trace)


@dataclass(frozen=True, slots=True)
class LiveWork:
    """Asks the network; *client* lends its values and grants, *transport* its connections."""

    client: Client
    transport: LiveTransport
    keys: Keys
    scrubber: Scrubber

    def __call__(self, hand: PendingErrand) -> ErrandResult:
        errand, settings = hand.errand, hand.errand.settings
        if settings is None:
            raise ValueError("an errand over the network has settings")
        network = settings.network
        hand.prepared = Prepared(self.scrubber, settings.software)
        hand.pace = Pace(network.pace, network.default_pace, errand.waits)
        client = self.client.beside(
            Abandonable(self.transport.paced_by(hand.pace), hand),
            hand.prepared,
            CarriedAnswers(errand.answers, settings.folder),
        )
        return run(hand, client, self.keys)


@dataclass(frozen=True, slots=True)
class RecordedWork:
    """Asks a recording, whose answers have their places already."""

    client: Client
    keys: Keys

    def __call__(self, hand: PendingErrand) -> ErrandResult:
        return run(hand, self.client, self.keys)


def run(hand: PendingErrand, client: Client, keys: Keys) -> ErrandResult:
    """Run the errand in *hand*, by as many threads as it allows."""
    number = min(hand.errand.side_by_side, len(hand.errand.assignments))
    if number <= 1:
        _work(hand, client, keys)
        return hand.result()
    with Threads(number, "look") as pool:
        at_work: list[Future[None]] = [
            pool.submit(_work, hand, client, keys) for _ in range(number)
        ]
        for future in at_work:
            future.result()
    return hand.result()


def _work(hand: PendingErrand, client: Client, keys: Keys) -> None:
    began = busy_seconds()
    for number, assignment in hand.assignments():
        pending = hand.pending[number] = PendingLook()

        def begun(look: Look, pending: PendingLook = pending) -> None:
            pending.look = look

        look = looked_at(assignment, client, keys, begun)
        if hand.abandoned:
            return  # what it gave was taken without it
        hand.looks[number] = look
        del hand.pending[number]
    hand.busy_seconds += busy_seconds() - began


def looked_at(
    assignment: Assignment,
    client: Client,
    keys: Keys,
    begun: Callable[[Look], None] = lambda _: None,
) -> SourceLook:
    """Look, or look closer, as *assignment* says; *begun*: is told of the look under way."""
    id, label, source = assignment.account, assignment.label, assignment.source
    if assignment.seen is not None:
        return examined(id, label, source, assignment.seen, client, keys, begun)
    return look_through(id, label, source, client, keys, begun)
