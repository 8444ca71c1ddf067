"""By what means something was entered stands beside who entered it, wherever people enter."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.app import case_steps, corrections, register
from monitor.app.register import Signature
from monitor.cases.case import StepKind
from monitor.cases.case_store import CaseStore
from monitor.cases.wording_errors import WordingError
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.figures.issues import Issued, IssueStore
from monitor.model import Means
from monitor.registry import load
from monitor.registry.contact_log import ContactLog
from monitor.registry.edit.revise import Change
from monitor.registry.edit_log import EditLog
from monitor.system.connection import Database
from monitor.system.database import open_database
from monitor.verdicts.sealed_rows import SealedRows
from tests.builders import NOON

TEXT = """\
jurisdiction: {name: 高台县}
units: [{id: caizheng, name: 高台县财政局}]
accounts: [{id: a, name: 高台财政, platform: wechat, unit: caizheng}]
"""
SLIP = WordingError(
    unit="caizheng", unit_name="高台县财政局", text="人民政俯", found_on=date(2021, 12, 6)
)


def enter(db: Database, path: Path, given: dict[str, Any]) -> None:
    """Do one of everything that is signed."""
    registry = load(path)
    case_steps.open_case(db, registry, registry.account("a"), "留言未回复", "张三", NOON, **given)
    told = case_steps.step(StepKind.NOTIFY, "张三", NOON, **given)
    case_steps.add(db, registry, [1], told)
    signature = Signature(by="张三", reason="交接", **given)
    change = Change(account="a", values={"contact": {"name": "李四"}})
    register.save(db, register.prepare(path, [change], "set", signature, NOON))
    slips = WordingErrorStore(db)
    slips.add_wording_errors([SLIP], NOON, "张三", **given)
    corrections.fix_wording_error(db, 1, "张三", None, NOON, **given)
    corrections.withdraw_wording_error(db, 1, "张三", "误报", NOON, **given)


def kept(db: Database, table: str) -> set[str | None]:
    return {row["via"] for row in db.query(f"SELECT via FROM {table}")}


@pytest.mark.parametrize("given", [{}, {"via": Means.DESK}], ids=["by default", "desk"])
def test_every_entry_keeps_its_means_and_is_sealed_with_it(
    given: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(TEXT, "utf-8")
    means = given.get("via", Means.CLI)

    with open_database(tmp_path / "m.db") as db:
        enter(db, path, given)

        for table in ("case_steps", "edits", "contacts", "slip_steps"):
            assert kept(db, table) == {means.value}, table
        (case,) = CaseStore(db).cases()
        assert {step.via for step in case.steps} == {means}
        assert [edit.via for edit in EditLog(db).edits()] == [means]
        assert [held.via for held in ContactLog(db).contacts()["a"]] == [means]
        assert SealedRows(db).chain().differences == ()
    with closing(sqlite3.connect(tmp_path / "m.db")) as somebody, somebody:
        somebody.execute("UPDATE case_steps SET via = 'sheet' WHERE id = 2")
    with open_database(tmp_path / "m.db") as db:
        (altered,) = SealedRows(db).chain().differences
        assert (altered.table, altered.key) == ("case_steps", 2)


def test_what_a_program_does_and_what_stood_in_the_file_came_by_no_means(
    tmp_path: Path, db: Database
) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(TEXT.replace("unit: caizheng}", "unit: caizheng, contact: {name: 王五}}"))

    ContactLog(db).note_contacts(load(path).accounts, NOON)

    assert kept(db, "contacts") == {None}
    assert [held.via for held in ContactLog(db).contacts()["a"]] == [None]


@pytest.mark.parametrize(("by", "via"), [("", Means.CLI), ("张三", Means.DESK)])
def test_an_issue_tells_who_issued_it_by_what_means(by: str, via: Means, db: Database) -> None:
    issued = Issued(
        period="2021Q4",
        kind="quarter_city",
        version=1,
        number="高政办报〔2022〕3号",
        issued_on=date(2022, 1, 5),
        made_at=NOON,
        figures="{}",
        sha256="0" * 64,
        by=by,
        via=via,
    )

    IssueStore(db).issue(issued)

    assert IssueStore(db).issued("2021Q4", "quarter_city") == (issued,)
