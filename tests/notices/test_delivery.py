"""Notices are delivered as one digest, tried again, never lost."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

import pytest

from monitor.model.clock import BEIJING
from monitor.model.errors import MissingSecret
from monitor.model.period import Period, Span
from monitor.model.schedule import Schedule
from monitor.notices.channels import Message, Undelivered
from monitor.notices.delivery import UNSURE, deliver, enqueue, is_quiet
from monitor.notices.digest import digest
from monitor.notices.notice import ALARMS, Kind, Notice, Route, report
from monitor.notices.outbox import Outbox
from monitor.notices.retries import MENDING, STEPS
from monitor.system.connection import Database
from tests.builders import NOON, account, ago, days
from tests.notices.builders import assessed, decided


@pytest.mark.parametrize(
    ("units", "kinds", "hears"),
    [
        ((), frozenset(), True),
        ((), frozenset({Kind.STALE}), True),
        ((), frozenset({Kind.ESCALATED}), False),
        (("x",), frozenset({Kind.STALE}), False),
        (("cg",), frozenset({Kind.STALE}), True),
    ],
)
def test_a_channel_hears_what_it_is_for(
    units: tuple[str, ...], kinds: frozenset[Kind], hears: bool
) -> None:
    notice = Notice(key="k", kind=Kind.STALE, text="t", account="a", unit="cg")

    assert Route(name="n", channel=Bell(), units=units, kinds=kinds).matches(notice) is hears


@dataclass(frozen=True, kw_only=True)
class Bell:
    """A channel that remembers, and fails as it is told."""

    kind: ClassVar[str] = "bell"
    limit: ClassVar[int] = 0
    burst: ClassVar[int] = 3
    heard: list[Message] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def deliver(self, message: Message) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.heard.append(message)


class Keys:
    def fill(self, source: Any) -> Any:
        return source


def ring(db: Database, *routes: Route, now: datetime = NOON) -> int:
    return deliver(Outbox(db), routes, Keys(), now, lambda _: None)


def test_one_digest_goes_to_each_channel_and_only_once(db: Database) -> None:
    bell = Bell()
    office = Route(name="office", channel=bell)
    notices = decided(assessed(10), assessed(20, account("b", name="高台水务")))

    assert enqueue(Outbox(db), notices, [office], NOON) == 2
    assert ring(db, office) == 1
    assert enqueue(Outbox(db), notices, [office], NOON + days(1)) == 0
    assert ring(db, office, now=NOON + days(1)) == 0

    (message,) = bell.heard
    assert message.title == "政务新媒体监测（2条）"
    assert message.text.index("【超期告警】1条") < message.text.index("【更新提醒】1条")
    assert "可能重复" not in message.text


def test_a_unit_hears_of_its_own_accounts_only(db: Database) -> None:
    office, own, other = Bell(), Bell(), Bell()
    routes = (
        Route(name="office", channel=office),
        Route(name="own", channel=own, units=("chengguan",)),
        Route(name="other", channel=other, units=("jiaoyu",)),
    )
    enqueue(Outbox(db), [*decided(assessed(20)), report("2021Q4", "草稿已生成")], routes, NOON)

    ring(db, *routes)

    assert "报告已生成" in office.heard[0].text
    assert "报告已生成" not in own.heard[0].text and "高台财政" in own.heard[0].text
    assert other.heard == []


def test_a_channel_that_fails_is_tried_later_and_later_and_hinders_no_other(db: Database) -> None:
    broken = Bell(fails=[Undelivered("服务暂时故障")] * 3)
    sound = Bell()
    routes = (Route(name="a", channel=broken), Route(name="b", channel=sound))
    enqueue(Outbox(db), decided(assessed(20)), routes, NOON)
    now = NOON

    for step in STEPS[:3]:
        ring(db, *routes, now=now)
        assert ring(db, *routes, now=now + step - timedelta(seconds=1)) == 0
        now += step
    ring(db, *routes, now=now)

    assert len(sound.heard) == 1
    (message,) = broken.heard
    assert message.text.startswith("（上次发送未得到确认，以下内容可能重复）")


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (Undelivered("限制", retry_after=600), timedelta(minutes=10)),
        (Undelivered("限制", retry_after=9 * 86400), MENDING),
        (Undelivered("密钥不符", permanent=True), MENDING),
        (MissingSecret("WECOM_KEY"), MENDING),
    ],
)
def test_a_pause_that_is_asked_for_or_useless_to_cut_is_kept(
    error: Exception, pause: timedelta, db: Database
) -> None:
    outbox = Outbox(db)
    bell = Bell(fails=[error])
    office = Route(name="office", channel=bell)
    enqueue(outbox, decided(assessed(20)), [office], NOON)
    ring(db, office)

    assert outbox.waiting(NOON + pause - timedelta(seconds=1)) == ()
    assert len(outbox.waiting(NOON + pause)) == 1
    assert outbox.latest_entries()[0].error


def test_a_crash_while_delivering_loses_nothing_and_owns_up(db: Database) -> None:
    class Crash(BaseException):
        pass

    @dataclass(frozen=True, kw_only=True)
    class Falls(Bell):
        def deliver(self, message: Message) -> None:
            raise Crash

    enqueue(Outbox(db), decided(assessed(20)), [Route(name="office", channel=Bell())], NOON)
    with pytest.raises(Crash):
        ring(db, Route(name="office", channel=Falls()))

    bell = Bell()
    office = Route(name="office", channel=bell)
    assert ring(db, office, now=NOON + UNSURE - timedelta(seconds=1)) == 0
    assert ring(db, office, now=NOON + UNSURE) == 1
    assert "可能重复" in bell.heard[0].text


def test_what_is_acknowledged_is_told_no_more(db: Database) -> None:
    outbox = Outbox(db)
    bell = Bell()
    office = Route(name="office", channel=bell)
    enqueue(outbox, decided(assessed(20)), [office], NOON)

    assert outbox.acknowledge("a", at=NOON) == 1
    assert ring(db, office) == 0
    assert outbox.acknowledge("a", at=NOON) == 0
    assert outbox.latest_entries()[0].acked_at == NOON


def test_a_channel_that_was_removed_keeps_its_notices_waiting(db: Database) -> None:
    enqueue(Outbox(db), decided(assessed(20)), [Route(name="gone", channel=Bell())], NOON)

    assert ring(db) == 0
    assert Outbox(db).latest_entries()[0].waiting == ("gone",)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(21, 29, False), (21, 30, True), (3, 0, True), (7, 29, True), (7, 30, False)],
)
def test_nobody_is_woken(hour: int, minute: int, quiet: bool) -> None:
    now = datetime(2021, 12, 31, hour, minute, tzinfo=BEIJING)

    assert is_quiet(now, Schedule().quiet) is quiet


def test_a_quiet_time_may_lie_within_one_day() -> None:
    noon = (time(12, 0), time(14, 0))

    assert is_quiet(NOON, noon)
    assert not is_quiet(NOON + timedelta(hours=2), noon)


QUARTER = Period(year=2021, month=10, span=Span.QUARTER)


@pytest.mark.parametrize(
    ("took", "period", "number"),
    [
        (("unit",), QUARTER, 1),
        (("unit", "office", "county"), QUARTER, 1),
        (("office",), QUARTER, 0),
        ((), QUARTER, 0),
        (("unit",), QUARTER.before, 0),
    ],
    ids=["the unit", "three channels", "the office alone", "nobody", "another period"],
)
def test_reminders_are_counted_that_went_to_a_unit_in_the_period(
    db: Database, took: tuple[str, ...], period: Period, number: int
) -> None:
    outbox = Outbox(db)
    routes = [Route(name=name, channel=Bell()) for name in ("unit", "office", "county")]
    enqueue(outbox, decided(assessed(20), assessed(10, account("b"))), routes, NOON)
    for batch in outbox.waiting(NOON):
        if batch.channel in took:
            outbox.delivered(batch, at=NOON)

    for kinds in ((Kind.DUE,), ALARMS):
        told = outbox.count_delivered(period.since, period.until, kinds, {"unit", "county"})
        assert told == number


def test_an_alarm_that_went_to_the_office_to_look_first_is_no_reminder(db: Database) -> None:
    outbox = Outbox(db)
    notices = decided(replace(assessed(20), as_of=ago(5)))
    enqueue(outbox, notices, [Route(name="unit", channel=Bell())], NOON)
    for batch in outbox.waiting(NOON):
        outbox.delivered(batch, at=NOON)

    assert [notice.unit for notice in notices] == [""]
    assert outbox.count_delivered(QUARTER.since, QUARTER.until, ALARMS, {"unit"}) == 0


def test_a_digest_is_the_same_in_whatever_order_its_notices_come() -> None:
    notices = decided(assessed(20), assessed(10, account("b")), assessed(95, account("c")))

    (parcel,), (turned,) = (digest(some, again=False) for some in (notices, notices[::-1]))
    kinds = [line for line in parcel.message.text.splitlines() if "【" in line]

    assert kinds == ["【僵尸告警】1条", "【超期告警】1条", "【更新提醒】1条"]
    assert [line for line in turned.message.text.splitlines() if "【" in line] == kinds
