"""Wording errors: what older databases hold of them stays."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from monitor.cases.wording_errors import Correction, WordingError
from monitor.cases.wording_errors_store import WordingErrorStore
from monitor.system.database import open_database
from tests.builders import NOON

OLDER = """
DROP TABLE slip_steps;
DROP TABLE slips;
CREATE TABLE slips (
    id INTEGER PRIMARY KEY, unit TEXT NOT NULL, unit_name TEXT NOT NULL, account TEXT NOT NULL,
    category TEXT NOT NULL, text TEXT NOT NULL, advice TEXT NOT NULL, url TEXT NOT NULL,
    found_on TEXT NOT NULL, veto INTEGER NOT NULL, fixed_on TEXT,
    withdrawn TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO slips VALUES
    (7, 'u', '某局', '', '', '帐号', '', '', '2021-12-06', 1, '2021-12-08', ''),
    (9, 'u', '某局', '', '', '登陆', '', '', '2021-12-07', 0, NULL, '误报');
DELETE FROM _sqlite_migrations WHERE name = 'm018_slips';
"""
SLIP = WordingError(unit="u", unit_name="某局", text="x", found_on=date(2021, 12, 9))


def test_the_errors_that_an_older_database_holds_stay(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    open_database(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLDER)

    with open_database(path) as db:
        errors = WordingErrorStore(db)
        kept = errors.slips()
        errors.add_slips([SLIP], NOON)
        new = errors.slips()[-1]

    assert [(error.id, error.veto, error.fixed_on, error.withdrawn) for error in kept] == [
        (7, True, date(2021, 12, 8), ""),
        (9, False, None, "误报"),
    ]
    assert (new.id, new.veto) == (10, None)


def test_what_becomes_of_an_error_is_appended_and_nothing_is_rewritten(tmp_path: Path) -> None:
    fixed, why = date(2021, 12, 10), "申诉成立"
    with open_database(tmp_path / "monitor.db") as db:
        errors = WordingErrorStore(db)
        errors.add_slips([SLIP], NOON)
        written = list(db.query("SELECT * FROM slips"))
        later = replace(SLIP, veto=False, category="错别字")

        changed = [
            errors.add_slips([later], NOON),
            errors.add_slips([later, SLIP], NOON),
        ]
        for field, value, by in (("fixed_on", fixed, "张三"), ("withdrawn", why, "李四")):
            step = Correction(slip=1, at=NOON, by=by, field=field, value=value)
            errors.add_slip_step(lambda _, step=step: step)  # type: ignore[misc]

        assert changed == [(0, 1), (0, 0)]
        assert list(db.query("SELECT * FROM slips")) == written
        assert [row["by"] for row in db.query("SELECT * FROM slip_steps")] == [
            "", "", "张三", "李四"
        ]  # fmt: skip
        assert errors.slips() == (
            replace(later, id=1, fixed_on=fixed, withdrawn="2021-12-31 李四：申诉成立"),
        )
