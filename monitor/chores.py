"""The scheduled tasks themselves: looks and checks, reminders, the quarter's draft."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from monitor import (
    anchoring,
    casework,
    clock,
    clocks,
    credentials,
    filing,
    grants,
    inspection,
    live,
    notices,
    publishing,
    reminders,
    rounds,
    sampling,
    telling,
    timekeeping,
)
from monitor.channels.posting import post
from monitor.duties import Schedule, Task
from monitor.errors import MonitorError, RegistryError
from monitor.model import Account, Assessment, Incident, Inspection
from monitor.period import Period, Span
from monitor.registry import Registry, load
from monitor.reporting import figures, letter
from monitor.secrets import Secrets
from monitor.store import Store

log = logging.getLogger(__name__)

FORMS = ("docx", "xlsx", "html", "json")
Alive = Callable[[], None]


@dataclass(kw_only=True)
class Chores:
    """Does one task at a time, by the register as it stands then.

    A register that somebody is just breaking does not stop the schedule: the last sound one
    counts until it is whole again.
    """

    accounts: Path
    data: Path
    out: Path
    secrets_of: Callable[[Registry], Secrets]
    stop: Event
    tell: Callable[[str], None]
    workers: int = 8
    at_once: bool = False  # nobody will ask again soon: no turn is waited for
    _sound: Registry | None = field(default=None, init=False)
    _seen: tuple[int, int] | None = field(default=None, init=False)
    _broken: str = field(default="", init=False)

    def schedule(self) -> Schedule:
        """Return the schedule as accounts.yaml has it now."""
        return self.registry().schedule

    def registry(self) -> Registry:
        """Return the register, or the last sound one where it has faults now.

        A file that nobody touched is not read again: idling must cost next to nothing.
        """
        seen = self._signature()
        if self._sound is not None and seen is not None and seen == self._seen:
            return self._sound
        self._seen = seen
        try:
            self._sound, self._broken = load(self.accounts), ""
        except RegistryError as error:
            if self._sound is None:
                raise
            if str(error) != self._broken:
                self._broken = str(error)
                self.tell(f"名单有误，暂按上一次正确的名单进行：{error}")
        return self._sound

    def _signature(self) -> tuple[int, int] | None:
        try:
            found = self.accounts.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def perform(self, task: Task, due_at: datetime, now: datetime, alive: Alive) -> str | None:
        """Do *task*; return what came of it in one sentence, None while more of it is to come."""
        registry = self.registry()
        match task:
            case Task.LOOK:
                return self._look(registry, due_at, now, alive)
            case Task.FULL:
                return self._whole(registry, registry.judged, "full", now, alive)
            case Task.SPOT:
                return self._spot(registry, due_at, now, alive)
            case Task.REMIND:
                return self._remind(registry, now)
            case Task.REPORT:
                return self._report(registry, due_at, now)

    def again(self, since: datetime, now: datetime, alive: Alive) -> datetime | None:
        """Look once more at what failed in passing *since*; return when to ask again."""
        registry = self.registry()
        with Store(self.data / "monitor.db") as store:
            seen = store.seen_since(since, now)
        accounts = rounds.again(registry.judged, seen, now)
        if not accounts:
            return rounds.next_again(registry.judged, seen)
        said = self._check(registry, accounts, "look", now, alive).assessments
        self._tell_of(registry, said, (), now)
        self.tell(f"再次查看此前因故未能查看的账号：{_told(said)}")
        return now

    def _look(
        self, registry: Registry, due_at: datetime, now: datetime, alive: Alive
    ) -> str | None:
        """Look at those whose turn it is; when all had theirs, tell of the whole look."""
        spread = timedelta() if self.at_once else registry.schedule.spread
        with Store(self.data / "monitor.db") as store:
            seen = store.seen_since(due_at, now)
        accounts = rounds.up(registry.judged, seen, due_at, now, spread)
        if accounts:
            self._check(registry, accounts, "look", now, alive)
        done = seen.keys() | {account.id for account in accounts}
        if self.stop.is_set() or any(account.id not in done for account in registry.judged):
            return None
        with Store(self.data / "monitor.db") as store:
            # of a clock that was put right meanwhile only what was seen since is told
            void = frozenset() if timekeeping.wrong(store, now) else store.wrong_runs()
            latest = [store.verdicts(one, limit=1, until=clock.now()) for one in registry.judged]
        found = [(run, one) for own in latest for run, one in own if one.taken_at >= due_at]
        said = tuple(one for run, one in found if run not in void)
        self._tell_of(registry, said, inspection.incidents(said), now)
        return _told(tuple(one for _, one in found))

    def _whole(
        self,
        registry: Registry,
        accounts: tuple[Account, ...],
        mode: str,
        now: datetime,
        alive: Alive,
        *,
        seed: int | None = None,
    ) -> str:
        said = self._check(registry, accounts, mode, now, alive, seed=seed).assessments
        self._tell_of(registry, said, inspection.incidents(said), now)
        return _told(said)

    def _check(
        self,
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
            workers=self.workers,
        )
        said = live.check(
            order,
            self.secrets_of(registry),
            self.data,
            stop=self.stop,
            tell=self.tell,
            progress=lambda _: alive(),
        )
        with Store(self.data / "monitor.db") as store:
            if clocks.is_wrong(said.run.clock_offset):
                self.tell(f"{said.incidents[0].message}；本次不立案、不销号。")
                return said
            telling.put(store, timekeeping.recovered(store, said.run.id), registry.channels, now)
            added = casework.follow(store, registry, said.assessments, now, mode, said.run)
            casework.settle(store, registry, added, now)
        if found := casework.said_of(added):
            self.tell(f"整改：{found}")
        return said

    def tell_of_duty_ahead(self, at: datetime, now: datetime) -> None:
        """Say aloud that the log of the schedule holds a duty that is yet to come."""
        self.tell(f"{timekeeping.ahead_of_schedule(at)}。")
        with Store(self.data / "monitor.db") as store:
            telling.put(store, [timekeeping.duty_ahead(at)], self.registry().channels, now)

    def deliver(self, now: datetime) -> int:
        """Deliver what waits in the outbox; return how many channels took theirs."""
        registry = self.registry()
        if notices.is_quiet(now, registry.schedule.quiet):
            return 0
        with Store(self.data / "monitor.db") as store:
            if not store.waiting(now):
                return 0
            keys = self.secrets_of(registry)
            return telling.deliver(store, registry.channels, keys, now, self.tell)

    def ping(self, what: str) -> None:
        """Tell the address of ``schedule.ping`` what is going on; a failure is nobody's trouble."""
        registry = self.registry()
        if registry.schedule.ping is None:
            return
        try:
            ping = self.secrets_of(registry).fill(registry.schedule.ping)
            told = anchoring.told(self.data)
            post(f"{ping.url.rstrip('/')}{what}", told, allow_private=ping.allow_private)
        except MonitorError as error:
            log.warning("the ping was not taken: %s", error)

    def _tell_of(
        self,
        registry: Registry,
        said: tuple[Assessment, ...],
        incidents: tuple[Incident, ...],
        now: datetime,
    ) -> None:
        limit_of = inspection.limits(registry.accounts, registry.policy)
        escalate = registry.schedule.escalate
        shared = frozenset(id for incident in incidents for id in incident.accounts)
        given = credentials.given((one.account for one in said), self.secrets_of(registry))
        endings = grants.endings(self.data, given)
        with Store(self.data / "monitor.db") as store:
            found = notices.decide(said, incidents, store.alarmed(), now, limit_of, escalate)
            if (wrong := timekeeping.wrong(store, now)) is not None:
                own = timekeeping.notice(store, wrong)
                telling.put(store, (own, *notices.by_wrong_clock(found)), registry.channels, now)
                return
            keys = credentials.decide(said, shared, now, endings)
            late = casework.tell(store, registry, (), clock.day(now))
            telling.put(store, (*found, *keys, *late), registry.channels, now)

    def _spot(self, registry: Registry, due_at: datetime, now: datetime, alive: Alive) -> str:
        """Draw by the day on which the spot check was due: a repetition draws the same."""
        seed = int(f"{clock.beijing(due_at):%Y%m%d}")
        drawn = sampling.draw(registry.judged, registry.schedule.share, seed)
        return self._whole(registry, drawn, "sample", now, alive, seed=seed)

    def _remind(self, registry: Registry, now: datetime) -> str:
        with Store(self.data / "monitor.db") as store:
            timekeeping.refuse(store, now, "发送更新提醒")
            latest, looked = store.latest(registry.judged, now), store.last_by_hand(now)
        said = [inspection.expired(one, now, registry.policy) for one in latest]
        text = reminders.weekly(
            said,
            now,
            registry.schedule.workdays,
            registry.judged,
            inspection.limits(registry.accounts, registry.policy),
            waiting={
                one.account.id
                for one in said
                if looked.get(one.account.id, one.taken_at) > one.taken_at
            },
            sealed=anchoring.head(self.data),
        )
        path = self.out / "reminders" / f"{clock.day(now)}.txt"
        publishing.whole(path, text.encode())
        with Store(self.data / "monitor.db") as store:
            weekly = notices.weekly(f"{clock.day(now)}", text)
            telling.put(store, [weekly], registry.channels, now)
        return f"提醒文字已写入 {path}"

    def _report(self, registry: Registry, due_at: datetime, now: datetime) -> str:
        from reports import wording

        day = clock.day(due_at)
        period = Period(year=day.year, month=(day.month - 1) // 3 * 3 + 1, span=Span.QUARTER)
        written = letter(registry, self.accounts.parent, clock.day(now))
        with Store(self.data / "monitor.db") as store:
            timekeeping.refuse(store, now, "生成报告")
            made = figures(store, registry, period, made_at=now)
            for kind in ("quarter_city", "quarter_units"):
                paper = filing.Paper(kind, made, wording.write(kind, made, written), FORMS)
                filing.file(store, paper, self.out, self.data / "half", tell=self.tell)
            where = f"{period.label}报告和通报的草稿已生成，在 {self.out / period.name}"
            telling.put(store, [notices.report(period.name, where)], registry.channels, now)
        return where


def _told(said: tuple[Assessment, ...]) -> str:
    from monitor import summary

    counts = summary.count(said)
    parts = [f"{verdict.label} {number} 个" for verdict, number in counts.verdicts.items()]
    return f"查看 {len(said)} 个账号，{'，'.join(parts)}"
