"""How a run goes about its looks: on threads while hosts take their time, else in processes. Pure.

A host with an interval is asked by one worker at a time, however many there are: threads that
sleep cost nothing. Where hosts mind nothing, reading their answers is what takes time, and threads
of one process take turns at that.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.app.looks.host_groups import HostGroup, HostGroups, stays_home
from monitor.model.look_plan import LookMode, LookPlan

# seconds of the processor that a look takes, on the machine of benchmarks/README.md
USUAL = 0.0015
OF_A_PAGE = 0.025
# seconds of such work that repay starting processes: each takes 0.3 of its own before it reads
# anything, and where others want the processors, too, threads do with less of them
WORTH_STARTING = 1.0
MOST_THREADS = 32
FREE_THREADS = 2  # more would only take turns, where hosts answer at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What is to be done: *looks*, and how many *seconds* it takes to read what those show.

    *paced*: groups of hosts with intervals, the longest of which takes *paced_seconds*; *free*:
    whether there are hosts that mind nothing. Looks that take keys, never sent away, are in
    *looks* alone.
    """

    looks: int = 0
    seconds: float = 0.0
    paced: int = 0
    paced_seconds: float = 0.0
    free: bool = False


def plan_of(
    groups: HostGroups, *, workers: int | None = None, proxied: bool = False, cluster: int = 0
) -> LookPlan:
    """Return how to look at *groups* from this machine."""
    return plan(
        workload(groups.all()),
        cores=os.cpu_count() or 1,
        workers=workers,
        proxied=proxied,
        cluster=cluster,
    )


def workload(groups: Iterable[HostGroup]) -> Workload:
    """Return what the looks of *groups* amount to."""
    looks, paced, free = 0, 0, False
    seconds = paced_seconds = 0.0
    for group in groups:
        looks += len(group.waiting)
        paced += not group.is_free
        free = free or group.is_free
        paced_seconds = max(paced_seconds, len(group.waiting) * group.interval)
        seconds += sum(
            OF_A_PAGE if assignment.source.kind == "webpage" else USUAL
            for assignment in group.waiting
            if not stays_home(assignment.source)
        )
    return Workload(
        looks=looks, seconds=seconds, paced=paced, paced_seconds=paced_seconds, free=free
    )


def plan(
    work: Workload,
    *,
    cores: int,
    workers: int | None = None,
    proxied: bool = False,
    cluster: int = 0,
) -> LookPlan:
    """Return how to go about *work*. *workers*: so many; *proxied*: by a proxy that takes keys.

    *cluster*: how many workers one has whose use was asked for.
    """
    asking = min(MOST_THREADS, work.paced)
    reading = FREE_THREADS if work.free else 0
    threads = workers or max(1, asking + reading)
    free, grows = workers or FREE_THREADS, workers is None
    number = workers or cores
    if cluster and not proxied:
        return LookPlan(
            mode=LookMode.CLUSTER,
            workers=cluster,
            threads=threads,
            free=free,
            why=f"{work.looks} 个来源的应答，由集群的 {cluster} 个工作线程分担",
            grows=grows,
        )
    if why := _on_threads(work, cores=number, proxied=proxied):
        return LookPlan(
            mode=LookMode.THREADS,
            workers=threads,
            threads=threads,
            free=free,
            why=why,
            grows=grows,
        )
    return LookPlan(
        mode=LookMode.PROCESSES,
        workers=number,
        threads=threads,
        free=free,
        why=f"{work.looks} 个来源的应答，读取约需 {work.seconds:.0f} 秒，由 {number} 个进程分担",
        grows=grows,
    )


def _on_threads(work: Workload, *, cores: int, proxied: bool) -> str:
    """Return why threads do, empty where they do not."""
    if proxied:
        return "代理服务器需要登录，密钥不离开本进程，由线程查看"
    if work.seconds < WORTH_STARTING and work.paced:
        return f"主机须按间隔访问，最忙的至少要 {work.paced_seconds:.0f} 秒，由线程等候"
    if work.seconds < WORTH_STARTING:
        return f"来源只有 {work.looks} 个，另启进程得不偿失，由线程查看"
    if cores < 2:
        return "只用一个处理器，由线程查看"
    if work.paced_seconds > work.seconds:
        return (
            f"最忙的主机按间隔至少要 {work.paced_seconds:.0f} 秒，"
            f"读取应答只需约 {work.seconds:.0f} 秒，由线程查看"
        )
    return ""
