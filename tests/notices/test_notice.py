"""What a notice says, to whom, under which key."""

from dataclasses import replace
from datetime import date, time

import pytest

from monitor.model import State
from monitor.notices.deciding import by_wrong_clock, decide
from monitor.notices.delivery import is_quiet
from monitor.notices.digest import digest
from monitor.notices.notice import Alarm, Kind, Notice, report, weekly
from monitor.verdicts.freshness import Limit
from tests.builders import NOON, ago, gap, post
from tests.notices.builders import ONE, assessed, decided

NAMED = "城关镇人民政府微信“高台财政”"


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (8, f"{NAMED}：最近更新12月23日，1月7日起计为不合格"),
        (14, f"{NAMED}：最近更新12月17日，1月1日起计为不合格"),
        (15, f"{NAMED}：最近更新12月16日，已15天未更新"),
        (100, f"{NAMED}：最近更新9月22日，已100天未更新"),
    ],
)
def test_a_silence_is_told_by_its_last_day(age: int, text: str) -> None:
    (notice,) = decided(assessed(age))

    assert (notice.text, notice.account, notice.unit) == (text, "a", "chengguan")


@pytest.mark.parametrize(
    ("state", "kind"), [(State.EMPTY, Kind.STALE), (State.ZOMBIE, Kind.ZOMBIE)]
)
def test_who_never_published_is_told_as_such(state: State, kind: Kind) -> None:
    (notice,) = decided(replace(assessed(None), state=state))

    assert (notice.kind, notice.text) == (kind, f"{NAMED}：未见发布内容")
    assert notice.key == f"{kind}:a:never"


def test_how_long_it_lasts_is_counted_up_to_what_was_seen() -> None:
    (notice,) = decided(replace(assessed(20), as_of=ago(3)))

    assert notice.text.endswith("最近更新12月11日，已17天未更新（截至12月28日所见）")


def test_a_due_account_without_a_post_is_told_without_a_day() -> None:
    (notice,) = decide(
        [replace(assessed(10), newest=post(ago(10)), state=State.DUE)],
        (),
        {},
        NOON,
        lambda _: Limit(days=10),
        7,
    )

    assert notice.text.endswith("1月1日起计为不合格")


ALARM = "stale:a:2021"


def notice(kind: Kind, **options: str) -> Notice:
    return Notice(key=f"{kind}:1", kind=kind, text="甲", account="a", unit="caizheng", **options)


def test_by_a_wrong_clock_only_alarms_and_incidents_are_told_to_the_office_alone() -> None:
    notices = list(by_wrong_clock([notice(kind) for kind in Kind]))

    assert {notice.kind for notice in notices} == {Kind.ZOMBIE, Kind.STALE, Kind.INCIDENT}
    assert {(notice.unit, notice.account, notice.text) for notice in notices} == {("", "a", "甲")}
    assert [notice.key for notice in notices] == [f"{notice.kind}:1:clock" for notice in notices]


def test_the_weeks_reminder_and_a_draft_are_the_offices() -> None:
    assert weekly("2021-12-30", "提醒\n") == Notice(
        key="weekly:2021-12-30", kind=Kind.WEEKLY, text="提醒"
    )
    assert report("2021Q4", "2021Q4草稿已生成") == Notice(
        key="report:2021Q4", kind=Kind.REPORT, text="2021Q4草稿已生成，请审阅"
    )


def test_an_escalation_and_a_recovery_say_of_whom() -> None:
    alarm = {"a": Alarm(key=ALARM, since=ago(9))}

    *_, late = decided(assessed(20), alarmed=alarm)
    (back,) = decided(assessed(1), alarmed=alarm)

    assert late == Notice(
        key=f"escalated:{ALARM}",
        kind=Kind.ESCALATED,
        text=f"{NAMED}：告警已满9天，仍未更新，请主管领导督办",
        account="a",
    )
    assert back == Notice(
        key=f"recovered:{ALARM}",
        kind=Kind.RECOVERED,
        text=f"{NAMED}：已恢复更新",
        account="a",
        unit="chengguan",
    )


def test_what_only_a_person_can_see_names_its_account_and_week() -> None:
    (notice,) = decided(assessed(None, windows=(), gaps=(("feed", gap()),), last_usable_at=ago(20)))

    assert (notice.kind, notice.account, notice.unit) == (Kind.MANUAL, ONE.id, "")
    assert notice.key == "manual:a:2021W52" and notice.text.startswith(NAMED)
    assert date(2021, 12, 31).isocalendar().week == 52


def test_a_digest_is_numbered_within_each_kind() -> None:
    notices = [
        Notice(key=f"{kind}{n}", kind=kind, text=f"第{n}<@all>")
        for kind in (Kind.DUE, Kind.STALE)
        for n in (1, 2)
    ]

    (parcel,) = digest(notices, again=True)

    assert parcel.message.text == (
        "（上次发送未得到确认，以下内容可能重复）\n"
        "【超期告警】2条\n1.第1＜@all>\n2.第2＜@all>\n"
        "【更新提醒】2条\n1.第1＜@all>\n2.第2＜@all>"
    )
    assert set(parcel.notices) == set(notices)


def test_a_quiet_time_without_length_is_none() -> None:
    assert not is_quiet(NOON, (time(8), time(8)))
    assert not is_quiet(NOON, (time(12), time(12)))


def test_the_kinds_have_the_names_that_stores_and_scripts_know_in_the_order_of_a_digest() -> None:
    assert [str(kind) for kind in Kind] == [
        "clock", "register", "duty", "channel", "escalated", "zombie", "stale", "credential",
        "incident", "due", "manual", "case", "recovered", "report", "weekly",
    ]  # fmt: skip


@pytest.mark.parametrize(("days_ago", "unit"), [(4, "chengguan"), (5, "")])
def test_an_alarm_goes_to_a_unit_while_the_last_round_speaks(days_ago: int, unit: str) -> None:
    (told,) = decided(replace(assessed(30), as_of=ago(days_ago)))

    assert told.unit == unit
    assert ("此后未查看，请先查看" in told.text) is (not unit)


def test_the_alarm_follows_once_somebody_has_looked() -> None:
    (first,) = decided(replace(assessed(30), as_of=ago(5)))
    (second,) = decided(assessed(30))

    assert first.key != second.key and second.unit
