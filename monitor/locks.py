"""One at a time: a lock that dies with its process, so that none is ever stale."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from monitor.errors import Busy, StoreError

WHY = {
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "所在磁盘为只读",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENOTDIR: "上级路径不是目录",
    errno.EEXIST: "已有同名文件，不是目录",
}


@contextmanager
def held(path: Path, refusal: Callable[[], str], patience: float = 0) -> Iterator[None]:
    """Hold the lock *path*; raises Busy with *refusal* where somebody else holds it.

    *patience*: for so many seconds it is waited for.
    """
    lock = FileLock(path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=patience)
        except Timeout:  # an OSError too
            raise Busy(refusal()) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise StoreError, one sentence for people, where *path* cannot be written meanwhile."""
    try:
        yield
    except OSError as error:
        why = WHY.get(error.errno or 0, f"系统错误 {error.errno}")
        raise StoreError(f"无法写入 {path}：{why}") from error
