"""Notices from the decision to the channel: written down first, delivered after, then marked."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from monitor.model import clock
from monitor.model.errors import LookFailed
from monitor.notices import stranded
from monitor.notices.channels import Channel, Undelivered
from monitor.notices.digest import digest
from monitor.notices.notice import Notice, Route
from monitor.notices.outbox import Outbox, Waiting
from monitor.notices.retries import pause_after

if TYPE_CHECKING:  # what could not be sent is told without a key
    from monitor.system.secrets import Keys

log = logging.getLogger(__name__)

NEXT = timedelta(minutes=1)  # until a channel takes more of what is too much for one go
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
    batches = outbox.stranded(now, (route.name for route in routes))
    return enqueue(outbox, map(stranded.notice, batches), routes, now) if batches else 0


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


def is_quiet(now: datetime, quiet: tuple[time, time]) -> bool:
    """Say whether nobody should be disturbed now; *quiet* may reach over midnight."""
    at, (start, end) = clock.beijing(now).time(), quiet
    return start <= at < end if start <= end else at >= start or at < end
