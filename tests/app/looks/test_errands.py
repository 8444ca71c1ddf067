"""Errands: when they end, who goes side by side, what a death costs, what an account is made of."""

import time

import pytest

from monitor.app.looks.carried_answers import CarriedAnswers
from monitor.app.looks.crew import SIDE_BY_SIDE, SideBySide
from monitor.app.looks.errand_run import LONGEST, PendingErrand
from monitor.app.looks.errands import Assignment, Errand, ErrandResult, SourceLook
from monitor.app.looks.gathering import Gathering
from monitor.app.looks.host_groups import HostGroup
from monitor.app.looks.look_runner import LookResult
from monitor.app.looks.suspicion import Suspect, Suspects
from monitor.model.errors import EvidenceError
from monitor.sources.feed.source import Feed
from tests.builders import account, observation

FEEDS = tuple(Feed(url=f"http://a/{n}") for n in range(3))
THREE = tuple(Assignment(account=f"a{n}", label="feed", source=FEEDS[n]) for n in range(3))


@pytest.mark.parametrize(("age", "begun"), [(0.0, 3), (LONGEST + 1, 1)])
def test_an_errand_that_takes_long_leaves_the_rest_to_others(age: float, begun: int) -> None:
    hand = PendingErrand(errand=Errand(assignments=THREE), begun_at=time.monotonic() - age)

    assert len(list(hand.assignments())) == begun
    assert hand.result().looks == (None, None, None)


@pytest.mark.parametrize(
    ("busy", "grows", "now"), [(0.24, True, 2), (0.26, True, 1), (0.24, False, 1)]
)
def test_looks_go_side_by_side_where_answers_are_long_in_coming(
    busy: float, grows: bool, now: int
) -> None:
    side_by_side = SideBySide(grows)

    side_by_side.learn(ErrandResult(looks=(), seconds=1.0, busy_seconds=busy))

    assert side_by_side.now == now
    for _ in range(9):
        side_by_side.learn(ErrandResult(looks=(), seconds=1.0))
    assert side_by_side.now == (SIDE_BY_SIDE if grows else 1)


def test_an_errand_is_tried_again_whole_then_by_halves_until_one_remains() -> None:
    suspects, group = Suspects(), HostGroup(busy=1)

    assert suspects.add(Suspect(group=group, assignments=THREE, times=1)) == ()
    whole = suspects.waiting.popleft()
    assert whole.assignments == THREE

    assert suspects.add(Suspect(group=group, assignments=THREE, times=whole.times + 1)) == ()
    halves = list(suspects.waiting)
    assert [half.assignments for half in halves] == [THREE[:1], THREE[1:]]
    assert group.busy == 2

    last = Suspect(group=group, assignments=THREE[:1], times=halves[0].times + 1)
    assert suspects.add(last) == THREE[:1]


def test_an_account_is_whole_when_all_its_sources_have_been_looked_at() -> None:
    both = account("a", sources=FEEDS[:2])
    gathering = Gathering([both])
    first, second = (
        Assignment(account="a", label=label, source=source)
        for label, source in zip(("feed", "feed#2"), FEEDS, strict=False)
    )

    one = SourceLook(observation=observation(account="a", source="feed"))
    two = SourceLook(observation=observation(account="a", source="feed#2"))

    assert gathering.add(second, two) is None
    looked = gathering.add(first, one)

    assert looked is not None
    assert [seen.source for seen in looked.observations] == ["feed", "feed#2"]
    assert not looked.examined

    gathering.begin(looked, 1)
    again = gathering.add(second, two)

    assert isinstance(again, LookResult) and again.examined
    assert [seen.source for seen in again.observations] == ["feed", "feed#2", "feed#2"]


def test_where_no_evidence_is_at_hand_an_answer_is_asked_for_whole() -> None:
    with pytest.raises(EvidenceError):
        CarriedAnswers({}, None).body("http://a/1")
