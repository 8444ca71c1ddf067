"""How a run goes about its looks."""

from dataclasses import dataclass

from monitor.model.enums import Named


class LookMode(Named):
    """Where answers are read."""

    THREADS = "threads", "线程"
    PROCESSES = "processes", "进程"
    CLUSTER = "cluster", "集群进程"


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
