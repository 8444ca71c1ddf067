"""Our clock compared with the clocks of the servers that a run asked. Pure.

A machine whose date is wrong accuses everybody. The servers' own ``Date`` tells: one server may
be wrong itself, most of them are not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address

from monitor.model import Incident, clock
from monitor.model.outcome import Outcome

TOLERANCE = timedelta(minutes=10)  # two clocks that differ by no more agree
OTHER_DAY = timedelta(days=1)  # a run whose clock was so far off is of another day


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How far the servers' clocks were ahead of ours at *moment*, by the answers of one run."""

    run: int
    moment: datetime
    offset: timedelta

    @property
    def is_wrong(self) -> bool:
        return is_wrong(self.offset)

    def still_applies(self, now: datetime) -> bool:
        """Say whether our clock may still be off as it was then, not corrected meanwhile.

        Where *now* lies before the run it was put back; where it lies further on than the clock
        was behind, it was put forward, or another day's run should have measured it.
        """
        lasts = max(abs(self.offset), OTHER_DAY)
        return self.moment - clock.CLOCK_SKEW <= now < self.moment + lasts


@dataclass(frozen=True, slots=True)
class HostClocks:
    """The clock offsets of a run's hosts, collected while it is under way."""

    offsets: dict[str, list[timedelta]] = field(default_factory=dict)

    def note(self, host: str, offset: timedelta) -> None:
        """Record that the clock of *host* is *offset* ahead of ours."""
        self.offsets.setdefault(host, []).append(offset)

    @property
    def offset(self) -> timedelta | None:
        """The offset by most hosts outside this machine: decisions rest on it."""
        return common_offset(outside(self.offsets))

    @property
    def reported_offset(self) -> timedelta | None:
        """The offset to report: by this machine's own services where no other host answered."""
        return common_offset(outside(self.offsets) or self.offsets)


def outside(offsets: Mapping[str, Sequence[timedelta]]) -> dict[str, Sequence[timedelta]]:
    """Return the offsets of other machines: a service on this one has our own clock."""
    return {host: host_offsets for host, host_offsets in offsets.items() if not _is_here(host)}


def common_offset(offsets: Mapping[str, Sequence[timedelta]]) -> timedelta | None:
    """Return the offset that most hosts agree on, None without a majority.

    *offsets*: by host.
    """
    hosts = [_middle(host_offsets) for host_offsets in offsets.values() if host_offsets]
    if not hosts:
        return None
    offset = _middle(hosts)
    agree = sum(abs(value) <= TOLERANCE for value in hosts)
    return offset if is_wrong(offset) or 2 * agree > len(hosts) else None


def is_wrong(offset: timedelta | None) -> bool:
    """Say whether our clock is off by more than clocks may differ."""
    return offset is not None and abs(offset) > TOLERANCE


def is_right(offset: timedelta | None) -> bool:
    """Say whether servers have said that our clock is right."""
    return offset is not None and not is_wrong(offset)


def difference(offset: timedelta | None) -> str:
    """Say by how much our clock is off, where the servers' are *offset* ahead of it."""
    if offset is None or not is_wrong(offset):
        return "本机时钟与服务器一致"
    return (
        f"本机时钟比服务器{'快' if offset < timedelta() else '慢'}约{clock.show_span(abs(offset))}"
    )


def incident(offset: timedelta | None, accounts: Iterable[str]) -> tuple[Incident, ...]:
    """Return the incident of a wrong clock of ours, for all *accounts* looked at by it."""
    if offset is None or not is_wrong(offset):
        return ()
    message = f"{difference(offset)}，{Outcome.CLOCK.action}；两种时间下结论不同的账号无法判定"
    return (
        Incident(
            platform=None,
            outcome=Outcome.CLOCK,
            accounts=tuple(sorted(accounts)),
            message=message,
        ),
    )


def _middle(values: Sequence[timedelta]) -> timedelta:
    """Return the offset that more than half of *values* reach, zero where signs differ."""
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    if low < timedelta() < high:
        return timedelta()
    return min(low, high, key=abs)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
