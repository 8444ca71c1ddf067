"""Wording errors: what older databases hold of them stays."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from monitor.slips import Slip
from monitor.store import Store

OLDER = """
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


def test_the_errors_that_an_older_database_holds_stay(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    Store(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(OLDER)

    with Store(path) as store:
        kept = store.slips()
        store.add_slips([Slip(unit="u", unit_name="某局", text="x", found_on=date(2021, 12, 9))])
        new = store.slips()[-1]

    assert [(one.id, one.veto, one.fixed_on, one.withdrawn) for one in kept] == [
        (7, True, date(2021, 12, 8), ""),
        (9, False, None, "误报"),
    ]
    assert (new.id, new.veto) == (10, None)
