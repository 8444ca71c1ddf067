"""The scheduled looks and checks: who is looked at, what is told of it afterwards."""

from datetime import datetime, timedelta

from monitor.app import check, follow_up, sampling, wrong_clock
from monitor.app.store import Store
from monitor.app.tasks.place import Alive, Place
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
from monitor.model.schedule import Due, Task
from monitor.notices import case_notices, credentials, delivery, notice
from monitor.registry import Registry, rules
from monitor.system import token_store
from monitor.verdicts import judge, retries


def look(
    place: Place, registry: Registry, due_at: datetime, now: datetime, alive: Alive
) -> str | None:
    """Look at those whose turn it is; when all had theirs, tell of the whole look."""
    spread = timedelta() if place.at_once else registry.schedule.spread
    with Store(place.data / "monitor.db") as store:
        seen = store.seen_since(due_at, now)
    accounts = retries.up(registry.judged, seen, due_at, now, spread)
    if accounts:
        _check(place, _order(place, registry, accounts, RunMode.LOOK, now), alive)
    done = seen.keys() | {account.id for account in accounts}
    if place.stop.is_set() or any(account.id not in done for account in registry.judged):
        return None
    with Store(place.data / "monitor.db") as store:
        # of a clock that was put right meanwhile only what was seen since is told
        void = frozenset() if wrong_clock.wrong(store, now) else store.wrong_runs()
        latest = [store.verdicts(one, limit=1, until=clock.now()) for one in registry.judged]
    found = [(run, one) for own in latest for run, one in own if one.taken_at >= due_at]
    said = tuple(one for run, one in found if run not in void)
    _tell_of(place, registry, said, judge.incidents(said), now)
    return _told(tuple(one for _, one in found))


def again(
    place: Place, registry: Registry, since: datetime, now: datetime, alive: Alive
) -> datetime | None:
    """Look once more at what failed in passing *since*; return when to ask again."""
    with Store(place.data / "monitor.db") as store:
        seen = store.seen_since(since, now)
    accounts = retries.again(registry.judged, seen, now)
    if not accounts:
        return retries.next_again(registry.judged, seen)
    said = _check(place, _order(place, registry, accounts, RunMode.LOOK, now), alive).assessments
    _tell_of(place, registry, said, (), now)
    place.tell(f"再次查看此前因故未能查看的账号：{_told(said)}")
    return now


def full(place: Place, registry: Registry, due_at: datetime, now: datetime, alive: Alive) -> str:
    """Check every account."""
    order = _order(place, registry, registry.judged, RunMode.FULL, now)
    return _whole(place, order, Due(task=Task.FULL, due_at=due_at), alive)


def spot(place: Place, registry: Registry, due_at: datetime, now: datetime, alive: Alive) -> str:
    """Draw by the day on which the spot check was due: a repetition draws the same."""
    seed = int(f"{clock.beijing(due_at):%Y%m%d}")
    drawn = sampling.draw(registry.judged, registry.schedule.share, seed)
    order = _order(place, registry, drawn, RunMode.SAMPLE, now, seed=seed)
    return _whole(place, order, Due(task=Task.SPOT, due_at=due_at), alive)


def _whole(place: Place, order: check.CheckRequest, due: Due, alive: Alive) -> str:
    """Check as *order* says in one run, and tell of it.

    Where an attempt before made the run and failed only in telling of it, no other is made: a
    spot check counts in the quarter's figures.
    """
    said = _made_before(place, order, due)
    if said is None:
        said = _check(place, order, alive).assessments
    _tell_of(place, order.registry, said, judge.incidents(said), order.moment)
    return _told(said)


def _made_before(
    place: Place, order: check.CheckRequest, due: Due
) -> tuple[Assessment, ...] | None:
    with Store(place.data / "monitor.db") as store:
        if store.attempts_at(due.task.value, due.due_at) < 2:
            return None
        id = store.completed_run(order.mode, order.seed, due.due_at, order.moment)
        run = None if id is None else store.run(id)
        if run is None:
            return None
        said = store.judged_in(run.id, order.registry.accounts)
        _follow(place, store, order, said, run)
    return said


def _order(
    place: Place,
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


def _check(place: Place, order: check.CheckRequest, alive: Alive) -> SpotCheck:
    said = check.check(
        order,
        place.secrets_of(order.registry),
        place.data,
        stop=place.stop,
        tell=place.tell,
        progress=lambda _: alive(),
    )
    with Store(place.data / "monitor.db") as store:
        if clock_offset.is_wrong(said.run.clock_offset):
            place.tell(f"{said.incidents[0].message}；本次不立案、不销号。")
            return said
        recovered = wrong_clock.recovered(store, said.run.id)
        delivery.enqueue(store, recovered, order.registry.channels, order.moment)
        _follow(place, store, order, said.assessments, said.run)
    return said


def _follow(
    place: Place, store: Store, order: check.CheckRequest, said: tuple[Assessment, ...], run: Run
) -> None:
    """Let the cases follow what was found, unless by a wrong clock."""
    if clock_offset.is_wrong(run.clock_offset):
        return
    now = order.moment
    opens = order.mode.opens_cases
    added = follow_up.follow(store, order.registry, said, now, opens=opens, run=run)
    follow_up.settle(store, order.registry, added, now)
    if found := case_notices.said_of(added):
        place.tell(f"整改：{found}")


def _tell_of(
    place: Place,
    registry: Registry,
    said: tuple[Assessment, ...],
    incidents: tuple[Incident, ...],
    now: datetime,
) -> None:
    limit_of = rules.limits(registry.accounts, registry.policy)
    escalate = registry.schedule.escalate
    shared = frozenset(id for incident in incidents for id in incident.accounts)
    given = credentials.given((one.account for one in said), place.secrets_of(registry))
    endings = token_store.endings(place.data, given)
    with Store(place.data / "monitor.db") as store:
        found = notice.decide(said, incidents, store.alarmed(), now, limit_of, escalate)
        if (wrong := wrong_clock.wrong(store, now)) is not None:
            own = wrong_clock.notice(store, wrong)
            delivery.enqueue(store, (own, *notice.by_wrong_clock(found)), registry.channels, now)
            return
        keys = credentials.decide(said, shared, now, endings)
        late = follow_up.tell(store, registry, (), clock.day(now))
        delivery.enqueue(store, (*found, *keys, *late), registry.channels, now)


def _told(said: tuple[Assessment, ...]) -> str:
    from monitor.verdicts import summary

    counts = summary.count(said)
    parts = [f"{verdict.label} {number} 个" for verdict, number in counts.verdicts.items()]
    return f"查看 {len(said)} 个账号，{'，'.join(parts)}"
