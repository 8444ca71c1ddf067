"""The limiter's buckets, one a host."""

import threading
from collections.abc import Mapping
from typing import Any

from pyrate_limiter import (
    GCRA,
    AbstractBucket,
    BucketFactory,
    MonotonicClock,
    Rate,
    RateItem,
    StateBucket,
)


class PerHost(BucketFactory):
    """Gives each host its bucket; intervals in seconds."""

    def __init__(self, intervals: Mapping[str, float], default: float) -> None:
        self.clock = MonotonicClock()
        self.intervals = intervals
        self.default = default
        self.buckets: dict[str, AbstractBucket] = {}
        self.lock = threading.Lock()

    def wrap_item(self, name: str, weight: int = 1) -> RateItem:
        return RateItem(name, self.clock.now(), weight=weight)

    def get(self, item: RateItem) -> AbstractBucket:
        with self.lock:
            if item.name not in self.buckets:
                milliseconds = max(1, int(self.intervals.get(item.name, self.default) * 1000))
                rate: Any = Rate(1, milliseconds, burst=1)
                self.buckets[item.name] = StateBucket([rate], GCRA())
            return self.buckets[item.name]
