"""A spot check (抽查): look at the accounts in parallel, judge, keep, seal."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event

from monitor.app.deferred_verdicts import DeferringSink, ResultSink
from monitor.app.examination import suspects
from monitor.app.internal_failures import NOBODYS, Checks, failure_gap, render
from monitor.app.looks.look_pool import LookPool
from monitor.app.looks.look_runner import LookResult
from monitor.model import (
    Account,
    Assessment,
    Jurisdiction,
    Observation,
    Reading,
    Run,
    Snapshot,
    SpotCheck,
    clock_offset,
)
from monitor.model.clock_offset import HostClocks
from monitor.model.look_plan import LookPlan
from monitor.registry.rules import look_days
from monitor.sources import labels
from monitor.verdicts.judge import incidents, inspect, unjudged
from monitor.verdicts.merge import merge
from monitor.verdicts.run_values import AccountResult, LookHistory

log = logging.getLogger(__name__)

BATCH = 200  # accounts in one transaction
BATCH_SECONDS = 1.0  # and the longest time that what was seen stays uncommitted

Progress = Callable[[Account], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckContext:
    """What a spot check needs: its accounts, its checks.

    *clocks*: what its servers say of the time. *offset*: how far they are ahead of our clock,
    where they say that it is wrong, for the accounts whose own servers say nothing.
    """

    run: Run
    jurisdiction: Jurisdiction
    accounts: tuple[Account, ...]
    checks: Checks
    stop: Event
    progress: Progress = lambda _: None
    clocks: HostClocks = field(default_factory=HostClocks)
    offset: timedelta | None = None

    def look_days(self, account: Account) -> int:
        """Return for how many days an earlier look still speaks for *account*."""
        return look_days(self.checks(account))


def perform(job: CheckContext, sink: ResultSink, looks: LookPool) -> tuple[Assessment, ...]:
    """Judge every account of *job* by its *looks*; stops early where ``job.stop`` is set.

    Whom a window is about to condemn is examined once more, and judged by what comes of that;
    whom no server told the time is judged last, by what all the others say of our clock.
    """
    assessments: list[Assessment] = []
    late = DeferringSink(sink, job.clocks, most=BATCH)
    batch: list[LookResult] = []
    kept_at = time.monotonic()
    while True:
        for looked in looks.ended_ones():
            if looked is not None:
                if not looked.examined:
                    job.progress(looked.account)
                batch.append(looked)
            if len(batch) >= BATCH or (batch and time.monotonic() - kept_at > BATCH_SECONDS):
                assessments += _settle(job, late, looks, batch)
                batch, kept_at = [], time.monotonic()
        assessments += _settle(job, late, looks, batch)
        batch, kept_at = [], time.monotonic()
        if not looks.is_busy:
            return _judged_last(job, late, looks, assessments)


def spot_check_of(
    run: Run,
    jurisdiction: Jurisdiction,
    assessments: Sequence[Assessment],
    heard: timedelta | None,
    looks: LookPlan | None = None,
) -> SpotCheck:
    """Return the result of a run with its incidents. *heard*: the offset of our clock."""
    return SpotCheck(
        run=run,
        jurisdiction=jurisdiction,
        assessments=tuple(assessments),
        incidents=(
            *clock_offset.incident(heard, (assessment.account.id for assessment in assessments)),
            *incidents(assessments),
        ),
        looks=looks,
    )


def judge(job: CheckContext, looked: LookResult, history: LookHistory) -> AccountResult:
    """Judge one account by what was just seen and by its earlier looks."""
    snapshot = snapshot_of(job, looked, history)
    return AccountResult(
        observations=looked.observations,
        assessment=inspect(snapshot, job.checks(looked.account)),
        validators=looked.validators,
    )


def snapshot_of(job: CheckContext, looked: LookResult, history: LookHistory) -> Snapshot:
    """Merge the earlier looks with those just made."""
    account, checks = looked.account, job.checks(looked.account)
    observations = (*history.observations, *looked.observations)
    moment = max((seen.taken_at for seen in looked.observations), default=job.run.moment)
    usable = [seen.taken_at for seen in looked.observations if is_usable(seen)]
    snapshot = merge(
        account,
        observations,
        moment=max(moment, job.run.moment),
        look_days=look_days(checks),
        last_usable_at=max(usable, default=history.last_usable_at),
        first_look_at=history.first_look_at or job.run.moment,
        answers=history.answers,
        sources=frozenset(label for label, _ in labels(account.sources)),
        sightings=history.sightings,
    )
    if job.offset is None:
        return snapshot
    return replace(snapshot, clock_offsets=(*snapshot.clock_offsets, job.offset))


def is_usable(seen: Observation) -> bool:
    """Say whether a look showed anything: a post, or a vouched-for absence."""
    return bool(seen.reading.posts or seen.reading.window)


def _settle(
    job: CheckContext, sink: ResultSink, looks: LookPool, batch: list[LookResult]
) -> list[Assessment]:
    """Judge and keep a batch, without those that are sent to be examined first."""
    histories = _recalled(sink, batch)
    items: list[AccountResult] = []
    for looked in batch:
        earlier = histories[looked.account.id]
        wanted = _suspects(job, looked, earlier)
        if wanted and not job.stop.is_set():
            looks.examine(looked, wanted)
        else:
            items.append(_judged(job, looked, earlier))
    refused = sink.save(items) if items else frozenset()
    if refused:
        items = [_unkept(job, item) if _id(item) in refused else item for item in items]
        sink.save([item for item in items if _id(item) in refused])
    return [item.assessment for item in items]


def _judged_last(
    job: CheckContext, late: DeferringSink, looks: LookPool, assessments: Sequence[Assessment]
) -> tuple[Assessment, ...]:
    """Add the accounts that waited, judged by what all servers say of our clock."""
    offset = job.clocks.offset
    job = replace(job, offset=offset if clock_offset.is_wrong(offset) else None)
    last = _settle(job, late.sink, looks, late.looks)
    ids = {assessment.account.id for assessment in last}
    return (*(assessment for assessment in assessments if assessment.account.id not in ids), *last)


def _suspects(job: CheckContext, looked: LookResult, past: LookHistory | None) -> frozenset[str]:
    """Return the sources whose window would condemn the account, unless already examined."""
    vouching = any(seen.reading.window for seen in looked.observations)
    if past is None or looked.examined or not vouching:
        return frozenset()
    try:
        return suspects(snapshot_of(job, looked, past), job.checks(looked.account))
    except NOBODYS:
        raise
    except Exception:
        log.exception("nobody can tell what is about to condemn %s", looked.account.id)
        return frozenset()  # what is not examined condemns nobody


def _recalled(sink: ResultSink, batch: Sequence[LookResult]) -> dict[str, LookHistory | None]:
    """Return the history of each account, None where it cannot be read."""
    try:
        histories = sink.history(batch)
    except NOBODYS:
        raise
    except Exception:
        if len(batch) == 1:
            id = batch[0].account.id
            log.exception("what is known of %s cannot be read", id)
            return {id: None}
        return {id: past for looked in batch for id, past in _recalled(sink, [looked]).items()}
    return {looked.account.id: histories.get(looked.account.id, LookHistory()) for looked in batch}


def _judged(job: CheckContext, looked: LookResult, history: LookHistory | None) -> AccountResult:
    """Judge one account; where that fails, it alone is unknown, and its observations are kept."""
    failure = "程序读取该账号以往记录时出错"
    try:
        if history is not None:
            failure = "程序判定该账号时出错"
            item = judge(job, looked, history)
            render({}, item.assessment)
            return item
    except NOBODYS:
        raise
    except Exception:
        log.exception("%s cannot be judged", looked.account.id)
    return AccountResult(
        observations=looked.observations,
        assessment=_unjudged(job, looked.account, looked.observations, failure),
        validators=looked.validators,
    )


def _unkept(job: CheckContext, item: AccountResult) -> AccountResult:
    """Return *item* with gaps for what the database refused; its evidence is kept as it is."""
    account = item.assessment.account
    failure = "程序保存该账号的查看结果时出错"
    gap = failure_gap(failure)
    seen = tuple(replace(look, reading=Reading(gaps=(gap,))) for look in item.observations)
    return AccountResult(observations=seen, assessment=_unjudged(job, account, seen, failure))


def _unjudged(
    job: CheckContext, account: Account, observations: Sequence[Observation], failure: str
) -> Assessment:
    moment = max((job.run.moment, *(seen.taken_at for seen in observations)))
    return unjudged(account, job.checks(account), moment, failure_gap(failure))


def _id(item: AccountResult) -> str:
    return item.assessment.account.id
