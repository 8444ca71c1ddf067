"""Notices from the decision to the channel: written down first, delivered after, then marked."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from monitor.channels import Undelivered
from monitor.errors import LookFailed
from monitor.notices import Notice, Outlet, digest
from monitor.store import Store

log = logging.getLogger(__name__)

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
MENDING = timedelta(days=1)  # between attempts that are useless until somebody mends something
UNSURE = timedelta(minutes=10)  # after an attempt of which nothing more was heard


class Keys(Protocol):
    """Fills ``${NAME}`` in a channel's texts."""

    def fill(self, source: Any) -> Any: ...


def put(store: Store, notices: Iterable[Notice], outlets: Sequence[Outlet], now: datetime) -> int:
    """Write down what is to be told and to whom; return how much of it is new."""
    listed = list(notices)
    hearing = {
        notice.key: [outlet.name for outlet in outlets if outlet.hears(notice)] for notice in listed
    }
    return store.put(listed, hearing, at=now)


def deliver(
    store: Store,
    outlets: Sequence[Outlet],
    keys: Keys,
    now: datetime,
    tell: Callable[[str], None],
) -> int:
    """Deliver what waits, one digest a channel; return how many channels took theirs.

    A channel that fails hinders no other, and is tried again later and later.
    """
    known = {outlet.name: outlet for outlet in outlets}
    taken = 0
    for one in store.waiting(now):
        outlet = known.get(one.channel)
        if outlet is None:
            store.failed(one, error="通道已从名单中删去", again_at=now + MENDING)
            continue
        store.attempt(one, until=now + UNSURE)
        try:
            keys.fill(outlet.channel).deliver(digest(one.notices, again=one.attempts > 0))
        except (Undelivered, LookFailed) as error:
            _postpone(store, one.attempts, one, error, now)
            tell(f"通道 {one.channel} 未能送达 {len(one.notices)} 条提醒：{error}")
        else:
            store.delivered(one, at=now)
            taken += 1
    return taken


def _postpone(
    store: Store, attempts: int, one: Any, error: Undelivered | LookFailed, now: datetime
) -> None:
    pause = STEPS[min(attempts, len(STEPS) - 1)]
    if isinstance(error, LookFailed) or error.permanent:
        pause = MENDING
    elif error.retry_after is not None:
        pause = min(max(pause, timedelta(seconds=error.retry_after)), MENDING)
    log.warning("channel %s did not take %d notices", one.channel, len(one.notices))
    store.failed(one, error=str(error), again_at=now + pause)
