"""What is dated in the future: never the latest, counted by nobody, kept, and sound."""

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from monitor.app.audit import audit
from monitor.app.looks.carried_answers import KnownAnswers
from monitor.app.looks.errands import Assignment
from monitor.cases.case import SYSTEM_ACTOR, Case, CaseStep, CaseUpdate, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model import EvidenceRef
from monitor.sources.feed.source import Feed
from monitor.system.database import open_database
from monitor.verdicts.answer_reader import AnswerReader
from monitor.verdicts.clock_log import ClockLog
from tests.app.wrong_clock.site import FRESH, Host, checked, open_county
from tests.builders import NOON, days


@pytest.mark.parametrize("offset", [None, days(-30)])
def test_a_clock_that_was_put_back_is_said_though_nobody_confirms_it(
    tmp_path: Path, offset: timedelta | None
) -> None:
    with open_county(tmp_path, Host(offset=offset)) as county:
        county.at(days(20), "check")

        first, second = (county.at(timedelta(), "check").err for _ in range(2))

        assert "次观测的日期在将来（最晚 2022-01-20 12:00），不作为最近一次结论" in first
        assert "日期在将来" not in second


@pytest.mark.parametrize("ours", [days(21), days(365)])
def test_what_is_dated_in_the_future_is_never_the_latest(tmp_path: Path, ours: timedelta) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        county.at(timedelta(), "check")
        county.at(ours, "check")

        status = county.at(timedelta(), "status", "--json")
        output = json.loads(status.out)
        assert {account["verdict"] for account in output["accounts"]} == {"pass"}
        assert output["ahead"]["runs"] == 1 and output["ahead"]["looks"] >= 2
        assert "日期在将来" in county.at(timedelta(), "status").err
        history = json.loads(county.at(timedelta(), "show", "a1", "--json").out)
        assert [verdict.get("apart", "") for verdict in history["verdicts"]] == ["", "日期在将来"]

        # nor is it when its day has come
        county.at(timedelta(), "check")
        county.now += ours + days(1)
        latest = json.loads(county.at(timedelta(), "show", "a1", "--json").out)["verdicts"]
        assert [one.get("apart", "") for one in latest] == ["", "", "日期不准"]
        with open_database(tmp_path / "data" / "monitor.db") as db:
            assert ClockLog(db).runs_set_aside() == {2}


def test_a_look_dated_ahead_vouches_for_nothing_when_its_day_has_come(tmp_path: Path) -> None:
    """What it saw is three weeks older than it says; what was published since was not there."""
    with open_county(tmp_path, Host(), Host()) as county:
        county.at(days(21), "check")
        county.at(timedelta(), "check")
        county.now += days(7)
        for host in county.hosts.values():
            host.ages = (-6, *FRESH)
        county.at(timedelta(), "check")
        county.now += days(13)  # the day before the wrong date comes
        county.at(timedelta(), "check")
        county.now += days(1.2)
        for host in county.hosts.values():
            host.ages = ()

        output = checked(county.at(timedelta(), "check", "--json").out)

        assert output["a1"] != "fail"


def test_a_day_file_of_the_future_takes_that_day_when_it_comes(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(), Host()) as county:
        county.at(days(20), "check")
        county.at(timedelta(), "check")
        county.now += days(20)

        county.at(timedelta(), "check")

        assert county.at(timedelta(), "evidence", "verify").code == 0
        folder = tmp_path / "data" / "evidence"
        assert len(list(folder.glob("*.warc.gz"))) == 2
        assert not list(folder.glob("*.torn*"))
        with open_database(tmp_path / "data" / "monitor.db") as db:
            assert audit(db, folder).faults == ()


def test_a_quarter_counts_no_check_of_a_day_to_come(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(since=NOON - days(60)), Host(since=NOON - days(60))) as county:
        county.now = NOON - days(60)
        county.at(timedelta(), "check")
        county.at(days(30), "check")

        def checks() -> int:
            done = county.at(
                timedelta(), "report", "quarter", "2021Q4", "--format", "json", "--json"
            )
            return len(json.loads(done.out)["spot_checks"])

        assert checks() == 1
        county.at(timedelta(), "check")
        assert checks() == 2
        county.now += days(40)
        assert checks() == 2


def test_a_quarter_knows_no_case_of_a_day_to_come(tmp_path: Path) -> None:
    with open_county(tmp_path, Host(since=NOON - days(60)), Host(since=NOON - days(60))) as county:
        county.now = NOON - days(60)
        county.at(timedelta(), "check")
        step = CaseStep(
            kind=StepKind.OPEN, at=NOON - days(10), by=SYSTEM_ACTOR, text="已22天未更新"
        )
        case = Case(id=0, account="a1", name="x", unit="lin", unit_name="x", platform="website",
                    check="U01", title="内容不更新", steps=(step,))  # fmt: skip
        with open_database(tmp_path / "data" / "monitor.db") as db:
            CaseStore(db).add_steps(lambda _: [CaseUpdate(case=case, steps=(step,))])

        report = ("report", "quarter", "2021Q4", "--format", "json", "--json")
        assert json.loads(county.at(timedelta(), *report).out)["cases"] == []
        shown = county.at(timedelta(), "cases", "show", "1").out
        assert "日期在将来" in shown.replace("\n", "")
        county.now = NOON
        assert len(json.loads(county.at(timedelta(), *report).out)["cases"]) == 1


@pytest.mark.parametrize(("ahead", "known"), [(0, True), (1, False)])
def test_an_answer_of_a_day_to_come_is_asked_for_whole(
    tmp_path: Path, ahead: int, known: bool
) -> None:
    """What it calls yesterday, it calls so by a wrong clock."""
    ref = EvidenceRef(file="2021-12-31.warc.gz", offset=0, length=1, sha256="")
    feed = Feed(url="http://127.0.0.1/f.xml")
    asked = Assignment(account="a", label="feed", source=feed)
    with open_database(tmp_path / "monitor.db") as db:
        db.table("validators").insert(
            {"url": feed.url, "etag": "x", "last_modified": "", **asdict(ref)}
        )

        with time_machine.travel(NOON - days(ahead), tick=False):
            answers = KnownAnswers(tmp_path, AnswerReader(db)).of([asked])

    assert (feed.url in answers) is known
