"""How a run goes about its looks."""

from dataclasses import dataclass
from enum import StrEnum


class LookMode(StrEnum):
    """Where answers are read."""

    THREADS = "threads"
    PROCESSES = "processes"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPlan:
    """The *mode*, its number of *workers*, and *why*, in a sentence.

    *threads*: those that ask hosts with intervals, and whoever takes keys, in every mode; *free*
    of them at most ask hosts that mind nothing.
    *grows*: more may go side by side than that, where answers are long in coming.
    """

    mode: LookMode
    workers: int
    threads: int
    why: str
    free: int = 1
    grows: bool = True
