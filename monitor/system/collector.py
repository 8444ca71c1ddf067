"""Python's collector of cycles, told to rest while many values are made that have none.

It goes through all that lives each time a part of it is new: who makes a million values in a row
waits for it longer than for the values.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_resting = 0


@contextmanager
def resting() -> Iterator[None]:
    """Let the collector rest; it goes on when the last thread that asked for rest has ended."""
    global _resting, _was_enabled
    with _lock:
        if not _resting:
            _was_enabled = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _lock:
            _resting -= 1
            if not _resting and _was_enabled:
                gc.enable()


_was_enabled = True
