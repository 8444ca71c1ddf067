"""The looks of a run on its pool: those under way, those to come, those to be examined."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from queue import SimpleQueue
from threading import Event

from monitor.examination import examine
from monitor.http.look import Client
from monitor.model import Account
from monitor.pipeline import Keys, Looked, look_at

IN_FLIGHT = 4  # looks queued for each worker, so that memory stays flat


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
        self.flying: set[Future[Looked]] = set()
        self.ended: SimpleQueue[Future[Looked]] = SimpleQueue()

    def examine(self, looked: Looked, sources: frozenset[str]) -> None:
        """Have *looked* examined through *sources*; it comes back among the looks."""
        self._submit(partial(examine, looked.account, looked, sources, self.client, self.keys))

    def ended_ones(self) -> Iterator[Looked]:
        """Yield looks as they end, until none is under way."""
        while self.flying or (self.waiting and not self.stop.is_set()):
            while self.waiting and len(self.flying) < self.most and not self.stop.is_set():
                account = self.waiting.popleft()
                self._submit(partial(look_at, account, self.client, self.keys))
            future = self.ended.get()
            self.flying.discard(future)
            if self.stop.is_set():
                for other in self.flying:
                    other.cancel()
            if not future.cancelled():
                yield future.result()

    def _submit(self, work: Callable[[], Looked]) -> None:
        future = self.pool.submit(work)
        self.flying.add(future)
        future.add_done_callback(self.ended.put)
