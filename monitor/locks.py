"""One at a time: a lock that dies with its process, so that none is ever stale."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.errors import Busy


@contextmanager
def held(path: Path, refusal: Callable[[], str]) -> Iterator[None]:
    """Hold the lock *path*; raises Busy with *refusal* where somebody else holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(refusal()) from None
    try:
        yield
    finally:
        lock.release()
