"""Which sources are asked once more, and what becomes of one that cannot be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import pytest

from monitor.app.examination import examine, suspects
from monitor.app.looks.look_runner import LookResult
from monitor.http.client import Client
from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.model import (
    Gap,
    Note,
    NoteKind,
    Observation,
    Platform,
    Post,
    Reading,
    Verdict,
    as_notes,
    clock,
)
from monitor.model.errors import LookFailed
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.registry.rules import checks_for
from monitor.sources import KINDS
from monitor.sources.questions import LISTING, Examinable, Questions
from monitor.system.secrets import Placeholders
from monitor.verdicts.judge import inspect
from monitor.verdicts.merge import merge
from tests.builders import NOON, account, ago, confirmed, observation, post, window

OLD = (post(ago(20), key="a"), post(ago(31), key="b"))
WIDE = window(ago(60))
MIXED = Note(text="有置顶")
DISORDER = as_notes(["条目未按时间排列"], NoteKind.INCOMPLETE)
GAPS = (Gap(outcome=Outcome.CHALLENGE, message="验证码"),)
VOUCHING = {"wechat_official", "weibo_open", "douyin_open", "kuaishou_open", "feed", "webpage"}


class Nobody:
    """A network on which nobody is asked."""

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        raise AssertionError(request.url)


@dataclass(frozen=True, kw_only=True)
class Mute:
    """A source that declares nothing that it can be asked."""

    kind: ClassVar[str] = "mute"
    platforms: ClassVar[frozenset[Platform]] = frozenset()
    hosts: ClassVar[tuple[str, ...]] = ()
    reading: Reading = field(default=Reading(posts=OLD, window=WIDE), hash=False)

    def collect(self, http: Any) -> Reading:
        if self.reading.gaps:
            raise LookFailed(self.reading.gaps[0].outcome, self.reading.gaps[0].message)
        return self.reading


@dataclass(frozen=True, kw_only=True)
class Speaking(Mute):
    """A source that can be asked for its listing once more."""

    kind: ClassVar[str] = "speaking"
    questions: ClassVar[Questions] = LISTING


def examined(
    source: Any, *, wanted: tuple[str, ...] = ("speaking", "mute")
) -> tuple[Observation, ...]:
    of = account(sources=(source,))
    seen = observation(*OLD, source=source.kind, window=WIDE)
    looked = LookResult(account=of, observations=(seen,))
    client = Client(Nobody(), None, NOON)
    return examine(of, looked, wanted, client, Placeholders()).observations


def verdict(*observations: Observation) -> Verdict:
    of = account()
    seen = merge(of, observations, moment=observations[-1].taken_at, look_days=7)
    return inspect(seen, checks_for(of, Policy())).verdict


def test_every_source_that_may_condemn_says_what_it_can_be_asked() -> None:
    assert {kind for kind, source in KINDS.items() if hasattr(source, "questions")} == VOUCHING


def test_a_source_that_cannot_be_asked_condemns_nobody() -> None:
    first, second = examined(Mute())

    assert not isinstance(Mute(), Examinable)
    assert second.reading.examination and "无法再次核对" in second.reading.examination.refuted
    assert verdict(first, second) is Verdict.UNKNOWN


def test_who_is_not_suspected_is_not_asked() -> None:
    assert len(examined(Speaking(), wanted=("feed",))) == 1


def test_the_second_look_comes_after_the_first_and_stands_beside_it() -> None:
    first, second = examined(Speaking())

    assert first.reading.examination is None and second.taken_at > first.taken_at
    assert second.reading.examination is not None and not second.reading.examination.refuted
    assert verdict(first, second) is Verdict.FAIL


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (Reading(posts=OLD, notes=(MIXED, *DISORDER)), "不再保证内容齐全：条目未按时间排列"),
        (Reading(posts=OLD, notes=(MIXED,)), "不再保证内容齐全：有置顶"),
        (Reading(gaps=GAPS, notes=DISORDER), "内容齐全：验证码"),
        (Reading(posts=OLD[:1], window=WIDE), "只列出一条内容"),
        (Reading(posts=OLD, window=WIDE, current_at=clock.BEGINNING), "缓存的旧副本"),
    ],
)
def test_a_second_look_that_shows_less_confirms_nothing(second: Reading, said: str) -> None:
    first, again = examined(Speaking(reading=second))

    assert again.reading.examination is not None
    assert said in again.reading.examination.refuted
    assert {p.key for p in again.reading.posts} >= {p.key for p in second.posts}
    assert verdict(first, again) is Verdict.UNKNOWN


def test_what_the_first_look_showed_is_not_lost_by_a_second_that_shows_nothing() -> None:
    gap = Gap(outcome=Outcome.NETWORK, message="连接中断")

    _, again = examined(Speaking(reading=Reading(gaps=(gap,))))

    assert again.reading.posts == OLD and again.reading.gaps == (gap,)


@pytest.mark.parametrize(("current", "until"), [(ago(2), ago(2)), (None, NOON)])
def test_the_window_ends_where_the_listing_was_current(
    current: datetime | None, until: datetime
) -> None:
    _, again = examined(Speaking(reading=Reading(posts=OLD, window=WIDE, current_at=current)))

    assert again.reading.examination is not None and again.reading.examination.until == until


@pytest.mark.parametrize(
    ("posts", "vouched", "examination", "suspected"),
    [
        (OLD, WIDE, None, True),
        (OLD, WIDE, confirmed(), False),
        (OLD, WIDE, confirmed(refuted="页面打不开"), False),
        (OLD, window(ago(10)), None, False),
        ((post(ago(2)),), WIDE, None, False),
        ((post(ago(14)),), WIDE, None, False),
        ((post(ago(15)),), WIDE, None, True),
        ((), WIDE, None, True),
    ],
)
def test_only_who_is_about_to_be_condemned_is_suspected(
    posts: tuple[Post, ...], vouched: Any, examination: Any, suspected: bool
) -> None:
    of = account()
    seen = observation(*posts, window=vouched, examination=examination)
    snapshot = merge(of, [seen], moment=NOON, look_days=7)

    assert suspects(snapshot, checks_for(of, Policy())) == ({"feed"} if suspected else set())
