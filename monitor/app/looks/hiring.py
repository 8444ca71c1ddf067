"""The crew of a run, for as long as it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.app.looks.crew import Away, Crew
from monitor.app.looks.errand_run import LiveWork
from monitor.app.looks.host_groups import HostGroups
from monitor.app.looks.plan import plan_of
from monitor.http.live import NetworkSettings
from monitor.model.look_plan import LookMode, LookPlan
from monitor.system.threads import Threads

QUEUED = 6  # errands for each process: so many that none is idle while a batch is kept


def planned(
    groups: HostGroups, network: NetworkSettings, workers: int | None, cluster: Away | None
) -> LookPlan:
    """Return how to look at *groups* over *network*: by so many *workers*, if not by *cluster*."""
    return plan_of(
        groups,
        workers=workers,
        proxied=network.proxy is not None and bool(network.proxy.secrets),
        cluster=cluster.workers if cluster else 0,
    )


@contextmanager
def hired(plan: LookPlan, work: LiveWork, log: Path, cluster: Away | None = None) -> Iterator[Crew]:
    """Yield the crew of *plan*; *log*: where a process writes why it was ended.

    *cluster*: whom a plan for a cluster means.
    """
    with Threads(plan.threads, "look") as threads, _away(plan, log, cluster) as away:
        yield Crew(
            work=work,
            pool=threads,
            most=plan.threads,
            free=plan.free,
            grows=plan.grows,
            away=away,
        )


@contextmanager
def _away(plan: LookPlan, log: Path, cluster: Away | None) -> Iterator[Away | None]:
    if plan.mode is LookMode.CLUSTER:
        yield cluster
        return
    if plan.mode is not LookMode.PROCESSES:
        yield None
        return
    # imported when first needed: what starts processes costs a start as much as ten accounts
    from monitor.app.looks.worker import Begin, carried_out
    from monitor.system.processes import Processes

    pool = Processes(plan.workers, Begin(log))
    pool.start()
    try:
        yield Away(
            pool=pool,
            workers=plan.workers,
            most=plan.workers * QUEUED,
            work=carried_out,
            renew=pool.renew,
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
