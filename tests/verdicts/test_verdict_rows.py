"""Verdicts come back as they were; the latest is that of the latest run."""

import pytest

from monitor.model import (
    Finding,
    Result,
    State,
    Verdict,
    as_notes,
)
from monitor.system.connection import Database
from monitor.system.database import query
from monitor.verdicts import codec, verdict_rows
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


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        "UPDATE texts SET text = 'no list' WHERE id = (SELECT results FROM assessments LIMIT 1)",
        "UPDATE texts SET text = '{\"a\":1}' WHERE id = (SELECT results FROM assessments LIMIT 1)",
        "UPDATE texts SET text = '[1,99]' WHERE id = (SELECT results FROM assessments LIMIT 1)",
        "UPDATE assessments SET results = NULL WHERE account = 'a1'",
        "DELETE FROM conclusions WHERE id = 1",
        'INSERT INTO results (run, account, "check", title, basis, verdict, findings, reason, '
        "advisory) SELECT 1, 'a2', \"check\", title, basis, verdict, findings, reason, advisory "
        "FROM conclusions WHERE id = 1",
    ],
)
def test_what_many_were_told_is_what_each_was_told(db: Database, spoilt: str) -> None:
    """Results are read once for all; what an earlier program kept, or is amiss, one by one."""
    accounts = [account(f"a{n}") for n in range(4)]
    results = [Result(check="U01", title=str(n), basis="", verdict=Verdict.PASS) for n in (0, 1)]
    told = [
        AccountResult(observations=(), assessment=assessment(account=one, results=given))
        for one, given in zip(accounts, (results, results, results[::-1], ()), strict=True)
        for given in (tuple(given),)
    ]
    VerdictWriter(db).append(begin(db), told)
    with db.conn:
        db.conn.execute(spoilt or "SELECT 1")

    rows = list(query(db, "SELECT * FROM assessments ORDER BY id"))
    alone = {
        row["id"]: tuple(
            map(
                codec.result_of,
                query(db, verdict_rows.OF_ONE, {"run": row["run"], "account": row["account"]}),
            )
        )
        for row in rows
    }

    assert verdict_rows.results_of(db, rows) == alone
    assert any(alone.values())


def test_the_latest_verdicts_come_in_the_order_asked_for(db: Database) -> None:
    accounts = [account(id) for id in ("b", "c", "a")]
    given = [AccountResult(observations=(), assessment=assessment(account=a)) for a in accounts]
    VerdictWriter(db).append(begin(db), given)

    asked = [accounts[2], account("never"), accounts[0]]

    assert [said.account.id for said in VerdictReader(db).latest(asked)] == ["a", "b"]
