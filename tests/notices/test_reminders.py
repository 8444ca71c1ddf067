"""The week's reminder: who is named, as what, by what is known."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from monitor.model import Answer, Assessment, ChecklistItem, Platform, State, Verdict
from monitor.model.chain_head import Head
from monitor.model.clock import BEIJING
from monitor.model.outcome import Outcome
from monitor.model.workdays import Workdays
from monitor.notices.reminders import OFFICE, fails_on, weekly
from monitor.verdicts.freshness import Limit
from tests.builders import NOON, account, ago, days, gap
from tests.notices.builders import ONE, assessed


def text(*said: Assessment, **overrides: Any) -> str:
    return weekly(
        said, NOON, Workdays(), [ONE], **({"limit_of": lambda _: Limit(days=14)} | overrides)
    )


def unseen(outcome: Outcome) -> Assessment:
    return assessed(None, windows=(), gaps=(("feed", gap(outcome)),))


def test_everybody_stands_in_the_list_of_what_is_known() -> None:
    assert "各账号本周均已更新" in text(assessed(1))
    assert "请尽快发布（1个）" in text(assessed(10))
    assert "已超期，请立即更新并书面说明（1个）" in text(assessed(20))
    assert "系统无法查看" in text(assessed(None, windows=(), gaps=(("feed", gap()),)))
    assert "尚未查看（1个）" in text()


def test_no_screenshot_is_asked_of_an_account_that_was_seen_updating() -> None:
    no = Answer(item=ChecklistItem.SECRETS, good=False, at=ago(100), by="张三")
    assessment = assessed(1, answers=(no,))

    assert assessment.verdict is Verdict.UNKNOWN and "系统无法查看" not in text(assessment)


def test_the_day_it_becomes_a_fault_goes_by_the_accounts_own_limit() -> None:
    assert "1月5日起计为不合格" in text(assessed(10))
    assert "1月21日起计为不合格" in text(assessed(10), limit_of=lambda _: Limit(days=30))


def test_the_whole_text_names_each_once_the_longest_silent_first() -> None:
    ids = {"d": 9, "c": 10, "b": 10, "g": 20, "f": 40, "e": None, "h": 1}
    assessments = [assessed(age, account(id, name=f"高台{id}")) for id, age in ids.items()]

    assert {o.account.id: o.state for o in assessments}["e"] is State.ZOMBIE
    assert text(*assessments) == (
        "【政务新媒体更新提醒】12月31日\n"
        "1月1日至1月3日放假，更新时限不因节假日顺延，请在放假前发布或安排值班发布。\n"
        "一周以上未更新，请尽快发布（3个）：\n"
        "1.城关镇人民政府微信“高台b”：最近更新12月21日，1月5日起计为不合格\n"
        "2.城关镇人民政府微信“高台c”：最近更新12月21日，1月5日起计为不合格\n"
        "3.城关镇人民政府微信“高台d”：最近更新12月22日，1月6日起计为不合格\n"
        "已超期，请立即更新并书面说明（3个）：\n"
        "1.城关镇人民政府微信“高台f”：最近更新11月21日\n"
        "2.城关镇人民政府微信“高台g”：最近更新12月11日\n"
        "3.城关镇人民政府微信“高台e”：未见发布内容\n"
        "——以下由办公室处理，不转发各单位——\n"
        "尚未查看（1个）：\n"
        "1.城关镇人民政府“高台财政”\n"
    )


@pytest.mark.parametrize(
    ("outcome", "asked"), [(Outcome.ACCOUNT_GONE, True), (Outcome.ACCOUNT_BLOCKED, True)]
)
def test_who_is_abnormal_on_its_platform_is_asked_for_a_screenshot(
    outcome: Outcome, asked: bool
) -> None:
    assessment = assessed(None, windows=(), gaps=(("feed", gap(outcome)),))

    assert (assessment.state, assessment.verdict) == (State.ABNORMAL, Verdict.FAIL)
    assert ("请提供最近一次发布的截图（1个）：\n1.城关镇人民政府微信" in text(assessment)) is asked


@pytest.mark.parametrize(
    "assessment",
    [
        assessed(10),
        assessed(20),
        assessed(None, windows=(), gaps=(("feed", gap()),)),
    ],
    ids=["soon", "over", "unseen"],
)
def test_not_all_have_updated_where_one_has_not(assessment: Assessment) -> None:
    assert "均已更新" not in text(assessment)


def test_not_all_have_updated_where_nobody_looked() -> None:
    assert "均已更新" not in text()


@pytest.mark.parametrize(("ahead", "expected"), [(0, True), (6, True), (7, False)])
def test_a_holiday_is_told_that_begins_before_the_next_reminder(ahead: int, expected: bool) -> None:
    text = weekly([], NOON - days(ahead), Workdays(), [], lambda _: Limit(days=14))

    assert ("1月1日至1月3日放假" in text) is expected


ASSUMED = "（暂按法定节假日推算，未计{}调休补班）"


@pytest.mark.parametrize(
    ("now", "off", "told"),
    [
        (datetime(2021, 12, 30, 9, tzinfo=BEIJING), (), "1月1日至1月3日放假，"),
        (datetime(2037, 12, 30, 9, tzinfo=BEIJING), (),
         f"1月1日至1月3日放假{ASSUMED.format('2038年')}，"),
        (datetime(2037, 12, 30, 9, tzinfo=BEIJING), (date(2038, 1, 1),), "1月1日至1月3日放假，"),
        (datetime(2037, 12, 29, 9, tzinfo=BEIJING), (date(2037, 12, 31),),
         f"12月31日至1月3日放假{ASSUMED.format('2038年')}，"),
    ],
)  # fmt: skip
def test_a_holiday_that_nobody_has_announced_is_told_as_assumed(
    now: datetime, off: tuple[date, ...], told: str
) -> None:
    text = weekly([], now, Workdays(off=frozenset(off)), [], lambda _: Limit(days=14))

    assert f"\n{told}更新时限不因节假日顺延" in text


def test_who_has_never_published_fails_from_no_day() -> None:
    assert fails_on(assessed(None), 14) is None


def test_the_head_of_the_chain_goes_with_it_where_there_is_one() -> None:
    head = Head(12, "9f86d081884c7d65" + "0" * 48)

    assert text(assessed(1), sealed=head).endswith(
        "\n（证据封存：第12号检查记录，封存码 9f86d081884c7d65）\n"
    )
    assert "封存" not in text(assessed(1))


def office(text: str) -> tuple[bool, bool]:
    """Say whether the account is named to the units, and in the office's part."""
    for_units, _, for_office = text.partition(OFFICE)
    return "高台财政" in for_units, "高台财政" in for_office


@pytest.mark.parametrize(
    ("assessment", "told"),
    [
        (replace(assessed(20), as_of=ago(4)), (True, False)),
        (replace(assessed(20), as_of=ago(5)), (False, True)),
        (replace(assessed(10), vouched_until=ago(4)), (True, False)),
        (replace(assessed(10), vouched_until=ago(5)), (False, True)),
        (replace(assessed(10), vouched_until=None), (False, True)),
        (assessed(10, windows=()), (False, True)),
        (unseen(Outcome.CHALLENGE), (True, False)),
        (unseen(Outcome.CONFIG), (False, True)),
        (unseen(Outcome.CLOCK), (False, True)),
        (unseen(Outcome.INTERNAL), (False, True)),
        (replace(unseen(Outcome.CHALLENGE), taken_at=ago(5)), (False, True)),
        (assessed(None, windows=()), (False, True)),
        (assessed(1), (False, False)),
    ],
)
def test_what_nobody_saw_or_what_is_the_offices_own_is_told_to_the_office(
    assessment: Assessment, told: tuple[bool, bool]
) -> None:
    assert office(text(assessment)) == told


def test_those_to_look_at_stand_by_platform_with_what_was_seen_last() -> None:
    others = [
        replace(assessed(9, account(id, name=id, platform=of), windows=()), looked_at=ago(6))
        for id, of in (("乙", Platform.DOUYIN), ("甲", Platform.WECHAT), ("丙", Platform.DOUYIN))
    ]

    _, _, told = text(*others).partition(OFFICE)

    assert told.startswith(
        "\n待查看，请先查看再提醒（3个）：\n"
        "【微信】（1个）：\n"
        "1.城关镇人民政府“甲”：最近所见12月22日，12月25日查看，此后未查看\n"
        "【抖音】（2个）：\n"
        "1.城关镇人民政府“乙”：最近所见12月22日，12月25日查看，此后未查看\n"
    )
