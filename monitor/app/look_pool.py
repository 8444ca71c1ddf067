"""The looks of a run on its pool: those under way, those to come, those to be examined.

A look that ends in nothing for too long is given up. Nothing can end its thread, but nobody waits
for it any more: its account has a gap, and the others go on.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event

from monitor.app.examination import examine
from monitor.app.look_runner import LookResult, PendingLook, given_up, look_at
from monitor.http.client import Client
from monitor.model import Account
from monitor.system.secrets import Keys
from monitor.system.threads import Threads

log = logging.getLogger(__name__)

IN_FLIGHT = 4  # looks queued for each worker, so that memory stays flat
TURN = 1.0  # seconds without any look's end after which the caller has its turn
HANGING = 20  # turns in which one small answer is being read: then it never ends
GRACE = 5.0  # seconds that those in hand have left when the run is to stop


class LookPool:
    """Looks at accounts in their order; at most ``IN_FLIGHT`` a worker are under way."""

    def __init__(
        self,
        accounts: Sequence[Account],
        client: Client,
        keys: Keys,
        *,
        stop: Event,
        pool: Executor,
        workers: int,
    ) -> None:
        self.client = client
        self.keys = keys
        self.stop = stop
        self.pool = pool
        self.most = workers * IN_FLIGHT
        self.waiting = deque(accounts)
        self.flying: dict[Future[LookResult], PendingLook] = {}
        self.ended: SimpleQueue[Future[LookResult]] = SimpleQueue()
        self.turn_at = time.monotonic() + TURN
        self.stop_at: float | None = None

    def examine(self, looked: LookResult, sources: frozenset[str]) -> None:
        """Submit *looked* for examination through *sources*; the result comes among the looks."""
        flight = PendingLook(account=looked.account, earlier=looked)
        self._submit(
            flight,
            partial(examine, looked.account, looked, sources, self.client, self.keys, flight),
        )

    def ended_ones(self) -> Iterator[LookResult | None]:
        """Yield looks as they end, until none is under way; None where a turn passes."""
        while self.flying or (self.waiting and not self.stop.is_set()):
            while self.waiting and len(self.flying) < self.most and not self.stop.is_set():
                flight = PendingLook(account=self.waiting.popleft())
                self._submit(
                    flight, partial(look_at, flight.account, self.client, self.keys, flight)
                )
            looked = self._next()
            if looked is not None:
                yield looked
            elif time.monotonic() >= self.turn_at:
                yield from self._hanging()
                self.turn_at = time.monotonic() + TURN
                yield None
            if self.stop.is_set():
                self._stopping()

    def _next(self) -> LookResult | None:
        """Return the next look that ends before the turn does."""
        try:
            future = self.ended.get(timeout=max(self.turn_at - time.monotonic(), 0.01))
        except Empty:
            return None
        if self.flying.pop(future, None) is None or future.cancelled():
            return None
        return future.result()

    def _hanging(self) -> Iterator[LookResult]:
        """Yield the partial results of looks that hang, and give up waiting for them."""
        for future, flight in list(self.flying.items()):
            if flight.idle_turns() >= HANGING:
                log.error("reading an answer of %s never ends; given up", flight.account.id)
                del self.flying[future]
                if isinstance(self.pool, Threads):
                    self.pool.give_up()
                yield given_up(flight)

    def _stopping(self) -> None:
        """Cancel what has not begun; what is in hand has a little time left."""
        for future in self.flying:
            future.cancel()
        now = time.monotonic()
        self.stop_at = self.stop_at or now + GRACE
        if now >= self.stop_at:
            self.flying.clear()

    def _submit(self, flight: PendingLook, work: Callable[[], LookResult]) -> None:
        future = self.pool.submit(work)
        self.flying[future] = flight
        future.add_done_callback(self.ended.put)
