"""The scheduled looks and checks: who is looked at, what is told of it afterwards."""

from datetime import datetime, timedelta

from monitor import (
    casework,
    clock,
    clocks,
    credentials,
    grants,
    inspection,
    live,
    notices,
    rounds,
    sampling,
    telling,
    timekeeping,
)
from monitor.chores.place import Alive, Place
from monitor.model import Account, Assessment, Incident, Inspection
from monitor.registry import Registry
from monitor.store import Store


def look(
    place: Place, registry: Registry, due_at: datetime, now: datetime, alive: Alive
) -> str | None:
    """Look at those whose turn it is; when all had theirs, tell of the whole look."""
    spread = timedelta() if place.at_once else registry.schedule.spread
    with Store(place.data / "monitor.db") as store:
        seen = store.seen_since(due_at, now)
    accounts = rounds.up(registry.judged, seen, due_at, now, spread)
    if accounts:
        _check(place, registry, accounts, "look", now, alive)
    done = seen.keys() | {account.id for account in accounts}
    if place.stop.is_set() or any(account.id not in done for account in registry.judged):
        return None
    with Store(place.data / "monitor.db") as store:
        # of a clock that was put right meanwhile only what was seen since is told
        void = frozenset() if timekeeping.wrong(store, now) else store.wrong_runs()
        latest = [store.verdicts(one, limit=1, until=clock.now()) for one in registry.judged]
    found = [(run, one) for own in latest for run, one in own if one.taken_at >= due_at]
    said = tuple(one for run, one in found if run not in void)
    _tell_of(place, registry, said, inspection.incidents(said), now)
    return _told(tuple(one for _, one in found))


def again(
    place: Place, registry: Registry, since: datetime, now: datetime, alive: Alive
) -> datetime | None:
    """Look once more at what failed in passing *since*; return when to ask again."""
    with Store(place.data / "monitor.db") as store:
        seen = store.seen_since(since, now)
    accounts = rounds.again(registry.judged, seen, now)
    if not accounts:
        return rounds.next_again(registry.judged, seen)
    said = _check(place, registry, accounts, "look", now, alive).assessments
    _tell_of(place, registry, said, (), now)
    place.tell(f"再次查看此前因故未能查看的账号：{_told(said)}")
    return now


def spot(place: Place, registry: Registry, due_at: datetime, now: datetime, alive: Alive) -> str:
    """Draw by the day on which the spot check was due: a repetition draws the same."""
    seed = int(f"{clock.beijing(due_at):%Y%m%d}")
    drawn = sampling.draw(registry.judged, registry.schedule.share, seed)
    return whole(place, registry, drawn, "sample", now, alive, seed=seed)


def whole(
    place: Place,
    registry: Registry,
    accounts: tuple[Account, ...],
    mode: str,
    now: datetime,
    alive: Alive,
    *,
    seed: int | None = None,
) -> str:
    """Check *accounts* in one run of *mode*, and tell of it."""
    said = _check(place, registry, accounts, mode, now, alive, seed=seed).assessments
    _tell_of(place, registry, said, inspection.incidents(said), now)
    return _told(said)


def _check(
    place: Place,
    registry: Registry,
    accounts: tuple[Account, ...],
    mode: str,
    now: datetime,
    alive: Alive,
    *,
    seed: int | None = None,
) -> Inspection:
    order = live.Order(
        registry=registry,
        accounts=accounts,
        moment=now,
        mode=mode,
        sample="" if seed is None else f"{registry.schedule.share:.0%}",
        seed=seed,
        workers=place.workers,
    )
    said = live.check(
        order,
        place.secrets_of(registry),
        place.data,
        stop=place.stop,
        tell=place.tell,
        progress=lambda _: alive(),
    )
    with Store(place.data / "monitor.db") as store:
        if clocks.is_wrong(said.run.clock_offset):
            place.tell(f"{said.incidents[0].message}；本次不立案、不销号。")
            return said
        telling.put(store, timekeeping.recovered(store, said.run.id), registry.channels, now)
        added = casework.follow(store, registry, said.assessments, now, mode, said.run)
        casework.settle(store, registry, added, now)
    if found := casework.said_of(added):
        place.tell(f"整改：{found}")
    return said


def _tell_of(
    place: Place,
    registry: Registry,
    said: tuple[Assessment, ...],
    incidents: tuple[Incident, ...],
    now: datetime,
) -> None:
    limit_of = inspection.limits(registry.accounts, registry.policy)
    escalate = registry.schedule.escalate
    shared = frozenset(id for incident in incidents for id in incident.accounts)
    given = credentials.given((one.account for one in said), place.secrets_of(registry))
    endings = grants.endings(place.data, given)
    with Store(place.data / "monitor.db") as store:
        found = notices.decide(said, incidents, store.alarmed(), now, limit_of, escalate)
        if (wrong := timekeeping.wrong(store, now)) is not None:
            own = timekeeping.notice(store, wrong)
            telling.put(store, (own, *notices.by_wrong_clock(found)), registry.channels, now)
            return
        keys = credentials.decide(said, shared, now, endings)
        late = casework.tell(store, registry, (), clock.day(now))
        telling.put(store, (*found, *keys, *late), registry.channels, now)


def _told(said: tuple[Assessment, ...]) -> str:
    from monitor import summary

    counts = summary.count(said)
    parts = [f"{verdict.label} {number} 个" for verdict, number in counts.verdicts.items()]
    return f"查看 {len(said)} 个账号，{'，'.join(parts)}"
