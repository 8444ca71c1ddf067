"""How often one host may be asked: even spacing with jitter, and rest where it asks for it.

The pace of a host can be handed on, from thread to thread and from process to process: as the
seconds that are left, for clocks of two machines have nothing in common.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import uniform

from monitor.model.errors import HostResting

JITTER = 0.2  # part of the interval that is added at random, so that runs do not beat in time


@dataclass(frozen=True, slots=True, kw_only=True)
class HostWaits:
    """For how many seconds hosts are not to be asked, by the interval (*turns*) or their wish."""

    turns: Mapping[str, float] = field(default_factory=dict)
    rests: Mapping[str, float] = field(default_factory=dict)


class Pace:
    """Spaces requests to each host, by whatever name; safe to share between threads.

    An interval is counted from when a request was answered, not from when it was begun: only then
    is it known that the host has seen it. *waits*: what others that asked before have left.
    """

    def __init__(
        self, intervals: Mapping[str, timedelta], default: timedelta, waits: HostWaits | None = None
    ) -> None:
        self.intervals: dict[str, float] = {}
        for host, span in intervals.items():
            known = self.intervals.get(site := site_of(host), 0.0)
            self.intervals[site] = max(known, span.total_seconds())
        self.default = default.total_seconds()
        self.lock = threading.Lock()
        self.turns: dict[str, float] = {}  # the moment from which a host may be asked again
        self.rests: dict[str, float] = {}
        if waits is not None:
            self.take(waits)

    def interval(self, host: str) -> float:
        """Return the least seconds between two requests to *host*."""
        return self.intervals.get(site_of(host), self.default)

    def wait(self, host: str) -> None:
        """Wait for *host*'s turn; raises HostResting while it rests."""
        site = site_of(host)
        until = self.rests.get(site)
        if until is not None and time.monotonic() < until:
            left = int(until - time.monotonic()) + 1
            raise HostResting(f"{host} 要求约 {left} 秒后再访问，本次不再请求")
        interval = self.interval(host)
        if interval <= 0:
            return
        with self.lock:
            now = time.monotonic()
            turn = max(now, self.turns.get(site, 0.0))
            self.turns[site] = turn + _spaced(interval)
        if turn > now:
            time.sleep(turn - now)

    def asked(self, host: str, sent_at: float, seen_at: float) -> None:
        """Count the interval of *host* from when a request was sent, and surely seen there.

        What is early is told by the host's clock: a request may take longer on its way than the
        next one.
        """
        interval, site = self.interval(host), site_of(host)
        if interval > 0:
            with self.lock:
                turn = max(sent_at + _spaced(interval), seen_at + interval)
                self.turns[site] = max(self.turns.get(site, 0.0), turn)

    def rest(self, host: str, seconds: float) -> None:
        """Stop asking *host* for *seconds*: it asked for a longer pause than this run waits."""
        site = site_of(host)
        with self.lock:
            self.rests[site] = max(self.rests.get(site, 0.0), time.monotonic() + seconds)

    def take(self, waits: HostWaits) -> None:
        """Keep to what others have left, besides what is kept to already."""
        now = time.monotonic()
        with self.lock:
            for moments, left in ((self.turns, waits.turns), (self.rests, waits.rests)):
                for host, seconds in left.items():
                    moments[host] = max(moments.get(host, 0.0), now + seconds)

    def left(self) -> HostWaits:
        """Return what is left of all turns and rests."""
        return self.left_of(frozenset((*self.turns, *self.rests)))

    def left_of(self, hosts: frozenset[str]) -> HostWaits:
        """Return what is left of the turns and rests of *hosts*."""
        now, sites = time.monotonic(), frozenset(map(site_of, hosts))
        with self.lock:
            turns, rests = (
                {site: moments[site] - now for site in sites if moments.get(site, 0.0) > now}
                for moments in (self.turns, self.rests)
            )
        return HostWaits(turns=turns, rests=rests)


def site_of(host: str) -> str:
    """Return what names the same server as *host*: without www. and the dot of the root."""
    return host.removesuffix(".").removeprefix("www.")


def _spaced(interval: float) -> float:
    return interval * (1 + uniform(0, JITTER))  # noqa: S311  # politeness, no secret
