"""A county with something in every table, as the program puts it there; ways to alter it."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from monitor.app import stamp
from monitor.app.audit import audit
from monitor.app.task_run_store import TaskRunStore
from monitor.cases.case import CaseStep, CaseUpdate, StepKind
from monitor.cases.case_store import CaseStore
from monitor.cases.wording_errors import WordingError
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.evidence import run_seal_chain
from monitor.figures.issues import Issued, IssueStore
from monitor.model import Answer, ChecklistItem
from monitor.model.errors import StoreError
from monitor.notices.notice import Kind, Notice
from monitor.notices.outbox import Outbox
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.connection import Database
from monitor.system.database import immediate, open_database
from monitor.system.readonly import open_reading
from monitor.verdicts.answers import AnswerStore
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.authority import authority, signer
from tests.county.stories import MOMENT
from tests.running import run

PLAIN: dict[str, object] = {"INTEGER": 1, "BLOB": b"1"}  # for a column of each kind
EMPTY_PRUNING = "INSERT INTO prunings VALUES (1, :at, '2000-01-01', 'p', NULL, '', '{}', '[]')"


def fill(folder: Path) -> None:
    """Do everything in *folder* that leaves something in a table."""
    (folder / "home.png").write_bytes(b"\x89PNG\r\n\x1a\n demo")
    by = ("--by", "张三")
    account = "rongmei-shipinhao"
    shot = ("--screenshot", folder / "home.png")
    run(folder, "observe", account, "--newest", "昨天", *shot, *by)
    run(folder, "accounts", "set", account, "contact.name=李四", "contact.phone=1", *by)
    run(folder, "check", account)
    by_whom = signer(since=MOMENT - timedelta(days=9), until=MOMENT + timedelta(days=9))
    with open_database(folder / "data" / "monitor.db") as db:
        with authority(by_whom, lambda: MOMENT) as (url, _):
            stamp.stamp(ChainHeads(db), url, MOMENT, ca_file=None, allow_private=True)
        _told(db)


def _told(db: Database) -> None:
    errors = WordingErrorStore(db)
    at = MOMENT
    TaskRunStore(db).begin_duty("look", at, missed=0, at=at)
    notice = Notice(key="k", kind=Kind.STALE, text="t", account="a", unit="u")
    Outbox(db).put([notice], {"k": ["mail"]}, at=at)
    no = Answer(item=ChecklistItem.LINKS, good=False, at=at, by="张三", note="n", evidence="f@1")
    VerdictWriter(db).append_by_hand([], answers=[("a", no)])
    AnswerStore(db).withdraw_answers([1], "误填")
    slip = WordingError(unit="u", unit_name="某局", text="错字", found_on=date(2021, 12, 1))
    errors.add_wording_errors([slip], at)
    (error,) = errors.wording_errors()
    errors.add_correction(lambda _: error.corrections(replace(slip, advice="正字"), at)[0])
    case = CaseStore(db).cases()[0]
    step = CaseStep(kind=StepKind.NOTIFY, at=at, by="张三", text="t", due_on=date(2022, 1, 7))
    CaseStore(db).add_steps(lambda _: [CaseUpdate(case=case, steps=(step,))])
    IssueStore(db).issue(
        Issued(
            period="2021Q4",
            kind="city",
            version=1,
            number="一号",
            issued_on=date(2022, 1, 5),
            made_at=at,
            figures="{}",
            sha256="sha256:0",
        )
    )
    ClockLog(db).set_aside(99, at - timedelta(days=3))
    with immediate(db):
        db.execute(EMPTY_PRUNING, {"at": at.isoformat(timespec="seconds")})
    _rest(db)


def _rest(db: Database) -> None:
    """Put a row into every table that nothing else has filled: those to come, too."""
    with immediate(db):
        for table in db.table_names():
            if not db.table(table).count:
                columns = db.table(table).columns
                values = [
                    99 if column.name == "run" else PLAIN.get(column.type, "1")
                    for column in columns
                ]
                marks = ",".join("?" * len(values))
                db.execute(f'INSERT INTO "{table}" VALUES ({marks})', values)


def faults(folder: Path) -> tuple[str, ...]:
    with open_reading(folder / "data" / "monitor.db") as db:
        return audit(db, folder / "data" / "evidence").faults


def alter(folder: Path, *sql: str) -> None:
    """Change the database as a stranger does, with any other program."""
    with closing(sqlite3.connect(folder / "data" / "monitor.db")) as db:
        for one in sql:
            assert db.execute(one).rowcount != 0
        db.commit()


def sealed_anew(folder: Path) -> None:
    """Compute the seals of all runs, and keep the rows' own as they are."""
    with open_database(folder / "data" / "monitor.db") as db:
        previous = ""
        for seal in SealedRows(db).run_seals():
            previous = run_seal_chain.seal(previous, SealedRows(db).seal_items(seal.id))
            db.execute("UPDATE runs SET seal = ? WHERE id = ?", [previous, seal.id])
        db.conn.commit()


class Altered:
    """A copy of the database in memory, changed and put right again: a file would take longer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data" / "evidence"
        memory = sqlite3.connect(":memory:", isolation_level=None)
        with closing(sqlite3.connect(folder / "data" / "monitor.db")) as source:
            source.backup(memory)
        self.db = Database(memory)

    def found(self, sql: str) -> bool:
        """Say whether what *sql* does is found."""
        db = self.db.conn
        db.execute("BEGIN")
        try:
            assert db.execute(sql).rowcount in (1, -1)
            return self._is_broken() or bool(audit(self.db, self.folder).faults)
        finally:
            db.execute("ROLLBACK")

    def _is_broken(self) -> bool:
        """Say whether the chain alone tells it: each of its differences is a fault."""
        try:
            chain = SealedRows(self.db).chain()
        except StoreError:
            return False
        return bool(chain.differences or chain.broken)
