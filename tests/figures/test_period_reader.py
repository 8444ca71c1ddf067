"""What the store tells of a period, from the recorded quarter and from hand-made looks."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.app.report import figures
from monitor.figures.account_history_reader import PUBLISHED
from monitor.figures.compute import compute, verdicts
from monitor.figures.period_reader import PeriodReader
from monitor.model import Account, Jurisdiction, Post, Run, RunMode, Status, Verdict, clock
from monitor.model.clock import BEIJING
from monitor.model.period import Period, Span
from monitor.model.policy import Policy
from monitor.registry import load, rules
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts import judge
from monitor.verdicts.freshness import Limit
from monitor.verdicts.merge import CLAIMED
from monitor.verdicts.run_values import AccountResult
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.builders import account, observation, post, snapshot, window
from tests.office import account as entry
from tests.office import make_office
from tests.verdicts.builders import questions

COUNTY = Jurisdiction(name="云岭县")
QUARTER = Period(year=2021, month=10, span=Span.QUARTER)


def checked(
    db: Database, moment: datetime, *seen: tuple[Account, tuple[Post, ...]], register: str = "r"
) -> int:
    """Append a spot check in which each account showed these posts and nothing else."""
    writer = VerdictWriter(db)
    moment = clock.unstamp(clock.stamp(moment))
    run = Run(
        id=0, mode=RunMode.FULL, moment=moment, started_at=moment, registered=len(seen),
        selected=tuple(account.id for account, _ in seen), registry=register, rules="sha256:1",
        program="t",
    )  # fmt: skip
    id = writer.begin_run(run, [account for account, _ in seen])
    items = []
    for one, posts in seen:
        vouched = window(moment - timedelta(days=100), moment)
        looked = observation(*posts, window=vouched, account=one.id, taken_at=moment)
        judged = snapshot(*posts, account=one, taken_at=moment, windows=(vouched,))
        assessment = judge.inspect(judged, rules.checks_for(one, Policy()))
        items.append(AccountResult(observations=(looked,), assessment=assessment))
    writer.append(id, items)
    writer.finish_run(id, at=moment, seal="s")
    return id


def limit_of(_: str) -> Limit:
    return Limit(days=14)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2021, month, day, tzinfo=BEIJING) + timedelta(hours=hour)


def test_looks_of_the_period_and_of_the_one_before_are_told(db: Database) -> None:
    one = account("a")
    for moment in (at(6, 30), at(7, 1), at(9, 30), at(10, 1), at(12, 31)):
        checked(db, moment, (one, (post(moment - timedelta(days=1)),)))

    past = PeriodReader(db).past(QUARTER)
    (history,) = past.histories

    assert [run.moment for run in past.spotchecks] == [at(10, 1), at(12, 31)]
    assert [look.at for look in history.looks] == [at(7, 1), at(9, 30), at(10, 1), at(12, 31)]


def test_posts_of_the_period_count_once_however_often_shown(db: Database) -> None:
    one = account("a")
    same = post(at(11, 5), key="x", url="http://a.invalid/1", title="甲")
    edited = replace(same, title="乙")
    other = post(at(11, 5), key="y", url="http://a.invalid/2")
    outside = (post(at(9, 30, 23)), post(datetime(2022, 1, 1, tzinfo=BEIJING)))
    checked(db, at(11, 30), (one, (same, other, *outside)))
    checked(db, at(12, 31), (one, (edited, other)))

    (history,) = PeriodReader(db).past(QUARTER).histories

    assert sorted(history.published) == [at(11, 5), at(11, 5)]
    assert history.last_before == at(9, 30, 23)


def test_what_people_claim_counts_once_a_day_where_nothing_else_is_known(db: Database) -> None:
    one = account("a")
    shown = post(at(11, 5, 9), key="x")
    told = (
        post(at(11, 5), key=f"{CLAIMED}1"),
        post(at(11, 8, 9), key=f"{CLAIMED}2"),
        post(at(11, 8, 10), key=f"{CLAIMED}3"),
    )
    checked(db, at(11, 30), (one, (shown, *told)))

    (kept,) = PeriodReader(db).past(QUARTER).histories

    assert sorted(clock.day(moment).day for moment in kept.published) == [5, 8]


def test_a_period_is_asked_for_in_as_many_questions_however_many_accounts_there_are(
    db: Database,
) -> None:
    def ask() -> None:
        list(PeriodReader(db).past(QUARTER).histories)
        list(PeriodReader(db).looks(QUARTER, now=clock.END) or ())

    everyone = [account(f"a{number:03}") for number in range(60)]
    shown = post(at(11, 5), title="一条标题很长、要单独存放的工作动态")
    checked(db, at(11, 30), *((one, (shown,)) for one in everyone[:2]))
    few = questions(db, ask)
    checked(db, at(12, 31), *((one, (shown,)) for one in everyone))

    assert len(questions(db, ask)) == len(few)


@pytest.mark.parametrize("made_at", [at(12, 31), at(11, 30)])
def test_the_verdicts_of_a_period_are_those_of_its_figures(db: Database, made_at: datetime) -> None:
    silent, lively, lapsed = map(account, "abc")
    for moment in (at(9, 30), at(11, 30), at(12, 31)):
        fresh = (post(moment - timedelta(days=1), key=f"{moment}"),)
        once = fresh if moment == at(11, 30) else (post(at(9, 2), key="old"),)
        checked(db, moment, (silent, (post(at(9, 1)),)), (lively, fresh), (lapsed, once))

    looks = PeriodReader(db).looks(QUARTER, now=made_at)
    whole = compute(
        PeriodReader(db).past(QUARTER, now=made_at),
        QUARTER,
        jurisdiction=COUNTY,
        made_at=made_at,
        limit_of=limit_of,
    )

    assert looks is not None
    assert verdicts(looks, QUARTER, limit_of) == whole.total.tally
    assert whole.total.tally.failed == (2 if made_at == at(12, 31) else 1)


def test_nobody_looked_in_a_period_without_checks(db: Database) -> None:
    checked(db, at(9, 30), (account("a"), ()))

    assert PeriodReader(db).looks(QUARTER, now=clock.END) is None


def test_the_register_is_that_of_the_last_check_of_the_period(db: Database) -> None:
    first, second, later = account("a"), account("b", name="乙"), account("c")
    checked(db, at(9, 30), (first, ()), register="1")
    checked(db, at(12, 31), (first, ()), (second, ()), register="2")
    checked(db, datetime(2022, 1, 5, tzinfo=BEIJING), (later, ()), register="3")

    past = PeriodReader(db).past(QUARTER)

    assert [account.id for account in past.register] == ["a", "b"]
    assert [account.id for account in past.register_before or ()] == ["a"]
    assert past.register[1].name == "乙" and past.register[1].kind == "town"


def test_who_came_on_the_register_since_the_last_check_is_not_left_out(db: Database) -> None:
    back = account("b", status=Status.CLOSED)
    checked(db, at(12, 1), (account("a", name="甲"), ()), (back, ()), register="1")
    now = (account("a", name="后来"), account("b"), account("c"))

    past = PeriodReader(db).past(QUARTER, now)

    assert [(account.id, account.name) for account in past.register] == [
        ("a", "甲"), ("b", "城关发布"), ("c", "城关发布"),
    ]  # fmt: skip
    assert [(history.account.id, len(history.looks)) for history in past.histories][-1] == ("c", 0)


@pytest.mark.parametrize(("made_at", "number"), [(at(12, 31, 23), 2), (at(12, 31, 24), 1)])
def test_a_draft_counts_who_is_on_the_register_today(
    db: Database, tmp_path: Path, made_at: datetime, number: int
) -> None:
    checked(db, at(12, 1), (account("a"), ()), register="1")
    entries = (entry("a", "甲"), entry("b", "乙"), entry("c", "丙", "weibo", status="closed"))
    office = make_office(tmp_path, entries)

    computed = figures(db, office.register(), QUARTER, made_at=made_at)

    assert computed.total.tally.registered == number
    assert [account.account.id for account in computed.unseen] == ["b"][: number - 1]


def test_a_repost_that_was_proved_is_told_apart(db: Database) -> None:
    one = account("a")
    shown = (post(at(12, 1), key="x"), post(at(12, 2), key="y", repost=True))
    checked(db, at(12, 31), (one, (*shown, post(at(12, 3), key=f"{CLAIMED}z"))))

    (history,) = PeriodReader(db).past(QUARTER).histories

    assert (history.proved, history.reposted) == ((at(12, 1),), (at(12, 2),))


def test_an_accounts_own_limit_is_the_one_that_counts(db: Database, tmp_path: Path) -> None:
    """The look knew of no post; a repost 20 days before it came to light later."""
    for count_reposts, verdict in ((True, Verdict.UNKNOWN), (False, Verdict.FAIL)):
        limit = {"max_days": 30, "count_reposts": count_reposts}
        office = make_office(tmp_path, [entry("a", policy={"silent_account": limit})])
        with open_database(tmp_path / f"{count_reposts}.db") as kept:
            checked(kept, at(12, 31), (account("a"), ()))
            link = observation(
                post(at(12, 11), key="x", repost=True), account="a", taken_at=at(12, 31, 20),
                source="by_hand", by="张三", expires_at=at(12, 31, 23),
            )  # fmt: skip
            VerdictWriter(kept).append_by_hand([link])
            computed = figures(kept, office.register(), QUARTER, made_at=at(12, 31, 21))

        assert computed.accounts[0].verdict is verdict


def test_a_check_in_the_first_second_belongs_to_the_period(db: Database) -> None:
    checked(db, at(10, 1, 0), (account("a"), ()), register="1")

    past = PeriodReader(db).past(QUARTER)

    assert len(past.spotchecks) == 1
    assert past.register_before is None


def test_an_empty_store_has_a_past_with_nothing_in_it(db: Database) -> None:
    past = PeriodReader(db).past(QUARTER)

    assert (past.spotchecks, past.register, past.register_before) == ((), (), None)
    assert list(past.histories) == []


def test_accounts_are_told_apart_whatever_their_names(db: Database) -> None:
    ids = ["a", "a-b", "a.b", "b", "Z", "中"]
    checked(db, at(12, 31), *((account(id), (post(at(12, 30), key=id),)) for id in ids))

    told = {history.account.id: history for history in PeriodReader(db).past(QUARTER).histories}

    assert sorted(told) == sorted(ids)
    assert all(len(history.looks) == 1 and len(history.published) == 1 for history in told.values())


def test_the_recorded_quarter_says_what_its_stories_say(kept: Path) -> None:
    registry = load(kept / "accounts.yaml")
    with open_database(kept / "data" / "monitor.db") as db:
        computed = figures(db, registry, QUARTER, made_at=clock.now())
    found = {account.account.id: account for account in computed.accounts}

    assert computed.total.tally.registered == 55
    assert found["caizheng-weixin"].verdict is Verdict.FAIL
    assert found["nanhua-weixin"].verdict is Verdict.FAIL  # in November only
    assert found["nanhua-weixin"].closing_verdict is Verdict.PASS
    assert {rectified.account.id: rectified.outcome for rectified in computed.rectified} == {
        "heiquan-weixin": "open",
        "xiaofang-weibo": "open",
        "caizheng-weixin": "recurring",
        "minzheng-weixin": "fixed",
    }
    assert [account.id for account in computed.opened] == ["yibao-fuwuhao"]
    assert computed.before is not None and computed.before.tally.judged == 46
    assert computed.year_before is None
    for one in computed.failing:
        assert one.proof, one.account.id


def test_evidence_of_the_recorded_quarter_can_be_opened(kept: Path) -> None:
    """Every number can be traced: a failing account names its evidence, and it is there."""
    registry = load(kept / "accounts.yaml")
    with open_database(kept / "data" / "monitor.db") as db:
        computed = figures(db, registry, QUARTER, made_at=clock.now())
        places = {f"{ref.file}@{ref.offset}": ref for ref in SealedRows(db).evidence_refs()}

    for failing in computed.failing:
        for place in failing.proof:
            ref = places[place]
            data = (kept / "data" / "evidence" / ref.file).read_bytes()
            assert data[ref.offset : ref.offset + 2] == b"\x1f\x8b"


def test_what_a_source_showed_long_ago_costs_nothing_today(db: Database) -> None:
    """An index names the few items to compare with; all of a source's grow from year to year."""
    plan = db.execute(f"EXPLAIN QUERY PLAN {PUBLISHED}", ["a", "b"]).fetchall()
    searched = [step for *_, step in plan if step.startswith("SEARCH e ")]

    assert len(searched) == 3
    assert [step for step in searched if step.endswith("(account=? AND source=?)")] == []
