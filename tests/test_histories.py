"""Random histories of one account whose truth is known: nobody is accused against evidence.

Every look shows only what was published; some vouch for more than they show. Whatever comes in
whatever order, a verdict of silence stands against everything that anybody ever proved.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks import CHECKS
from monitor.app.looks.look_runner import LookResult
from monitor.app.spot_check import CheckContext, judge
from monitor.cases.case import RectificationRules, StepKind
from monitor.cases.case_store import CaseStore
from monitor.cases.transitions import follow
from monitor.figures import Figures
from monitor.figures.compute import compute
from monitor.figures.period_reader import PeriodReader
from monitor.figures.score import scores
from monitor.model import (
    Assessment,
    Jurisdiction,
    Observation,
    Post,
    Reading,
    Run,
    RunMode,
    Verdict,
    Window,
    clock,
)
from monitor.model.clock import BEIJING
from monitor.model.period import Period, Span
from monitor.model.score_table import ScoreItem, ScoreTable
from monitor.review import claims
from monitor.review.attachments import Proof
from monitor.review.claims import ClaimFields, FieldError
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts import freshness
from monitor.verdicts.freshness import Limit
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.merge import CLAIMED
from monitor.verdicts.run_values import LookHistory
from monitor.verdicts.writer import VerdictWriter
from tests.builders import account, gap
from tests.lengths import tries

ONE = account()
START = datetime(2021, 10, 1, tzinfo=BEIJING)
QUARTER = Period(year=2021, month=10, span=Span.QUARTER)
CHECKED = tuple(check() for check in CHECKS)
LIMIT, WEEK = Limit(days=14), timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One thing that happens: a check by the program, or a person who says what they see."""

    hour: int
    what: str
    mode: RunMode = RunMode.FULL
    blind: frozenset[str] = frozenset()  # sources that show nothing
    hides: int = 0  # a vouching source misses every second post, from this one on
    reach: int = 30  # days that the owner's source vouches for
    who: str = "张三"
    lag: int = 0  # hours since the person looked
    by_day: bool = False
    valid: int | None = None


turns = st.builds(
    Turn,
    hour=st.integers(60, 91).map(lambda day: day * 24 + 12),
    what=st.sampled_from(["check", "check", "check", "link", "claim", "shot", "never"]),
    mode=st.sampled_from([RunMode.FULL, RunMode.SELECTED, RunMode.LOOK]),
    blind=st.frozensets(st.sampled_from(["open", "page", "feed"]), max_size=2),
    hides=st.sampled_from([0, 1, 2]),
    reach=st.sampled_from([14, 15, 60]),
    who=st.sampled_from(["张三", "李四"]),
    lag=st.sampled_from([0, 0, 20, 60]),
    by_day=st.booleans(),
    valid=st.sampled_from([None, 1, 31]),
)
histories = st.tuples(
    st.lists(st.integers(40, 91).map(lambda day: day * 24), max_size=4, unique=True),
    st.lists(turns, min_size=2, max_size=6).map(lambda all_: sorted(all_, key=lambda t: t.hour)),
)


@dataclass
class Story:
    """An office that looks at one account, and all that was ever shown of it."""

    db: Database
    posts: list[Post]
    shown: list[Post] = field(default_factory=list)
    said: list[tuple[RunMode, Assessment]] = field(default_factory=list)

    def until(self, moment: datetime) -> list[Post]:
        return [post for post in self.posts if post.published_at <= moment]

    def play(self, turn: Turn) -> None:
        now = moment(turn.hour)
        if turn.what == "check":
            self.check(turn, now)
        elif (seen := self.told(turn, now)) is not None:
            VerdictWriter(self.db).append_by_hand([seen])
            self.note(seen)

    def note(self, seen: Observation) -> None:
        self.shown += [post for post in seen.reading.posts if not post.key.startswith(CLAIMED)]

    def told(self, turn: Turn, now: datetime) -> Observation | None:
        looked = now - timedelta(hours=turn.lag)
        seen = self.until(looked)
        if not seen and turn.what != "never":
            return None
        days = turn.valid or freshness.LINK_DAYS
        if turn.what == "link":
            return Observation(
                account=ONE.id, source="by_hand", taken_at=now, reading=Reading(posts=(seen[-1],)),
                by=turn.who, expires_at=now + timedelta(days=days),
            )  # fmt: skip
        form = "%Y-%m-%d" if turn.by_day else "%Y-%m-%d %H:%M"
        newest = f"{clock.beijing(seen[-1].published_at):{form}}" if seen else ""
        words = ClaimFields(
            newest=newest, none_since="" if newest else "从未", by=turn.who, valid_days=turn.valid,
            screenshot="" if turn.what == "claim" else "a.png",
            seen=f"{clock.beijing(looked):{form}}" if turn.lag else "",
        )  # fmt: skip
        proof = Proof(kind="image/png", data=b"", saved_at=looked)
        try:
            claim = claims.parse_claim(words, ONE, now, lambda _: proof)
        except FieldError:
            return None
        return claims.observation(claim, claims.reading(claim), ())

    def looks(self, turn: Turn, now: datetime) -> Iterator[Observation]:
        seen = self.until(now)
        half = [post for at, post in enumerate(seen) if not turn.hides or at % 2 == turn.hides - 1]
        since = now - timedelta(days=turn.reach)
        vouched = Reading(
            posts=tuple(post for post in half if post.published_at >= since),
            window=Window(since=since, until=now),
        )
        feed = Reading(posts=tuple(half[-2:]))
        if half:
            feed = replace(feed, window=Window(since=half[-2:][0].published_at, until=now))
        shown = {"open": vouched, "page": Reading(posts=tuple(seen[-2:])), "feed": feed}
        for source, reading in shown.items():
            found = Reading(gaps=(gap(),)) if source in turn.blind else reading
            yield Observation(account=ONE.id, source=source, taken_at=now, reading=found)

    def check(self, turn: Turn, now: datetime) -> None:
        run = Run(
            id=0, mode=turn.mode, moment=now, started_at=now, registered=1, selected=(ONE.id,),
            registry="r", rules="s", program="p",
        )  # fmt: skip
        run = replace(run, id=VerdictWriter(self.db).begin_run(run, [ONE]))
        looked = LookResult(account=ONE, observations=tuple(self.looks(turn, now)))
        item = judge(job(run), looked, self.known(looked, run, None))
        VerdictWriter(self.db).append(run.id, [item])
        VerdictWriter(self.db).finish_run(run.id, at=now, seal="s")
        again = judge(job(run), looked, self.known(looked, run, run.id))
        assert again.assessment == item.assessment, "a verdict can be made again"
        for seen in looked.observations:
            self.note(seen)
        self.judged(item.assessment, turn.mode, now)

    def known(self, looked: LookResult, run: Run, before: int | None) -> LookHistory:
        found = HistoryReader(self.db).look_history(
            [ONE.id], run.moment, WEEK, before_run=before, shown=looked.observations
        )
        return found.get(ONE.id, LookHistory())

    def judged(self, assessment: Assessment, mode: RunMode, now: datetime) -> None:
        silent = assessment.results[0].verdict
        if silent is Verdict.FAIL:
            assert not self.refuting(assessment.as_of), "evidence refutes the verdict"
        if silent is Verdict.PASS:
            published = [post.published_at for post in self.until(now)]
            assert any(LIMIT.holds(at, now) for at in published), "nobody passes unseen"
        added = CaseStore(self.db).add_steps(
            lambda cases: follow(
                cases, [assessment], RectificationRules(), now, ended=(), opens=mode.opens_cases
            )
        )
        moves = {step.kind for case in added for step in case.steps}
        assert silent is Verdict.PASS or not moves & {StepKind.PASSED, StepKind.CLOSE}
        assert silent is Verdict.FAIL or not moves & {
            StepKind.OPEN,
            StepKind.REOPEN,
            StepKind.FAILED,
        }
        self.said.append((mode, assessment))

    def refuting(self, moment: datetime) -> list[Post]:
        """Return what was ever proved that is within the limit at *moment*, or later."""
        return [post for post in self.shown if LIMIT.holds(post.published_at, moment)]

    def figures(self) -> Figures:
        return compute(
            PeriodReader(self.db).past(QUARTER), QUARTER, jurisdiction=Jurisdiction(name="某县"),
            made_at=moment(24 * 100), limit_of=lambda _: LIMIT,
        )  # fmt: skip


def moment(hour: int) -> datetime:
    return clock.unstamp(clock.stamp(START + timedelta(hours=hour)))


def job(run: Run) -> CheckContext:
    return CheckContext(
        run=run, jurisdiction=Jurisdiction(name="某县"), accounts=(ONE,),
        checks=lambda _: CHECKED, stop=Event(),
    )  # fmt: skip


@contextmanager
def told(history: tuple[list[int], list[Turn]]) -> Iterator[Story]:
    hours, events = history
    posts = [Post(key=f"k{hour}", published_at=moment(hour)) for hour in sorted(hours)]
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "monitor.db") as db:
        story = Story(db, posts)
        for turn in events:
            story.play(turn)
        yield story


def turn(day: int, what: str, **options: Any) -> Turn:
    return Turn(hour=day * 24 + 12, what=what, **options)


MISSED = {"hides": 1, "reach": 60, "blind": frozenset({"page", "feed"})}  # the post of day 70
FORGOTTEN = (
    [50 * 24, 70 * 24],
    [turn(70, "check", blind=frozenset({"open", "feed"})), turn(80, "check", **MISSED)],
)
FOUND_SINCE = ([50 * 24, 70 * 24], [turn(80, "check", **MISSED), turn(81, "link")])


@example(FORGOTTEN)
@example(FOUND_SINCE)
@settings(max_examples=tries(60))
@given(histories)
def test_no_verdict_report_or_mark_stands_against_evidence(history: Any) -> None:
    with told(history) as story:
        figures = story.figures()
        own = [account for account in figures.accounts if account.account.id == ONE.id]
        judged = [assessment for mode, assessment in story.said if mode.counts_for_quarter]

        assert len(own) == figures.total.tally.registered
        assessments = [
            assessment
            for assessment in judged
            if assessment.results[0].verdict is Verdict.FAIL
            and not [
                post
                for post in story.refuting(assessment.as_of)
                if post.published_at <= assessment.as_of
            ]
            and assessment.as_of >= QUARTER.since
        ]
        for one in own:
            assert (one.verdict is Verdict.FAIL) is bool(assessments)
            assert (one.verdict is None) == (not judged)
        for score in scores([figures], ScoreTable()):
            faults = {mark.fault for mark in score.marks}
            assert assessments or not faults
            assert not assessments or faults & {ScoreItem.FAILED, ScoreItem.ZOMBIE}
