"""Notices are decided once an episode, by what is known."""

from dataclasses import replace

import pytest

from monitor.model import Incident, Platform, Verdict
from monitor.model.outcome import Outcome
from monitor.notices.deciding import decide
from monitor.notices.delivery import enqueue
from monitor.notices.notice import Alarm, Kind
from monitor.notices.outbox import Outbox
from monitor.system.connection import Database
from monitor.verdicts.freshness import Limit
from tests.builders import NOON, ago, days, gap, window
from tests.notices.builders import assessed, decided, fortnight


@pytest.mark.parametrize(
    ("age", "kind"),
    [(1, None), (7, None), (8, Kind.DUE), (14, Kind.DUE), (15, Kind.STALE), (89, Kind.STALE),
     (90, Kind.ZOMBIE)],
)  # fmt: skip
def test_a_state_decides_the_kind(age: int, kind: Kind | None) -> None:
    assert [notice.kind for notice in decided(assessed(age))] == ([kind] if kind else [])


def test_a_reminder_says_on_which_day_it_becomes_a_fault() -> None:
    (notice,) = decided(assessed(10))

    assert notice.text == "城关镇人民政府微信“高台财政”：最近更新12月21日，1月5日起计为不合格"


def test_the_day_goes_by_the_accounts_own_limit() -> None:
    (notice,) = decide([assessed(10)], (), {}, NOON, lambda _: Limit(days=30), 7)

    assert notice.text.endswith("1月21日起计为不合格")


def test_nobody_is_said_to_be_silent_still_whom_nobody_has_looked_at_since() -> None:
    alarmed = {"a": Alarm(key="stale:a:x", since=ago(8))}
    old = assessed(40, windows=(window(ago(400), ago(7.5)),))

    assert Kind.ESCALATED not in [notice.kind for notice in decided(old, alarmed=alarmed)]
    assert Kind.ESCALATED in [notice.kind for notice in decided(assessed(40), alarmed=alarmed)]


def test_one_silence_is_one_episode_whenever_it_is_seen() -> None:
    (today,) = decided(assessed(10))
    later = replace(assessed(10), taken_at=NOON + days(1))
    (tomorrow,) = decided(later, now=NOON + days(1))

    assert today.key == tomorrow.key
    assert decided(assessed(9))[0].key != today.key


def test_a_recovery_is_told_only_after_an_alarm() -> None:
    assert decided(assessed(1)) == ()

    (notice,) = decided(assessed(1), alarmed={"a": Alarm(key="stale:a:x", since=ago(3))})

    assert (notice.kind, notice.key) == (Kind.RECOVERED, "recovered:stale:a:x")


def test_who_publishes_again_has_recovered_whatever_else_is_wrong() -> None:
    publishing = replace(assessed(1), verdict=Verdict.FAIL)

    (notice,) = decided(publishing, alarmed={"a": Alarm(key="stale:a:x", since=ago(30))})

    assert notice.kind is Kind.RECOVERED


@pytest.mark.parametrize(
    ("since", "acked", "age", "expected"),
    [(7, False, 20, True), (6, False, 20, False), (7, True, 20, False), (30, False, 1, False)],
)
def test_an_alarm_that_nobody_heeds_goes_to_the_office(
    since: int, acked: bool, age: int, expected: bool
) -> None:
    alarm = Alarm(key="stale:a:x", since=ago(since), acked=acked)

    notices = [n for n in decided(assessed(age), alarmed={"a": alarm}) if n.kind is Kind.ESCALATED]

    assert bool(notices) is expected
    if expected:
        assert notices[0].unit == "" and "告警已满7天，仍未更新" in notices[0].text


def test_unknown_tells_neither_alarm_nor_recovery() -> None:
    unseen = assessed(None, windows=(), gaps=(("feed", gap(Outcome.BRIDGE_DOWN)),))

    assert decided(unseen, alarmed={"a": Alarm(key="stale:a:x", since=ago(3))}) == ()


def test_an_incident_is_told_once_for_all_its_accounts() -> None:
    expired = assessed(None, windows=(), gaps=(("weibo_open", gap(Outcome.AUTH_EXPIRED)),))
    incident = Incident(platform=Platform.WECHAT, outcome=Outcome.AUTH_EXPIRED, accounts=("a",))

    (shared,) = decide([expired], [incident], {}, NOON, fortnight, 7)

    assert shared.kind is Kind.INCIDENT
    assert "微信1个账号授权已过期" in shared.text


def test_an_incident_of_our_own_is_told_in_its_own_words() -> None:
    own = Incident(
        platform=None, outcome=Outcome.NETWORK, accounts=("a", "b"), message="本机网络需要认证"
    )

    (notice,) = decide([], [own], {}, NOON, fortnight, 7)
    (again,) = decide([], [own], {}, NOON + days(7), fortnight, 7)

    assert (notice.kind, notice.text) == (Kind.INCIDENT, "本机网络需要认证")
    assert notice.key != again.key


def test_what_only_a_person_can_look_at_is_one_weeks_task() -> None:
    unseen = assessed(None, windows=(), last_usable_at=ago(20))

    (notice,) = decided(unseen)
    (again,) = decided(unseen, now=NOON + days(1))
    (later,) = decided(unseen, now=NOON + days(7))

    assert notice.kind is Kind.MANUAL and notice.unit == ""
    assert "至今20天未看到内容，请安排人工核查" in notice.text
    assert notice.key == again.key != later.key
    assert decided(assessed(None, windows=(), last_usable_at=ago(3))) == ()


def test_an_alarm_is_open_until_its_recovery(db: Database) -> None:
    outbox = Outbox(db)
    enqueue(outbox, decided(assessed(20)), [], NOON)
    (alarm,) = outbox.alarmed().values()

    enqueue(outbox, decided(assessed(1), alarmed=outbox.alarmed()), [], NOON)

    assert alarm.key.startswith("stale:a:") and alarm.since == NOON
    assert outbox.alarmed() == {}


def test_an_account_with_two_alarms_recovers_once(db: Database) -> None:
    outbox = Outbox(db)
    enqueue(outbox, decided(assessed(20)), [], NOON)
    enqueue(outbox, decided(assessed(95)), [], NOON)

    first = decided(assessed(1), alarmed=outbox.alarmed())
    enqueue(outbox, first, [], NOON)
    second = decided(assessed(1), alarmed=outbox.alarmed())

    assert [notice.kind for notice in first] == [Kind.RECOVERED]
    assert second == ()
