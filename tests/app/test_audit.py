"""The chain over runs and the ids of posts: whatever is altered afterwards is found."""

from pathlib import Path

import pytest

from monitor.app.audit import audit
from monitor.system.database import open_database
from tests.running import run

ALTERED = {
    "verdict": "UPDATE assessments SET verdict = 'pass' WHERE verdict = 'fail'",
    "finding": "UPDATE conclusions SET findings = '[]' WHERE verdict = 'fail'",
    "observation": "UPDATE observations SET window_until = '2021-12-01T00:00:00+00:00' "
    "WHERE window_until IS NOT NULL",
    "deleted verdict": "DELETE FROM conclusions WHERE id = 1",
    "verdicts of another": "UPDATE assessments SET results = (SELECT max(results) FROM assessments)"
    " WHERE verdict = 'fail'",
    "list of verdicts": "UPDATE texts SET text = '[1]' WHERE id = "
    "(SELECT min(results) FROM assessments)",
    "list that is none": "UPDATE texts SET text = 'x' WHERE id = "
    "(SELECT min(results) FROM assessments)",
    "what is referred to": "DELETE FROM texts WHERE text LIKE '~%'",
    "reference": "UPDATE observations SET posts = '#x' WHERE posts LIKE '#%'",
    "newest": "UPDATE assessments SET newest = '@1' WHERE newest IS NOT NULL",
    "deleted look": "DELETE FROM observations WHERE id = 1",
    "rules": "UPDATE runs SET rules = 'sha256:0'",
    "evidence": "UPDATE exchanges SET sha256 = replace(sha256, 'a', 'b')",
    "seal": "UPDATE runs SET seal = 'sha256:0'",
}


def faults(county: Path) -> tuple[str, ...]:
    with open_database(county / "data" / "monitor.db") as db:
        return audit(db, county / "data" / "evidence").faults


def alter(county: Path, sql: str) -> None:
    with open_database(county / "data" / "monitor.db") as db:
        db.execute("PRAGMA foreign_keys=OFF")
        cursor = db.execute(sql)
        assert cursor.rowcount > 0
        db.conn.commit()


def test_what_nobody_touched_is_whole(county: Path) -> None:
    assert faults(county) == ()


@pytest.mark.parametrize("sql", ALTERED.values(), ids=ALTERED)
def test_an_altered_record_breaks_the_chain(sql: str, county: Path) -> None:
    alter(county, sql)

    assert any("第 1 次抽查的记录与封存时不一致" in fault for fault in faults(county))


def test_every_run_of_a_whole_chain_continues_the_one_before(county: Path) -> None:
    run(county, "check", "rongmei-shipinhao")

    assert faults(county) == ()
    alter(county, "DELETE FROM assessments WHERE run = 1 AND id = 1")
    assert [fault for fault in faults(county) if "第 1 次" in fault]


def test_an_altered_post_is_found(county: Path) -> None:
    alter(county, "UPDATE posts SET published_at = '2021-12-31T00:00:00+00:00'")

    assert any("与入库时不一致" in fault for fault in faults(county))


def test_missing_evidence_is_found(county: Path) -> None:
    (path,) = (county / "data" / "evidence").glob("*.warc.gz")
    path.unlink()

    assert any(path.name in fault for fault in faults(county))
