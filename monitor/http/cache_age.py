"""How old the bytes of an answer are, and what the server's own clock says: header by header.

RFC 9111 has a cache tell the age of its copy in ``Age``; ``Date`` is when the origin made it.
Caches that name themselves (``Via``, ``X-Cache``) often leave the age out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.model import clock

# each network of caches names the header anew that tells where the answer came from
TELLING = re.compile(
    r"(?!.*(?:control|key|tag))(?:.*-)?cached?(?:-.*)?|server-timing|warning|x-via-jsl"
)
PARTS = "cache-status"  # of RFC 9211: what a copy was not served for is told there, too
SERVED = re.compile(r";\s*hit\s*(?:;|,|$)", re.I)
HIT = re.compile(r"(?<![a-z])(?:hit|stale|updating)(?![a-z])", re.I)
NO_HIT = re.compile(r"(?<![a-z])(?:miss|bypass|expired|dynamic|revalidated|pass)(?![a-z])", re.I)
COUNTED = re.compile(r"hits?$")  # x-cache-hits: 3, ohc-cache-hit: a node
BY_NODE = {  # what these say of a copy is no word
    "x-varnish": re.compile(r"\s*\d+\s+\d+\s*"),
    "x-hcs-proxy-type": re.compile(r"\s*1\s*"),
}
MUTE = ("via", "x-via")  # a cache stands in the way, and says nothing more
LONGEST = 10 * 366 * 86400  # seconds; an Age beyond it is a mistake, and tells nothing
SAVED = "x-swift-savetime"  # a widespread network of caches tells its copy's time here
SAVED_SECONDS = "ali-swift-global-savetime"  # the same, in seconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """When the bytes of an answer were made: at *at* or later; None where nobody can tell."""

    at: datetime | None


def copy_of(headers: Mapping[str, str], received_at: datetime) -> Copy:
    """Return when the bytes were made that were received at *received_at*.

    An answer that no cache touched was made when it came, if the server's ``Date`` agrees.
    Where a cache served a copy and tells no age, ``Last-Modified`` is the earliest it can be.
    """
    moments = [at for at in (_aged(headers, received_at), _saved(headers)) if at is not None]
    served = _dated(headers, "date")
    if served is not None and served < received_at - clock.CLOCK_SKEW:
        moments.append(served)
    if moments:
        return Copy(at=min(*moments, received_at))
    if _from_cache(headers):
        modified = _dated(headers, "last-modified")
        return Copy(at=None if modified is None else min(modified, received_at))
    return Copy(at=received_at)


def clock_offset(headers: Mapping[str, str], received_at: datetime) -> timedelta | None:
    """Return how far the server's clock is ahead of ours, None where that is unknown.

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


def _saved(headers: Mapping[str, str]) -> datetime | None:
    text = headers.get(SAVED_SECONDS, "").strip()
    if text.isascii() and text.isdigit() and len(text) == len("1700000000"):
        return datetime.fromtimestamp(int(text), UTC)
    return _dated(headers, SAVED)


def _from_cache(headers: Mapping[str, str]) -> bool:
    """Say whether a cache may have served a copy: it says so, or says nothing of the answer."""
    states = {name: value for name, value in headers.items() if TELLING.fullmatch(name)}
    if "x-cache" in states:
        states.pop("x-cache-lookup", None)  # whether there was a copy, not whether it was used
    if any((SERVED if name == PARTS else HIT).search(value) for name, value in states.items()):
        return True
    if any(
        COUNTED.search(name) and value.strip() not in ("", "0") for name, value in states.items()
    ):
        return True
    if any(form.fullmatch(headers.get(name, "")) for name, form in BY_NODE.items()):
        return True
    denied = any(NO_HIT.search(value) for value in states.values())
    return not denied and any(name in headers for name in MUTE)
