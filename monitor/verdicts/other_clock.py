"""Snapshots by the servers' clock instead of ours. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Snapshot, Window, clock

LATEST = timedelta(days=2)  # so old the latest day of statistics may be


def by_other_clock(snapshot: Snapshot, offset: timedelta) -> Snapshot:
    """Return *snapshot* as it would be had our clock stood *offset* ahead of where it stood."""
    moment = snapshot.taken_at + offset
    claims = (
        replace(claim, window=window)
        for claim in snapshot.claims
        if (window := _shifted(claim.window, offset, moment)) is not None
    )
    windows = (_shifted(window, offset, moment) for window in snapshot.windows)
    return replace(
        snapshot,
        taken_at=moment,
        windows=tuple(window for window in windows if window is not None),
        claims=tuple(claims),
    )


def _shifted(window: Window, offset: timedelta, moment: datetime) -> Window | None:
    """Return *window* by another clock, at which it is *moment*.

    It ends when its list came, but for statistics, which end with the day that was asked for:
    those of another day than yesterday tell nothing of now.
    """
    if offset < timedelta():
        return window.ended(moment)
    if window.until != clock.day_end(clock.day(window.until)):
        return replace(window, until=window.until + offset)
    return window if moment - window.until <= LATEST else None


def two_clocks(offset: timedelta) -> str:
    """Return the reason to abstain where the servers' clock would change the verdict."""
    word = "慢" if offset < timedelta() else "快"
    span = clock.show_span(abs(offset))
    return (
        f"所查服务器的时间比本机{word}{span}（其时钟或本机时钟不准，或所得为旧副本），"
        "两种时间下结论不同，不作结论，请核对本机时钟"
    )
