"""Which accounts a person must look at, and why."""

from datetime import date, datetime
from typing import Any

import pytest

from monitor.cases.case import Case, CaseStep, StepKind
from monitor.model import (
    Account,
    Assessment,
    ChecklistItem,
    Finding,
    Note,
    NoteKind,
    Platform,
    Result,
    State,
    Verdict,
    clock,
)
from monitor.model.codes import BY_HAND
from monitor.review.next_steps import next_steps
from monitor.review.worklist_tasks import Need, tasks
from monitor.sources.feed import Feed
from monitor.sources.weibo_open import WeiboOpen
from tests.builders import NOON, account, ago, post

FEED = (Feed(url="http://a/"),)


def assessed(account: Account, verdict: Verdict, **overrides: Any) -> Assessment:
    reason = "来源未能查看" if verdict is Verdict.UNKNOWN else ""
    values: dict[str, Any] = {
        "state": State.UNKNOWN,
        "taken_at": ago(1),
        "as_of": ago(1),
        "newest": None,
        "idle": None,
        "results": (
            Result(check="U01", title="内容不更新", basis="", verdict=verdict, reason=reason),
        ),
    }
    return Assessment(account=account, verdict=verdict, **(values | overrides))


def needs(account: Account, assessment: Assessment | None, looked: datetime | None) -> list[Need]:
    known = {account.id: assessment} if assessment else {}
    by_hand = {account.id: looked} if looked else {}
    return [task.need for task in tasks([account], known, by_hand, {}, NOON)]


@pytest.mark.parametrize(
    ("verdict", "looked", "need"),
    [
        (Verdict.UNKNOWN, None, [Need.UNSEEN]),
        (Verdict.UNKNOWN, ago(2), [Need.UNSEEN]),
        (Verdict.UNKNOWN, ago(0.5), []),
        (Verdict.PASS, None, []),
        (Verdict.FAIL, None, []),
        (None, None, [Need.NEVER]),
        (None, ago(7), []),
        (None, ago(7.01), [Need.NEVER]),
    ],
)
def test_a_person_looks_where_the_program_saw_nothing(
    verdict: Verdict | None, looked: datetime | None, need: list[Need]
) -> None:
    one = account(sources=FEED)

    assert needs(one, assessed(one, verdict) if verdict else None, looked) == need


@pytest.mark.parametrize(
    ("state", "need"), [(State.UNKNOWN, [Need.UNSEEN]), (State.ABNORMAL, []), (State.FRESH, [])]
)
def test_a_failure_of_another_check_leaves_silence_to_be_looked_at(
    state: State, need: list[Need]
) -> None:
    one = account(sources=FEED)
    seen = Verdict.PASS if state is State.FRESH else Verdict.UNKNOWN
    silent = Result(check="U01", title="内容不更新", basis="", verdict=seen, reason="未能查看")
    other = Result(check="S01", title="安全问题", basis="", verdict=Verdict.FAIL)
    failed = assessed(one, Verdict.FAIL, state=state, results=(silent, other))

    assert needs(one, failed, None) == need
    steps = next_steps([one], [failed], (), date(2021, 12, 31))
    assert [step.command for step in steps] == ["monitor worklist --out"] * len(need)


@pytest.mark.parametrize(
    ("looked", "need"),
    [(None, [Need.ROUND]), (ago(4.4), []), (ago(5), [Need.ROUND])],
)
def test_without_a_source_a_person_looks_every_week(
    looked: datetime | None, need: list[Need]
) -> None:
    """NOON is a Friday; the week began four and a half days before."""
    one = account()

    assert needs(one, assessed(one, Verdict.PASS, taken_at=ago(0.1)), looked) == need


def test_a_contradiction_comes_first_and_says_so() -> None:
    doubted = account("b", sources=FEED)
    unseen = account("a", sources=FEED)
    note = Note(kind=NoteKind.CONTRADICTION, text="张三与李四所见不同")

    first, second = tasks(
        [unseen, doubted],
        {
            "a": assessed(unseen, Verdict.UNKNOWN),
            "b": assessed(doubted, Verdict.PASS, notes=(Note(text="x"), note)),
        },
        {"b": NOON},
        {},
        NOON,
    )

    assert (first.account.id, first.need, first.why) == ("b", Need.DOUBT, note.text)
    assert second.why == "来源未能查看"


@pytest.mark.parametrize(
    ("more", "url", "hint"),
    [
        ({"url": "https://a.invalid/"}, "https://a.invalid/", ""),
        ({}, "", "在微信中搜索“城关发布”"),
        ({"platform_id": "gh_1"}, "", "在微信中搜索“城关发布”（账号ID gh_1）"),
        ({"platform": Platform.APP}, "", "打开“城关发布”"),
        (
            {"platform": Platform.WEIBO, "sources": (WeiboOpen(uid="9000000001", token="${T}"),)},
            "https://weibo.com/u/9000000001",
            "",
        ),
        (
            {"platform": Platform.WEIBO, "sources": (WeiboOpen(uid="${U}", token="${T}"),)},
            "",
            "在微博中搜索“城关发布”",
        ),
    ],
)
def test_it_says_what_to_open(more: dict[str, Any], url: str, hint: str) -> None:
    one = account(**more)

    (task,) = tasks([one], {}, {}, {}, NOON)

    assert (task.url, task.hint) == (url, hint)


def test_a_task_of_the_register_stands_last() -> None:
    one = account(sources=FEED)
    finding = Finding(kind="unfiled", message="尚未备案")
    asked = Result(
        check="R02", title="未备案", basis="", verdict=Verdict.FAIL, findings=(finding,),
        advisory=True,
    )  # fmt: skip

    known = {one.id: assessed(one, Verdict.PASS, results=(asked,))}

    (task,) = tasks([one], known, {}, {}, NOON)
    both = tasks([one], known, {}, {one.id: tuple(ChecklistItem)}, NOON)

    assert (task.need, task.why) == (Need.ENTRY, "未备案：尚未备案")
    assert [t.need for t in both] == [Need.CHECKLIST, Need.ENTRY] and not both[1].items
    assert [t.is_paperwork for t in both] == [False, True]


def test_what_nobody_checked_this_quarter_is_on_the_list_after_all_else() -> None:
    whole, unseen = account("a", sources=FEED), account("b", sources=FEED)
    known = {"a": assessed(whole, Verdict.PASS), "b": assessed(unseen, Verdict.UNKNOWN)}
    items = tuple(ChecklistItem)[:2]

    first, second = tasks([whole, unseen], known, {}, {"a": items, "b": items}, NOON)
    answered = tasks([whole], known, {}, {"a": ()}, NOON)

    assert (first.account.id, first.need, first.items) == ("b", Need.UNSEEN, items)
    assert (second.account.id, second.need, second.items) == ("a", Need.CHECKLIST, items)
    assert second.why == "本季度安全和互动回应有 2 项待核对或者复核"
    assert answered == ()


def rectified(check: str, days_ago: float) -> Case:
    """A case that the unit says to have put right."""
    due = clock.day(NOON)
    moves = ((StepKind.OPEN, 1, None), (StepKind.NOTIFY, 0.5, due), (StepKind.RECTIFY, 0, None))
    steps = tuple(
        CaseStep(kind=move, at=ago(days_ago + before), by="张三", text="x", due_on=term)
        for move, before, term in moves
    )
    return Case(
        id=1, account="a", name="", unit="u", unit_name="", platform="wechat", check=check,
        title="", steps=steps,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("check", "sources", "looked", "items", "listed"),
    [
        ("U01", (), 0.5, (), False),
        ("U01", (), 1, (), True),
        ("U01", (), 2, (), True),
        ("U01", FEED, 2, (), False),
        ("S01", FEED, 2, tuple(ChecklistItem)[:1], True),
        ("S01", FEED, 2, (), False),
        (BY_HAND, FEED, 0.5, (), True),
    ],
)
def test_what_a_unit_says_to_have_put_right_waits_for_a_person_where_no_program_looks(
    check: str, sources: Any, looked: float, items: tuple[ChecklistItem, ...], listed: bool
) -> None:
    one = account("a", sources=sources)
    known = {"a": assessed(one, Verdict.PASS, taken_at=ago(0.1))}

    found = tasks([one], known, {"a": ago(looked)}, {"a": items}, NOON, [rectified(check, 1)])

    assert [task.need for task in found] == ([Need.REVIEW] if listed else [])
    if listed:
        assert found[0].why.startswith("整改待复查（1号，期限2021-12-31）")
        assert ("人工销号" in found[0].why) is (check == BY_HAND)


OLD_NO = Result(
    check="S01", title="安全问题", basis="", verdict=Verdict.UNKNOWN, reason="本季度尚未复核"
)
RENAMED = Result(check="U04", title="名称不符", basis="", verdict=Verdict.UNKNOWN, reason="已更名")


@pytest.mark.parametrize(
    ("abstained", "taken", "need", "why"),
    [
        (OLD_NO, 1, Need.CHECKLIST, "本季度尚未复核"),
        (RENAMED, 1, Need.DOUBT, "已更名"),
        (OLD_NO, 8, Need.UNSEEN, "本季度尚未复核"),
    ],
)
def test_who_was_seen_updating_is_not_told_as_unseen(
    abstained: Result, taken: float, need: Need, why: str
) -> None:
    one = account(sources=FEED)
    passed = Result(check="U01", title="内容不更新", basis="", verdict=Verdict.PASS)
    assessment = assessed(one, Verdict.UNKNOWN, results=(passed, abstained), taken_at=ago(taken))

    (task,) = tasks([one], {one.id: assessment}, {}, {}, NOON)

    assert (task.need, task.why) == (need, why)


@pytest.mark.parametrize(
    ("looked", "need"), [(None, [Need.TO_VIEW]), (ago(2), [Need.TO_VIEW]), (ago(0.5), [])]
)
def test_whom_nobody_looked_at_since_is_looked_at_before_a_unit_is_reminded(
    looked: datetime | None, need: list[Need]
) -> None:
    one = account(sources=FEED)
    seen = assessed(
        one, Verdict.PASS, state=State.TO_VIEW, newest=post(ago(9)), looked_at=ago(6), as_of=NOON
    )

    listed = tasks([one], {one.id: seen}, {one.id: looked} if looked else {}, {}, NOON)

    assert [task.need for task in listed] == need
    assert all(task.why == "最近所见12月22日，12月25日查看，此后未查看" for task in listed)
