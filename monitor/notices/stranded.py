"""Notices that wait for a channel which the register no longer has."""

from collections.abc import Sequence
from datetime import datetime

from monitor.notices.notice import Kind, Notice, Route
from monitor.notices.outbox import Outbox, Waiting
from monitor.parsing.text import clean

SHOWN = 20  # notices listed of one removed channel; the others are counted


def sentences(outbox: Outbox, routes: Sequence[Route], now: datetime) -> tuple[str, ...]:
    """Return a sentence for each renamed or removed channel with waiting notices."""
    batches = outbox.stranded(now, (route.name for route in routes))
    return tuple(_removed(batch.channel, len(batch.ids)) for batch in batches)


def notice(batch: Waiting) -> Notice:
    """Return one notice about all that waits for a channel that is no more."""
    shown = "；".join(" ".join(waiting.text.split()) for waiting in batch.notices[:SHOWN])
    remainder = f"；其余{len(batch.ids) - SHOWN}条见通知列表" if len(batch.ids) > SHOWN else ""
    return Notice(
        key=f"channel:{batch.channel}:{max(batch.ids)}",
        kind=Kind.CHANNEL,
        text=f"{_removed(batch.channel, len(batch.ids))}：{shown}{remainder}",
    )


def _removed(channel: str, number: int) -> str:
    """Return the sentence on *number* notices that wait for a channel no longer registered."""
    return f"渠道“{clean(channel)}”已不在名单中，{number}条通知未能送达"
