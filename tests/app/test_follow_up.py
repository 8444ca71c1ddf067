"""Cases follow a check that was kept, unless its clock was wrong; then current verdicts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import follow_up
from monitor.cases.case import Stage
from monitor.cases.case_store import CaseStore
from monitor.model import Assessment, Run, RunMode
from monitor.model.errors import WrongClock
from monitor.notices.outbox import Outbox
from monitor.registry import Registry
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.hand_office import MONDAY, silent_office
from tests.office import Office


@pytest.fixture
def checked(office: Office, registry: Registry) -> tuple[Run, tuple[Assessment, ...]]:
    with open_database(office.database) as db:
        (run,) = VerdictReader(db).runs()
        return run, VerdictReader(db).judged_in(run.id, registry.accounts)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """No case stands here yet."""
    with open_database(tmp_path / "fresh.db") as opened:
        yield opened


Checked = tuple[Run, tuple[Assessment, ...]]


@pytest.mark.parametrize(
    ("mode", "opens"),
    [(RunMode.FULL, True), (RunMode.SELECTED, True), (RunMode.LOOK, False)],
)
def test_a_spot_check_opens_cases_and_a_daily_look_does_not(
    db: Database, registry: Registry, checked: Checked, mode: RunMode, opens: bool
) -> None:
    run, assessments = checked

    followed = follow_up.after_check(
        db, registry, replace(run, mode=mode), assessments, at=MONDAY, now=MONDAY
    )

    assert [update.case.account for update in followed.updates] == ["caizheng-weixin"] * opens
    assert ("新发现问题 1 个" in followed.summary) is opens
    assert len(Outbox(db).latest_entries(10)) == opens and not followed.wrong_clock


def test_a_step_is_dated_as_the_check_and_its_notice_as_of_now(
    db: Database, registry: Registry, checked: Checked
) -> None:
    run, assessments = checked
    now = MONDAY + timedelta(days=2)

    follow_up.after_check(db, registry, run, assessments, at=MONDAY, now=now)

    assert CaseStore(db).cases()[0].opened_at == MONDAY
    assert [entry.decided_at for entry in Outbox(db).latest_entries(10)] == [now]


def test_a_check_by_a_wrong_clock_opens_nothing_and_says_so(
    db: Database, registry: Registry, checked: Checked
) -> None:
    run, assessments = checked
    wrong = replace(run, clock_offset=timedelta(days=1))

    followed = follow_up.after_check(db, registry, wrong, assessments, at=MONDAY, now=MONDAY)

    assert followed.wrong_clock and followed.updates == () and followed.summary == ""
    assert CaseStore(db).cases() == () and Outbox(db).latest_entries(10) == ()


def test_verifying_closes_by_what_a_person_has_seen_since_the_check(
    office: Office, registry: Registry
) -> None:
    with open_database(office.database) as db:  # seen and checked at one moment
        assert follow_up.verify(db, registry, MONDAY + timedelta(days=1)).updates == ()
    office.at(1, "cases", "notify", "1", "--by", "张三")
    office.at(2, "observe", "caizheng-weixin", "--newest", "昨天", "--by", "张三")

    with open_database(office.database) as db:
        first = follow_up.verify(db, registry, MONDAY + timedelta(days=2.1))
        (case,) = CaseStore(db).cases()
    office.at(2.2, "check")
    with open_database(office.database) as db:
        again = follow_up.verify(db, registry, MONDAY + timedelta(days=2.3))

    assert len(first.updates) == 1 and again.updates == ()
    assert case.stage is Stage.CLOSED


def test_verifying_opens_no_case_that_a_check_did_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as ended:  # the program was killed before it followed
        ended.setattr(follow_up, "after_check", lambda *_, **__: follow_up.FollowUp())
        office = silent_office(tmp_path)
    office.at(0, "cases", "open", "caizheng-weixin", "--text", "留言未回复", "--by", "张三")

    with open_database(office.database) as db:
        registry = office.register()
        assert follow_up.verify(db, registry, MONDAY + timedelta(days=1)).updates == ()


def test_verifying_waits_until_the_clock_is_right(
    office: Office, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(office.database) as db:
        db.execute("UPDATE runs SET clock_offset = 86400")
        with pytest.raises(WrongClock, match="暂不复查销号"):
            follow_up.verify(db, registry, MONDAY + timedelta(hours=1))
