"""Whom a person must look at, at each limit, and what the list says of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.cases.case import CaseStep, StepKind
from monitor.model import (
    ChecklistItem,
    Finding,
    Note,
    NoteKind,
    Platform,
    Result,
    Verdict,
    as_notes,
)
from monitor.model.codes import BY_HAND
from monitor.review.worklist_tasks import Need, WorklistTask, tasks
from monitor.sources.feed import Feed
from monitor.sources.webpage import Webpage
from tests.builders import NOON, account, ago, post
from tests.review.test_worklist_tasks import FEED, OLD_NO, RENAMED, assessed, rectified

SECOND = timedelta(seconds=1)
FED = account("a", sources=FEED)
PASSED = Result(check="U01", title="内容不更新", basis="", verdict=Verdict.PASS)


def listed(assessment: Any = None, one: Any = FED, **options: Any) -> list[WorklistTask]:
    looked = options.pop("looked", None)
    items, cases = options.pop("items", ()), options.pop("cases", ())
    return list(
        tasks(
            [one],
            {one.id: assessment} if assessment else {},
            {one.id: looked} if looked else {},
            {one.id: items},
            NOON,
            cases,
            **options,
        )
    )


def needs(*words: Any, **options: Any) -> list[Need]:
    return [task.need for task in listed(*words, **options)]


def test_a_look_of_the_very_moment_of_the_verdict_is_not_one_since() -> None:
    unseen = assessed(FED, Verdict.UNKNOWN)

    assert needs(unseen, looked=ago(1)) == [Need.UNSEEN]
    assert needs(unseen, looked=ago(1) + SECOND) == []


@pytest.mark.parametrize(("late", "need"), [(timedelta(), Need.CHECKLIST), (SECOND, Need.UNSEEN)])
def test_a_verdict_of_more_than_a_week_ago_is_none(late: timedelta, need: Need) -> None:
    assessment = assessed(FED, Verdict.UNKNOWN, results=(PASSED, OLD_NO), taken_at=ago(7) - late)

    assert needs(assessment) == [need]


def test_an_open_question_beside_an_answer_is_a_doubt() -> None:
    for results in ((PASSED, OLD_NO, RENAMED), (PASSED, RENAMED, OLD_NO)):
        assert needs(assessed(FED, Verdict.UNKNOWN, results=results)) == [Need.DOUBT]


def test_what_is_in_doubt_or_unseen_is_so_though_the_week_asks_for_a_look() -> None:
    by_hand = account("a")

    doubt = assessed(by_hand, Verdict.UNKNOWN, results=(PASSED, RENAMED))
    old = assessed(by_hand, Verdict.UNKNOWN, results=(PASSED, OLD_NO), taken_at=ago(0.1))

    assert needs(doubt, by_hand) == [Need.DOUBT]
    assert needs(assessed(by_hand, Verdict.UNKNOWN), by_hand) == [Need.UNSEEN]
    assert needs(old, by_hand) == [Need.ROUND]


def test_a_contradiction_outranks_what_a_unit_says_to_have_put_right() -> None:
    doubts = as_notes(["甲与乙", "丙与丁"], NoteKind.CONTRADICTION)
    assessment = assessed(FED, Verdict.PASS, notes=(*as_notes(["说明"]), *doubts))

    (task,) = listed(assessment, cases=[rectified(BY_HAND, 1)])

    assert (task.need, task.why) == (Need.DOUBT, "甲与乙；丙与丁")


def test_two_open_questions_are_both_told() -> None:
    other = replace(RENAMED, check="U05", reason="重名")
    assessment = assessed(FED, Verdict.UNKNOWN, results=(PASSED, RENAMED, other))

    assert [task.why for task in listed(assessment)] == ["已更名；重名"]


def test_only_a_case_that_was_answered_waits_for_a_look() -> None:
    waiting = rectified(BY_HAND, 1)
    notified = replace(waiting, steps=waiting.steps[:-1])

    assert needs(assessed(FED, Verdict.PASS), cases=[notified]) == []
    assert needs(assessed(FED, Verdict.PASS), cases=[waiting]) == [Need.REVIEW]


def test_a_case_of_an_account_that_nobody_ever_looked_at_waits() -> None:
    by_hand = account("a")

    (task,) = listed(None, by_hand, cases=[rectified("U01", 1)])

    assert task.need is Need.REVIEW


def test_each_case_that_waits_is_told_with_its_term_where_it_has_one() -> None:
    first = rectified(BY_HAND, 1)
    opened, *_, answered = first.steps
    bare = replace(first, id=2, steps=(opened, answered))

    (task,) = listed(assessed(FED, Verdict.PASS), cases=[first, bare])

    assert task.why == (
        "整改待复查（1号，期限2021-12-31），合格后人工销号；整改待复查（2号），合格后人工销号"
    )
    assert date(2021, 12, 31) == first.due_on and isinstance(opened, CaseStep)
    assert opened.kind is StepKind.OPEN


OLD = Note(kind=NoteKind.EXPIRED, text="已过期")


@pytest.mark.parametrize(
    ("reason", "notes", "why"),
    [
        ("来源未能查看", (OLD,), "来源未能查看"),
        ("", (OLD, Note(text="说明")), "已过期"),
        ("", (Note(text="说明"),), "无法判定"),
        ("", (), "无法判定"),
    ],
)
def test_what_is_unseen_says_the_first_reason_else_that_it_is_old(
    reason: str, notes: Sequence[Note], why: str
) -> None:
    unknown = replace(PASSED, verdict=Verdict.UNKNOWN, reason=reason)

    (task,) = listed(assessed(FED, Verdict.UNKNOWN, results=(unknown,), notes=tuple(notes)))

    assert task.why == why


def test_a_round_and_a_first_look_say_so() -> None:
    by_hand = account("a")

    (first,) = listed(None)
    (weekly,) = listed(assessed(by_hand, Verdict.PASS, taken_at=ago(0.1)), by_hand)

    assert (first.why, weekly.why) == ("没有查看记录", "没有自动来源，本周尚未查看")


def test_all_reasons_of_a_checklist_are_told() -> None:
    other = replace(OLD_NO, check="S02", reason="有2条留言未回复")
    assessment = assessed(FED, Verdict.UNKNOWN, results=(PASSED, OLD_NO, other))

    (task,) = listed(assessment, items=tuple(ChecklistItem)[:1])

    assert task.why == "本季度尚未复核；有2条留言未回复"


def test_the_newest_that_was_ever_seen_is_told_where_the_verdict_knows_none() -> None:
    unseen = assessed(FED, Verdict.UNKNOWN)
    seen = replace(unseen, newest=post(ago(3)))

    for assessment, last, newest in (
        (unseen, {"a": ago(40)}, ago(40)),
        (unseen, {"b": ago(40)}, None),
        (seen, {"a": ago(40)}, ago(3)),
        (None, {"a": ago(40)}, ago(40)),
    ):
        (task,) = listed(assessment, newest_post_at=last)
        assert task.newest_at == newest


@pytest.mark.parametrize(
    ("platform", "url", "home"),
    [
        (Platform.WEBSITE, "https://a.invalid/col/", "https://a.invalid/col/"),
        (Platform.WEBSITE, "https://a.invalid/${KEY}", ""),
        (Platform.WECHAT, "https://a.invalid/col/", ""),
    ],
)
def test_only_a_website_is_opened_where_its_source_looks(
    platform: Platform, url: str, home: str
) -> None:
    for source in (Feed(url=url), Webpage(url=url, item="li")):
        (task,) = listed(None, account("a", platform=platform, sources=(source,)))

        assert task.url == home


def test_an_answer_that_is_still_owed_is_asked_with_the_look() -> None:
    items = tuple(ChecklistItem)[:2]

    (task,) = listed(assessed(FED, Verdict.UNKNOWN), items=items)

    assert (task.need, task.items) == (Need.UNSEEN, items)


@pytest.mark.parametrize(("looked", "need"), [(7, []), (8, [Need.ROUND])])
def test_a_look_by_hand_waits_for_a_check_a_week_and_no_longer(
    looked: float, need: list[Need]
) -> None:
    by_hand = account("a")

    assert (
        needs(assessed(by_hand, Verdict.PASS, taken_at=ago(9)), by_hand, looked=ago(looked)) == need
    )


def test_all_that_the_register_lacks_is_told() -> None:
    asked = [
        Result(check=check, title=check, basis="", verdict=Verdict.FAIL,
               findings=(Finding(kind="incomplete_entry", message="缺"),), advisory=True)
        for check in ("R01", "R02")
    ]  # fmt: skip

    (task,) = listed(assessed(FED, Verdict.PASS, results=(PASSED, *asked)))

    assert task.why == "R01：缺；R02：缺"
