"""The crew of a run, for as long as it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.app.looks.crew import Away, Crew
from monitor.app.looks.errand_run import LiveWork
from monitor.model.look_plan import LookMode, LookPlan
from monitor.system.threads import Threads

QUEUED = 2  # errands for each process: one in hand, one that waits for it


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
