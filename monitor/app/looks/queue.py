"""The groups of a run, each when its turn comes."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count

from monitor.app.looks.errands import Assignment
from monitor.app.looks.host_groups import HostGroup
from monitor.http.pace import HostWaits, Pace

PACED_SECONDS = 2.0  # of intervals that one errand waits for: so soon something comes of it
MOST = 32  # assignments in an errand, at most


class Queue:
    """Groups of hosts by *lane* (who asks them), in turn; *pace*: what they are still owed."""

    def __init__(
        self, groups: Iterable[HostGroup], pace: Pace, lane: Callable[[HostGroup], str]
    ) -> None:
        self.pace = pace
        self.lane = lane
        self.left = 0
        self._ready: dict[str, deque[HostGroup]] = {}
        self._later: list[tuple[float, int, HostGroup]] = []
        self._numbers = count()
        for group in groups:
            self.left += len(group.waiting)
            if group.waiting:
                self._enqueue(group)

    def take(self, lane: str, at_once: int) -> tuple[HostGroup, tuple[Assignment, ...]] | None:
        """Take the next assignments for *lane*, None where none is due; *at_once* are at work."""
        now = time.monotonic()
        while self._later and self._later[0][0] <= now:
            due = heappop(self._later)[2]
            self._ready.setdefault(self.lane(due), deque()).append(due)
        group = self._next(lane)
        if group is None:
            return None
        taken = group.take(self._size(group, at_once))
        self.left -= len(taken)
        group.busy += 1
        if group.is_ready:
            self._enqueue(group)
        return group, taken

    def _next(self, lane: str) -> HostGroup | None:
        """Return the next group of *lane*; what comes first in a group may have changed lanes."""
        ready = self._ready.get(lane, deque())
        while ready:
            group = ready.popleft()
            if self.lane(group) == lane:
                return group
            self._enqueue(group)
        return None

    def ended(self, group: HostGroup, waits: HostWaits, left: Iterable[Assignment] = ()) -> None:
        """Note that an errand of *group* has ended; *left*: what it has not done, to come next."""
        self.pace.take(waits)
        was_queued = group.is_ready
        group.busy -= 1
        again = tuple(left)
        group.waiting.extendleft(reversed(again))
        self.left += len(again)
        turns = self.pace.left_of(group.hosts).turns
        if turns and len(turns) >= len(group.hosts):
            group.due_at = time.monotonic() + min(turns.values())
        if group.is_ready and not was_queued:
            self._enqueue(group)

    def add(self, group: HostGroup, assignment: Assignment) -> None:
        """Have *assignment* done before all others of *group*."""
        was_queued = group.is_ready
        group.waiting.appendleft(assignment)
        self.left += 1
        if group.is_ready and not was_queued:
            self._enqueue(group)

    def leave(self, lane: str) -> None:
        """Have those that are ready for *lane* asked by whoever takes its place."""
        for group in self._ready.pop(lane, ()):
            self._enqueue(group)

    def next_due_in(self, most: float) -> float:
        """Return in how many seconds another group is due, *most* where none is."""
        return min(most, self._later[0][0] - time.monotonic()) if self._later else most

    def _enqueue(self, group: HostGroup) -> None:
        if group.due_at > time.monotonic():
            heappush(self._later, (group.due_at, next(self._numbers), group))
        else:
            self._ready.setdefault(self.lane(group), deque()).append(group)

    def _size(self, group: HostGroup, at_once: int) -> int:
        """Return how many assignments an errand takes: few where they take their time."""
        if not group.is_free:
            return max(1, min(MOST, int(PACED_SECONDS / group.interval)))
        return max(1, min(MOST, -(-self.left // (at_once * 4))))
