"""One at a time: a lock that dies with its process, so that none is ever stale."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.model.errors import Busy, StoreError
from monitor.model.system_errors import reason_of
from monitor.system import sharing


@contextmanager
def held(path: Path, refusal: Callable[[], str], patience: float = 0) -> Iterator[None]:
    """Hold the lock *path*; raises Busy with *refusal* where somebody else holds it.

    *patience*: seconds to wait for it.
    """
    lock = FileLock(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        sharing.refuse_foreign(path.parent)
        try:
            lock.acquire(timeout=patience)
        except Timeout:  # an OSError too
            raise Busy(refusal()) from None
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Say whether somebody holds the lock *path*; raises OSError where that cannot be asked."""
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise StoreError, one sentence for people, where *path* cannot be written meanwhile."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"无法写入 {path}：{reason_of(error)}") from error
