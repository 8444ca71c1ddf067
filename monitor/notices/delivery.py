"""Notices from the decision to the channel: written down first, delivered after, then marked."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.model.errors import LookFailed
from monitor.notices.channels import Channel, Undelivered
from monitor.notices.notice import Kind, Notice, Route, digest
from monitor.notices.outbox import Outbox, Waiting
from monitor.notices.retries import pause_after
from monitor.parsing.text import clean

if TYPE_CHECKING:  # what could not be sent is told without a key
    from monitor.system.secrets import Keys

log = logging.getLogger(__name__)

NEXT = timedelta(minutes=1)  # until a channel takes more of what is too much for one go
SHOWN = 20  # notices listed of one removed channel; the others are counted
UNSURE = timedelta(minutes=10)  # after an attempt of which nothing more was heard


def enqueue(
    outbox: Outbox, notices: Iterable[Notice], routes: Sequence[Route], now: datetime
) -> int:
    """Put notices into the outbox with their channels; return how many are new."""
    listed = list(notices)
    hearing = {
        notice.key: [route.name for route in routes if route.matches(notice)] for notice in listed
    }
    return outbox.put(listed, hearing, at=now)


def put_stranded(outbox: Outbox, routes: Sequence[Route], now: datetime) -> int:
    """Notify the office of notices stranded in a channel that was renamed or removed.

    They go on waiting, for the channel may return: nothing undelivered counts as delivered.
    """
    stranded = outbox.stranded(now, (route.name for route in routes))
    return enqueue(outbox, map(_undelivered, stranded), routes, now) if stranded else 0


def _undelivered(batch: Waiting) -> Notice:
    """Return one notice about all that waits for a channel that is no more."""
    shown = "；".join(" ".join(notice.text.split()) for notice in batch.notices[:SHOWN])
    remainder = f"；其余{len(batch.ids) - SHOWN}条见通知列表" if len(batch.ids) > SHOWN else ""
    return Notice(
        key=f"channel:{batch.channel}:{max(batch.ids)}",
        kind=Kind.CHANNEL,
        text=f"{removed(batch.channel, len(batch.ids))}：{shown}{remainder}",
    )


def stranded(outbox: Outbox, routes: Sequence[Route], now: datetime) -> tuple[str, ...]:
    """Return a sentence for each renamed or removed channel with waiting notices."""
    batches = outbox.stranded(now, (route.name for route in routes))
    return tuple(removed(batch.channel, len(batch.ids)) for batch in batches)


def removed(channel: str, number: int) -> str:
    """Return the sentence on *number* notices that wait for a channel no longer registered."""
    return f"渠道“{clean(channel)}”已不在名单中，{number}条通知未能送达"


def deliver(
    outbox: Outbox,
    routes: Sequence[Route],
    keys: "Keys",
    now: datetime,
    tell: Callable[[str], None],
) -> int:
    """Deliver waiting notices, one digest a channel; return how many channels took all.

    A channel that fails hinders no other, and is tried again later and later.
    """
    by_name = {route.name: route for route in routes}
    taken = 0
    for batch in outbox.waiting(now):
        route = by_name.get(batch.channel)
        if route is None:
            continue  # waits for its return; the office was notified
        outbox.attempt(batch, until=now + UNSURE)
        left = _sent(outbox, route, keys, batch, now, tell)
        taken += not left.ids
    return taken


def _sent(
    outbox: Outbox,
    route: Route,
    keys: "Keys",
    batch: Waiting,
    now: datetime,
    tell: Callable[[str], None],
) -> Waiting:
    """Send *batch* in as many messages as needed; record deliveries, return what is left."""
    left = batch
    try:
        channel: Channel = keys.fill(route.channel)
        parcels = digest(batch.notices, again=batch.attempts > 0, limit=channel.limit)
        for parcel in parcels[: channel.burst]:
            channel.deliver(parcel.message)
            outbox.delivered(left.only(parcel.notices), at=now)
            left = left.only(parcel.notices, but=True)
    except (Undelivered, LookFailed) as error:
        _postpone(outbox, batch.attempts, left, error, now)
        tell(f"通道 {batch.channel} 未能送达 {len(left.notices)} 条提醒：{error}")
        return left
    if left.ids:
        outbox.revert_attempt(left, again_at=now + NEXT)
        tell(f"通道 {batch.channel} 一次发送的条数有限，其余 {len(left.notices)} 条提醒稍后发送")
    return left


def _postpone(
    outbox: Outbox, attempts: int, batch: Waiting, error: Undelivered | LookFailed, now: datetime
) -> None:
    log.warning("channel %s did not take %d notices", batch.channel, len(batch.notices))
    outbox.failed(batch, error=str(error), again_at=now + pause_after(error, attempts))
