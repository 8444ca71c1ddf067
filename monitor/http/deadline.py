"""How long one request may take, with all its attempts; what is waited for beforehand is no part.

A host answers for its own slowness only: while its turn is waited for, or a pause that it asked
for, it has not been asked anything.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Deadline:
    """So many *seconds*, which stand still while it is paused."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends_at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Return the seconds that are left, none where it is over."""
        return max(0.0, self._ends_at - time.monotonic())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stand still meanwhile."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._ends_at += time.monotonic() - started
