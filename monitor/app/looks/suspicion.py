"""Errands in whose company a worker died: each is tried again alone, then by halves."""

from collections import deque
from dataclasses import dataclass, field

from monitor.app.looks.errands import Assignment
from monitor.app.looks.host_groups import HostGroup

TWICE = 2  # so often a worker may die of an errand before it is cut in halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """Assignments of *group* of which a worker may have died, so many *times*."""

    group: HostGroup
    assignments: tuple[Assignment, ...]
    times: int


@dataclass(slots=True)
class Suspects:
    """Those to be tried again, one at a time: then it is known of whom a worker dies."""

    waiting: deque[Suspect] = field(default_factory=deque)

    def taken(self) -> tuple[Suspect, ...]:
        """Return all that wait, which wait no longer."""
        taken = tuple(self.waiting)
        self.waiting.clear()
        return taken

    def add(self, suspect: Suspect) -> tuple[Assignment, ...]:
        """Have *suspect* tried again; return the assignments of which a worker surely dies."""
        if suspect.times < TWICE:
            self.waiting.append(suspect)
            return ()
        if len(suspect.assignments) == 1:
            return suspect.assignments
        middle = len(suspect.assignments) // 2
        halves = suspect.assignments[:middle], suspect.assignments[middle:]
        for half in halves:
            # a half has company no more: it is cut again as soon as a worker dies of it
            self.waiting.append(Suspect(group=suspect.group, assignments=half, times=TWICE - 1))
        suspect.group.busy += 1
        return ()
