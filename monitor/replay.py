"""A spot check made again from its recording: the same code, the recorded moment, no socket."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

from monitor.errors import EvidenceError
from monitor.evidence import ReplayRecorder, ReplayTransport, RunHeader
from monitor.http.look import Client
from monitor.inspection import checks_for, rules_hash
from monitor.model import Account, Inspection, Run
from monitor.pipeline import Looked
from monitor.registry import Registry
from monitor.scrub import Scrubber
from monitor.secrets import Placeholders
from monitor.spotcheck import Job, Progress, inspected, perform
from monitor.store import Inspected, Known, Store

WORKERS = 2  # nothing waits for a network; more threads would only take turns


@dataclass(slots=True)
class Memory:
    """What was known when the run was recorded, where the data directory still tells."""

    run: Run
    within: timedelta
    store: Store | None

    def known(self, batch: Sequence[Looked]) -> Mapping[str, Known]:
        """Return earlier looks, those before the recorded run only."""
        if self.store is None:
            return {}
        ids = [looked.account.id for looked in batch]
        return self.store.known(ids, self.run.moment, self.within, before_run=self.run.id)

    def keep(self, items: Sequence[Inspected]) -> None:
        """Keep nothing: a replay changes no history."""


def replay(
    registry: Registry, recording: Path, data: Path, *, only: frozenset[str], progress: Progress
) -> Inspection:
    """Judge a recorded run again by today's register and rules, at the recorded moment.

    *only*: the accounts asked for, empty for all that were recorded. Raises EvidenceError where
    the recording holds no run, or none of the accounts on the register.
    """
    scrubber = Scrubber()
    transport = ReplayTransport(recording, scrubber)
    header = transport.runs[-1]
    accounts = _accounts(registry, header, only)
    run = _run(registry, header, accounts)
    store = _own_store(data, header)
    job = Job(
        run=run,
        jurisdiction=registry.jurisdiction,
        accounts=accounts,
        client=Client(transport, ReplayRecorder(transport), header.moment),
        keys=Placeholders(),
        checks=partial(checks_for, policy=registry.policy),
        stop=Event(),
        progress=progress,
    )
    try:
        within = timedelta(days=max(map(job.look_days, accounts), default=0))
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="replay") as pool:
            said = perform(job, Memory(run, within, store), pool, WORKERS)
    finally:
        if store is not None:
            store.close()
    return inspected(run, registry.jurisdiction, said)


def _accounts(registry: Registry, header: RunHeader, only: frozenset[str]) -> tuple[Account, ...]:
    recorded = frozenset(header.selected)
    wanted = recorded & only if only else recorded
    accounts = tuple(account for account in registry.judged if account.id in wanted)
    if not accounts:
        raise EvidenceError("录制文件中的账号均不在当前名单内，无法重新判定")
    return accounts


def _run(registry: Registry, header: RunHeader, accounts: tuple[Account, ...]) -> Run:
    return Run(
        id=header.id,
        mode="replay",
        moment=header.moment,
        started_at=header.moment,
        finished_at=header.moment,
        registered=len(registry.judged),
        selected=tuple(account.id for account in accounts),
        seed=header.seed,
        sample=header.sample,
        registry=registry.sha256,
        rules=rules_hash(registry.policy),
        program=header.program,
    )


def _own_store(data: Path, header: RunHeader) -> Store | None:
    """Open the store only where the recording is this data directory's own run."""
    path = data / "monitor.db"
    if not path.exists():
        return None
    store = Store(path)
    run = store.run(header.id)
    if run is not None and run.moment == header.moment and run.registry == header.registry:
        return store
    store.close()
    return None
