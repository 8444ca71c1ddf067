"""A spot check (抽查): draw the accounts, look at them in parallel, judge, keep, seal."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import zip_longest
from queue import SimpleQueue
from random import Random
from threading import Event
from typing import Protocol

from monitor import clocks, inspection
from monitor.clocks import Clocks
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
    Verdict,
)
from monitor.pipeline import Keys, Looked, look_at
from monitor.sources import hosts_of, labels
from monitor.store import Inspected, Known

BATCH = 200  # accounts in one transaction
BATCH_SECONDS = 1.0  # and the longest time that what was seen stays uncommitted
IN_FLIGHT = 4  # looks queued for each worker, so that memory stays flat

Progress = Callable[[Account], None]
Checks = Callable[[Account], Sequence[Check]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one spot check needs: who is looked at, with what, judged by which checks."""

    run: Run
    jurisdiction: Jurisdiction
    accounts: tuple[Account, ...]
    client: Client
    keys: Keys
    checks: Checks
    stop: Event
    progress: Progress = lambda _: None
    clocks: Clocks = field(default_factory=Clocks)

    def look_days(self, account: Account) -> int:
        """Return for how many days an earlier look still speaks for *account*."""
        return look_days(self.checks(account))


def look_days(checks: Sequence[Check]) -> int:
    """Return for how many days an earlier look still speaks, as *checks* have it."""
    return max((getattr(check, "look_days", 0) for check in checks), default=0)


class Keeper(Protocol):
    """Knows earlier looks and keeps what comes of this run; a replay keeps nothing."""

    def known(self, batch: Sequence[Looked]) -> Mapping[str, Known]: ...

    def keep(self, items: Sequence[Inspected]) -> None: ...


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

    Whom no server has told the time is judged last, by what all the others say of our clock.
    """
    said: list[Assessment] = []
    late = _Late(job, keeper)
    batch: list[Looked] = []
    kept_at = time.monotonic()
    for looked in _looked(job, pool, workers):
        job.progress(looked.account)
        batch.append(looked)
        if len(batch) >= BATCH or time.monotonic() - kept_at > BATCH_SECONDS:
            said += _settle(job, keeper, batch, late)
            batch, kept_at = [], time.monotonic()
    said += _settle(job, keeper, batch, late)
    said += late.settle()
    return tuple(said)


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


def hosts(account: Account) -> dict[str, str]:
    """Return which host each source of *account* asks first, by the source's name."""
    return {name: min(hosts_of(source), default="") for name, source in labels(account.sources)}


def judge(job: Job, looked: Looked, known: Known, *, offset: timedelta | None = None) -> Inspected:
    """Judge one account by what was just seen and what is known from earlier looks.

    *offset*: how far all servers are ahead of our clock, where the account's own do not say.
    """
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
    )
    if offset is not None:
        snapshot = replace(snapshot, clock_offsets=(*snapshot.clock_offsets, offset))
    return Inspected(
        observations=looked.observations,
        assessment=inspection.inspect(snapshot, checks),
        validators=looked.validators,
    )


def is_usable(seen: Observation) -> bool:
    """Say whether a look showed anything: a post, or a vouched-for absence."""
    return bool(seen.reading.posts or seen.reading.window)


@dataclass(slots=True)
class _Late:
    """Whom no server told the time: judged again at the end where our clock proves wrong.

    No more than ``BATCH`` wait, for a run that is killed loses what it has not kept.
    """

    job: Job
    keeper: Keeper
    waiting: list[tuple[Looked, Inspected]] = field(default_factory=list)

    def takes(self, looked: Looked, item: Inspected) -> bool:
        """Say whether the verdict of *item* waits for what the other servers say."""
        told = any(seen.clock_offset is not None for seen in looked.observations)
        judged = item.assessment.verdict is not Verdict.UNKNOWN
        if told or not judged or len(self.waiting) >= BATCH:
            return False
        self.waiting.append((looked, item))
        return True

    def settle(self) -> list[Assessment]:
        """Judge and keep those who waited."""
        offset, items = self.job.clocks.offset, [item for _, item in self.waiting]
        if clocks.is_wrong(offset):
            looks = [looked for looked, _ in self.waiting]
            known = self.keeper.known(looks)
            items = [
                judge(self.job, one, known.get(one.account.id, Known()), offset=offset)
                for one in looks
            ]
        if items:
            self.keeper.keep(items)
        return [item.assessment for item in items]


def _compare_clocks(job: Job, looked: Looked) -> None:
    asked = hosts(looked.account)
    for seen in looked.observations:
        if seen.clock_offset is not None:
            job.clocks.note(asked.get(seen.source, seen.source), seen.clock_offset)


def _settle(job: Job, keeper: Keeper, batch: list[Looked], late: _Late) -> list[Assessment]:
    known = keeper.known(batch)
    items = []
    for looked in batch:
        _compare_clocks(job, looked)
        item = judge(job, looked, known.get(looked.account.id, Known()))
        if not late.takes(looked, item):
            items.append(item)
    if items:
        keeper.keep(items)
    return [item.assessment for item in items]


def _looked(job: Job, pool: Executor, workers: int) -> Iterator[Looked]:
    """Yield looks as they end; at most ``IN_FLIGHT`` a worker are under way."""
    waiting = deque(interleaved(job.accounts))
    flying: set[Future[Looked]] = set()
    ended: SimpleQueue[Future[Looked]] = SimpleQueue()
    while flying or (waiting and not job.stop.is_set()):
        while waiting and len(flying) < workers * IN_FLIGHT and not job.stop.is_set():
            future = pool.submit(look_at, waiting.popleft(), job.client, job.keys)
            flying.add(future)
            future.add_done_callback(ended.put)
        future = ended.get()
        flying.discard(future)
        if job.stop.is_set():
            for other in flying:
                other.cancel()
        if not future.cancelled():
            yield future.result()
