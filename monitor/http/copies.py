"""How old the bytes of an answer are, and what the server's own clock says: header by header.

RFC 9111 has a cache tell the age of its copy in ``Age``; ``Date`` is when the origin made it.
Caches that name themselves (``Via``, ``X-Cache``) often leave the age out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor import clock

STATE = re.compile(r"(?:^|-)cache(?:$|-(?!control|tag|key))")  # named so: X-Cache, CF-Cache-Status
TELLS = re.compile(r"hit|miss|stale|updating|expired|valid|bypass|dynamic|pass|none|fwd", re.I)
LOOKED_UP = "x-cache-lookup"  # what a cache had at hand, whether it served that or not
PARTS = "cache-status"  # of RFC 9211: what was not served is told there, too
SERVED = re.compile(r";\s*hit\s*(?:;|,|$)", re.I)
VIA = ("via", "x-via")
TWO = re.compile(r"\d+\s+\d+")  # requests that Varnish names: its own, and whose answer it served
HIT = re.compile(r"(?<![a-z])(?:hit|stale|updating)(?![a-z])", re.I)
LONGEST = 10 * 366 * 86400  # seconds; an Age beyond it is a mistake, and tells nothing
SAVED = "x-swift-savetime"  # a widespread network of caches tells its copy's time here


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """When the bytes of an answer were made: at *at* or later; None where nobody can tell."""

    at: datetime | None


def copy_of(headers: Mapping[str, str], received_at: datetime) -> Copy:
    """Return when the bytes were made that were received at *received_at*.

    An answer that no cache touched was made when it came, if the server's ``Date`` agrees.
    Where a cache served a copy and tells no age, ``Last-Modified`` is the earliest it can be.
    """
    told = [at for at in (_aged(headers, received_at), _dated(headers, SAVED)) if at is not None]
    served = _dated(headers, "date")
    if served is not None and served < received_at - clock.CLOCK_SKEW:
        told.append(served)
    if told:
        return Copy(at=min(*told, received_at))
    if _from_cache(headers):
        modified = _dated(headers, "last-modified")
        return Copy(at=None if modified is None else min(modified, received_at))
    return Copy(at=received_at)


def clock_offset(headers: Mapping[str, str], received_at: datetime) -> timedelta | None:
    """Return how far the server's clock is ahead of ours, None where the answer does not tell.

    A copy's ``Date`` is as old as the copy, and its ``Age`` brings it to the present; some caches
    write a ``Date`` of their own. Which of the two it is, the smaller difference tells.
    """
    served = _dated(headers, "date")
    if served is None:
        return None
    age = _age(headers)
    if age is None:
        return None if _from_cache(headers) else served - received_at
    return min(served - received_at, served + timedelta(seconds=age) - received_at, key=abs)


def _aged(headers: Mapping[str, str], received_at: datetime) -> datetime | None:
    age = _age(headers)
    return None if age is None else received_at - timedelta(seconds=age)


def _age(headers: Mapping[str, str]) -> int | None:
    text = headers.get("age", "").partition(",")[0].strip()
    if not (text.isascii() and text.isdigit()):
        return None
    seconds = int(text[:12])
    return seconds if seconds <= LONGEST else None


def _dated(headers: Mapping[str, str], name: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(headers.get(name, ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _from_cache(headers: Mapping[str, str]) -> bool:
    """Say whether a cache may have served its own copy: it says so, or stands in the way mute."""
    states = {
        name: told for name, told in headers.items() if STATE.search(name) and TELLS.search(told)
    }
    if len(states) > 1:
        states.pop(LOOKED_UP, None)
    if states:
        return any(_served(name, told) for name, told in states.items())
    return any(name in headers for name in VIA) or bool(TWO.search(headers.get("x-varnish", "")))


def _served(name: str, told: str) -> bool:
    return bool((SERVED if name == PARTS else HIT).search(told))
