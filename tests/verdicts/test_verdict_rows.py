"""Verdicts come back as they were; the latest is that of the latest run."""

from monitor.model import (
    Finding,
    Result,
    State,
    Verdict,
    as_notes,
)
from monitor.system.connection import Database
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.run_values import AccountResult
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, account, days, gap, post
from tests.verdicts.builders import assessment, begin, inspected


def test_a_verdict_comes_back_as_it_was(db: Database) -> None:
    said = assessment(
        verdict=Verdict.FAIL,
        state=State.STALE,
        results=(
            Result(
                check="U01",
                title="内容不更新",
                basis="依据",
                verdict=Verdict.FAIL,
                findings=(
                    Finding(kind="silent", message="已20天未更新", evidence=("https://x.invalid/1",)),
                    Finding(kind="silent", message="至少20天没有发布", least_days=20),
                    Finding(
                        kind="unsafe_content", about="wording", detail="名称误写", answers=(3, 7),
                        message="表述不符合要求：名称误写", seen_at=NOON, least_days=1,
                    ),
                ),
            ),
            Result(
                check="U03", title="长期未观测", basis="", verdict=Verdict.UNKNOWN,
                reason="原因", advisory=True,
            ),
        ),
        gaps=(("feed", gap()),),
        notes=as_notes(("说明",)),
    )  # fmt: skip

    VerdictWriter(db).append(begin(db), [AccountResult(observations=(), assessment=said)])

    assert VerdictReader(db).latest([account()]) == (said,)


def test_an_account_that_published_this_very_second_is_kept(db: Database) -> None:
    said = assessment(newest=post(NOON), idle=days(0))

    VerdictWriter(db).append(begin(db), [AccountResult(observations=(), assessment=said)])

    assert VerdictReader(db).latest([account()]) == (said,)


def test_the_latest_verdict_is_that_of_the_latest_run(db: Database) -> None:
    VerdictWriter(db).append(begin(db), [inspected()])
    second = begin(db)
    VerdictWriter(db).append(second, [inspected(state=State.DUE)])

    (latest,) = VerdictReader(db).latest([account()])

    assert latest.state is State.DUE
    assert [number for number, _ in VerdictReader(db).verdicts(account())] == [second, 1]


def test_an_account_never_judged_has_no_latest_verdict(db: Database) -> None:
    assert VerdictReader(db).latest([account("other")]) == ()
