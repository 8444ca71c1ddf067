"""What a worker of another process does: it carries out errands, and writes nothing anywhere.

Its transport, and the values that looks share, last as long as the run; they are its own.
"""

import gc
import logging
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from monitor.app.looks import errand_run
from monitor.app.looks.errand_run import LiveWork, PendingErrand
from monitor.app.looks.errands import Errand, ErrandResult, RunSettings
from monitor.http.client import Client
from monitor.http.live import LiveTransport
from monitor.sources.sandbox import READERS
from monitor.sources.sandbox.stall_watchdog import watched
from monitor.system.redact import Redact, Scrubber
from monitor.system.secrets import Placeholders
from monitor.system.threads import Threads

MOST = 64  # errands at once: a machine of a cluster may run several in one process
ROOMY = 20_000  # new objects before the garbage collector looks


class _GatheredRecords(logging.Handler):
    """Keeps log records, masked and fit to be pickled, until they are taken."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        record.exc_info = None  # its text was made by the filter
        self.records.append(record)

    def taken(self) -> tuple[logging.LogRecord, ...]:
        """Return what was logged since it was last asked."""
        taken, self.records = tuple(self.records), []
        return taken


@dataclass(slots=True)
class _Workplace:
    """What this process keeps between the errands of one run."""

    key: str
    work: LiveWork
    pool: Threads


_places: list[_Workplace] = []
_lock = Lock()
_logs = _GatheredRecords()


@dataclass(frozen=True, slots=True)
class Begin:
    """Begins a process of our own pool; *log*: where it writes why it was ended, if it is."""

    log: Path

    def __call__(self) -> Callable[[], None]:
        gc.set_threshold(ROOMY, *gc.get_threshold()[1:])
        logging.getLogger().addHandler(_logs)
        stack = ExitStack()
        stack.enter_context(watched(self.log))
        _stacks.append(stack)
        return READERS.stop_all


_stacks: list[ExitStack] = []  # held open as long as the process is


def carried_out(errands: tuple[Errand, ...]) -> tuple[ErrandResult, ...]:
    """Carry out *errands* in this process, each by a thread: they have no host in common.

    What hangs is given up, the rest of its errand is left to others.
    """
    place = _workplace(errands[0].settings)
    hands = [PendingErrand(errand=errand) for errand in errands]
    at_work = [(hand, place.pool.submit(place.work, hand)) for hand in hands]
    results = [_ended(place, *each) for each in at_work]
    return (replace(results[0], logs=_logs.taken()), *results[1:])


def _ended(place: _Workplace, hand: PendingErrand, future: Future[ErrandResult]) -> ErrandResult:
    while True:
        try:
            return future.result(timeout=errand_run.TURN)
        except NotYet:
            if hanging := hand.hanging(errand_run.HANGING):
                place.pool.give_up()
                return hand.give_up(hanging)


def _workplace(settings: RunSettings | None) -> _Workplace:
    if settings is None:
        raise ValueError("an errand for another process has settings")
    with _lock:
        if not _places or _places[0].key != settings.key:
            scrubber = Scrubber()
            _logs.filters.clear()
            _logs.addFilter(Redact(scrubber))
            if _logs not in logging.getLogger().handlers:  # a process that is not ours
                logging.getLogger("monitor").addHandler(_logs)
            transport = LiveTransport(settings.network, scrubber)
            client = Client(transport, None, settings.moment)
            work = LiveWork(client, transport, Placeholders(), scrubber)
            _places[:] = [_Workplace(settings.key, work, Threads(MOST, "errand"))]
        return _places[0]
