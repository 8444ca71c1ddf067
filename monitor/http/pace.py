"""How often one host may be asked: even spacing with jitter, and rest where it asks for it."""

import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from random import random
from typing import TYPE_CHECKING

from monitor.model.errors import HostResting

if TYPE_CHECKING:
    from pyrate_limiter import Limiter

JITTER = 0.2  # part of the interval that is added at random, so that runs do not beat in time


class Pace:
    """Spaces requests to each host; one limiter serves all hosts, without a thread for each."""

    def __init__(self, intervals: Mapping[str, timedelta], default: timedelta) -> None:
        self.intervals = {host: span.total_seconds() for host, span in intervals.items()}
        self.default = default.total_seconds()
        self.resting: dict[str, float] = {}
        self.limiter: Limiter | None = None
        self.lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Wait for *host*'s turn; raises HostResting while it rests."""
        until = self.resting.get(host)
        if until is not None and time.monotonic() < until:
            left = int(until - time.monotonic()) + 1
            raise HostResting(f"{host} 要求约 {left} 秒后再访问，本次不再请求")
        interval = self.intervals.get(host, self.default)
        if interval <= 0:
            return
        self._limiter().try_acquire(host)
        time.sleep(interval * JITTER * random())  # noqa: S311  # politeness, no secret

    def rest(self, host: str, seconds: float) -> None:
        """Stop asking *host* for *seconds*: it asked for a longer pause than this run waits."""
        self.resting[host] = time.monotonic() + seconds

    def _limiter(self) -> "Limiter":
        with self.lock:
            if self.limiter is None:
                # imported when first needed: it costs a start as much as ten accounts
                from pyrate_limiter import Limiter

                from monitor.http.host_limits import PerHost

                self.limiter = Limiter(PerHost(self.intervals, self.default))
            return self.limiter
