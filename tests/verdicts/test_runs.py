"""Runs end once, keep their batches whole, and lead to their evidence."""

import sqlite3
from pathlib import Path

import pytest

from monitor.cases.case import Case, CaseStep, CaseUpdate, StepKind
from monitor.cases.case_store import CaseStore
from monitor.model import (
    EvidenceRef,
    Observation,
)
from monitor.system.connection import Database
from monitor.verdicts.look_history import HistoryReader
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.sealed_rows import SealedRows
from monitor.verdicts.writer import VerdictWriter
from tests.builders import NOON, ago, days, post
from tests.verdicts.builders import ID, begin, inspected, seen


def test_a_run_that_did_not_end_is_unfinished(db: Database) -> None:
    reader = VerdictReader(db)
    number = begin(db)

    (unfinished,) = reader.unfinished()

    assert unfinished.id == number
    VerdictWriter(db).finish_run(number, at=NOON, seal="s")
    assert reader.unfinished() == ()
    assert reader.last_seal() == "s"


def test_a_run_ends_once(db: Database) -> None:
    number = begin(db)
    VerdictWriter(db).finish_run(number, at=NOON, seal="first")

    VerdictWriter(db).finish_run(number, at=NOON, seal="second")

    assert VerdictReader(db).last_seal() == "first"


def test_a_batch_is_kept_whole_or_not_at_all(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begin(db)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(VerdictWriter, "_append_verdicts", killed)
    with pytest.raises(KeyboardInterrupt):
        VerdictWriter(db).append(number, [inspected(seen(post(ago(1))))])

    assert HistoryReader(db).look_history([ID], NOON, days(7)) == {}
    assert VerdictReader(db).posts(ID) == ()


def test_evidence_is_found_from_the_observation(db: Database) -> None:
    ref = EvidenceRef(file="2021-12-31.warc.gz", offset=7, length=90, sha256="ab")
    look = Observation(
        account=ID, source="feed", taken_at=NOON, reading=seen().reading, evidence=(ref,)
    )

    VerdictWriter(db).append(begin(db), [inspected(look)])

    assert VerdictReader(db).history(ID)[0].evidence == (ref,)
    assert VerdictReader(db).evidence_ends() == {"2021-12-31.warc.gz": 97}
    assert list(SealedRows(db).evidence_refs()) == [ref]


def test_steps_are_decided_on_the_cases_as_they_stand(db: Database, tmp_path: Path) -> None:
    """Whoever decides holds the lock: two follow-ups never open one case twice."""
    seen: list[int] = []

    def decide(cases: tuple[Case, ...]) -> list[CaseUpdate]:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(tmp_path / "monitor.db", timeout=0).execute("BEGIN IMMEDIATE")
        seen.append(len(cases))
        step = CaseStep(kind=StepKind.OPEN, at=NOON, by="程序", text="x")
        case = Case(
            id=0, account=ID, name="a", unit="u", unit_name="u", platform="wechat", check="U01",
            title="t", steps=(step,),
        )  # fmt: skip
        return [CaseUpdate(case=case, steps=(step,))] if not cases else []

    assert [update.case.id for update in CaseStore(db).add_steps(decide)] == [1]
    assert CaseStore(db).add_steps(decide) == ()
    assert seen == [0, 1]
