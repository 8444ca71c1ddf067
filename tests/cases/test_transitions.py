"""Which case a verdict speaks of, by what it rests on, to the second; what is written down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.cases.case import CaseEvent, CaseStep, Stage
from monitor.cases.transitions import follow, standing
from monitor.model import Assessment, Finding, Result, Verdict
from monitor.verdicts.assessment import unseen, updated
from monitor.verdicts.merge import CLAIMED
from tests.builders import ago, gap, post
from tests.cases.builders import FOUND, RULES, after, assessed, hand, moves, opened, unsafe

SECOND = timedelta(seconds=1)


def result(check: str, verdict: Verdict, *findings: Finding) -> Result:
    return Result(check=check, title="", basis="", verdict=verdict, findings=findings)


def test_the_latest_case_is_followed_in_whatever_order_they_come() -> None:
    old = hand(opened(60), CaseEvent.CLOSE, 50, text="已核实")
    new = replace(opened(30), id=2)

    for cases in ([old, new], [new, old]):
        (update,) = follow(
            cases, [assessed(Verdict.PASS)], RULES, ago(0), ended=frozenset(), opens=True
        )
        assert update.case.id == 2


def test_a_closed_case_is_neither_passed_nor_ended_once_more() -> None:
    closed = hand(opened(), CaseEvent.CLOSE, 20, text="已核实")

    assert after([closed], assessed(Verdict.PASS)) == [closed]
    assert after([closed], None, ended={closed.account}) == [closed]


def test_a_look_between_a_true_finding_and_one_in_error_passes() -> None:
    told = hand(hand(opened(30), CaseEvent.NOTIFY, 29), CaseEvent.RECTIFY, 25, text="已恢复")
    (failed,) = after([told], assessed(Verdict.FAIL, 20), 20)
    refuted = {(failed.id, ago(20))}

    for on, closes in ((30, False), (29.9, True), (22, True)):
        (case,) = after([failed], assessed(Verdict.PASS, on), 5, refuted=refuted)
        assert case.is_open is not closes
    (case,) = after([failed], assessed(Verdict.PASS, 22), 5)
    assert case.is_open


def seen(*at: float) -> Assessment:
    """A failure whose findings were seen so long ago."""
    findings = [
        Finding(kind="silent", message=f"第{n}项", seen_at=ago(on)) for n, on in enumerate(at)
    ]
    return assessed(Verdict.FAIL, 3, results=(result("U01", Verdict.FAIL, *findings),))


@pytest.mark.parametrize(
    ("assessment", "failed"),
    [
        (seen(26, 24), True),
        (seen(24, 26), True),
        (seen(26, 25), False),
        (seen(), True),  # with nothing to show, it speaks as of the look
    ],
)
def test_the_newest_of_what_was_found_tells_whether_it_is_after_the_answer(
    assessment: Assessment, failed: bool
) -> None:
    told = hand(hand(opened(30), CaseEvent.NOTIFY, 29), CaseEvent.RECTIFY, 25, text="已恢复")

    (case,) = after([told], assessment, 3)

    assert (moves(case)[-1] is CaseEvent.FAILED) is failed


@pytest.mark.parametrize(
    ("shown", "closes"), [(ago(30), False), (ago(30) + SECOND, True), (ago(30) - SECOND, False)]
)
def test_what_was_published_in_the_second_of_the_finding_shows_nothing_since(
    shown: Any, closes: bool
) -> None:
    (case,) = after(
        [], assessed(Verdict.FAIL, 30, results=(result("U02", Verdict.FAIL, *FOUND),)), 30
    )
    passes = (result("U01", Verdict.PASS), result("U02", Verdict.PASS))
    assessment = assessed(Verdict.PASS, 3, results=passes, gaps=(("feed", gap()),))

    (case,) = after([case], replace(assessment, newest=post(shown)), 3)

    assert case.is_open is not closes


def test_who_is_silent_was_seen_though_a_source_failed() -> None:
    """A list that vouches for silence since is a look, whatever another source did."""
    (case,) = after(
        [], assessed(Verdict.FAIL, 30, results=(result("U02", Verdict.FAIL, *FOUND),)), 30
    )
    silent = (result("U01", Verdict.FAIL, *FOUND), result("U02", Verdict.PASS))

    closed, _ = after([case], assessed(Verdict.FAIL, 3, results=silent, gaps=(("feed", gap()),)), 3)

    assert not closed.is_open


def test_without_the_check_of_updating_a_post_since_must_be_seen() -> None:
    (case,) = after(
        [], assessed(Verdict.FAIL, 30, results=(result("U02", Verdict.FAIL, *FOUND),)), 30
    )
    assessment = assessed(Verdict.PASS, 3, results=(result("U02", Verdict.PASS),))

    for shown, closes in ((None, False), (post(ago(29)), True)):
        (case_,) = after([case], replace(assessment, newest=shown, gaps=(("feed", gap()),)), 3)
        assert case_.is_open is not closes


def test_what_updating_says_goes_by_its_own_check() -> None:
    assessment = assessed(
        Verdict.FAIL, results=(result("U02", Verdict.FAIL, *FOUND), result("U01", Verdict.PASS))
    )

    assert updated(assessment) is Verdict.PASS
    assert updated(replace(assessment, results=assessment.results[:1])) is Verdict.FAIL


@pytest.mark.parametrize(
    ("verdict", "results", "expected"),
    [
        (Verdict.UNKNOWN, [("U01", Verdict.PASS), ("S01", Verdict.UNKNOWN)], False),
        (Verdict.UNKNOWN, [("U01", Verdict.PASS)], True),  # it grew too old
        (Verdict.UNKNOWN, [("U01", Verdict.UNKNOWN)], True),
        (Verdict.PASS, [("U01", Verdict.PASS)], False),
        (Verdict.FAIL, [("U01", Verdict.FAIL)], False),
    ],
)
def test_who_is_unknown_for_want_of_a_look(
    verdict: Verdict, results: Sequence[tuple[str, Verdict]], expected: bool
) -> None:
    assessment = assessed(verdict, results=tuple(result(check, is_) for check, is_ in results))

    assert unseen(assessment) is expected


def described(*steps: CaseStep) -> list[tuple[CaseEvent, str]]:
    return [(step.move, step.text) for step in steps]


def test_each_step_says_what_it_rests_on() -> None:
    both = result("U01", Verdict.FAIL, *FOUND, Finding(kind="silent", message="另有一项"))
    assessment = replace(assessed(Verdict.PASS, 20), newest=post(ago(21)))
    cases = after([], assessed(Verdict.FAIL, 30, results=(both,)), 30)
    cases = [hand(hand(cases[0], CaseEvent.NOTIFY, 29), CaseEvent.RECTIFY, 28, text="已恢复")]
    cases = after(cases, assessed(Verdict.FAIL, 27, results=(both,)), 27)
    cases = after(cases, assessment, 20)
    (case,) = after(cases, assessed(Verdict.FAIL, 10, results=(both,)), 10)

    text = "已30天未更新；另有一项"
    assert described(*case.steps[3:]) == [
        (CaseEvent.FAILED, text),
        (CaseEvent.PASSED, "最新内容发布于2021年12月10日"),
        (CaseEvent.CLOSE, "复查合格"),
        (CaseEvent.REOPEN, text),
    ]


def test_a_pass_that_rests_on_an_answer_says_so() -> None:
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    passed = replace(unsafe(), verdict=Verdict.PASS)
    assessment = replace(
        assessed(Verdict.PASS, 3, results=(passed,)), newest=post(ago(4), f"{CLAIMED}4")
    )

    (case,) = after([case], assessment, 3)

    assert described(*case.steps[1:]) == [
        (CaseEvent.PASSED, "经再次核对，各项符合要求"),
        (CaseEvent.CLOSE, "复查合格"),
    ]


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("U01", "检查后取得的证据表明当时已有发布，原结论不予采信"),
        ("S01", "核对结果登记有误，已撤销，原结论不予采信"),
        ("S02", "核对结果登记有误，已撤销，原结论不予采信"),
    ],
)
def test_what_is_withdrawn_says_why(check: str, text: str) -> None:
    failed = result(check, Verdict.FAIL, *FOUND)
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(failed,)), 30)

    (case,) = after([case], None, refuted={(case.id, ago(30))})

    assert described(case.steps[-1]) == [(CaseEvent.REFUTED, text)]


def test_each_fault_is_held_against_all_that_the_case_was_told() -> None:
    """No two steps run into one another: what stands between them is no fault that was told."""
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(unsafe("外"),)), 30)
    (more,) = after([case], assessed(Verdict.FAIL, 20, results=(unsafe("外", "链"),)), 20)

    (same,) = after([more], assessed(Verdict.FAIL, 10, results=(unsafe("链", "外"),)), 10)

    assert moves(same) == [CaseEvent.OPEN, CaseEvent.MORE]


def test_an_exemption_that_has_ended_stands_as_ended() -> None:
    exempt = hand(
        opened(), CaseEvent.EXEMPT, 20, text="改版", document="1号", until=date(2021, 12, 30)
    )

    assert standing(exempt, date(2021, 12, 30)) == exempt
    lapsed = standing(exempt, date(2021, 12, 31))
    assert (lapsed.stage, described(lapsed.steps[-1])) == (
        Stage.FOUND,
        [(CaseEvent.LAPSE, "豁免期满")],
    )
