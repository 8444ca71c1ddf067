"""Notices from the decision to the channel: written down first, delivered after, then marked."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from monitor.channels import Channel, Undelivered
from monitor.errors import LookFailed
from monitor.notices import Notice, Outlet, digest
from monitor.store import Store
from monitor.store.outbox import Waiting

log = logging.getLogger(__name__)

STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
MENDING = timedelta(days=1)  # between attempts that are useless until somebody mends something
NEXT = timedelta(minutes=1)  # until a channel takes more of what is too much for one go
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
    """Deliver what waits, one digest a channel; return how many channels took all of theirs.

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
        left = _sent(store, outlet, keys, one, now, tell)
        taken += not left.ids
    return taken


def _sent(
    store: Store,
    outlet: Outlet,
    keys: Keys,
    one: Waiting,
    now: datetime,
    tell: Callable[[str], None],
) -> Waiting:
    """Send *one* in as many messages as it takes; book what was taken, return what was not."""
    left = one
    try:
        channel: Channel = keys.fill(outlet.channel)
        parcels = digest(one.notices, again=one.attempts > 0, limit=channel.limit)
        for parcel in parcels[: channel.burst]:
            channel.deliver(parcel.message)
            store.delivered(left.only(parcel.told), at=now)
            left = left.only(parcel.told, but=True)
    except (Undelivered, LookFailed) as error:
        _postpone(store, one.attempts, left, error, now)
        tell(f"通道 {one.channel} 未能送达 {len(left.notices)} 条提醒：{error}")
        return left
    if left.ids:
        store.untried(left, again_at=now + NEXT)
        tell(f"通道 {one.channel} 一次发送的条数有限，其余 {len(left.notices)} 条提醒稍后发送")
    return left


def _postpone(
    store: Store, attempts: int, one: Waiting, error: Undelivered | LookFailed, now: datetime
) -> None:
    pause = STEPS[min(attempts, len(STEPS) - 1)]
    if isinstance(error, LookFailed) or error.permanent:
        pause = MENDING
    elif error.retry_after is not None:
        pause = min(max(pause, timedelta(seconds=error.retry_after)), MENDING)
    log.warning("channel %s did not take %d notices", one.channel, len(one.notices))
    store.failed(one, error=str(error), again_at=now + pause)
