"""A spot check (抽查): draw the accounts, look at them in parallel, judge, keep, seal."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import zip_longest
from queue import SimpleQueue
from random import Random
from threading import Event

from monitor import clocks, inspection
from monitor.clocks import Clocks
from monitor.examination import examine, suspects
from monitor.http.look import Client
from monitor.merging import merge
from monitor.model import (
    Account,
    Assessment,
    Check,
    Inspection,
    Jurisdiction,
    Observation,
    Run,
    Snapshot,
)
from monitor.pipeline import Keys, Looked, look_at
from monitor.sources import hosts_of, labels
from monitor.store import Inspected, Known
from monitor.untold import Keeper, Untold

BATCH = 200  # accounts in one transaction
BATCH_SECONDS = 1.0  # and the longest time that what was seen stays uncommitted
IN_FLIGHT = 4  # looks queued for each worker, so that memory stays flat

Progress = Callable[[Account], None]
Checks = Callable[[Account], Sequence[Check]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one spot check needs: who is looked at, with what, judged by which checks.

    *clocks*: what its servers say of the time. *offset*: how far they are ahead of our clock,
    where they say that it is wrong, for the accounts whose own servers say nothing.
    """

    run: Run
    jurisdiction: Jurisdiction
    accounts: tuple[Account, ...]
    client: Client
    keys: Keys
    checks: Checks
    stop: Event
    progress: Progress = lambda _: None
    clocks: Clocks = field(default_factory=Clocks)
    offset: timedelta | None = None

    def look_days(self, account: Account) -> int:
        """Return for how many days an earlier look still speaks for *account*."""
        return look_days(self.checks(account))


def look_days(checks: Sequence[Check]) -> int:
    """Return for how many days an earlier look still speaks, as *checks* have it."""
    return max((getattr(check, "look_days", 0) for check in checks), default=0)


def draw(accounts: Sequence[Account], share: float, seed: int) -> tuple[Account, ...]:
    """Draw a sample stratified by platform: *share* of each, at least one, required ones always.

    The same accounts, share and seed give the same sample, whatever the order of the register.
    """
    strata: dict[str, list[Account]] = {}
    for account in sorted(accounts, key=lambda account: account.id):
        strata.setdefault(account.platform.value, []).append(account)
    chosen: set[str] = {account.id for account in accounts if account.required}
    for platform in sorted(strata):
        stratum = strata[platform]
        size = max(1, -int(-len(stratum) * share // 1))  # rounded up: never less than promised
        missing = size - sum(account.id in chosen for account in stratum)
        optional = [account for account in stratum if account.id not in chosen]
        dice = Random(f"{seed}:{platform}")  # noqa: S311  # a reproducible draw, no secret
        chosen.update(a.id for a in dice.sample(optional, min(max(missing, 0), len(optional))))
    return tuple(account for account in accounts if account.id in chosen)


def interleaved(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """Order accounts round-robin by host, so that no worker waits for a busy host in vain."""
    queues: dict[str, list[Account]] = {}
    for account in accounts:
        hosts = [min(hosts_of(source), default="") for source in account.sources[:1]]
        queues.setdefault(hosts[0] if hosts else "", []).append(account)
    rounds = zip_longest(*queues.values())
    return tuple(account for turn in rounds for account in turn if account is not None)


def perform(job: Job, keeper: Keeper, pool: Executor, workers: int) -> tuple[Assessment, ...]:
    """Look at every account of *job* and judge it; stops early where ``job.stop`` is set.

    Whom a window is about to condemn is examined once more, and judged by what comes of that;
    whom no server told the time is judged last, by what all the others say of our clock.
    """
    said: list[Assessment] = []
    late = Untold(keeper, job.clocks, most=BATCH)
    batch: list[Looked] = []
    kept_at = time.monotonic()
    looks = _Looks(job, pool, workers)
    while True:
        for looked in looks.ended_ones():
            if not looked.examined:
                job.progress(looked.account)
            batch.append(looked)
            if len(batch) >= BATCH or time.monotonic() - kept_at > BATCH_SECONDS:
                said += _settle(job, late, looks, batch)
                batch, kept_at = [], time.monotonic()
        said += _settle(job, late, looks, batch)
        batch, kept_at = [], time.monotonic()
        if not looks.flying:
            return _judged_last(job, late, looks, said)


def inspected(run: Run, jurisdiction: Jurisdiction, said: Sequence[Assessment]) -> Inspection:
    """Put together what a run says, its incidents told once."""
    return Inspection(
        run=run,
        jurisdiction=jurisdiction,
        assessments=tuple(said),
        incidents=(
            *clocks.incident(run.clock_offset, (one.account.id for one in said)),
            *inspection.incidents(said),
        ),
    )


def judge(job: Job, looked: Looked, known: Known) -> Inspected:
    """Judge one account by what was just seen and what is known from earlier looks."""
    snapshot = snapshot_of(job, looked, known)
    return Inspected(
        observations=looked.observations,
        assessment=inspection.inspect(snapshot, job.checks(looked.account)),
        validators=looked.validators,
    )


def snapshot_of(job: Job, looked: Looked, known: Known) -> Snapshot:
    """Return what is known of one account by now."""
    account, checks = looked.account, job.checks(looked.account)
    observations = (*known.observations, *looked.observations)
    moment = max((seen.taken_at for seen in looked.observations), default=job.run.moment)
    usable = [seen.taken_at for seen in looked.observations if is_usable(seen)]
    snapshot = merge(
        account,
        observations,
        moment=max(moment, job.run.moment),
        look_days=look_days(checks),
        last_usable_at=max(usable, default=known.last_usable_at),
        first_look_at=known.first_look_at or job.run.moment,
        answers=known.answers,
        sources=frozenset(label for label, _ in labels(account.sources)),
        sightings=known.sightings,
    )
    if job.offset is None:
        return snapshot
    return replace(snapshot, clock_offsets=(*snapshot.clock_offsets, job.offset))


def is_usable(seen: Observation) -> bool:
    """Say whether a look showed anything: a post, or a vouched-for absence."""
    return bool(seen.reading.posts or seen.reading.window)


def _settle(job: Job, keeper: Keeper, looks: "_Looks", batch: list[Looked]) -> list[Assessment]:
    """Judge and keep a batch, without those that are sent to be examined first."""
    known = keeper.known(batch)
    items: list[Inspected] = []
    for looked in batch:
        earlier = known.get(looked.account.id, Known())
        wanted = _suspects(job, looked, earlier)
        if wanted and not job.stop.is_set():
            looks.examine(looked, wanted)
        else:
            items.append(judge(job, looked, earlier))
    if items:
        keeper.keep(items)
    return [item.assessment for item in items]


def _judged_last(
    job: Job, late: Untold, looks: "_Looks", said: Sequence[Assessment]
) -> tuple[Assessment, ...]:
    """Return *said*, with those who waited judged by what all servers say of our clock."""
    offset = job.clocks.offset
    job = replace(job, offset=offset if clocks.is_wrong(offset) else None)
    last = _settle(job, late.keeper, looks, late.looks)
    ids = {one.account.id for one in last}
    return (*(one for one in said if one.account.id not in ids), *last)


def _suspects(job: Job, looked: Looked, known: Known) -> frozenset[str]:
    """Return the sources of just now that are about to condemn, and were not examined yet."""
    if looked.examined or not any(seen.reading.window for seen in looked.observations):
        return frozenset()
    return suspects(snapshot_of(job, looked, known), job.checks(looked.account))


class _Looks:
    """The looks of a run, under way and to come; at most ``IN_FLIGHT`` a worker at once."""

    def __init__(self, job: Job, pool: Executor, workers: int) -> None:
        self.job = job
        self.pool = pool
        self.most = workers * IN_FLIGHT
        self.waiting = deque(interleaved(job.accounts))
        self.flying: set[Future[Looked]] = set()
        self.ended: SimpleQueue[Future[Looked]] = SimpleQueue()

    def examine(self, looked: Looked, sources: frozenset[str]) -> None:
        """Have *looked* examined through *sources*; it comes back among the looks."""
        job = self.job
        self._submit(partial(examine, looked.account, looked, sources, job.client, job.keys))

    def ended_ones(self) -> Iterator[Looked]:
        """Yield looks as they end, until none is under way."""
        stop = self.job.stop
        while self.flying or (self.waiting and not stop.is_set()):
            while self.waiting and len(self.flying) < self.most and not stop.is_set():
                account = self.waiting.popleft()
                self._submit(partial(look_at, account, self.job.client, self.job.keys))
            future = self.ended.get()
            self.flying.discard(future)
            if stop.is_set():
                for other in self.flying:
                    other.cancel()
            if not future.cancelled():
                yield future.result()

    def _submit(self, work: Callable[[], Looked]) -> None:
        future = self.pool.submit(work)
        self.flying.add(future)
        future.add_done_callback(self.ended.put)
