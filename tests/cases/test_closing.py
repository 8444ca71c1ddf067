"""Which look closes a case, and which closes nothing."""

from dataclasses import replace
from typing import Any

import pytest

from monitor.cases.case import CaseEvent, Stage
from monitor.model import Assessment, Result, Verdict
from monitor.verdicts.merge import CLAIMED
from tests.builders import ago, gap, post
from tests.cases.builders import FOUND, after, assessed, hand, moves, opened, unsafe


@pytest.mark.parametrize("opens", [True, False])
def test_a_later_look_that_passes_closes_it(opens: bool) -> None:
    (case,) = after([opened()], assessed(Verdict.PASS, 3), 3, opens=opens)

    assert moves(case)[-2:] == [CaseEvent.PASSED, CaseEvent.CLOSE]
    assert "没有截图" not in case.steps[-2].text
    assert (case.stage, case.closed_at) == (Stage.CLOSED, ago(3))


@pytest.mark.parametrize(
    "assessment",
    [assessed(Verdict.PASS, 30), assessed(Verdict.PASS, 31), assessed(Verdict.UNKNOWN, 3)],
)
def test_a_look_from_before_or_one_that_saw_nothing_closes_nothing(assessment: Assessment) -> None:
    (case,) = after([opened(30)], assessment)

    assert case.is_open


def test_an_account_that_was_closed_ends_all_its_cases() -> None:
    other = replace(opened(), id=2)

    cases = after([opened(), other], None, ended={"chengguan-weixin"})

    assert {case.stage for case in cases} == {Stage.CLOSED}
    assert all("不在管" in case.steps[-1].text for case in cases)


def test_an_account_that_is_merely_missing_keeps_its_cases() -> None:
    """A renamed identifier must not strike a fault off."""
    (case,) = after([opened()], None)

    assert case.stage is Stage.FOUND


def test_a_check_that_passes_where_nothing_was_seen_closes_nothing() -> None:
    """账号异常 finds nothing wrong when the network is down; a post seen speaks for itself."""
    blind = assessed(Verdict.UNKNOWN).results[0]

    for check, closes in (("U02", False), ("S01", True)):
        failed = Result(check=check, title="", basis="", verdict=Verdict.FAIL, findings=FOUND)
        passed = replace(failed, verdict=Verdict.PASS, findings=())
        (case,) = after([], assessed(Verdict.FAIL, 30, results=(failed,)), 30)
        (case,) = after([case], assessed(Verdict.UNKNOWN, 3, results=(blind, passed)), 3)
        assert case.is_open is not closes
        assert "最新内容" not in case.steps[-2].text if closes else case.last_at == ago(30)


def test_who_publishes_again_is_not_held_by_another_open_question() -> None:
    """An old no on the checklist leaves the account unjudged, and the silence is over."""
    unjudged = replace(assessed(Verdict.PASS, 3), verdict=Verdict.UNKNOWN)

    (case,) = after([opened()], unjudged, 3)

    assert moves(case)[-2:] == [CaseEvent.PASSED, CaseEvent.CLOSE]


@pytest.mark.parametrize(
    ("seen", "closes"),
    [
        ({"verdict": Verdict.FAIL, "as_of": ago(31)}, False),  # a look from before still speaks
        ({"verdict": Verdict.FAIL, "as_of": ago(30)}, False),
        ({"verdict": Verdict.FAIL, "as_of": ago(29)}, True),
        ({"verdict": Verdict.PASS, "newest": post(ago(31))}, True),  # every source showed it
        ({"verdict": Verdict.PASS, "newest": post(ago(31)), "gaps": (("feed", gap()),)}, False),
        ({"verdict": Verdict.PASS, "newest": post(ago(29)), "gaps": (("feed", gap()),)}, True),
    ],
)
def test_an_account_that_was_gone_is_back_only_where_it_was_seen_since(
    seen: dict[str, Any], closes: bool
) -> None:
    """账号异常 finds nothing wrong where its source was not reached: that is no look."""
    failed = Result(check="U02", title="账号异常", basis="", verdict=Verdict.FAIL, findings=FOUND)
    passed = replace(failed, verdict=Verdict.PASS, findings=())
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(failed,)), 30)
    silent = assessed(seen["verdict"], 3).results[0]

    (case, *_) = after(
        [case], replace(assessed(Verdict.FAIL, 3), results=(silent, passed), **seen), 3
    )

    assert case.is_open is not closes


def test_a_look_from_before_a_further_fault_passes_nothing() -> None:
    (case,) = after([], assessed(Verdict.FAIL, 30, results=(unsafe("外链"),)), 30)
    (more,) = after([case], assessed(Verdict.FAIL, 5, results=(unsafe("外链", "泄密"),)), 5)
    passed = replace(unsafe(), verdict=Verdict.PASS)

    (early,) = after([more], assessed(Verdict.PASS, 6, results=(passed,)), 4)
    (late,) = after([more], assessed(Verdict.PASS, 4, results=(passed,)), 4)

    assert (early.stage, late.stage) == (Stage.FOUND, Stage.CLOSED)


def test_a_look_from_before_one_that_failed_passes_nothing() -> None:
    case = hand(hand(opened(30), CaseEvent.NOTIFY, 29), CaseEvent.RECTIFY, 25, text="已恢复")
    (failed,) = after([case], assessed(Verdict.FAIL, 20), 20)

    (early,) = after([failed], assessed(Verdict.PASS, 21), 19)
    (late,) = after([failed], assessed(Verdict.PASS, 19), 19)

    assert (early.stage, late.stage) == (Stage.NOTIFIED, Stage.CLOSED)


def test_a_look_of_the_very_moment_of_the_closing_reopens_nothing() -> None:
    closed = hand(opened(30), CaseEvent.CLOSE, 20, text="已核实")

    assert after([closed], assessed(Verdict.FAIL, 20), 19) == [closed]


def test_a_pass_that_rests_on_a_word_only_says_so() -> None:
    claimed = post(ago(1), f"{CLAIMED}x")

    *_, case = after([opened(30)], replace(assessed(Verdict.PASS, 0), newest=claimed), 0)

    assert case.steps[-2].text.endswith("（人工登记，没有截图）")
