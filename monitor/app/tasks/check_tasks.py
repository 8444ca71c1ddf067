"""The scheduled looks and checks: who is looked at, what is told of it afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.app import check, clock_notices, follow_up, sampling, wrong_clock
from monitor.app.status_page import Outlet
from monitor.app.task_run_store import TaskRunStore
from monitor.app.tasks.task_context import Alive, TaskContext
from monitor.cases.case_store import CaseStore
from monitor.model import (
    Account,
    Assessment,
    Incident,
    Run,
    RunMode,
    SpotCheck,
    clock,
    clock_offset,
)
from monitor.model.cluster import ClusterRefused
from monitor.model.schedule import Due, Task
from monitor.notices import credentials, deciding, delivery
from monitor.notices.outbox import Outbox
from monitor.registry import Registry, rules
from monitor.system import token_store
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts import judge, look_retries
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader

PAGES = 20  # times, at most, that officials' page is written in the course of one look


def look(
    place: TaskContext, registry: Registry, due_at: datetime, now: datetime, alive: Alive
) -> str | None:
    """Look at the accounts whose turn it is; after the last one, notify and sum up."""
    spread = timedelta() if place.at_once else registry.schedule.spread
    with open_database(place.data / "monitor.db") as db:
        seen = TaskRunStore(db).seen_since(due_at, now)
    accounts = look_retries.up(registry.judged, seen, due_at, now, spread)
    done = seen.keys() | {account.id for account in accounts}
    if accounts:
        _looked(place, _order(place, registry, accounts, RunMode.LOOK, now), alive)
        before, after = (
            sum(account.id in ids for account in registry.judged) for ids in (seen, done)
        )
        if enough_is_new(before, after, len(registry.judged)):
            _show(place, registry)
    if place.stop.is_set() or any(account.id not in done for account in registry.judged):
        return None
    with open_database(place.data / "monitor.db") as db:
        # of a clock that was put right meanwhile only what was seen since is told
        clock_log, reader = ClockLog(db), VerdictReader(db)
        void = frozenset() if wrong_clock.wrong(clock_log, now) else clock_log.wrong_runs()
        latest = [
            reader.verdicts(account, limit=1, until=clock.now()) for account in registry.judged
        ]
    judged = [
        (run, assessment)
        for verdicts in latest
        for run, assessment in verdicts
        if assessment.taken_at >= due_at
    ]
    assessments = tuple(assessment for run, assessment in judged if run not in void)
    _tell_of(place, registry, assessments, judge.incidents(assessments), now)
    return _summary(tuple(assessment for _, assessment in judged))


def enough_is_new(before: int, after: int, everybody: int) -> bool:
    """Say whether officials should read now of those seen *after* a turn, not *before*.

    What they read tells of everybody: written after each turn of a look that is spread over a
    day, it would cost more than all the looking.
    """
    return before * PAGES // everybody < after * PAGES // everybody


def again(
    place: TaskContext, registry: Registry, since: datetime, now: datetime, alive: Alive
) -> datetime | None:
    """Look once more at what failed in passing *since*; return when to ask again."""
    with open_database(place.data / "monitor.db") as db:
        seen = TaskRunStore(db).seen_since(since, now)
    accounts = look_retries.again(registry.judged, seen, now)
    if not accounts:
        return look_retries.next_again(registry.judged, seen)
    assessments = _check(
        place, _order(place, registry, accounts, RunMode.LOOK, now), alive
    ).assessments
    _tell_of(place, registry, assessments, (), now)
    place.tell(f"再次查看此前因故未能查看的账号：{_summary(assessments)}")
    return now


def full(
    place: TaskContext, registry: Registry, due_at: datetime, now: datetime, alive: Alive
) -> str:
    """Check every account."""
    order = _order(place, registry, registry.judged, RunMode.FULL, now)
    return _whole(place, order, Due(task=Task.FULL, due_at=due_at), alive)


def spot(
    place: TaskContext, registry: Registry, due_at: datetime, now: datetime, alive: Alive
) -> str:
    """Check a sample, drawn by the day the spot check was due: a repetition draws the same."""
    seed = int(f"{clock.beijing(due_at):%Y%m%d}")
    drawn = sampling.draw(registry.judged, registry.schedule.share, seed)
    order = _order(place, registry, drawn, RunMode.SAMPLE, now, seed=seed)
    return _whole(place, order, Due(task=Task.SPOT, due_at=due_at), alive)


def _whole(place: TaskContext, order: check.CheckRequest, due: Due, alive: Alive) -> str:
    """Check *order* in one run, and notify.

    Where an attempt before made the run and failed only in telling of it, no other is made: a
    spot check counts in the quarter's figures.
    """
    assessments = _earlier_attempt(place, order, due)
    if assessments is None:
        order = replace(order, cluster=order.registry.schedule.cluster)
        assessments = _check(place, order, alive).assessments
    _tell_of(place, order.registry, assessments, judge.incidents(assessments), order.moment)
    return _summary(assessments)


def _earlier_attempt(
    place: TaskContext, order: check.CheckRequest, due: Due
) -> tuple[Assessment, ...] | None:
    with open_database(place.data / "monitor.db") as db:
        reader, task_log = VerdictReader(db), TaskRunStore(db)
        if task_log.attempts_at(due.task.value, due.due_at) < 2:
            return None
        id = task_log.completed_run(order.mode, order.seed, due.due_at, order.moment)
        run = None if id is None else reader.run(id)
        if run is None:
            return None
        assessments = reader.judged_in(run.id, order.registry.accounts)
        _follow(place, db, order, assessments, run)
    return assessments


def _order(
    place: TaskContext,
    registry: Registry,
    accounts: tuple[Account, ...],
    mode: RunMode,
    now: datetime,
    *,
    seed: int | None = None,
) -> check.CheckRequest:
    return check.CheckRequest(
        registry=registry,
        accounts=accounts,
        moment=now,
        mode=mode,
        sample="" if seed is None else f"{registry.schedule.share:.0%}",
        seed=seed,
        workers=place.workers,
    )


def _check(place: TaskContext, order: check.CheckRequest, alive: Alive) -> SpotCheck:
    """Check *order*, let the cases follow and officials read it."""
    spot_check = _looked(place, order, alive)
    _show(place, order.registry)
    return spot_check


def _show(place: TaskContext, registry: Registry) -> None:
    Outlet(data=place.data, out=place.out, tell=place.tell).update(registry)


def _looked(place: TaskContext, order: check.CheckRequest, alive: Alive) -> SpotCheck:
    try:
        spot_check = check.check(
            order,
            place.secrets_of(order.registry),
            place.data,
            stop=place.stop,
            tell=place.tell,
            progress=lambda _: alive(),
        )
    except ClusterRefused as refused:
        place.tell(f"{refused}。本次改由本机查看。")
        return _looked(place, replace(order, cluster=None), alive)
    with open_database(place.data / "monitor.db") as db:
        if clock_offset.is_wrong(spot_check.run.clock_offset):
            place.tell(f"{spot_check.incidents[0].message}；本次不立案、不销号。")
            return spot_check
        recovered = clock_notices.recovered(ClockLog(db), spot_check.run.id)
        delivery.enqueue(Outbox(db), recovered, order.registry.channels, order.moment)
        _follow(place, db, order, spot_check.assessments, spot_check.run)
    return spot_check


def _follow(
    place: TaskContext,
    db: Database,
    order: check.CheckRequest,
    assessments: tuple[Assessment, ...],
    run: Run,
) -> None:
    """Update the cases, unless the clock of the run was wrong."""
    now = order.moment
    followed = follow_up.after_check(db, order.registry, run, assessments, at=now, now=now)
    if changes := followed.summary:
        place.tell(f"整改：{changes}")


def _tell_of(
    place: TaskContext,
    registry: Registry,
    assessments: tuple[Assessment, ...],
    incidents: tuple[Incident, ...],
    now: datetime,
) -> None:
    limit_of = rules.limits(registry.accounts, registry.policy)
    escalate = registry.schedule.escalate
    shared = frozenset(id for incident in incidents for id in incident.accounts)
    given = credentials.given(
        (assessment.account for assessment in assessments), place.secrets_of(registry)
    )
    endings = token_store.endings(place.data, given)
    with open_database(place.data / "monitor.db") as db:
        clock_log, outbox = ClockLog(db), Outbox(db)
        notices = deciding.decide(assessments, incidents, outbox.alarmed(), now, limit_of, escalate)
        if (wrong := wrong_clock.wrong(clock_log, now)) is not None:
            clock_notice = clock_notices.notice(clock_log, wrong)
            delivery.enqueue(
                outbox, (clock_notice, *deciding.by_wrong_clock(notices)), registry.channels, now
            )
            return
        keys = credentials.decide(assessments, shared, now, endings)
        late = follow_up.pending_notices(CaseStore(db), registry, (), clock.day(now))
        delivery.enqueue(outbox, (*notices, *keys, *late), registry.channels, now)


def _summary(assessments: tuple[Assessment, ...]) -> str:
    from monitor.verdicts import summary

    counts = summary.count(assessments)
    parts = [f"{verdict.label} {number} 个" for verdict, number in counts.verdicts.items()]
    return f"查看 {len(assessments)} 个账号，{'，'.join(parts)}"
