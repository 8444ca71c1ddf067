"""Hosts that count who asks them when, and sources that ask several of them."""

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

from monitor.app.looks.carried_answers import KnownAnswers
from monitor.app.looks.crew import Away
from monitor.app.looks.errand_run import LiveWork
from monitor.app.looks.errands import RunSettings
from monitor.app.looks.hiring import hired
from monitor.app.looks.host_groups import groups_over
from monitor.app.looks.look_network import LookNetwork
from monitor.app.looks.look_pool import LookPool
from monitor.app.looks.look_runner import LookResult
from monitor.evidence.writing import Evidence
from monitor.http.client import Client
from monitor.http.exchange import Http
from monitor.http.live import LiveTransport, NetworkSettings
from monitor.model import Account, Platform, Reading, clock
from monitor.model.look_plan import LookMode, LookPlan
from monitor.system.database import open_database
from monitor.system.redact import Scrubber
from monitor.system.secrets import Placeholders
from monitor.verdicts.answer_reader import AnswerReader
from tests.builders import post
from tests.loopback import listening

ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
THREADS = LookPlan(mode=LookMode.THREADS, workers=8, threads=8, free=8, why="", grows=False)
ONE = LookPlan(mode=LookMode.THREADS, workers=1, threads=1, free=1, why="", grows=False)
PROCESSES = LookPlan(mode=LookMode.PROCESSES, workers=2, threads=2, free=1, why="", grows=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wandering:
    """A source that asks each of its addresses; *hosts*: with ports that it may be led to."""

    kind: ClassVar[str] = "wandering"
    platforms: ClassVar[frozenset[Platform]] = frozenset()

    url: str
    more: str = ""
    hosts: tuple[str, ...] = ()
    token: str = ""

    def collect(self, http: Http) -> Reading:
        answers = [http.get(url) for url in (self.url, self.more) if url]
        shown = tuple(answer.body.decode() for answer in answers)
        return Reading(posts=tuple(post(clock.now(), key=text) for text in shown))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadly(Wandering):
    """A source of which each process dies that looks, but the one that it *spares*."""

    kind: ClassVar[str] = "deadly"

    spares: int

    def collect(self, http: Http) -> Reading:
        if os.getpid() != self.spares:
            os.kill(os.getpid(), signal.SIGKILL)
        return Reading()


@dataclass(slots=True)
class Asked:
    """What was asked of hosts: when each request came and when its answer was finished."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    paths: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def overlaps(self) -> int:
        """Return how many requests came to a host while it had another in hand."""
        return sum(
            later[0] < earlier[1]
            for times in self.times.values()
            for earlier, later in pairwise(sorted(times))
        )

    def least_gap(self, host: str) -> float:
        """Return the shortest time between two requests to *host*."""
        came = sorted(begun for begun, _ in self.times[host])
        return min(later - earlier for earlier, later in pairwise(came))


@contextmanager
def hosts(
    takes: float = 0.0, on: Mapping[str, Callable[[], None]] | None = None
) -> Iterator[tuple[int, Asked]]:
    """Serve any path on all addresses at one port, for *takes* seconds each: port, what was asked.

    ``/to/HOST/x`` leads to ``/x`` there, ``/rest`` asks for a long pause; *on*: what to do where a
    path is asked for.
    """
    asked = Asked()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            begun = time.monotonic()
            host, _, port = self.headers["Host"].partition(":")
            time.sleep(takes)
            with asked.lock:
                asked.times[host].append((begun, time.monotonic()))
                asked.paths.append(self.path)
            if on and self.path in on:
                on[self.path]()
            parts = self.path.split("/")
            content = self.path.encode()
            self.send_response({"to": 302, "rest": 429}.get(parts[1], 200))
            if parts[1] == "rest":
                self.send_header("Retry-After", "600")
            if parts[1] == "to":
                self.send_header("Location", f"http://{parts[2]}:{port}/{parts[3]}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ExitStack() as stack:
        origin = stack.enter_context(listening(Handler))
        port = int(origin.rpartition(":")[2])
        for address in ADDRESSES[1:]:
            stack.enter_context(listening(Handler, host=address, port=port))
        yield port, asked


def looked_at(
    folder: Path,
    accounts: Iterable[Account],
    plan: LookPlan,
    pace: timedelta,
    *,
    intervals: Mapping[str, timedelta] | None = None,
    endpoints: Mapping[str, str] | None = None,
    cluster: Away | None = None,
) -> list[LookResult]:
    """Look at *accounts* by *plan*, and keep the evidence in *folder*."""
    everybody = tuple(accounts)
    network = NetworkSettings(
        allow_private=True, default_pace=pace, pace=intervals or {}, endpoints=endpoints or {}
    )
    scrubber, moment = Scrubber(), clock.now()
    folder.mkdir(exist_ok=True)
    evidence = Evidence(folder / "evidence", scrubber, software="x")
    settings = RunSettings(
        key=str(folder), moment=moment, software="x", network=network, folder=folder / "evidence"
    )
    work = LiveWork(
        Client(LiveTransport(network, scrubber), None, moment),
        LiveTransport(network, scrubber),
        Placeholders(),
        scrubber,
    )
    with (
        open_database(folder / "monitor.db") as db,
        hired(plan, work, folder / "log", cluster) as crew,
    ):
        answers = KnownAnswers(folder / "evidence", AnswerReader(db))
        pool = LookPool(
            everybody,
            crew,
            stop=Event(),
            groups=groups_over(network, everybody),
            network=LookNetwork(settings=settings, answers=answers, evidence=evidence),
        )
        looks = [looked for looked in pool.ended_ones() if looked is not None]
    evidence.close()
    return looks
