"""Every single change of the database is found: each column of each table, a row less, a row more.

Tables are not listed here: those to come are altered as well.
"""

from pathlib import Path

import pytest

from monitor.system.readonly import open_reading
from tests.running import run
from tests.system.chain.builders import Altered, alter, faults

pytestmark = pytest.mark.share(2)  # of cases that are alike, each second where it may not take long

TABLES = (
    "_sqlite_migrations", "acts", "answers", "assessments", "case_findings", "case_step_runs",
    "case_steps", "cases", "contacts", "deliveries", "duties", "edit_accounts", "edits",
    "exchanges", "issues", "link_rows", "links", "notices", "observations", "post_counts", "posts",
    "prunings", "register_sources", "registries",
    "results", "runs", "set_aside", "slip_steps", "slips", "validators", "withdrawals",
)  # fmt: skip
OTHER = {
    "INTEGER": "coalesce({0}, 0) + 100000",
    "TEXT": "coalesce({0}, '') || 'x'",
    "BLOB": "CAST('another' AS BLOB)",
    "REAL": "coalesce({0}, 0) + 1",
}
FIRST, LAST = "(SELECT min(rowid) FROM {0})", "(SELECT max(rowid) FROM {0})"


def test_what_nobody_touched_is_whole(full: Path) -> None:
    assert faults(full) == ()


def test_every_table_there_is_is_altered_and_none_is_empty(full: Path) -> None:
    with open_reading(full / "data" / "monitor.db") as db:
        there = db.table_names()
        assert set(there) >= set(TABLES)
        assert [table for table in there if not db.table(table).count] == []
        assert {column.type for table in there for column in db.table(table).columns} <= set(OTHER)


@pytest.fixture(scope="module")
def altered(full: Path) -> Altered:
    return Altered(full)


def changes(altered: Altered, table: str) -> dict[str, str]:
    """Return each change of *table* by what it is."""
    columns = altered.db.table(table).columns
    name = f'"{table}"'
    found = {}
    for column in columns:
        value = OTHER[column.type].format(f'"{column.name}"')
        found[column.name] = (
            f'UPDATE {name} SET "{column.name}" = {value} WHERE rowid = {LAST.format(name)}'
        )
    for row in (FIRST.format(name), LAST.format(name)):
        found[f"less {row}"] = f"DELETE FROM {name} WHERE rowid = {row}"
    values = ", ".join(OTHER[column.type].format(f'"{column.name}"') for column in columns)
    found["more"] = f"INSERT INTO {name} SELECT {values} FROM {name} LIMIT 1"
    return found


def test_the_same_bytes_as_another_kind_of_value_are_found(altered: Altered) -> None:
    """A table that is not strict takes a text's bytes as no text, and nobody finds it again."""
    names = {"migration_set", "name", "applied_at"}
    sql = "UPDATE _sqlite_migrations SET {0} = CAST({0} AS BLOB) WHERE id = 1"

    assert [name for name in names if not altered.found(sql.format(name))] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_change_of_a_table_is_found(table: str, altered: Altered) -> None:
    unnoticed = [what for what, sql in changes(altered, table).items() if not altered.found(sql)]

    assert unnoticed == []


def test_tables_to_come_are_sealed_like_all_others(altered: Altered) -> None:
    for table in set(altered.db.table_names()) - set(TABLES):
        for what, sql in changes(altered, table).items():
            assert altered.found(sql), (table, what)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE more (a)",
        "CREATE TRIGGER late AFTER INSERT ON results BEGIN "
        "UPDATE results SET verdict = 'pass'; END",
        "DROP INDEX idx_observations_run",
        "ALTER TABLE posts ADD COLUMN more TEXT",
        "DROP TABLE answers",
        "DROP TABLE links",
        "DROP TABLE link_rows",
        "DROP TABLE prunings",
    ],
)
def test_a_change_of_the_tables_themselves_is_found(sql: str, altered: Altered) -> None:
    assert altered.found(sql)


NONSENSE = (
    "UPDATE runs SET moment = 'x' WHERE id = 1",
    "UPDATE runs SET selected = 'x' WHERE id = 1",
    "UPDATE runs SET seal = NULL",
    "UPDATE observations SET posts = 'x' WHERE id = 1",
    "UPDATE observations SET posts = '[1]' WHERE id = 1",
    "UPDATE observations SET gaps = '[[1]]' WHERE id = 1",
    "UPDATE posts SET published_at = 'x'",
    "UPDATE posts SET title = CAST(x'ff00fe' AS TEXT)",
    "UPDATE cases SET name = CAST(x'ff00fe' AS TEXT)",
    "UPDATE runs SET program = CAST(x'ff00fe' AS TEXT)",
    "UPDATE links SET at = 'x'",
    "UPDATE link_rows SET keys = '[[[1,2,3]],[],[]]'",
    "UPDATE link_rows SET keys = 'x', digests = x''",
    "UPDATE prunings SET files = 'x'",
    "UPDATE prunings SET at = 'x'",
    "UPDATE exchanges SET length = -1 WHERE id = 1",
    "UPDATE exchanges SET length = 1 << 62 WHERE id = 1",
    'UPDATE exchanges SET "offset" = -5 WHERE id = 1',
    "UPDATE exchanges SET file = '../monitor.db' WHERE id = 1",
    "UPDATE registries SET accounts = 'x'",
    "UPDATE register_sources SET sources = '[1]'",
)


@pytest.mark.parametrize("sql", NONSENSE)
def test_nonsense_is_found_and_stops_no_verification(sql: str, office: Path) -> None:
    alter(office, sql)

    done = run(office, "evidence", "verify")

    assert done.code == 1 and "处问题" in done.err, done.err
