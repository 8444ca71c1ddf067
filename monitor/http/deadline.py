"""The time that one request with all its attempts may take; waiting before it does not count.

A host answers for its own slowness only: while its turn is waited for, or a pause that it asked
for, it has not been asked anything.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Deadline:
    """A time limit in *seconds*; the clock stands still while it is paused."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends_at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds left, 0 where the time is over."""
        return max(0.0, self._ends_at - time.monotonic())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stop the clock within the block."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._ends_at += time.monotonic() - started
