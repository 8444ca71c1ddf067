"""Observations are made again from their evidence: recomputed seals do not help whoever edits."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.app import rederive
from monitor.evidence import chain
from monitor.system.database import immediate, open_database
from monitor.system.readonly import open_reading
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.seals import SealedRows
from tests.running import run
from tests.system.chain.builders import alter, faults


def verified(folder: Path, *words: str) -> tuple[int, list[str], list[str]]:
    done = run(folder, "evidence", "verify", "--json", *words)
    output = json.loads(done.out)
    return done.code, output["faults"], output["remarks"]


def resealed(folder: Path, *sql: str) -> None:
    """Change the database as somebody does who has the program: every seal in it is right."""
    path = folder / "data" / "monitor.db"
    log = folder / "data" / "evidence" / "chain.log"
    with open_database(path) as db:
        before = log.read_bytes()
        with immediate(db):
            for change in sql:
                assert db.execute(change).rowcount > 0
        previous = ""
        for one in SealedRows(db).run_seals():
            seal = chain.seal(previous, SealedRows(db).seal_items(one.id))
            with immediate(db):
                db.execute("UPDATE runs SET seal = ? WHERE id = ?", [seal, one.id])
            previous = seal
        log.write_bytes(before)


def test_every_look_of_a_quarter_is_made_again_and_is_the_same(quarter: Path) -> None:
    code, found, remarks = verified(quarter)

    assert (code, found) == (0, [])
    with open_reading(quarter / "data" / "monitor.db") as db:
        total = VerdictReader(db).seen()
    assert f"已由证据重新推导 4 次抽查的 {total} 条观测" in remarks


EDITED = {
    "window": "UPDATE observations SET window_since = '2021-01-01T00:00:00+00:00' "
    "WHERE run = 1 AND window_until IS NOT NULL AND id = (SELECT min(id) FROM observations "
    "WHERE window_until IS NOT NULL)",
    "posts": "UPDATE observations SET posts = '[]' WHERE id = (SELECT min(id) FROM observations "
    "WHERE posts LIKE '#%' OR posts LIKE '~%')",
    "gaps": "UPDATE observations SET gaps = '[]' WHERE id = (SELECT min(id) FROM observations "
    "WHERE gaps <> '[]')",
    "moment": "UPDATE observations SET taken_at = '2021-12-30T00:00:00+00:00' WHERE id = 1",
    "examination": "UPDATE observations SET window_since = NULL, window_until = NULL WHERE id = ("
    "SELECT max(id) FROM observations WHERE examination IS NOT NULL AND window_until IS NOT NULL)",
}


@pytest.mark.parametrize("sql", EDITED.values(), ids=EDITED)
def test_an_edited_look_with_every_seal_recomputed_contradicts_its_evidence(
    sql: str, office: Path
) -> None:
    resealed(office, sql)

    code, found, _ = verified(office)

    assert code == 1, found
    assert any("与由证据重新推导的不一致" in one for one in found), (found, _)


def test_all_failures_turned_to_passes_contradict_the_seals_in_the_evidence(office: Path) -> None:
    resealed(
        office,
        "UPDATE assessments SET verdict = 'pass' WHERE verdict = 'fail'",
        "UPDATE conclusions SET verdict = 'pass', findings = '[]' WHERE verdict = 'fail'",
    )

    found = faults(office)

    assert any("第 1 次抽查的封存与证据文件中所记的不符" in one for one in found)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("sources_digest", lambda _: "another", "来源在其后改过"),
        ("PROGRAM", "newmedia-monitor/0.0.1", "程序版本已变"),
    ],
)
def test_another_way_of_looking_or_version_is_told_and_is_no_tampering(
    name: str, value: object, sentence: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resealed(office, EDITED["posts"])
    monkeypatch.setattr(rederive, name, value)

    _, found, remarks = verified(office)

    assert not any("重新推导的不一致" in one for one in found)
    assert any(sentence in remark for remark in remarks)


def test_a_copy_without_a_register_is_verified_but_not_made_again(office: Path) -> None:
    (office / "accounts.yaml").unlink()

    code, found, remarks = verified(office)

    assert (code, found) == (0, [])
    assert any("没有能用的名单" in remark for remark in remarks)


def test_runs_older_than_a_quarter_are_made_again_only_when_asked(few: Path) -> None:
    with closing(sqlite3.connect(few / "data" / "monitor.db")) as db:
        moments = [at for (at,) in db.execute("SELECT moment FROM runs ORDER BY id")]
    assert moments[0] < moments[-1]
    alter(few, "UPDATE runs SET moment = '2022-06-01T00:00:00+00:00' WHERE id = 4")

    _, _, remarks = verified(few)
    _, _, everything = verified(few, "--all")

    assert any("另有 3 次较早的抽查未重新推导" in remark for remark in remarks)
    assert any("重新推导 3 次抽查" in one for one in everything)
