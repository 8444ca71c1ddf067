"""How the accounts stand, and whom a person must look at, from the store alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app.current_verdicts import lapsed_passes
from monitor.app.status import current_status
from monitor.app.worklist import current_worklist
from monitor.model import Assessment, ChecklistItem, Run, SpotCheck, Verdict
from monitor.registry import Registry
from monitor.review.worklist_tasks import Need, WorklistTask
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from tests.hand_office import MONDAY
from tests.office import Office


@pytest.fixture
def db(office: Office) -> Iterator[Database]:
    with open_database(office.database) as opened:
        yield opened


def test_the_worst_stands_first_and_an_old_verdict_is_unknown(
    db: Database, registry: Registry
) -> None:
    def verdicts(days: float) -> list[tuple[str, Verdict]]:
        now = MONDAY + timedelta(days=days)
        stands = current_status(db, registry, registry.judged, now)
        assert stands.never_checked == () and stands.troubles == () and stands.failure_message == ""
        return [(a.account.id, a.verdict) for a in stands.assessments]

    assert verdicts(1) == [
        ("caizheng-weixin", Verdict.FAIL), ("minzheng-douyin", Verdict.UNKNOWN)
    ]  # fmt: skip
    assert {verdict for _, verdict in verdicts(8)} == {Verdict.UNKNOWN}


def test_an_account_that_was_never_checked_is_named(registry: Registry, tmp_path: Path) -> None:
    with open_database(tmp_path / "fresh.db") as fresh:
        stands = current_status(fresh, registry, registry.judged, MONDAY)

    assert stands.assessments == () and stands.never_checked == registry.judged


def test_the_status_names_what_is_dated_in_the_future(db: Database, registry: Registry) -> None:
    stands = current_status(db, registry, registry.judged, MONDAY - timedelta(days=1))

    assert stands.ahead.runs == 1 and len(stands.never_checked) == 2


def test_the_worklist_asks_for_what_no_program_can_see(
    office: Office, db: Database, registry: Registry
) -> None:
    def task(days: float) -> WorklistTask:
        now = MONDAY + timedelta(days=days)
        listed = current_worklist(db, registry, registry.judged, now).tasks
        return next(task for task in listed if task.account.id == "caizheng-weixin")

    assert [task(days).need for days in (1, 7.5, 8)] == [Need.CHECKLIST, Need.ROUND, Need.UNSEEN]
    assert task(1).items == tuple(ChecklistItem)

    office.at(1, "checklist", "set", "caizheng-weixin", "全部=是", "--by", "张三")
    assert task(2).items == ()

    office.at(1, "cases", "notify", "1", "--by", "张三")
    office.at(1, "cases", "rectify", "1", "--text", "已恢复", "--by", "张三")
    assert task(2).need is Need.REVIEW


def spot_check(db: Database, registry: Registry) -> SpotCheck:
    """Return the newest check as the one that was just made."""
    run: Run = VerdictReader(db).runs(limit=1)[0]
    assessments: tuple[Assessment, ...] = VerdictReader(db).judged_in(run.id, registry.accounts)
    return SpotCheck(jurisdiction=registry.jurisdiction, run=run, assessments=assessments)


def test_a_pass_lapses_only_where_what_a_person_saw_has_expired(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(1, "observe", "minzheng-douyin", "--newest", "昨天", "--by", "张三")
    office.at(1, "check")
    office.at(7.5, "check")
    assert (
        lapsed_passes(VerdictReader(db), spot_check(db, registry), MONDAY + timedelta(days=7.6))
        == ()
    )

    office.at(9, "check")
    lapsed = lapsed_passes(
        VerdictReader(db), spot_check(db, registry), MONDAY + timedelta(days=9.1)
    )
    assert [account.id for account in lapsed] == ["minzheng-douyin"]  # the other one had failed

    office.at(10, "check")
    assert (
        lapsed_passes(VerdictReader(db), spot_check(db, registry), MONDAY + timedelta(days=10.1))
        == ()
    )


def test_a_fault_that_comes_after_a_pass_is_no_lapse(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(1, "observe", "minzheng-douyin", "--newest", "昨天", "--by", "张三")
    office.at(1, "check")
    office.at(9, "checklist", "set", "minzheng-douyin", "表述=否", "--note", "误写",
       "--by", "张三")  # fmt: skip
    office.at(9, "check")

    check = spot_check(db, registry)
    assert Verdict.FAIL in {assessment.verdict for assessment in check.assessments}
    assert lapsed_passes(VerdictReader(db), check, MONDAY + timedelta(days=9.1)) == ()


def test_a_pass_does_not_lapse_while_what_was_seen_is_valid(
    office: Office, db: Database, registry: Registry
) -> None:
    office.at(1, "observe", "minzheng-douyin", "--newest", "昨天", "--by", "张三",
       "--valid-days", "31")  # fmt: skip
    office.at(1, "check")
    office.at(20, "check")

    check = spot_check(db, registry)
    assert {assessment.verdict for assessment in check.assessments} == {Verdict.UNKNOWN}
    assert lapsed_passes(VerdictReader(db), check, MONDAY + timedelta(days=20.1)) == ()
