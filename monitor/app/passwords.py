"""Passwords: argon2id, one at a time, and as long for an unknown name as for a known one."""

import functools
from threading import Lock
from typing import TYPE_CHECKING

from monitor.model.errors import RequestError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10  # characters; no other rule makes passwords better
LONGEST = 200
MISSING = "值班台所需的组件没有安装，请执行 pip install 'newmedia-monitor[desk]'"

_ALONE = Lock()  # each leaves its memory mapped: 19 MiB, once


def checked(password: str) -> str:
    """Return *password*; raises RequestError where it is too short or too long."""
    if len(password) < SHORTEST:
        raise RequestError(f"密码至少{SHORTEST}个字符")
    if len(password) > LONGEST:
        raise RequestError(f"密码最多{LONGEST}个字符")
    return password


def hashed(password: str) -> str:
    """Return the hash of *password*; raises RequestError where it may not be one."""
    word = checked(password)
    with _ALONE:
        return _hasher().hash(word)


def holds(stored: str, password: str) -> bool:
    """Say whether *password* is that of *stored*; where that is empty, nobody's, as slowly."""
    hasher = _hasher()
    from argon2.exceptions import InvalidHashError, VerificationError

    with _ALONE:
        try:
            return hasher.verify(stored or _nobodys(), password[:LONGEST]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


@functools.cache
def _hasher() -> "PasswordHasher":
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise RequestError(MISSING) from error
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@functools.cache
def _nobodys() -> str:
    """Return the hash that an unknown name is compared with."""
    return _hasher().hash("nobody has this password")
